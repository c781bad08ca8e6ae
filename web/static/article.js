// Shows one article as the server lays it out, and lights the sentences that an answer cites.

import { loadArticle } from "./api.js";
import { make, reveal, seen } from "./dom.js";
import { documentPath, here, pageImage } from "./links.js";
import { Portions } from "./portions.js";
import { gettext } from "./words.js";

const HUES = 6; // as in page.css
const TICK_GAP = 2; // pixels
const FAR = 3; // frames: what is farther away is not scrolled past
const LEAD = 3; // sentences
const SHORTEST = 20; // characters of a sentence that says something by itself

/** @param {Citation} citation */
export const hueOf = (citation) => String(((citation.number - 1) % HUES) + 1);

/** @typedef {{ citation: Citation, parts: HTMLElement[], tick: HTMLElement }} Marked */

export class Article {
  /** @type {Map<string | undefined, HTMLElement[]>} */
  #sentences = new Map(); // by anchor, the elements of each: one, or one for every cell that it goes through
  /** @type {Marked[]} */
  #marked = [];
  #wanted = 0;
  /** @type {Element | null} */
  #held = null; // what was brought into view, until a person scrolls elsewhere
  #portions;

  /**
   * `rail` shows where in the text the cited sentences stand, those out of sight too; `follow(citation)` is its click.
   * `onFailed(error)` is called where a part of the text cannot be loaded.
   * @param {HTMLElement} root
   * @param {HTMLElement} rail
   * @param {{ follow: (citation: Citation) => void, onFailed: (error: unknown) => void }} page
   */
  constructor(root, rail, { follow, onFailed }) {
    this.root = root;
    this.rail = rail;
    this.follow = follow;
    this.shown = /** @type {string | null} */ (null);
    this.pen = /** @type {typeof import("./marks.js") | null} */ (null); // what marks; it comes with the first answer
    this.scroller = root.parentElement;
    this.onFilled = /** @type {() => void} */ (() => {});
    this.#portions = new Portions(this.scroller, { onFilled: (portion) => this.#filled(portion), onFailed });
    const onSize = new ResizeObserver(() => {
      this.#placeTicks();
      this.#keepInView();
    });
    for (const each of [root, this.scroller]) onSize.observe(each);
    for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"])
      this.scroller.addEventListener(moved, () => (this.#held = null), { passive: true });
  }

  /**
   * Shows a document, at least what stands around an offset; resolves to false when another was asked for meanwhile.
   * @param {string} id
   * @param {number} at
   */
  async show(id, at = 0) {
    const turn = ++this.#wanted;
    const loaded = await loadArticle(id, at);
    if (turn !== this.#wanted) return false;
    this.shown = id;
    this.root.lang = loaded.lang;
    this.#marked = [];
    this.#held = null;
    this.#sentences.clear();
    this.root.replaceChildren(...loaded.childNodes);
    this.root
      .querySelector(".links")
      .append(make("a", { href: here(documentPath(id)) }, gettext("Article on its own page")));
    this.#portions.begin(id, this.root);
    for (const portion of this.#portions.filled) this.#index(portion);
    this.scroller.scrollTop = 0;
    return true;
  }

  /** Loads the article anew where its text or what is said of it changed; resolves to whether it did. */
  async refresh() {
    const { top } = this.scroller.getBoundingClientRect();
    const seen = this.#portions.filled.find((portion) => portion.getBoundingClientRect().bottom > top);
    const at = Number(seen?.dataset.start ?? 0);
    const [id, before] = [this.shown, this.scroller.scrollTop];
    const loaded = await loadArticle(id, at);
    if (id !== this.shown || this.#portions.isAs(loaded, this.root)) return false;
    if (await this.show(id, at)) this.scroller.scrollTop = before;
    return true;
  }

  /**
   * Lights all sentences that one answer cites, each in its number's colour, the shortest answer stronger inside.
   * @param {Citation[]} citations
   */
  mark(citations) {
    for (const { parts } of this.#marked) this.pen.unmark(parts);
    this.#marked = citations
      .filter((citation) => citation.document.id === this.shown)
      .map((citation) => ({ citation, parts: this.#mark(citation), tick: this.#tick(citation) }))
      .filter(({ citation, parts }) => parts.length > 0 || this.#isAway(citation));
    this.rail.replaceChildren(...this.#marked.map(({ tick }) => tick));
    this.#placeTicks();
  }

  /**
   * The elements of a citation's sentence in the text that is shown, in order; none where it is not there.
   * @param {Citation} citation
   */
  find(citation) {
    if (citation.document.id !== this.shown) return [];
    const parts = this.#sentences.get(anchor(citation)) ?? [];
    const text = parts.map((part) => part.textContent).join("");
    return text === citation.sentence.replaceAll("\0", "\ufffd") ? parts : []; // HTML has no NUL
  }

  /**
   * Loads the document of a citation unless it is shown; loads it again if the index was rebuilt since.
   * @param {Citation} citation
   */
  async hold(citation) {
    if (citation.document.id === this.shown && this.#isAway(citation)) await this.reach(citation.start);
    return this.find(citation).length > 0 || (await this.show(citation.document.id, citation.start));
  }

  /**
   * Loads the text around an offset; resolves to its portion.
   * @param {number} offset
   */
  async reach(offset) {
    const portion = this.#portions.at(offset);
    return portion && (await this.#portions.fill(portion)) ? portion : null;
  }

  /** The portions whose text is there. */
  get filled() {
    return this.#portions.filled;
  }

  /**
   * Brings a marked sentence into view and makes it the one that is looked at.
   * @param {Citation} citation
   */
  light(citation) {
    this.dim();
    const parts = this.find(citation);
    for (const part of parts) part.classList.add("lit");
    const page = this.root.querySelector(`.page:has([data-page="${citation.place?.page}"]) img`);
    if (page) page.setAttribute("src", pageImage(citation));
    this.bring(citation);
  }

  /** @param {Citation} citation */
  bring(citation) {
    const [first] = this.find(citation);
    if (first) this.bringElement(first);
  }

  /**
   * Into the middle of the frame, where it stays when the window's size or the text above it changes.
   * @param {HTMLElement} element
   * @param {ScrollLogicalPosition} block
   */
  bringElement(element, block = blockFor(element, this.scroller)) {
    this.#held = element;
    const away = Math.abs(element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top);
    reveal(element, block, away > FAR * this.scroller.clientHeight);
  }

  dim() {
    for (const lit of this.root.querySelectorAll(".lit")) lit.classList.remove("lit");
  }

  /**
   * Shows where a sentence is while it is pointed at: outlined, and in view.
   * @param {Citation} citation
   */
  peek(citation) {
    this.unpeek();
    const parts = this.find(citation);
    for (const part of parts) part.classList.add("peeked");
    this.#marked.find((each) => each.parts[0] === parts[0])?.tick.classList.add("peeked");
    if (parts.length > 0 && !inView(parts[0], this.scroller)) this.bring(citation);
  }

  unpeek() {
    const peeked = [...this.root.querySelectorAll(".peeked"), ...this.rail.children];
    for (const each of peeked) each.classList.remove("peeked");
  }

  get title() {
    return seen(this.root.querySelector("h2"));
  }

  /** The first sentences of its paragraphs: what it is about, as far as it says so itself. */
  get lead() {
    const sentences = [...this.root.querySelectorAll(".portion > p > .sentence[id]")];
    const title = this.title;
    const tells = (/** @type {Element} */ each) => seen(each).length > SHORTEST && seen(each) !== title;
    return /** @type {HTMLElement[]} */ (sentences.filter(tells).slice(0, LEAD));
  }

  /** @param {HTMLElement} portion */
  #filled(portion) {
    this.#index(portion);
    for (const each of this.#marked)
      if (each.parts.length === 0 && !this.#isAway(each.citation)) each.parts = this.#mark(each.citation);
    this.onFilled();
    this.#keepInView();
  }

  /** @param {HTMLElement} portion */
  #index(portion) {
    for (const part of portion.querySelectorAll(".sentence")) {
      const name = part.id || part.dataset.of;
      const parts = this.#sentences.get(name);
      if (parts) parts.push(part);
      else this.#sentences.set(name, [part]);
    }
  }

  /**
   * Whether a citation's sentence is in a portion of this text that has not come yet.
   * @param {Citation} citation
   */
  #isAway(citation) {
    const portion = this.#portions.at(citation.start);
    return portion !== null && portion.firstChild === null;
  }

  /** @param {Citation} citation */
  #mark(citation) {
    const parts = this.find(citation);
    if (parts.length > 0) this.pen.mark(parts, citation);
    return parts;
  }

  #keepInView() {
    if (this.#held?.isConnected && !inView(this.#held, this.scroller))
      this.#held.scrollIntoView({ block: blockFor(this.#held, this.scroller), behavior: "instant" });
  }

  /** @param {Citation} citation */
  #tick(citation) {
    const tick = make("span", { class: "tick", "data-hue": hueOf(citation) }, String(citation.number));
    tick.addEventListener("click", () => this.follow(citation));
    return tick;
  }

  #placeTicks() {
    const scale = this.rail.clientHeight / this.scroller.scrollHeight;
    const top = this.root.getBoundingClientRect().top;
    let free = 0; // ticks do not cover each other
    const placed = this.#marked.map(({ tick, parts, citation }) => {
      const element = parts[0] ?? this.#portions.at(citation.start);
      return { tick, at: scale * (element.getBoundingClientRect().top - top) };
    });
    for (const { tick, at } of placed.sort((a, b) => a.at - b.at)) {
      tick.style.top = `${Math.max(at, free)}px`;
      free = Math.max(at, free) + tick.offsetHeight + TICK_GAP;
    }
  }
}

/** @param {TextRange} range */
function anchor(range) {
  return `s${range.start}-${range.end}`;
}

/**
 * @param {Element} element
 * @param {Element} scroller
 */
function inView(element, scroller) {
  const { top, bottom } = element.getBoundingClientRect();
  const frame = scroller.getBoundingClientRect();
  return top >= frame.top && bottom <= frame.bottom;
}

/**
 * Its middle in the middle; of what is higher than the frame its beginning.
 * @param {Element} element
 * @param {Element} scroller
 * @returns {ScrollLogicalPosition}
 */
function blockFor(element, scroller) {
  return element.getBoundingClientRect().height > scroller.clientHeight ? "start" : "center";
}
