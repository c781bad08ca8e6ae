// What the keys do, for the help.

import { byId, make } from "./dom.js";

/** @type {[string[], string, string][]} */
const KEYS = [
  [["/"], " ", "write a question"],
  [["1", "9"], " to ", "show that sentence in the article"],
  [["j", "k"], " ", "next, previous sentence of the answers"],
  [["v"], " ", "from the article to the answer and back"],
  [["f"], " ", "find words in the article"],
  [["e"], " ", "change the question and ask again"],
  [["n"], " ", "new conversation"],
  [["?"], " ", "this help"],
  [["↑"], " ", "in the empty field: the question before"],
  [["Esc"], " ", "stop asking; leave the question for the answer; close what is open"],
];

/** Lists the keys, once. */
export function listKeys() {
  const rows = KEYS.map(([keys, between, does]) => {
    const shown = keys.flatMap((key, number) =>
      number > 0 ? [between, make("kbd", {}, key)] : [make("kbd", {}, key)],
    );
    return make("tr", {}, make("th", { scope: "row" }, ...shown), make("td", {}, does));
  });
  byId("help")
    .querySelector("tbody")
    .replaceChildren(...rows);
}
