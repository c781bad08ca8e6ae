// Marks the sentences that an answer cites, and the highlight in each.

import { hueOf } from "./article.js";
import { make, textNodes } from "./dom.js";

/**
 * The text with the highlight in a `mark`.
 * @param {Citation} citation
 */
export function highlighted(citation) {
  const { sentence } = citation;
  const place = highlightIn(citation);
  if (!place) return [sentence];
  const [start, end] = place;
  const parts = [sentence.slice(0, start), make("mark", {}, sentence.slice(start, end)), sentence.slice(end)];
  return parts.filter((part) => part !== "");
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
