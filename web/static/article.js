// Shows one document as its verbatim text, sentence by sentence, and lights the sentences an answer cites.

import { loadDocument } from "./api.js";
import { make, reveal } from "./dom.js";
import { documentPath } from "./links.js";

const HUES = 6; // as in page.css
const TICK_GAP = 2; // pixels

export const hueOf = (citation) => String(((citation.number - 1) % HUES) + 1);

export class Article {
  #sentences = new Map(); // by anchor
  #marked = [];
  #wanted = 0;

  /** `rail` shows where in the text the cited sentences stand, those out of sight too; `follow(citation)` is its click. */
  constructor(root, rail, follow) {
    this.root = root;
    this.rail = rail;
    this.follow = follow;
    this.shown = null;
    new ResizeObserver(() => this.#placeTicks()).observe(root);
  }

  /** Resolves to false when another document was asked for in the meantime. */
  async show(id) {
    const turn = ++this.#wanted;
    const loaded = await loadDocument(id);
    if (turn !== this.#wanted) return false;
    this.shown = id;
    this.root.lang = loaded.language ?? "";
    this.#marked = [];
    this.root.replaceChildren(head(loaded, id), this.#text(loaded));
    this.root.parentElement.scrollTop = 0;
    return true;
  }

  /** Lights all sentences that one answer cites, each in its number's colour, the shortest answer stronger inside. */
  mark(citations) {
    for (const { span } of this.#marked) unmark(span);
    const found = citations.map((citation) => ({ citation, span: this.find(citation), tick: null }));
    this.#marked = found.filter(({ span }) => span);
    for (const { span, citation } of this.#marked) mark(span, citation);
    this.#drawRail();
  }

  /** The sentence of a citation in the text that is shown, or null where it is not there. */
  find(citation) {
    if (citation.document.id !== this.shown) return null;
    const span = this.#sentences.get(anchor(citation));
    return span?.textContent === citation.sentence ? span : null;
  }

  /** Loads the document of a citation unless it is shown; loads it again if the index was rebuilt since. */
  async hold(citation) {
    return this.find(citation) !== null || (await this.show(citation.document.id));
  }

  /** Brings a marked sentence into view and makes it the one that is looked at; false where it is not in the text. */
  light(citation) {
    this.dim();
    const span = this.find(citation);
    span?.classList.add("lit");
    if (span) reveal(span, "center");
    return span !== null;
  }

  dim() {
    for (const lit of this.root.querySelectorAll(".lit")) lit.classList.remove("lit");
  }

  /** Shows where a sentence is while it is pointed at: outlined, and in view. */
  peek(citation) {
    this.unpeek();
    const span = this.find(citation);
    span?.classList.add("peeked");
    this.#marked.find((each) => each.span === span)?.tick?.classList.add("peeked");
    if (span && !inView(span, this.root.parentElement)) reveal(span, "center");
  }

  unpeek() {
    for (const each of [...this.root.querySelectorAll(".peeked"), ...this.rail.children])
      each.classList.remove("peeked");
  }

  #text(loaded) {
    const body = make("div", { class: "text", dir: "auto" }, make("p", { dir: "auto" }));
    this.#sentences.clear();
    let at = 0;
    for (const sentence of loaded.sentences) {
      appendGap(body, loaded.text.slice(at, sentence.start_utf16));
      at = sentence.end_utf16;
      const span = make(
        "span",
        { class: "sentence", id: anchor(sentence) },
        loaded.text.slice(sentence.start_utf16, at),
      );
      this.#sentences.set(anchor(sentence), span);
      body.lastChild.append(span);
    }
    appendGap(body, loaded.text.slice(at));
    return body;
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
    const placed = this.#marked.map((each) => ({ ...each, at: scale * (each.span.getBoundingClientRect().top - top) }));
    for (const { tick, at } of placed.sort((a, b) => a.at - b.at)) {
      tick.style.top = `${Math.max(at, free)}px`;
      free = Math.max(at, free) + tick.offsetHeight + TICK_GAP;
    }
  }
}

/** The text with the highlight in a `mark`; the offsets are the document's, in UTF-16 units. */
export function highlighted({ sentence, highlight, start_utf16: origin }) {
  if (!highlight) return [sentence];
  const start = highlight.start_utf16 - origin;
  const end = highlight.end_utf16 - origin;
  if (sentence.slice(start, end) !== highlight.text) return [sentence];
  return [sentence.slice(0, start), make("mark", {}, highlight.text), sentence.slice(end)].filter(
    (part) => part !== "",
  );
}

function anchor(range) {
  return `s${range.start}-${range.end}`;
}

function mark(span, citation) {
  span.classList.add("cited");
  span.dataset.number = citation.number;
  span.dataset.hue = hueOf(citation);
  span.replaceChildren(...highlighted(citation));
}

function unmark(span) {
  span.classList.remove("cited", "lit", "peeked");
  delete span.dataset.number;
  delete span.dataset.hue;
  span.replaceChildren(span.textContent);
}

function inView(element, scroller) {
  const { top, bottom } = element.getBoundingClientRect();
  const frame = scroller.getBoundingClientRect();
  return top >= frame.top && bottom <= frame.bottom;
}

/** Text between sentences: each newline ends a paragraph and stays in it, so that the text remains verbatim. */
function appendGap(body, gap) {
  gap.split("\n").forEach((line, index) => {
    if (index > 0) {
      body.lastChild.append(make("span", { class: "break" }, "\n"));
      body.append(make("p", { dir: "auto" }));
    }
    if (line) body.lastChild.append(line);
  });
}

function head(loaded, id) {
  const byline = [loaded.author, loaded.published].filter(Boolean).map((part) => make("span", {}, part));
  const links = [make("a", { href: documentPath(id) }, "Article on its own page")];
  if (/^https?:\/\//.test(loaded.url ?? "")) {
    links.unshift(make("a", { href: loaded.url, rel: "noopener noreferrer" }, "Original article"));
  }
  return make(
    "header",
    { class: "article-head" },
    make("h2", { dir: "auto" }, loaded.title),
    byline.length > 0 ? make("p", { class: "byline" }, ...byline) : null,
    make("p", { class: "links" }, ...links),
  );
}
