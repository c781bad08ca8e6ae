// The list of articles: which one is read, and which are searched; none ticked means all.

import { byId } from "./dom.js";
import { asMenu } from "./menu.js";

export class Documents {
  #menu = byId("documents");

  /**
   * `onRead(id)` is called when a title is chosen.
   * @param {(id: string) => unknown} onRead
   */
  constructor(onRead) {
    if (!this.#menu) return;
    asMenu(this.#menu);
    this.#menu.addEventListener("click", (event) => {
      const link = /** @type {HTMLElement} */ (event.target).closest("a[data-document]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.#menu.open = false;
      this.#menu.querySelector("summary").focus();
      onRead(link.dataset.document);
    });
    this.#menu.addEventListener("change", () => this.#describe());
    this.#describe();
  }

  get many() {
    return this.#menu !== null;
  }

  /** The ids to search in; empty for all. */
  get chosen() {
    const chosen = this.#boxes()
      .filter((box) => box.checked)
      .map((box) => box.value);
    return chosen.length === this.#boxes().length ? [] : chosen;
  }

  /** @param {string[]} ids */
  choose(ids) {
    for (const box of this.#boxes()) box.checked = ids.includes(box.value);
    if (this.many) this.#describe();
  }

  /**
   * Says which one is read.
   * @param {string} id
   */
  reading(id) {
    for (const link of this.#menu?.querySelectorAll("a[data-document]") ?? []) {
      if (link.dataset.document === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  /** @returns {HTMLInputElement[]} */
  #boxes() {
    return [...(this.#menu?.querySelectorAll("input") ?? [])];
  }

  #describe() {
    const all = this.#boxes().length;
    const chosen = this.chosen.length;
    byId("searched").textContent = chosen ? `${chosen} of ${all} articles searched` : `${all} articles, all searched`;
  }
}
