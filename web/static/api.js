// Talks to the server; turns every failure into a Problem: what happened, what to do, and when to try again by itself.

import { documentPath } from "./links.js";

const PATIENCE_MS = 60_000;
const BODY_BYTES = 60_000; // the server refuses 64 KiB
const AGAIN_SECONDS = 3;

const JSON_ONLY = { Accept: "application/json" };
const JSON_BODY = { ...JSON_ONLY, "Content-Type": "application/json" };

export class Problem extends Error {
  /** `again`: seconds until the same request may succeed by itself; null where a person has to do something. */
  constructor(title, detail, advice, again = null) {
    super(title);
    this.title = title;
    this.detail = detail;
    this.advice = advice;
    this.again = again;
  }
}

/** Resolves to the answer; rejects with the signal's own AbortError where it was stopped. */
export function ask(question, { turns, documents }, signal) {
  const history = turns.map((turn) => ({ question: turn.question, answer: turn.result.answer }));
  const body = askBody({ question, history, ...(documents.length > 0 && { documents }) });
  return request("/ask", { method: "POST", headers: JSON_BODY, body }, signal);
}

export function loadDocument(id) {
  return request(documentPath(id), { headers: JSON_ONLY });
}

export function loadSuggestions(id) {
  return request(`/suggestions?${new URLSearchParams({ document: id })}`, { headers: JSON_ONLY });
}

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

/** The body without the oldest turns that make it too large. */
function askBody(asked) {
  let body = JSON.stringify(asked);
  while (asked.history.length > 0 && new TextEncoder().encode(body).length > BODY_BYTES) {
    asked.history.shift();
    body = JSON.stringify(asked);
  }
  return body;
}

async function request(url, options, stopped = null) {
  let response;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    response = await fetch(url, { ...options, signal: stopped ? AbortSignal.any([stopped, patience]) : patience });
    if (response.status === 204) return null;
    if (response.ok) return await response.json();
  } catch (error) {
    if (stopped?.aborted) throw error;
    throw unreachable(error);
  }
  throw await refused(response);
}

function unreachable(error) {
  if (error.name === "TimeoutError") {
    return new Problem("No answer came in time", "The server may be busy.", "Ask again, or later.");
  }
  if (error instanceof SyntaxError) {
    return new Problem("The reply could not be read", "It was not what pincite sends.", "Try again.");
  }
  return new Problem("The server could not be reached", "", "Check that pincite is running.", AGAIN_SECONDS);
}

async function refused(response) {
  const isProblem = (response.headers.get("Content-Type") ?? "").startsWith("application/problem+json");
  const body = isProblem ? await response.json().catch(() => ({})) : {};
  const title = body.title ?? "The server could not answer";
  return new Problem(title, body.detail ?? "", advice(response.status), again(response));
}

function again(response) {
  if (![429, 502, 503, 504].includes(response.status)) return null;
  return Number.parseInt(response.headers.get("Retry-After") ?? "", 10) || AGAIN_SECONDS;
}

function advice(status) {
  if ([429, 502, 503, 504].includes(status)) return "";
  if (status >= 500) return "Try again; if it keeps happening, the server’s log says why.";
  if (status === 404) return "Reload the page to see the articles there are now.";
  return "Change the question, then try again.";
}
