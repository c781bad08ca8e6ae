// The question field: it sends once, keeps what was typed until it is answered, and tries again by itself.

import { button, byId, make } from "./dom.js";
import { asProblem, Problem, showProblem } from "./problem.js";
import { gettext, ngettext, number } from "./words.js";

const DRAFT = "pincite.draft";
const LONGEST_WAIT = 30; // seconds

export class Composer {
  #form = byId("ask");
  #field = byId("question");
  /** @type {AbortController | null} */
  #stopped = null;
  #timer = 0;
  #failures = 0;
  /** @type {{ question: string, id: string } | null} */
  #formed = null; // the question that was formed from an article
  #recalled = 0; // which question stands in the field; 0 where none was brought back

  /**
   * `onAsk(question, signal, id)` resolves when it is answered, `id` is of the article that it was formed from; `onLeave()` is called where a person leaves the field with
   * Escape; `asked()` lists the questions that arrow keys bring back.
   * @param {{
   *   onAsk: (question: string, signal: AbortSignal, id: string | null) => Promise<void>, onLeave: () => void, asked: () => string[]
   * }} page
   */
  constructor({ onAsk, onLeave, asked }) {
    this.onAsk = onAsk;
    this.onLeave = onLeave;
    this.asked = asked;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#field.addEventListener("input", () => this.#onInput());
    byId("stop").addEventListener("click", () => this.stop());
    byId("edit-cancel").addEventListener("click", () => this.edit(null));
    this.#field.value ||= tabs()?.getItem(DRAFT) ?? "";
    this.#showLength();
  }

  get busy() {
    return this.#stopped !== null;
  }

  focus() {
    this.#field.focus({ preventScroll: true });
  }

  /**
   * Puts an earlier question into the field, or takes it out again where it is null.
   * @param {string | null} question
   */
  edit(question) {
    byId("editing").hidden = question === null;
    this.write(question ?? "");
    this.#field.select();
  }

  get editing() {
    return !byId("editing").hidden;
  }

  /** @param {string} question */
  write(question) {
    this.#field.value = question;
    this.#onInput();
    this.focus();
  }

  /**
   * @param {string} question
   * @param {string} id of the article that it was formed from
   */
  ask(question, id) {
    if (this.busy) return;
    this.#formed = { question, id };
    this.write(question);
    this.#submit();
  }

  /** Asks what the server could not answer when it made the page. */
  resume() {
    if (!byId("problem").hidden) this.#submit();
  }

  stop() {
    this.#stopped?.abort();
    this.#cancelRetry();
  }

  /** @param {Problem} problem */
  show(problem) {
    showProblem(byId("said"), problem);
    byId("again").hidden = true;
    byId("problem").hidden = false;
  }

  clear() {
    this.#cancelRetry();
    byId("problem").hidden = true;
  }

  async #submit() {
    const question = this.#field.value.trim();
    if (!question || this.busy) return;
    this.#cancelRetry();
    const problem = this.#tooLong(question);
    if (problem) return this.show(problem);
    this.#setBusy(new AbortController());
    try {
      await this.onAsk(question, this.#stopped.signal, this.#formed?.question === question ? this.#formed.id : null);
      this.#answered();
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#failed(asProblem(error));
    } finally {
      this.#setBusy(null);
    }
  }

  #answered() {
    this.#failures = 0;
    this.#formed = null;
    this.clear();
    this.#field.value = "";
    byId("editing").hidden = true;
    this.#onInput();
    if (matchMedia("(pointer: coarse)").matches) this.#field.blur(); // a phone's keyboard would cover the answer
  }

  /** @param {Problem} problem */
  #failed(problem) {
    this.show(problem);
    if (problem.again !== null) this.#retryIn(Math.min(problem.again * 2 ** this.#failures++, LONGEST_WAIT));
  }

  /** @param {number} seconds */
  #retryIn(seconds) {
    const line = byId("again");
    const left = make("span", {});
    const count = () => {
      const said = ngettext(
        "Asking again by itself in %(num)s second.",
        "Asking again by itself in %(num)s seconds.",
        seconds,
      );
      left.textContent = `${said} `;
      if (seconds-- > 0) this.#timer = setTimeout(count, 1000);
      else this.#submit();
    };
    line.replaceChildren(
      left,
      button(gettext("Ask now"), () => this.#submit(), { class: "quiet" }),
    );
    line.hidden = false;
    count();
  }

  #cancelRetry() {
    clearTimeout(this.#timer);
    byId("again").hidden = true;
  }

  /** @param {AbortController | null} stopped */
  #setBusy(stopped) {
    const busy = stopped !== null;
    this.#stopped = stopped;
    this.#form.setAttribute("aria-busy", String(busy));
    this.#field.readOnly = busy;
    byId("send").hidden = busy;
    byId("stop").hidden = !busy;
  }

  #onInput() {
    tabs()?.setItem(DRAFT, this.#field.value);
    this.#cancelRetry(); // the person has taken over
    this.#showLength();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") return this.busy ? this.stop() : this.onLeave();
    if (event.key === "ArrowUp" || event.key === "ArrowDown") return this.#recall(event);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return null;
    event.preventDefault();
    return this.#submit();
  }

  /**
   * As in a terminal: the questions before, the last one first, while nothing else is written.
   * @param {KeyboardEvent} event
   */
  #recall(event) {
    const asked = ["", ...this.asked().reverse()];
    const at = asked.indexOf(this.#field.value, this.#field.value === asked[this.#recalled] ? this.#recalled : 0);
    const next = asked[at + (event.key === "ArrowUp" ? 1 : -1)];
    if (this.busy || this.editing || at < 0 || next === undefined) return;
    event.preventDefault();
    this.#recalled = at + (event.key === "ArrowUp" ? 1 : -1);
    this.write(next);
  }

  #showLength() {
    const limit = Number(this.#field.dataset.max);
    const length = lengthOf(this.#field.value.trim());
    byId("length").hidden = length < 0.8 * limit;
    const counts = { length: number(length), limit: number(limit) };
    byId("length").textContent = gettext("%(length)s of %(limit)s characters", counts);
    byId("length").classList.toggle("over", length > limit);
  }

  /** @param {string} question */
  #tooLong(question) {
    const limit = Number(this.#field.dataset.max);
    const length = lengthOf(question);
    if (length <= limit) return null;
    const counts = { length: number(length), limit: number(limit) };
    const detail = gettext("It has %(length)s characters; the limit is %(limit)s.", counts);
    return new Problem(gettext("The question is too long"), detail, gettext("Shorten it, then ask again."));
  }
}

/**
 * In code points, as the server counts.
 * @param {string} text
 */
function lengthOf(text) {
  return [...text].length;
}

function tabs() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
