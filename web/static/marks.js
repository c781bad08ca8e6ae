// Marks the sentences that an answer cites, and the highlight in each.

import { hueOf } from "./article.js";
import { make, textNodes } from "./dom.js";

/**
 * The text with the highlight in a `mark`.
 * @param {Citation} citation
 */
export function highlighted(citation) {
  const { sentence } = citation;
  const [start, end] = highlightIn(citation) ?? [0, 0];
  const [lit, rest] = [sentence.slice(start, end), sentence.slice(end)];
  const shown = citation.kind === "table_row" ? cells : (/** @type {string} */ text) => [text];
  const last = citation.kind === "table_row" ? EDGE.exec(rest)?.[0] : "";
  return [
    ...shown(sentence.slice(0, start)),
    lit && make("mark", {}, ...shown(lit)),
    ...shown(last ? rest.slice(0, -last.length) : rest),
    last && make("span", { hidden: "" }, last),
  ].filter(Boolean);
}

/**
 * What a citation stands under; the header of a table as its rows are shown.
 * @param {Citation} citation
 * @param {string} above
 */
export function overhead({ kind }, above) {
  return kind === "table_row" ? cells(above.replace(EDGE, "")) : [above];
}

const BETWEEN = /( *\t *| *\| *)/; // two cells of a row
const EDGE = / *\|$/;

/**
 * The text of a table's row; what stands between its cells is still there, and drawn as a line.
 * @param {string} text
 */
function cells(text) {
  return text.split(BETWEEN).map((part, at) => (at % 2 ? make("span", { class: "bar" }, part) : part));
}

/**
 * Where the highlight stands in its sentence, in UTF-16 units; the offsets of a citation are the document's.
 * @param {Citation} citation
 * @returns {[number, number] | null}
 */
function highlightIn({ sentence, highlight, start_utf16: origin }) {
  if (!highlight) return null;
  const [start, end] = [highlight.start_utf16 - origin, highlight.end_utf16 - origin];
  return sentence.slice(start, end) === highlight.text ? [start, end] : null;
}

/**
 * @param {HTMLElement[]} parts
 * @param {Citation} citation
 */
export function mark(parts, citation) {
  for (const part of parts) {
    part.classList.add("cited");
    part.dataset.hue = hueOf(citation);
  }
  parts.findLast((part) => !part.hidden).dataset.number = String(citation.number);
  const place = highlightIn(citation);
  if (place) highlight(parts, ...place);
}

/**
 * Puts the characters from `start` to `end`, counted over all the parts, into `mark`s.
 * @param {HTMLElement[]} parts
 * @param {number} start
 * @param {number} end
 */
function highlight(parts, start, end) {
  let at = 0;
  for (const node of parts.flatMap(textNodes)) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, node.length);
    at += node.length;
    if (from >= to || node.parentElement.closest("[hidden]")) continue;
    const inside = node.splitText(from);
    inside.splitText(to - from);
    const made = make("mark");
    inside.replaceWith(made);
    made.append(inside);
  }
}

/** @param {HTMLElement[]} parts */
export function unmark(parts) {
  for (const part of parts) {
    part.classList.remove("cited", "lit", "peeked");
    delete part.dataset.number;
    delete part.dataset.hue;
    for (const each of part.querySelectorAll("mark")) each.replaceWith(...each.childNodes);
    part.normalize();
  }
}
