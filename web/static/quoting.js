// Writes sentences as text for other places. A quote is never changed, only marked up.

import { sentenceLink } from "./links.js";
import { gettext } from "./words.js";

/**
 * What a sentence stands under, the header of its table or the lead-in of its list, unless that is cited beside it.
 * @param {Citation} citation
 */
export function aboveOf({ above, group }) {
  return above && !group ? above.text : null;
}

/** @param {Citation} citation */
export function asQuote(citation) {
  const lines = [`“${citation.sentence}”`, `— ${citation.document.title}, ${sentenceLink(citation)}`];
  return [aboveOf(citation), ...lines].filter(Boolean).join("\n");
}

/**
 * The quote with its source: title, author, date and page as far as they are known.
 * @param {Citation} citation
 * @param {Source | undefined} source
 */
export function asMarkdown(citation, source = undefined) {
  const above = aboveOf(citation);
  const lines = [...(above ? [...linesOf(above), ""] : []), ...linesOf(citation.sentence)];
  const title = `[${escaped(citation.document.title)}](${sentenceLink(citation)})`;
  const known = [source?.author, title, source?.published, placeOf(citation)].filter(Boolean);
  const told = known.map((each) => (each === title ? title : escaped(each))).join(", ");
  return [...lines, "", `— ${told}`].map((line) => `> ${line}`.trimEnd()).join("\n");
}

/** @param {string} text */
function linesOf(text) {
  return escaped(text).split(/\r\n|\r|\n/);
}

/** @param {Citation} citation */
function placeOf({ place }) {
  return place?.page ? gettext("page %(number)s", { number: place.page }) : null;
}

/** @param {string} text */
export function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|~&]/g, "\\$&").replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gm, "$1\\$2");
}
