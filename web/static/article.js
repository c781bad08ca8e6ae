// Shows one document as its verbatim text, sentence by sentence, and lights the sentences an answer cites.

import { loadDocument } from "./api.js";
import { make, reveal } from "./dom.js";

export class Article {
  constructor(root, picker) {
    this.root = root;
    this.picker = picker;
    this.shown = null;
    this.sentences = new Map();
    this.wanted = 0;
  }

  /** Resolves to false when another document was asked for in the meantime. */
  async show(id) {
    const turn = ++this.wanted;
    const loaded = await loadDocument(id);
    if (turn !== this.wanted) return false;
    this.shown = id;
    if (this.picker) this.picker.value = id;
    this.root.lang = loaded.language ?? "";
    this.root.replaceChildren(head(loaded, id), this.#text(loaded));
    return true;
  }

  /** Marks all citations of one answer, weakly. */
  mark(citations) {
    for (const span of this.sentences.values()) {
      span.classList.remove("cited", "lit");
      span.removeAttribute("data-number");
    }
    for (const citation of citations) {
      const span = this.#find(citation);
      span?.classList.add("cited");
      span?.setAttribute("data-number", citation.number);
    }
  }

  /** Lights one citation among those of its answer and brings it into view; false when it is not in the text. */
  async light(citation, citations) {
    if (!(await this.#holding(citation))) return false;
    this.mark(citations);
    const span = this.#find(citation);
    if (!span) return false;
    span.classList.add("lit");
    reveal(span, "center");
    return true;
  }

  /** Loads the document of a citation unless it is shown; loads it again if the index was rebuilt since. */
  async #holding(citation) {
    const id = citation.document.id;
    if (this.shown === id && this.#find(citation)) return true;
    return this.show(id);
  }

  #find(citation) {
    if (citation.document.id !== this.shown) return null;
    const span = this.sentences.get(anchor(citation));
    return span?.textContent === citation.sentence ? span : null;
  }

  #text(loaded) {
    const body = make("div", { class: "text", dir: "auto" }, make("p"));
    this.sentences.clear();
    let at = 0;
    for (const sentence of loaded.sentences) {
      appendGap(body, loaded.text.slice(at, sentence.start_utf16));
      at = sentence.end_utf16;
      const text = loaded.text.slice(sentence.start_utf16, at);
      const span = make("span", { class: "sentence", id: anchor(sentence) }, text);
      this.sentences.set(anchor(sentence), span);
      body.lastChild.append(span);
    }
    appendGap(body, loaded.text.slice(at));
    return body;
  }
}

function anchor(range) {
  return `s${range.start}-${range.end}`;
}

/** Text between sentences: each newline ends a paragraph and stays in it, so that the text remains verbatim. */
function appendGap(body, gap) {
  gap.split("\n").forEach((line, index) => {
    if (index > 0) {
      body.lastChild.append(make("span", { class: "break" }, "\n"));
      body.append(make("p"));
    }
    if (line) body.lastChild.append(line);
  });
}

function head(loaded, id) {
  const byline = [loaded.author, loaded.published].filter(Boolean).map((part) => make("span", {}, part));
  const links = [make("a", { href: pagePath(id) }, "Article on its own page")];
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

function pagePath(id) {
  return `/documents/${id.split("/").map(encodeURIComponent).join("/")}`;
}
