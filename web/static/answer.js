// Builds what one turn shows: the question, then its cited sentences, or that the article does not say.

import { make } from "./dom.js";

export function pendingTurn(question) {
  const heading = make("h3", { class: "question", dir: "auto" }, question);
  return make("section", { class: "turn" }, heading, make("p", { class: "waiting" }, "Reading…"));
}

/** Replaces what a pending turn showed; `open(citation, button)` is called when a citation is followed. */
export function fillTurn(turn, result, { named, open }) {
  turn.lastChild.remove();
  turn.classList.add(result.found ? "found" : "refused");
  if (result.asked_as !== result.question) {
    turn.append(make("p", { class: "asked-as" }, "Searched as “", make("span", { dir: "auto" }, result.asked_as), "”"));
  }
  turn.append(...(result.found ? found(result, named, open) : refused(result, named, open)));
}

function found(result, named, open) {
  return [list(result.citations, "Cited sentences", named, open), confidence(result.confidence)];
}

function refused(result, named, open) {
  const parts = [make("p", { class: "verdict" }, result.answer)];
  if (result.nearest.length > 0) {
    const label = "Closest sentences, not an answer";
    parts.push(make("p", { class: "nearest-label" }, label), list(result.nearest, label, named, open));
  }
  return parts;
}

function list(citations, label, named, open) {
  const items = citations.map((citation) => item(citation, named, open));
  return make("ol", { class: "citations", "aria-label": label }, ...items);
}

function item(citation, named, open) {
  const button = make(
    "button",
    { class: "citation", type: "button", "aria-controls": "article" },
    make("span", { class: "number" }, String(citation.number)),
    make("span", { class: "quote", dir: "auto" }, ...quote(citation)),
  );
  button.addEventListener("click", () => open(citation, button));
  return make("li", {}, button, source(citation, named));
}

/** The sentence with its highlight marked; the offsets are the document's, in UTF-16 units. */
function quote({ sentence, highlight, start_utf16: origin }) {
  if (!highlight) return [sentence];
  const start = highlight.start_utf16 - origin;
  const end = highlight.end_utf16 - origin;
  if (sentence.slice(start, end) !== highlight.text) return [sentence];
  return [sentence.slice(0, start), make("mark", {}, highlight.text), sentence.slice(end)];
}

function source(citation, named) {
  const hint = make("span", { class: "unseen" }, ` ${citation.number}, opens in a new tab`);
  return make(
    "p",
    { class: "source" },
    named ? make("cite", { dir: "auto" }, citation.document.title) : null,
    make("a", { href: citation.link, target: "_blank", rel: "noopener" }, "Link to this sentence", hint),
  );
}

function confidence(value) {
  const figure = make("span", { class: "figure" }, `Confidence ${value.toFixed(2)}`);
  return make("p", { class: "confidence" }, inWords(value), " ", figure);
}

function inWords(value) {
  if (value >= 0.9) return "Very likely answers your question.";
  if (value >= 0.7) return "Likely answers your question.";
  return "May answer your question; judge for yourself.";
}
