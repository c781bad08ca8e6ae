// Writes sentences as text for other places. A quote is never changed, only marked up.

import { sentenceLink } from "./links.js";
import { gettext } from "./words.js";

/** @param {Citation} citation */
export function asQuote(citation) {
  return `“${citation.sentence}”\n— ${citation.document.title}, ${sentenceLink(citation)}`;
}

/**
 * The quote with its source: title, author, date and page as far as they are known.
 * @param {Citation} citation
 * @param {Source | undefined} source
 */
export function asMarkdown(citation, source = undefined) {
  const lines = escaped(citation.sentence).split(/\r\n|\r|\n/);
  const title = `[${escaped(citation.document.title)}](${sentenceLink(citation)})`;
  const known = [source?.author, title, source?.published, placeOf(citation)].filter(Boolean);
  const told = known.map((each) => (each === title ? title : escaped(each))).join(", ");
  return [...lines, "", `— ${told}`].map((line) => `> ${line}`.trimEnd()).join("\n");
}

/** @param {Citation} citation */
function placeOf({ place }) {
  return place?.page ? gettext("page %(number)s", { number: place.page }) : null;
}

/** @param {string} text */
export function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|~&]/g, "\\$&").replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gm, "$1\\$2");
}
