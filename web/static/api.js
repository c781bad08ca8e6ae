// Talks to the server; turns every failure into a Problem: what happened, what to do, and when to try again by itself.

import { documentPath, here } from "./links.js";
import { Problem } from "./problem.js";
import { allWords, gettext } from "./words.js";

const PATIENCE_MS = 60_000;
const UPLOAD_MS = 600_000; // of many megabytes over a slow line
const BODY_BYTES = 60_000; // the server refuses 64 KiB
export const AGAIN_SECONDS = 3;
export const HISTORY_TURNS = 20;

export const JSON_ONLY = { Accept: "application/json" };
const HTML_ONLY = { Accept: "text/html" };
export const JSON_BODY = { ...JSON_ONLY, "Content-Type": "application/json" };

/**
 * Resolves to the answer; rejects with the signal's own AbortError where it was stopped.
 * @param {string} question
 * @param {{ turns: Turn[], documents: string[] }} asked
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
export function ask(question, { turns, documents }, signal) {
  const history = turns.map((turn) => ({ question: turn.question, answer: turn.result.answer }));
  if (turns[0]?.after && turns.length < HISTORY_TURNS) history.unshift({ question: turns[0].after, answer: null });
  const body = askBody({ question, history, ...(documents.length > 0 && { documents }) });
  return request("/ask", { method: "POST", headers: JSON_BODY, body }, { stopped: signal });
}

/**
 * The element of an article, as it stands on its own page; of a long text only the portion at an offset is in it.
 * @param {string} id
 * @param {number} at
 * @returns {Promise<HTMLElement>}
 */
export function loadArticle(id, at) {
  return element("article", `${documentPath(id)}?at=${at}`);
}

/**
 * A portion of an article.
 * @param {string} id
 * @param {number} at
 * @returns {Promise<HTMLElement>}
 */
export function loadPortion(id, at) {
  return element(".portion", `/portions?${new URLSearchParams({ document: id, at: String(at) })}`);
}

/**
 * @param {string} selector
 * @param {string} address
 */
async function element(selector, address) {
  const page = await request(address, { headers: HTML_ONLY }, { read: asPage });
  const found = page.querySelector(selector);
  if (!found) throw unreadable();
  return found;
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
  return fetch(here("/readyz"), { headers: JSON_ONLY }).then(
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
 * `read(response)` makes of a response what is wanted; `stopped` is the signal of a person who does not wait;
 * `patient` is for what takes long to send.
 * @param {string} url
 * @param {RequestInit} options
 * @param {{ stopped?: AbortSignal | null, read?: (response: Response) => Promise<any>, patient?: boolean }} how
 */
export async function request(url, options, { stopped = null, read = asJson, patient = false } = {}) {
  let response;
  const patience = AbortSignal.timeout(patient ? UPLOAD_MS : PATIENCE_MS);
  try {
    response = await fetch(here(url), {
      ...options,
      signal: stopped ? AbortSignal.any([stopped, patience]) : patience,
    });
    if (response.ok) return await read(response);
  } catch (error) {
    if (stopped?.aborted) throw error;
    throw unreachable(error);
  }
  const { refused } = await arriving(import("./refused.js"));
  throw await refused(response);
}

/** @param {Response} response */
async function asJson(response) {
  return response.status === 204 ? null : response.json();
}

/** @param {Response} response */
export async function asPage(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** @param {any} error */
function unreachable(error) {
  if (error.name === "TimeoutError") {
    return new Problem(
      gettext("No answer came in time"),
      gettext("The server may be busy."),
      gettext("Ask again, or later."),
    );
  }
  if (error instanceof SyntaxError) return unreadable();
  return new Problem(
    gettext("The server could not be reached"),
    "",
    gettext("Check that pincite is running."),
    AGAIN_SECONDS,
  );
}

/**
 * A part of the page that is loaded once it is needed, with the words that it may say.
 * @template T
 * @param {Promise<T>} part
 */
export async function arriving(part) {
  try {
    const [arrived] = await Promise.all([part, allWords()]);
    return arrived;
  } catch (error) {
    throw unreachable(error);
  }
}

function unreadable() {
  return new Problem(
    gettext("The reply could not be read"),
    gettext("It was not what pincite sends."),
    gettext("Try again."),
  );
}
