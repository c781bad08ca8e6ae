// Addresses that can be kept and sent: of a question with its answer, of a sentence in its article.

/**
 * The page that asks a turn's question; a follow-up comes with what was asked before it, and needs no conversation.
 * @param {Turn} turn
 */
export function questionLink(turn) {
  const query = new URLSearchParams({ question: turn.question });
  if (turn.after) query.append("after", turn.after);
  for (const id of turn.documents ?? []) query.append("documents", id);
  return absolute(`/?${query}`);
}

/** @param {Citation} citation */
export function sentenceLink(citation) {
  return absolute(citation.link);
}

/** @param {string} id */
export function documentPath(id) {
  return `/documents/${id.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * The page of the source that a sentence stands on, as a picture with the sentence lit.
 *
 * @param {Citation} citation
 */
export function pageImage({ document, start, end, place }) {
  return here(`${documentPath(document.id)}/pages/${place?.page}.png?start=${start}&end=${end}`);
}

/**
 * An address of this server as a browser reaches it: behind a proxy it may stand below a path.
 * @param {string} path
 */
export function here(path) {
  return `${document.documentElement.dataset.root ?? ""}${path}`;
}

/** @param {string} path */
function absolute(path) {
  return new URL(here(path), location.origin).href;
}
