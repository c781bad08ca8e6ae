// Talks to the server: asks questions, loads documents, turns every failure into a Problem a person can act on.

const PATIENCE_MS = 60_000;
const HISTORY_TURNS = 20;
const BODY_BYTES = 60_000; // the server refuses 64 KiB

export class Problem extends Error {
  constructor(title, detail, advice) {
    super(title);
    this.title = title;
    this.detail = detail;
    this.advice = advice;
  }
}

export function ask(question, turns) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return request("/ask", { method: "POST", headers, body: askBody(question, turns) });
}

export function loadDocument(id) {
  const path = id.split("/").map(encodeURIComponent).join("/");
  return request(`/documents/${path}`, { headers: { Accept: "application/json" } });
}

function askBody(question, turns) {
  let history = turns.slice(-HISTORY_TURNS);
  let body = JSON.stringify({ question, history });
  while (history.length > 0 && new TextEncoder().encode(body).length > BODY_BYTES) {
    history = history.slice(1);
    body = JSON.stringify({ question, history });
  }
  return body;
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) return await response.json();
  } catch (error) {
    throw unreachable(error);
  }
  throw await refused(response);
}

function unreachable(error) {
  if (error.name === "TimeoutError") {
    return new Problem("No answer came in time", "The server may be busy.", "Wait a moment, then try again.");
  }
  if (error instanceof SyntaxError) {
    return new Problem("The reply could not be read", "It was not what pincite sends.", "Try again.");
  }
  return new Problem("The server could not be reached", "", "Check that pincite is running, then try again.");
}

async function refused(response) {
  const isProblem = (response.headers.get("Content-Type") ?? "").startsWith("application/problem+json");
  const body = isProblem ? await response.json().catch(() => ({})) : {};
  return new Problem(body.title ?? "The server could not answer", body.detail ?? "", advice(response));
}

function advice(response) {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  if (seconds > 0) return `Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  if (response.status === 429 || response.status === 503) return "Wait a moment, then try again.";
  if (response.status >= 500) return "Try again; if it keeps happening, the server’s log says why.";
  if (response.status === 404) return "Reload the page to see the articles there are now.";
  return "Change the question, then try again.";
}
