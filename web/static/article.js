// Shows one article as the server lays it out, and lights the sentences that an answer cites.

import { loadArticle } from "./api.js";
import { make, reveal } from "./dom.js";
import { documentPath, pageImage } from "./links.js";

const HUES = 6; // as in page.css
const TICK_GAP = 2; // pixels

/** @param {Citation} citation */
export const hueOf = (citation) => String(((citation.number - 1) % HUES) + 1);

export class Article {
  /** @type {Map<string | undefined, HTMLElement[]>} */
  #sentences = new Map(); // by anchor, the elements of each: one, or one for every cell that it goes through
  /** @type {{ citation: Citation, parts: HTMLElement[], tick: HTMLElement | null }[]} */
  #marked = [];
  #wanted = 0;

  /**
   * `rail` shows where in the text the cited sentences stand, those out of sight too; `follow(citation)` is its click.
   * @param {HTMLElement} root
   * @param {HTMLElement} rail
   * @param {(citation: Citation) => void} follow
   */
  constructor(root, rail, follow) {
    this.root = root;
    this.rail = rail;
    this.follow = follow;
    this.shown = /** @type {string | null} */ (null);
    new ResizeObserver(() => this.#placeTicks()).observe(root);
  }

  /**
   * Resolves to false when another document was asked for in the meantime.
   * @param {string} id
   */
  async show(id) {
    const turn = ++this.#wanted;
    const loaded = await loadArticle(id);
    if (turn !== this.#wanted) return false;
    this.shown = id;
    this.root.lang = loaded.lang;
    this.#marked = [];
    this.root.replaceChildren(...loaded.childNodes);
    this.root.querySelector(".links").append(make("a", { href: documentPath(id) }, "Article on its own page"));
    this.#sentences = Map.groupBy(this.root.querySelectorAll(".sentence"), (part) => part.id || part.dataset.of);
    this.root.parentElement.scrollTop = 0;
    return true;
  }

  /**
   * Lights all sentences that one answer cites, each in its number's colour, the shortest answer stronger inside.
   * @param {Citation[]} citations
   */
  mark(citations) {
    for (const { parts } of this.#marked) unmark(parts);
    const found = citations.map((citation) => ({
      citation,
      parts: this.find(citation),
      tick: /** @type {HTMLElement | null} */ (null),
    }));
    this.#marked = found.filter(({ parts }) => parts.length > 0);
    for (const { parts, citation } of this.#marked) mark(parts, citation);
    this.#drawRail();
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
    return this.find(citation).length > 0 || (await this.show(citation.document.id));
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
    if (first) reveal(first, "center");
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
    this.#marked.find((each) => each.parts[0] === parts[0])?.tick?.classList.add("peeked");
    if (parts.length > 0 && !inView(parts[0], this.root.parentElement)) this.bring(citation);
  }

  unpeek() {
    const peeked = [...this.root.querySelectorAll(".peeked"), ...this.rail.children];
    for (const each of peeked) each.classList.remove("peeked");
  }

  #drawRail() {
    for (const each of this.#marked) {
      each.tick = make("span", { class: "tick", "data-hue": hueOf(each.citation) }, String(each.citation.number));
      each.tick.addEventListener("click", () => this.follow(each.citation));
    }
    this.rail.replaceChildren(...this.#marked.map(({ tick }) => tick));
    this.#placeTicks();
  }

  #placeTicks() {
    const scale = this.rail.clientHeight / this.root.parentElement.scrollHeight;
    const top = this.root.getBoundingClientRect().top;
    let free = 0; // ticks do not cover each other
    const placed = this.#marked.map((each) => ({
      ...each,
      at: scale * (each.parts[0].getBoundingClientRect().top - top),
    }));
    for (const { tick, at } of placed.sort((a, b) => a.at - b.at)) {
      tick.style.top = `${Math.max(at, free)}px`;
      free = Math.max(at, free) + tick.offsetHeight + TICK_GAP;
    }
  }
}

/**
 * The text with the highlight in a `mark`.
 * @param {Citation} citation
 */
export function highlighted(citation) {
  const { sentence } = citation;
  const place = highlightIn(citation);
  if (!place) return [sentence];
  const [start, end] = place;
  const parts = [sentence.slice(0, start), make("mark", {}, sentence.slice(start, end)), sentence.slice(end)];
  return parts.filter((part) => part !== "");
}

/**
 * Where the highlight stands in its sentence, in UTF-16 units; the offsets of a citation are the document's.
 * @param {Citation} citation
 * @returns {[number, number] | null}
 */
function highlightIn({ sentence, highlight, start_utf16: origin }) {
  if (!highlight) return null;
  const [start, end] = [highlight.start_utf16 - origin, highlight.end_utf16 - origin];
  return sentence.slice(start, end) === highlight.text ? [start, end] : null;
}

/** @param {TextRange} range */
function anchor(range) {
  return `s${range.start}-${range.end}`;
}

/**
 * @param {HTMLElement[]} parts
 * @param {Citation} citation
 */
function mark(parts, citation) {
  for (const part of parts) {
    part.classList.add("cited");
    part.dataset.hue = hueOf(citation);
  }
  parts.findLast((part) => !part.hidden).dataset.number = String(citation.number);
  const place = highlightIn(citation);
  if (place) highlight(parts, ...place);
}

/**
 * Puts the characters from `start` to `end`, counted over all the parts, into `mark`s.
 * @param {HTMLElement[]} parts
 * @param {number} start
 * @param {number} end
 */
function highlight(parts, start, end) {
  let at = 0;
  for (const node of parts.flatMap(textNodes)) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, node.length);
    at += node.length;
    if (from >= to || node.parentElement.closest("[hidden]")) continue;
    const inside = node.splitText(from);
    inside.splitText(to - from);
    const made = make("mark");
    inside.replaceWith(made);
    made.append(inside);
  }
}

/**
 * @param {Node} element
 * @returns {Text[]}
 */
function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  return nodes;
}

/** @param {HTMLElement[]} parts */
function unmark(parts) {
  for (const part of parts) {
    part.classList.remove("cited", "lit", "peeked");
    delete part.dataset.number;
    delete part.dataset.hue;
    for (const each of part.querySelectorAll("mark")) each.replaceWith(...each.childNodes);
    part.normalize();
  }
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
