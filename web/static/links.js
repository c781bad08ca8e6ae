// Addresses that can be kept and sent: of a question with its answer, of a sentence in its article.

/** The page that asks a turn's question as it was searched, so that a follow-up needs no conversation. */
export function questionLink(turn) {
  const query = new URLSearchParams({ question: turn.result.asked_as });
  for (const id of turn.documents ?? []) query.append("documents", id);
  return absolute(`/?${query}`);
}

export function sentenceLink(citation) {
  return absolute(citation.link);
}

export function documentPath(id) {
  return `/documents/${id.split("/").map(encodeURIComponent).join("/")}`;
}

function absolute(path) {
  return new URL(path, location.origin).href;
}
