// The help: how to read an answer, and what the keys do.

import { byId, make } from "./dom.js";
import { single, switchSingle } from "./keys.js";
import { here } from "./links.js";
import { gettext } from "./words.js";

/** @returns {[string[], string, string][]} */
const keys = () => [
  [["/"], " ", gettext("write a question")],
  [["1", "9"], "–", gettext("show that sentence in the article")],
  [["j", "k"], " ", gettext("next, previous sentence of the answers")],
  [["v"], " ", gettext("from the article to the answer and back")],
  [["f"], " ", gettext("find words in the article")],
  [["e"], " ", gettext("change the question and ask again")],
  [["n"], " ", gettext("new conversation")],
  [["?"], " ", gettext("this help")],
  [["↑"], " ", gettext("in the empty field: the question before")],
  [["Esc"], " ", gettext("stop asking; leave the question for the answer; close what is open")],
];

/**
 * Shows the help; it is made once.
 * @param {string} version
 */
export function openHelp(version) {
  if (!byId("help")) document.body.append(dialog(version));
  byId("help").showModal();
}

/** @param {string} version */
function dialog(version) {
  const close = make("button", { class: "primary" }, gettext("Close"));
  return make(
    "dialog",
    { id: "help", class: "help", "aria-labelledby": "help-title" },
    make("h2", { id: "help-title" }, gettext("Help")),
    make(
      "p",
      {},
      gettext(
        "An answer is the article’s own sentences, numbered. A number’s colour is its sentence’s colour in the article; the stronger mark inside is the shortest answer.",
      ),
    ),
    make("table", {}, make("caption", {}, gettext("Keyboard")), make("tbody", {}, ...rows())),
    make("p", {}, switching()),
    make(
      "p",
      {},
      make("a", { href: here("/check") }, gettext("Check quotes")),
      ": ",
      gettext("are those of a text really in the articles?"),
    ),
    make("form", { method: "dialog" }, close, make("span", { class: "version", dir: "ltr" }, `pincite ${version}`)),
  );
}

function rows() {
  return keys().map(([names, between, does]) => {
    const shown = names.flatMap((key, number) =>
      number > 0 ? [between, make("kbd", {}, key)] : [make("kbd", {}, key)],
    );
    return make("tr", {}, make("th", { scope: "row" }, ...shown), make("td", {}, does));
  });
}

function switching() {
  const box = make("input", { id: "single-keys", type: "checkbox" });
  box.checked = single.on;
  box.addEventListener("change", () => switchSingle(box.checked));
  return make("label", {}, box, " ", gettext("Single keys work outside the question"));
}
