// The page: asks, keeps the conversation, and connects each citation with its place in the article.

import { answeredTurn, pendingTurn, spoken } from "./answer.js";
import { ask, isReady, sendFeedback } from "./api.js";
import { Composer } from "./composer.js";
import * as conversations from "./conversations.js";
import { Documents } from "./documents.js";
import { announce, byId, reveal } from "./dom.js";
import { copy } from "./export.js";
import { listen } from "./keys.js";
import { Library } from "./library.js";
import { questionLink } from "./links.js";
import { asProblem, Problem } from "./problem.js";
import { Reading } from "./reading.js";
import { Suggestions } from "./suggestions.js";

const READY_EVERY_MS = 2000;
const HISTORY_TURNS = 20;
const feedback = byId("options").dataset.feedback === "true";
const turns = byId("turns");

let conversation = conversations.fresh();
let selected = -1; // the turn whose citations are lit
/** @type {HTMLElement | null} */
let followed = null; // the button of the citation that was opened
/** @type {number | null} */
let replacing = null; // the turn that is asked anew

/* The turns. */

/** @param {number} index */
function element(index) {
  const turn = conversation.turns[index];
  const everywhere = [...turn.result.citations, ...turn.result.nearest];
  const named = documents.many || everywhere.some((citation) => citation.document.id !== reading.first);
  const made = answeredTurn(turn, { named, feedback, desk: deskOf(index) });
  made.addEventListener("click", () => select(index));
  made.addEventListener("focusin", () => select(index));
  return made;
}

/**
 * @param {number} index
 * @returns {Desk}
 */
function deskOf(index) {
  return {
    open: (citation, button) => open(index, citation, button),
    peek: (citation) => reading.article.peek(citation),
    unpeek: () => reading.article.unpeek(),
    copy: copyText,
    judge: (verdict, citation) => judge(index, verdict, citation),
    edit: () => edit(index),
    share: () => copyText(questionLink(conversation.turns[index]), "The link to this question"),
    suggestions: (result) =>
      suggestions.instead(
        result,
        conversation.turns.map((turn) => turn.question),
      ),
  };
}

/** Shows the whole conversation; its last turn is the one whose sentences are lit. */
function render() {
  turns.replaceChildren(...conversation.turns.map((_, index) => element(index)));
  follow(null);
  welcome();
  selected = -1;
  select(conversation.turns.length - 1);
}

function welcome() {
  byId("welcome").hidden = turns.childElementCount > 0;
}

/**
 * Lights the citations of a turn; the address becomes the link to it.
 * @param {number} index
 */
function select(index) {
  if (index === selected && turns.children[index]?.classList.contains("current")) return;
  selected = index;
  [...turns.children].forEach((turn, at) => turn.classList.toggle("current", at === index));
  const turn = conversation.turns[index];
  reading.mark(turn?.result.citations ?? []);
  document.title = turn ? `${turn.question} · pincite` : "pincite";
  history.replaceState(null, "", turn ? questionLink(turn) : "/");
}

/**
 * @param {number} index
 * @param {Citation} citation
 * @param {HTMLElement} button
 */
function open(index, citation, button) {
  select(index);
  follow(button);
  reading.open(citation);
}

/** @param {HTMLElement | null} button */
function follow(button) {
  followed?.removeAttribute("aria-current");
  followed = button;
  followed?.setAttribute("aria-current", "true");
  byId("back").hidden = followed === null;
}

function backToAnswer() {
  reading.view("ask");
  const target = followed ?? turns.querySelector(".current .citation");
  if (!target) return composer.focus();
  reveal(target, "center");
  return target.focus({ preventScroll: true });
}

/* Asking. */

/**
 * @param {string} question
 * @param {AbortSignal} signal
 */
async function answer(question, signal) {
  const pending = pendingTurn(question);
  const chosen = documents.chosen;
  const before = conversation.turns.slice(0, replacing ?? undefined);
  turns.append(pending);
  announce("Reading…");
  welcome();
  reveal(pending, "nearest");
  try {
    const result = await ask(question, { turns: before.slice(-HISTORY_TURNS), documents: chosen }, signal);
    pending.remove();
    add({ question, documents: chosen, result, verdicts: {} });
  } finally {
    pending.remove();
    welcome();
  }
}

/** @param {Turn} turn */
function add(turn) {
  // Another tab may have gone on with the same conversation.
  const latest = conversations.load(conversation.id);
  const anew = replacing !== null || (latest !== null && latest.turns.length > conversation.turns.length);
  if (latest !== null && latest.turns.length > conversation.turns.length) conversation = latest;
  if (replacing !== null) conversation.turns.length = replacing;
  replacing = null;
  conversation.turns.push(turn);
  keep();
  if (anew) render();
  else turns.append(element(conversation.turns.length - 1));
  arrive(turn);
}

/** @param {Turn} turn */
function arrive({ result }) {
  const index = conversation.turns.length - 1;
  follow(null);
  select(index);
  reveal(turns.children[index], "start");
  announce(spoken(result));
  if (result.found) reading.bring(result.citations[0]);
}

/** @param {number} index */
function edit(index) {
  if (composer.busy) return;
  replacing = index;
  reading.view("ask");
  composer.edit(conversation.turns[index].question);
}

/**
 * @param {number} index
 * @param {Verdict} verdict
 * @param {Citation | null} citation
 */
async function judge(index, verdict, citation) {
  const { question, documents: chosen, verdicts } = conversation.turns[index];
  const before = conversation.turns
    .slice(0, index)
    .slice(-HISTORY_TURNS)
    .map((turn) => turn.question);
  const sentence = citation && { document: citation.document.id, start: citation.start, end: citation.end };
  try {
    await sendFeedback({ verdict, question, history: before, documents: chosen, ...(sentence && { sentence }) });
  } catch (error) {
    composer.show(asProblem(error));
    return false;
  }
  verdicts[citation?.link ?? "refuse"] = verdict;
  keep();
  announce("Thank you. The server has stored it with the question, and nothing about you.");
  return true;
}

/**
 * @param {string} text
 * @param {string} what
 */
async function copyText(text, what) {
  if (await copy(text)) return announce(`${what} is copied.`);
  return composer.show(
    new Problem("Nothing was copied", "The browser does not allow it.", "Select the text and copy it."),
  );
}

/* The conversation. */

/** @param {Conversation | null} started */
function begin(started) {
  conversation = started ?? conversations.fresh();
  replacing = null;
  conversations.makeCurrent(conversation);
  documents.choose(conversation.turns.at(-1)?.documents ?? []);
  render();
  reading.view("ask");
  turns.lastElementChild?.scrollIntoView();
}

/**
 * Leaves what was being asked, for a kept conversation or, where it is null, a new one.
 * @param {Conversation | null} kept
 */
function goTo(kept) {
  composer.stop();
  composer.clear();
  if (replacing !== null) composer.edit(null);
  begin(kept);
  if (!kept) composer.focus();
}

function keep() {
  conversations.makeCurrent(conversation);
  if (conversations.save(conversation)) return;
  const advice = "Export what you need, then clear all under Conversations.";
  composer.show(new Problem("This conversation is not kept", "The browser has no room for it.", advice));
}

/** The conversation of this tab if the address is one of its turns, else the question of the address. */
function restore() {
  const asked = JSON.parse(byId("asked")?.textContent ?? "null");
  const before = conversations.current();
  const at = before?.turns.findIndex((turn) => questionLink(turn) === location.href) ?? -1;
  if (asked && at < 0) {
    const turn = { question: asked.answer.question, documents: asked.documents, result: asked.answer, verdicts: {} };
    begin({ ...conversations.fresh(), turns: [turn] });
    keep();
    return;
  }
  begin(before);
  if (at >= 0) select(at);
}

/* The keyboard. */

/** @param {number} by */
function step(by) {
  const all = [...turns.querySelectorAll(".citation")];
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  reading.view("ask");
  (at < 0 ? turns.querySelector(".current .citation") : all[at + by])?.focus();
}

/** @param {number} number */
function openNumber(number) {
  turns.querySelectorAll(".current .citation")[number - 1]?.click();
}

function across() {
  if (reading.hasFocus) return backToAnswer();
  reading.view("read");
  return reading.focus();
}

function writeQuestion() {
  reading.view("ask");
  composer.focus();
}

function help() {
  byId("help").showModal();
}

async function waitForIndex() {
  if (await isReady()) return location.reload();
  return setTimeout(waitForIndex, READY_EVERY_MS);
}

/* At the start. */

const documents = new Documents((id) => reading.show(id));
const composer = new Composer({
  onAsk: answer,
  onLeave: () => (turns.querySelector(".current .citation") ?? byId("turns-scroll")).focus(),
});
const suggestions = new Suggestions((question) => composer.ask(question));
const reading =
  byId("article") &&
  new Reading({
    follow: (citation) => openNumber(citation.number),
    onDocument: (id) => (documents.reading(id), suggestions.load(id)),
  });

function start() {
  byId("views").hidden = false;
  byId("back").addEventListener("click", backToAnswer);
  byId("edit-cancel").addEventListener("click", () => (replacing = null));
  new Library({ current: () => conversation, begin: goTo });
  conversations.onChange((id) => {
    if (id === conversation.id && !composer.busy && replacing === null) begin(conversations.load(id));
  });
  const keys = { "/": writeQuestion, "?": help, n: () => goTo(null), v: across, j: () => step(1), k: () => step(-1) };
  listen({ ...keys, e: () => selected >= 0 && edit(selected), sentence: openNumber });
  restore();
  const [first] = conversation.turns[selected]?.result.citations ?? [];
  if (first) reading.bring(first);
  else reading.show(reading.first);
  if (!matchMedia("(pointer: coarse)").matches) composer.focus();
  composer.resume();
}

byId("help-open").hidden = false;
byId("help-open").addEventListener("click", help);
if (reading) start();
else waitForIndex();
