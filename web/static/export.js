// Writes sentences, answers and conversations as text for other places. A quote is never changed, only marked up.

import { questionLink, sentenceLink } from "./links.js";

/** @param {Citation} citation */
export function asQuote(citation) {
  return `“${citation.sentence}”\n— ${citation.document.title}, ${sentenceLink(citation)}`;
}

/** @param {Citation} citation */
export function asMarkdown(citation) {
  const lines = escaped(citation.sentence).split(/\r\n|\r|\n/);
  const source = `— [${escaped(citation.document.title)}](${sentenceLink(citation)})`;
  return [...lines, "", source].map((line) => `> ${line}`.trimEnd()).join("\n");
}

/** @param {Conversation} conversation */
export function conversationAsMarkdown(conversation) {
  return `${conversation.turns.map(turnAsMarkdown).join("\n\n")}\n`;
}

/** @param {Conversation} conversation */
export function conversationAsJson(conversation) {
  return `${JSON.stringify(conversation, null, 2)}\n`;
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
 * Resolves to whether the text is in the clipboard.
 * @param {string} text
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // not a secure context: the page came by http from another machine
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return copied;
}

/** @param {Turn} turn */
function turnAsMarkdown(turn) {
  const { result } = turn;
  const head = [`## ${escaped(turn.question)}`];
  if (result.asked_as !== turn.question) head.push(`Also asked as: ${escaped(result.asked_as)}`);
  if (!result.found) head.push(`*${escaped(result.answer).replaceAll("\n", "*\\\n*")}*`);
  if (result.nearest.length > 0) head[head.length - 1] += " The closest sentences, not an answer:";
  const cited = result.found ? result.citations : result.nearest;
  const foot = result.found && result.intent !== "overview" ? [`Confidence ${result.confidence.toFixed(2)}`] : [];
  return [...head, ...cited.map(asMarkdown), ...foot, `<${questionLink(turn)}>`].join("\n\n");
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|~&]/g, "\\$&").replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gm, "$1\\$2");
}
