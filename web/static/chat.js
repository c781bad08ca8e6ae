// The conversation: sends the question with its history, shows the turn, and connects citations to the article.

import { fillTurn, pendingTurn } from "./answer.js";
import { ask, Problem } from "./api.js";
import { Article } from "./article.js";
import { make, reveal } from "./dom.js";

const byId = (id) => document.getElementById(id);
const form = byId("ask");
const field = byId("question");
const send = byId("send");
const turns = byId("turns");
const picker = byId("picker");
const back = byId("back");
const root = byId("article");

const article = root ? new Article(root, picker) : null;
let history = [];
let followed = null;
let current = [];

function announce(message) {
  byId("status").textContent = message;
}

function showProblem(box, problem) {
  const text = [problem.detail, problem.advice].filter(Boolean).join(" ");
  box.replaceChildren(make("strong", {}, problem.title), make("span", {}, text));
  box.hidden = false;
}

function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem("The page made a mistake", "", "Reload it and try again.");
}

async function showArticle(id) {
  byId("article-notice").hidden = true;
  try {
    if (await article.show(id)) article.mark(current);
  } catch (error) {
    showProblem(byId("article-notice"), asProblem(error));
  }
}

function follow(button) {
  followed?.removeAttribute("aria-current");
  followed = button;
  followed?.setAttribute("aria-current", "true");
  back.hidden = followed === null;
}

async function open(citation, button, citations) {
  const notice = byId("article-notice");
  notice.hidden = true;
  follow(button);
  current = citations;
  try {
    if (await article.light(citation, citations)) {
      announce(`Sentence ${citation.number} is lit in the article.`);
    } else if (article.shown === citation.document.id) {
      showProblem(notice, new Problem("The article has changed", "This sentence is no longer in it.", "Ask again."));
    }
  } catch (error) {
    showProblem(notice, asProblem(error));
  }
}

function showAnswer(turn, result) {
  const citations = result.citations;
  const everywhere = [...citations, ...result.nearest];
  const named = picker !== null || everywhere.some((citation) => citation.document.id !== root.dataset.document);
  fillTurn(turn, result, { named, open: (citation, button) => open(citation, button, citations) });
  current = citations;
  follow(null);
  article.mark(citations);
}

function setBusy(busy) {
  const empty = turns.childElementCount === 0;
  form.setAttribute("aria-busy", String(busy));
  field.readOnly = busy;
  send.disabled = busy;
  byId("welcome").hidden = busy || !empty;
  byId("restart").hidden = busy || empty;
}

function tooLong(question) {
  const limit = Number(field.dataset.max);
  const length = [...question].length;
  if (length <= limit) return null;
  const detail = `It has ${length.toLocaleString("en")} characters; the limit is ${limit.toLocaleString("en")}.`;
  return new Problem("The question is too long", detail, "Shorten it, then ask again.");
}

async function answer(question) {
  const turn = pendingTurn(question);
  turns.append(turn);
  reveal(turn, "nearest");
  try {
    const result = await ask(question, history);
    showAnswer(turn, result);
    history.push({ question, answer: result.answer });
    field.value = "";
    if (matchMedia("(pointer: coarse)").matches) field.blur(); // a phone's keyboard would cover the answer
    reveal(turn, "start");
  } catch (error) {
    turn.remove();
    showProblem(byId("problem"), asProblem(error));
  }
}

async function submit(event) {
  event.preventDefault();
  const question = field.value.trim();
  if (!question || field.readOnly) return;
  const problem = tooLong(question);
  if (problem) return showProblem(byId("problem"), problem);
  byId("problem").hidden = true;
  setBusy(true);
  await answer(question);
  setBusy(false);
}

function restart() {
  history = [];
  current = [];
  turns.replaceChildren();
  follow(null);
  article.mark([]);
  setBusy(false);
  field.focus();
}

function askOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
}

if (article) {
  form.addEventListener("submit", submit);
  field.addEventListener("keydown", askOnEnter);
  byId("restart").addEventListener("click", restart);
  picker?.addEventListener("change", () => showArticle(picker.value));
  back.addEventListener("click", () => {
    reveal(followed, "center");
    followed.focus({ preventScroll: true });
    back.hidden = true;
  });
  showArticle(root.dataset.document);
}
