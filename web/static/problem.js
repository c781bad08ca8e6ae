// What went wrong, and the one way in which every page says so.

import { make } from "./dom.js";
import { gettext } from "./words.js";

export class Problem extends Error {
  /**
   * `again`: seconds until the same request may succeed by itself; null where a person has to do something. `status` is
   * what the server answered with; 0 where it did not.
   * @param {string} title
   * @param {string} detail
   * @param {string} advice
   * @param {number | null} again
   * @param {number} status
   */
  constructor(title, detail, advice, again = null, status = 0) {
    super(title);
    this.title = title;
    this.detail = detail;
    this.advice = advice;
    this.again = again;
    this.status = status;
  }
}

/** @param {unknown} error */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(gettext("The page made a mistake"), "", gettext("Reload it and try again."));
}

/**
 * Fills a box with a problem, or hides it where there is none.
 * @param {HTMLElement} box
 * @param {Problem | null} problem
 */
export function showProblem(box, problem) {
  box.replaceChildren(...(problem ? [make("strong", {}, problem.title), make("span", {}, ...textOf(problem))] : []));
  box.hidden = !problem;
}

/**
 * The detail and the advice; what the server says is English where the page has no words of its own for it.
 * @param {Problem} problem
 */
function textOf({ detail, advice, status }) {
  const known = gettext(detail);
  const told = known === detail && status > 0 ? make("bdi", { lang: "en" }, detail) : known;
  return detail && advice ? [told, " ", advice] : [told, advice];
}
