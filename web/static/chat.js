// The page: asks, keeps the conversation, and connects each citation with its place in the article.

import { arriving, ask, HISTORY_TURNS, isReady } from "./api.js";
import { Composer } from "./composer.js";
import * as conversations from "./conversations.js";
import { Documents } from "./documents.js";
import { announce, button, byId, dress, make, reveal } from "./dom.js";
import { listen } from "./keys.js";
import { here, questionLink } from "./links.js";
import { asMenu } from "./menu.js";
import { asProblem, Problem } from "./problem.js";
import { Reading } from "./reading.js";
import { Suggestions } from "./suggestions.js";
import { gettext } from "./words.js";

const READY_EVERY_MS = 2000;
const LOOK_EVERY_MS = 5000;
const DRAG_MS = 300;
const { dataset: options } = byId("options");
const feedback = options.feedback === "true";
const changes = options.changes === "true";
const turns = byId("turns");

let conversation = conversations.fresh();
let selected = -1; // the turn whose citations are lit
/** @type {HTMLElement | null} */
let followed = null; // the button of the citation that was opened
/** @type {number | null} */
let replacing = null; // the turn that is asked anew

/* The turns. */

/** @type {typeof import("./answer.js") & typeof import("./desk.js") | null} */
let answers = null; // what shows them, which a first visit does not need

async function prepare() {
  if (answers) return;
  const [answer, desk, marks] = await Promise.all([
    arriving(import("./answer.js")),
    arriving(import("./desk.js")),
    arriving(import("./marks.js")),
    dress(),
  ]);
  answers = { ...answer, ...desk };
  reading.article.pen = marks;
}

/** @param {number} index */
function element(index) {
  const turn = conversation.turns[index];
  const everywhere = [...turn.result.citations, ...turn.result.nearest];
  const named = documents.many || everywhere.some((citation) => citation.document.id !== reading.first);
  const page = { turns: () => conversation.turns, open, edit, keep, composer, article: reading.article, suggestions };
  const made = answers.answeredTurn(turn, { named, feedback, desk: answers.deskOf(index, page) });
  made.addEventListener("click", () => select(index));
  made.addEventListener("focusin", () => select(index));
  return made;
}

/** Shows the whole conversation, none of its turns selected. */
async function render() {
  if (conversation.turns.length > 0) await prepare();
  turns.replaceChildren(...conversation.turns.map((_, index) => element(index)));
  follow(null);
  welcome();
  selected = -1;
}

function welcome() {
  byId("welcome").hidden = turns.childElementCount > 0;
}

/**
 * Lights the citations of a turn; the address becomes the link to it, in an entry of its own where it is `anew`.
 * @param {number} index
 * @param {boolean} anew
 */
function select(index, anew = false) {
  const turn = conversation.turns[index];
  const [address, entry] = [turn ? questionLink(turn) : here("/"), { conversation: conversation.id, turn: index }];
  if (anew) history.pushState(entry, "", address);
  if (index === selected && turns.children[index]?.classList.contains("current")) return;
  selected = index;
  [...turns.children].forEach((turn, at) => turn.classList.toggle("current", at === index));
  reading.mark(turn?.result.citations ?? []);
  document.title = turn ? `${turn.question} · pincite` : "pincite";
  if (!anew) history.replaceState(entry, "", address);
}

/**
 * Back or Forward: to a question, of another conversation too.
 * @param {{ conversation: string, turn: number } | null} entry
 */
async function walk(entry) {
  if (entry && entry.conversation !== conversation.id) {
    leave();
    conversation = conversations.load(entry.conversation) ?? conversations.fresh();
    conversations.makeCurrent(conversation);
    await render();
  }
  const index = Math.min(entry?.turn ?? selected, conversation.turns.length - 1);
  follow(null);
  select(index);
  reading.view("ask");
  if (index < 0) byId("turns-scroll").scrollTop = 0;
  else reveal(turns.children[index], "start");
  const [first] = conversation.turns[index]?.result.citations ?? [];
  if (first) reading.bring(first);
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
 * `of` is the article that the question was formed from, where it was: it is asked of that one.
 * @param {string} question
 * @param {AbortSignal} signal
 * @param {string | null} of
 */
async function answer(question, signal, of) {
  await Promise.all([begun, prepare()]);
  const pending = answers.pendingTurn(question);
  let chosen = of && documents.many && documents.chosen.length === 0 ? [of] : documents.chosen;
  const before = conversation.turns.slice(0, replacing ?? undefined);
  turns.append(pending);
  announce(gettext("Reading…"));
  welcome();
  reveal(pending, "nearest");
  try {
    const turns = before.slice(-HISTORY_TURNS);
    let result = await ask(question, { turns, documents: chosen }, signal);
    const ofOne = result.intent === "overview" || result.intent === "details";
    const known = result.found || result.details?.length > 0;
    if (ofOne && !known && chosen.length === 0 && documents.many) {
      chosen = [reading.article.shown]; // "this article" is the one that is read
      result = await ask(question, { turns, documents: chosen }, signal);
    }
    pending.remove();
    const after = result.asked_as === question ? undefined : before.at(-1)?.result.asked_as;
    await add({ question, after, documents: chosen, result, verdicts: {} });
  } finally {
    pending.remove();
    welcome();
  }
}

/** @param {Turn} turn */
async function add(turn) {
  // Another tab may have gone on with the same conversation.
  const latest = conversations.load(conversation.id);
  const anew = replacing !== null || (latest !== null && latest.turns.length > conversation.turns.length);
  if (latest !== null && latest.turns.length > conversation.turns.length) conversation = latest;
  if (replacing !== null) conversation.turns.length = replacing;
  replacing = null;
  conversation.turns.push(turn);
  keep();
  if (anew) await render();
  else turns.append(element(conversation.turns.length - 1));
  arrive(turn);
}

/** @param {Turn} turn */
function arrive({ result }) {
  const index = conversation.turns.length - 1;
  follow(null);
  select(index, true);
  reveal(turns.children[index], "start");
  announce(answers.spoken(result));
  if (result.found) reading.bring(result.citations[0]);
}

/** @param {number} index */
function edit(index) {
  if (composer.busy) return;
  replacing = index;
  reading.view("ask");
  composer.edit(conversation.turns[index].question);
}

/* The conversation. */

/**
 * @param {Conversation | null} started
 * @param {boolean} anew
 */
async function begin(started, anew = false) {
  conversation = started ?? conversations.fresh();
  replacing = null;
  conversations.makeCurrent(conversation);
  await render();
  documents.choose(conversation.turns.at(-1)?.documents ?? []);
  select(conversation.turns.length - 1, anew);
  reading.view("ask");
  turns.lastElementChild?.scrollIntoView();
}

/**
 * Leaves what was being asked, for a kept conversation or, where it is null, a new one.
 * @param {Conversation | null} kept
 */
async function goTo(kept) {
  leave();
  await begin(kept, true);
  if (!kept) composer.focus();
}

function leave() {
  composer.stop();
  composer.clear();
  if (replacing !== null) composer.edit(null);
  replacing = null;
}

function keep() {
  conversations.makeCurrent(conversation);
  if (conversations.save(conversation)) return;
  const advice = gettext("Export what you need, then clear all under Conversations.");
  composer.show(
    new Problem(gettext("This conversation is not kept"), gettext("The browser has no room for it."), advice),
  );
}

/** The conversation of this tab if the address is one of its turns, else the question of the address. */
async function restore() {
  const asked = JSON.parse(byId("asked")?.textContent ?? "null");
  const before = conversations.current();
  const at = before?.turns.findIndex((turn) => questionLink(turn) === location.href) ?? -1;
  if (asked && at < 0) {
    const { answer: result, after, documents: chosen } = asked;
    const turn = { question: result.question, after, documents: chosen, result, verdicts: {} };
    await begin({ ...conversations.fresh(), turns: [turn] });
    keep();
    return;
  }
  await begin(before);
  if (at >= 0) select(at);
}

/** What the article that is shown is about, as far as its first sentences say so. */
function showLead() {
  const lead = reading.lead();
  byId("about").hidden = reading.title === "";
  byId("about").lang = reading.article.root.lang;
  byId("about-title").textContent = reading.title;
  byId("lead").replaceChildren(
    ...lead.map((citation) => {
      const sentence = button(citation.sentence, () => reading.open(citation), { dir: "auto" });
      return make("li", {}, sentence);
    }),
  );
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

async function help() {
  const [{ openHelp }] = await Promise.all([arriving(import("./help.js")), dress()]);
  openHelp(options.version);
}

/* What there is to ask about. */

/** @type {import("./kept.js").Kept | null} */
let kept = null;

async function openKept() {
  const [{ Kept }] = await Promise.all([arriving(import("./kept.js")), dress()]);
  kept ??= new Kept({
    current: () => conversation,
    begin: goTo,
    onFailed: (error) => composer.show(asProblem(error)),
  });
  kept.list();
}

/** @type {import("./changing.js").Changing | null} */
let changing = null;

async function openChanging() {
  const { Changing } = await arriving(import("./changing.js"));
  changing ??= new Changing({
    conversing: () => conversation.turns.length > 0,
    ask: (question, id) => composer.ask(question, id),
    documents,
    suggestions,
    reading,
  });
  return changing;
}

/** Notices what was added, changed or removed meanwhile: here, in another tab, at the command line. */
async function look() {
  await (await openChanging()).look();
}

async function keepLooking() {
  if (!document.hidden) await look().catch(() => {}); // asking says why the server cannot be reached
  setTimeout(keepLooking, LOOK_EVERY_MS);
}

function acceptAdding() {
  byId("add").hidden = false;
  byId("add").addEventListener("click", async () => (await openChanging()).add());
  if (byId("begin")) {
    byId("begin").hidden = false;
    byId("begin-add").addEventListener("click", async () => (await openChanging()).add());
    byId("begin-example").addEventListener("click", async () => (await openChanging()).example());
  }
  let leaving = 0; // while files are over the page, it is told so again and again
  const left = () => {
    leaving = 0;
    byId("drop").hidden = true;
  };
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    dress().then(() => (byId("drop").hidden = leaving === 0));
    clearTimeout(leaving);
    leaving = setTimeout(left, DRAG_MS);
  });
  addEventListener("drop", async (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    left();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const { filesOf } = await arriving(import("./dropping.js"));
    (await openChanging()).add(await filesOf(files, entries));
  });
}

async function waitForIndex() {
  const adding = document.querySelector("dialog[open]"); // it says itself what became of it
  if (!adding && (await isReady())) return location.reload();
  return setTimeout(waitForIndex, READY_EVERY_MS);
}

/* At the start. */

const documents = new Documents({
  onRead: (id) => (reading.view("read"), reading.show(id)),
  onChanged: () => look(),
  onRemoved: async (id) => (await openChanging()).removed(id),
  onFailed: (error) => composer.show(asProblem(error)),
  changes,
});
const composer = new Composer({
  onAsk: answer,
  onLeave: () => (turns.querySelector(".current .citation") ?? byId("turns-scroll")).focus(),
  asked: () => conversation.turns.map((turn) => turn.question),
});
const suggestions = new Suggestions((question, id) => composer.ask(question, id));
const reading =
  byId("article") &&
  new Reading({
    follow: (citation) => openNumber(citation.number),
    onDocument: (id) => (documents.reading(id), suggestions.load(id), showLead()),
  });

async function start() {
  byId("views").hidden = false;
  byId("back").addEventListener("click", backToAnswer);
  byId("edit-cancel").addEventListener("click", () => (replacing = null));
  asMenu(byId("conversations")).addEventListener("toggle", openKept);
  byId("new").addEventListener("click", () => goTo(null));
  byId("conversation-tools").hidden = false;
  conversations.onChange((id) => {
    if (id === conversation.id && !composer.busy && replacing === null) begin(conversations.load(id));
  });
  const keys = {
    "/": writeQuestion,
    "?": help,
    n: () => goTo(null),
    v: across,
    f: () => reading.find(),
    j: () => step(1),
    k: () => step(-1),
  };
  listen({ ...keys, e: () => selected >= 0 && edit(selected), sentence: openNumber });
  await restore();
  addEventListener("popstate", ({ state }) => walk(state));
  const [first] = conversation.turns[selected]?.result.citations ?? [];
  if (first) reading.bring(first);
  else reading.show(reading.first);
  if (!matchMedia("(pointer: coarse)").matches) composer.focus();
  composer.resume();
  setTimeout(keepLooking, LOOK_EVERY_MS);
}

byId("help-open").hidden = false;
byId("help-open").addEventListener("click", help);
if (changes) acceptAdding();
const begun = reading ? start() : waitForIndex();
