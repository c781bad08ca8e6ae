// Talks to the server; turns every failure into a Problem: what happened, what to do, and when to try again by itself.

import { documentPath } from "./links.js";
import { Problem } from "./problem.js";

const PATIENCE_MS = 60_000;
const BODY_BYTES = 60_000; // the server refuses 64 KiB
const AGAIN_SECONDS = 3;

const JSON_ONLY = { Accept: "application/json" };
const HTML_ONLY = { Accept: "text/html" };
const JSON_BODY = { ...JSON_ONLY, "Content-Type": "application/json" };

/**
 * Resolves to the answer; rejects with the signal's own AbortError where it was stopped.
 * @param {string} question
 * @param {{ turns: Turn[], documents: string[] }} asked
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
export function ask(question, { turns, documents }, signal) {
  const history = turns.map((turn) => ({ question: turn.question, answer: turn.result.answer }));
  const body = askBody({ question, history, ...(documents.length > 0 && { documents }) });
  return request("/ask", { method: "POST", headers: JSON_BODY, body }, { stopped: signal });
}

/**
 * The element of an article, as it stands on its own page.
 * @param {string} id
 * @returns {Promise<HTMLElement>}
 */
export async function loadArticle(id) {
  const page = await request(documentPath(id), { headers: HTML_ONLY }, { read: asPage });
  const article = page.querySelector("article");
  if (!article) throw unreadable();
  return article;
}

/**
 * @param {string} id
 * @returns {Promise<{ ready: boolean, suggestions: Suggestion[] }>}
 */
export function loadSuggestions(id) {
  return request(`/suggestions?${new URLSearchParams({ document: id })}`, { headers: JSON_ONLY });
}

/** @param {Feedback} feedback */
export function sendFeedback(feedback) {
  return request("/feedback", { method: "POST", headers: JSON_BODY, body: JSON.stringify(feedback) });
}

/** Whether a generation is live. */
export async function isReady() {
  return fetch("/readyz", { headers: JSON_ONLY }).then(
    (response) => response.ok,
    () => false,
  );
}

/**
 * The body without the oldest turns that make it too large.
 * @param {{ question: string, history: { question: string, answer: string }[], documents?: string[] }} asked
 */
function askBody(asked) {
  let body = JSON.stringify(asked);
  while (asked.history.length > 0 && new TextEncoder().encode(body).length > BODY_BYTES) {
    asked.history.shift();
    body = JSON.stringify(asked);
  }
  return body;
}

/**
 * `read(response)` makes of a response what is wanted; `stopped` is the signal of a person who does not wait.
 * @param {string} url
 * @param {RequestInit} options
 * @param {{ stopped?: AbortSignal | null, read?: (response: Response) => Promise<any> }} how
 */
async function request(url, options, { stopped = null, read = asJson } = {}) {
  let response;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    response = await fetch(url, { ...options, signal: stopped ? AbortSignal.any([stopped, patience]) : patience });
    if (response.ok) return await read(response);
  } catch (error) {
    if (stopped?.aborted) throw error;
    throw unreachable(error);
  }
  throw await refused(response);
}

/** @param {Response} response */
async function asJson(response) {
  return response.status === 204 ? null : response.json();
}

/** @param {Response} response */
async function asPage(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** @param {any} error */
function unreachable(error) {
  if (error.name === "TimeoutError") {
    return new Problem("No answer came in time", "The server may be busy.", "Ask again, or later.");
  }
  if (error instanceof SyntaxError) return unreadable();
  return new Problem("The server could not be reached", "", "Check that pincite is running.", AGAIN_SECONDS);
}

function unreadable() {
  return new Problem("The reply could not be read", "It was not what pincite sends.", "Try again.");
}

/** @param {Response} response */
async function refused(response) {
  const { title, detail } = await described(response).catch(() => /** @type {Partial<Problem>} */ ({}));
  return new Problem(title ?? "The server could not answer", detail ?? "", advice(response.status), again(response));
}

/**
 * What the server says of a problem: in JSON, or on the page that it sends for one.
 * @param {Response} response
 * @returns {Promise<{ title?: string, detail?: string }>}
 */
async function described(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/problem+json")) return response.json();
  if (!type.startsWith("text/html")) return {};
  const said = (await asPage(response)).querySelector("[data-problem]");
  return {
    title: said?.querySelector("h1").textContent,
    detail: said?.querySelector("h1 + p:not(.home)")?.textContent,
  };
}

/** @param {Response} response */
function again(response) {
  if (![429, 502, 503, 504].includes(response.status)) return null;
  return Number.parseInt(response.headers.get("Retry-After") ?? "", 10) || AGAIN_SECONDS;
}

/** @param {number} status */
function advice(status) {
  if ([429, 502, 503, 504].includes(status)) return "";
  if (status >= 500) return "Try again; if it keeps happening, the server’s log says why.";
  if (status === 404) return "Reload the page to see the articles there are now.";
  return "Change the question, then try again.";
}
