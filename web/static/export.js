// Writes conversations as text for other places, each quote with its source.

import { JSON_ONLY, request } from "./api.js";
import { nameOf } from "./conversations.js";
import { questionLink, sentenceLink } from "./links.js";
import { asMarkdown, escaped } from "./quoting.js";
import { gettext, number } from "./words.js";

/** @typedef {{ conversation: Conversation, sources: Map<string, Source> }} Told */

/**
 * A conversation with what is known of the documents that it cites.
 * @param {Conversation} conversation
 * @returns {Promise<Told>}
 */
export async function withSources(conversation) {
  const cited = conversation.turns.flatMap(({ result }) => [...result.citations, ...result.nearest]);
  const ids = [...new Set(cited.map((citation) => citation.document.id))];
  const found = await Promise.all(ids.map((id) => loadSource(id)));
  return { conversation, sources: new Map(found.filter(Boolean).map((source) => [source.id, source])) };
}

/** @param {Told} told */
export function conversationAsMarkdown({ conversation, sources }) {
  const head = `# ${escaped(nameOf(conversation))}\n\n${conversation.began.slice(0, 10)}`;
  return `${[head, ...conversation.turns.map((turn) => turnAsMarkdown(turn, sources))].join("\n\n")}\n`;
}

/** @param {Told} told */
export function conversationAsJson({ conversation, sources }) {
  const quote = (/** @type {Citation} */ citation) => {
    const { author, published, url } = sources.get(citation.document.id) ?? {};
    const page = citation.place?.page ?? null;
    const known = { title: citation.document.title, author, published, url, page, link: sentenceLink(citation) };
    return { quote: citation.sentence, source: known };
  };
  const turns = conversation.turns.map((turn) => ({
    ...turn,
    link: questionLink(turn),
    quotes: (turn.result.found ? turn.result.citations : turn.result.nearest).map(quote),
  }));
  return `${JSON.stringify({ ...conversation, name: nameOf(conversation), turns }, null, 2)}\n`;
}

/**
 * Offers a text as a file to keep.
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/**
 * Null where the document is not there any more.
 * @param {string} id
 * @returns {Promise<Source | null>}
 */
async function loadSource(id) {
  const asked = new URLSearchParams({ query: id, most: "1000" });
  /** @type {{ documents: Source[] }} */
  const { documents } = await request(`/documents?${asked}`, { headers: JSON_ONLY });
  return documents.find((document) => document.id === id) ?? null;
}

/**
 * @param {Turn} turn
 * @param {Map<string, Source>} sources
 */
function turnAsMarkdown(turn, sources) {
  const { result } = turn;
  const head = [`## ${escaped(turn.question)}`];
  if (result.asked_as !== turn.question)
    head.push([gettext("Also asked as"), `“${escaped(result.asked_as)}”`].join(" "));
  if (!result.found) head.push(`*${escaped(gettext(result.answer)).replaceAll("\n", "*\\\n*")}*`);
  if (result.nearest.length > 0)
    head[head.length - 1] += [" ", gettext("Closest sentences, not an answer"), ":"].join("");
  const cited = result.found ? result.citations : result.nearest;
  const foot =
    result.found && result.intent !== "overview"
      ? [gettext("Confidence %(figure)s", { figure: number(result.confidence, 2) })]
      : [];
  const quotes = cited.map((citation) => asMarkdown(citation, sources.get(citation.document.id)));
  return [...head, ...quotes, ...foot, `<${questionLink(turn)}>`].join("\n\n");
}
