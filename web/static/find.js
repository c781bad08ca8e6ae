// Finds words in the article that is read, those in portions too that have not come yet: the server looks for them.

import { JSON_ONLY, request } from "./api.js";
import { button, byId, make, textNodes } from "./dom.js";
import { range } from "./portions.js";
import { gettext, number } from "./words.js";

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
    this.#build();
    article.onFilled = () => this.#paint();
  }

  #build() {
    const field = make("input", {
      id: "find-words",
      type: "search",
      maxlength: "200",
      autocomplete: "off",
      dir: "auto",
      placeholder: gettext("Find in this article…"),
      "aria-label": gettext("Find in this article"),
    });
    field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(), REST_MS);
    });
    field.addEventListener("keydown", (event) => this.#onKey(event));
    byId("find").append(
      field,
      make("span", { id: "find-count", class: "find-count", role: "status" }),
      tool("↑", () => this.#go(-1), gettext("Previous match"), "Shift + Enter"),
      tool("↓", () => this.#go(1), gettext("Next match"), "Enter"),
      tool("×", () => this.close(), gettext("Close"), "Esc"),
    );
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
    const [at, count] = [number(this.#at + 1), number(this.#total)];
    const found = this.#at < 0 ? count : gettext("%(at)s of %(count)s", { at, count });
    byId("find-count").textContent = this.#total === 0 ? gettext("Not in this article") : found;
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
 * @param {string} sign
 * @param {() => unknown} act
 * @param {string} name
 * @param {string} key
 */
function tool(sign, act, name, key) {
  return button(sign, act, { class: "tool", "aria-label": name, title: `${name} (${key})` });
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
