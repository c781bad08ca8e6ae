// On an article's own page: says so where the address names a sentence that is not there any more.

import { byId } from "./dom.js";
import { Problem, showProblem } from "./problem.js";
import { gettext } from "./words.js";

function check() {
  const place = /^#(s\d+-\d+)$/.exec(location.hash);
  const gone = place !== null && byId(place[1]) === null;
  const detail = gettext("The article has changed since the link was made.");
  const advice = gettext("Ask again to find the sentence.");
  const title = gettext("This sentence is not where the link says");
  showProblem(byId("notice"), gone ? new Problem(title, detail, advice) : null);
}

addEventListener("hashchange", check);
check();
