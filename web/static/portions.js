// The portions of a long article: each is loaded as it comes near, and takes about its room before that.

import { loadPortion } from "./api.js";

const NEAR = "150%"; // of the frame, above and below

/**
 * Where a portion begins or ends in the text, in code points.
 * @param {HTMLElement} portion
 * @returns {[number, number]}
 */
export const range = ({ dataset }) => [Number(dataset.start), Number(dataset.end)];

/** @param {HTMLElement} portion */
const isEmpty = (portion) => portion.firstChild === null && range(portion)[0] < range(portion)[1];

export class Portions {
  /** @type {HTMLElement[]} */
  #all = [];
  /** @type {Map<HTMLElement, Promise<boolean>>} */
  #coming = new Map();
  /** @type {IntersectionObserver | null} */
  #near = null;
  #document = "";

  /**
   * `onFilled(portion)` is called for each one that came; `onFailed(error)` where one did not.
   * @param {HTMLElement} scroller
   * @param {{ onFilled: (portion: HTMLElement) => void, onFailed: (error: unknown) => void }} article
   */
  constructor(scroller, { onFilled, onFailed }) {
    this.scroller = scroller;
    this.onFilled = onFilled;
    this.onFailed = onFailed;
  }

  /**
   * Begins with an article that has just been put onto the page.
   * @param {string} id
   * @param {HTMLElement} root
   */
  begin(id, root) {
    this.#near?.disconnect();
    this.#coming.clear();
    this.#document = id;
    this.#all = [...root.querySelectorAll(".portion")];
    this.#reserve();
    this.#near = new IntersectionObserver((entries) => this.#onNear(entries), {
      root: this.scroller,
      rootMargin: `${NEAR} 0px`,
    });
    for (const portion of this.#all) if (isEmpty(portion)) this.#near.observe(portion);
  }

  /**
   * Whether an article that was just loaded says the same as the one that is shown.
   * @param {HTMLElement} loaded
   * @param {HTMLElement} shown
   */
  isAs(loaded, shown) {
    const heads = [loaded, shown].map((each) => each.querySelector("h2")?.textContent);
    const theirs = [...loaded.querySelectorAll(".portion")];
    if (heads[0] !== heads[1] || theirs.length !== this.#all.length) return false;
    return theirs.every((their, number) => {
      const ours = this.#all[number];
      const known = their.firstChild && ours.firstChild;
      return String(range(their)) === String(range(ours)) && (!known || their.textContent === ours.textContent);
    });
  }

  get filled() {
    return this.#all.filter((portion) => !isEmpty(portion));
  }

  /** @param {number} offset */
  at(offset) {
    return this.#all.findLast((portion) => range(portion)[0] <= offset) ?? null;
  }

  /**
   * Resolves to false where another article took its place, or the portions are not those of this text any more.
   * @param {HTMLElement} portion
   */
  fill(portion) {
    if (!isEmpty(portion)) return Promise.resolve(true);
    const coming = this.#coming.get(portion) ?? this.#load(portion).finally(() => this.#coming.delete(portion));
    this.#coming.set(portion, coming);
    return coming;
  }

  /** @param {HTMLElement} portion */
  async #load(portion) {
    const id = this.#document;
    const loaded = await loadPortion(id, range(portion)[0]);
    if (id !== this.#document || !portion.isConnected || String(range(loaded)) !== String(range(portion))) return false;
    this.#near.unobserve(portion);
    portion.replaceChildren(...loaded.childNodes);
    portion.style.minHeight = "";
    this.onFilled(portion);
    return true;
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #onNear(entries) {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) this.fill(/** @type {HTMLElement} */ (target)).catch(this.onFailed);
  }

  /** The room that each will take, by the length of its text and the one that is there. */
  #reserve() {
    if (this.#all.length < 2) return;
    const known = this.#all.find((portion) => portion.firstChild);
    const [start, end] = known ? range(known) : [0, 1];
    const scale = known ? known.offsetHeight / Math.max(end - start, 1) : 0;
    for (const portion of this.#all) {
      const [from, to] = range(portion);
      const height = `${Math.ceil(scale * (to - from))}px`;
      if (isEmpty(portion)) portion.style.minHeight = height;
      portion.style.containIntrinsicBlockSize = `auto ${height}`;
    }
  }
}
