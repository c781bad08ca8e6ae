// Finds words in the article that is read, those in portions too that have not come yet: the server looks for them.

import { JSON_ONLY, request } from "./api.js";
import { byId, textNodes } from "./dom.js";
import { range } from "./portions.js";

const REST_MS = 150; // after the last key

export class Find {
  /** @type {TextRange[]} */
  #matches = [];
  #total = 0;
  #at = -1;
  #timer = 0;
  #asked = "";

  /**
   * `onFailed(error)` is called where the server cannot look.
   * @param {import("./article.js").Article} article
   * @param {(error: unknown) => void} onFailed
   */
  constructor(article, onFailed) {
    this.article = article;
    this.onFailed = onFailed;
    const field = byId("find-words");
    field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(), REST_MS);
    });
    field.addEventListener("keydown", (event) => this.#onKey(event));
    byId("find-next").addEventListener("click", () => this.#go(1));
    byId("find-previous").addEventListener("click", () => this.#go(-1));
    byId("find-close").addEventListener("click", () => this.close());
    article.onFilled = () => this.#paint();
  }

  open() {
    byId("find").hidden = false;
    byId("find-open").setAttribute("aria-expanded", "true");
    byId("find-words").select();
    byId("find-words").focus();
    this.#look();
  }

  close() {
    byId("find").hidden = true;
    byId("find-open").setAttribute("aria-expanded", "false");
    this.#forget();
    byId("find-open").focus();
  }

  /** Looks again where another article is shown. */
  again() {
    if (!byId("find").hidden) this.#look();
  }

  async #look() {
    const words = byId("find-words").value.trim();
    const asked = JSON.stringify([this.article.shown, words]);
    if (asked === this.#asked) return;
    this.#forget();
    this.#asked = asked;
    if (!words) return;
    try {
      const { total, matches } = await loadMatches(this.article.shown, words);
      if (asked !== this.#asked) return;
      [this.#total, this.#matches] = [total, matches];
      this.#say();
      this.#paint();
      if (total > 0) await this.#go(1);
    } catch (error) {
      this.onFailed(error);
    }
  }

  #forget() {
    [this.#asked, this.#total, this.#matches, this.#at] = ["", 0, [], -1];
    byId("find-count").textContent = "";
    CSS.highlights?.clear();
  }

  /** @param {number} by */
  async #go(by) {
    const all = this.#matches.length;
    if (all === 0) return;
    this.#at = (this.#at + by + all) % all;
    this.#say();
    const match = this.#matches[this.#at];
    if ((await this.article.reach(match.start)) && match === this.#matches[this.#at]) {
      this.#paint();
      const [found] = this.#ranges([match]);
      if (found) this.article.bringElement(shownAt(found));
    }
  }

  #say() {
    const count = this.#total.toLocaleString("en");
    const here = this.#at < 0 ? "" : `${(this.#at + 1).toLocaleString("en")} of `;
    byId("find-count").textContent = this.#total === 0 ? "Not in this article" : `${here}${count}`;
  }

  #paint() {
    if (!CSS.highlights) return; // then the sentence is brought into view, unmarked
    const here = this.#matches.slice(Math.max(this.#at, 0), this.#at + 1);
    CSS.highlights.set("found", new Highlight(...this.#ranges(this.#matches)));
    CSS.highlights.set("found-here", new Highlight(...this.#ranges(here)));
  }

  /**
   * Matches as ranges of the page, as far as the text is there.
   * @param {TextRange[]} matches
   */
  #ranges(matches) {
    return this.article.filled.flatMap((portion) => rangesIn(portion, matches));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter") this.#go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }
}

/**
 * The innermost element around a range that is seen.
 * @param {Range} found
 */
function shownAt(found) {
  return found.startContainer.parentElement.closest(".sentence") ?? found.startContainer.parentElement;
}

/**
 * The ranges of a portion for those stretches of the text that lie in it.
 * @param {HTMLElement} portion
 * @param {TextRange[]} stretches
 */
function rangesIn(portion, stretches) {
  const [from, to] = range(portion);
  const inside = stretches.filter(({ start, end }) => start >= from && end <= to);
  if (inside.length === 0) return [];
  const nodes = textNodes(portion);
  const unit = unitsOf(portion.textContent);
  let [number, before] = [0, 0]; // the text node that holds an offset, and what stands before it
  /** @param {number} offset */
  const place = (offset) => {
    while (before + nodes[number].length < offset) before += nodes[number++].length;
    return /** @type {[Text, number]} */ ([nodes[number], offset - before]);
  };
  return inside.map(({ start, end }) => {
    const made = new Range();
    made.setStart(...place(unit(start - from)));
    made.setEnd(...place(unit(end - from)));
    return made;
  });
}

/**
 * Turns an offset in code points into one in UTF-16 units.
 * @param {string} text
 * @returns {(offset: number) => number}
 */
function unitsOf(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (offset) => offset;
  const starts = [0];
  for (const character of text) starts.push(starts.at(-1) + character.length);
  return (offset) => starts[offset];
}

/**
 * Where words stand in a document.
 * @param {string} id
 * @param {string} words
 * @returns {Promise<{ total: number, matches: TextRange[] }>}
 */
function loadMatches(id, words) {
  return request(`/matches?${new URLSearchParams({ document: id, words })}`, { headers: JSON_ONLY });
}
