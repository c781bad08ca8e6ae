// Which articles there are, which of them is read, and which are searched; none ticked means all.

import { arriving } from "./api.js";
import { byId, dress } from "./dom.js";
import { asMenu } from "./menu.js";
import { ngettext, number } from "./words.js";

export class Documents {
  #menu = byId("documents");
  /** @type {Set<string>} */
  #chosen = new Set();
  /** @type {import("./catalogue.js").Catalogue | null} */
  #catalogue = null;
  shown = "";

  /**
   * `onRead(id)` is called when a title is chosen, `onChanged()` when the library was changed from here, `onRemoved(id)`
   * when one is gone, `onFailed(error)` when something could not be done. `changes` is whether the server lets be changed
   * what it has.
   * @param {{
   *   onRead: (id: string) => unknown, onChanged: () => unknown, onRemoved: (id: string) => unknown,
   *   onFailed: (error: unknown) => void, changes: boolean
   * }} page
   */
  constructor({ onRead, onChanged, onRemoved, onFailed, changes }) {
    this.onRead = onRead;
    this.onChanged = onChanged;
    this.onRemoved = onRemoved;
    this.onFailed = onFailed;
    this.changes = changes;
    this.total = Number(this.#menu?.dataset.total ?? 0);
    if (!this.#menu) return;
    asMenu(this.#menu);
    this.#menu.addEventListener("toggle", () => this.#menu.open && this.#list());
  }

  get many() {
    return this.total > 1;
  }

  /** The ids to search in; empty for all. */
  get chosen() {
    return this.#chosen.size === this.total ? [] : [...this.#chosen];
  }

  /** @param {string} id */
  isChosen(id) {
    return this.#chosen.has(id);
  }

  /** @param {string[]} ids */
  choose(ids) {
    const before = this.#chosen.size;
    this.#chosen = new Set(ids);
    if (before + ids.length > 0) this.#describe();
  }

  /**
   * @param {string[]} ids
   * @param {boolean} ticked
   */
  tick(ids, ticked) {
    for (const id of ids) this.#chosen[ticked ? "add" : "delete"](id);
    this.#describe();
  }

  /**
   * Says which one is read.
   * @param {string} id
   */
  reading(id) {
    this.shown = id;
    for (const row of this.#menu?.querySelectorAll("[data-document]") ?? [])
      row.querySelector(".title").setAttribute("aria-current", String(row.dataset.document === id));
  }

  /** @param {string} id */
  read(id) {
    this.#menu.open = false;
    this.#menu.querySelector("summary").focus();
    this.onRead(id);
  }

  /** @param {string} id */
  removed(id) {
    this.tick([id], false);
    return this.onRemoved(id);
  }

  /**
   * There are so many now.
   * @param {number} total
   */
  changed(total) {
    this.total = total;
    this.#describe();
    if (this.#menu.open) this.#catalogue?.refresh();
  }

  async #list() {
    if (!this.#catalogue) {
      const [{ Catalogue }] = await Promise.all([arriving(import("./catalogue.js")), dress()]);
      this.#catalogue = new Catalogue(this.#menu.querySelector(".menu-body"), this);
    }
    await this.#catalogue.refresh();
    this.#catalogue.focus();
  }

  #describe() {
    if (!this.#menu) return;
    const [total, some] = [this.total, number(this.chosen.length)];
    byId("searched").textContent = this.chosen.length
      ? ngettext("%(some)s of %(num)s article searched", "%(some)s of %(num)s articles searched", total, { some })
      : total > 1
        ? ngettext("%(num)s article, all searched", "%(num)s articles, all searched", total)
        : ngettext("%(num)s article", "%(num)s articles", total);
  }
}
