// What the server says of a request that it did not fulfil, as a Problem.

import { AGAIN_SECONDS, asPage } from "./api.js";
import { Problem } from "./problem.js";
import { gettext } from "./words.js";

/** @param {Response} response */
export async function refused(response) {
  const { title, detail } = await described(response).catch(() => /** @type {Partial<Problem>} */ ({}));
  const { status } = response;
  return new Problem(
    title ? gettext(title) : gettext("The server could not answer"),
    detail ?? "",
    advice(status),
    again(response),
    status,
  );
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
  if (status >= 500) return gettext("Try again; if it keeps happening, the server’s log says why.");
  if (status === 404) return gettext("Reload the page to see the articles there are now.");
  if ([401, 403, 413, 415].includes(status)) return "";
  return gettext("Change the question, then try again.");
}
