// On an article's own page: says so where the address names a sentence that is not there any more.

const notice = document.getElementById("notice");

function check() {
  const place = /^#(s\d+-\d+)$/.exec(location.hash);
  notice.textContent = "";
  notice.hidden = !place || document.getElementById(place[1]) !== null;
  if (notice.hidden) return;
  const said = document.createElement("strong");
  said.textContent = "This sentence is not where the link says";
  notice.append(said, "The article has changed since the link was made. Ask again to find the sentence.");
}

addEventListener("hashchange", check);
check();
