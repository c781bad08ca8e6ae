// The reading side: which article is shown, what is lit in it, and, on a phone, which of the two views is seen.

import { arriving } from "./api.js";
import { Article } from "./article.js";
import { announce, byId, dress, seen } from "./dom.js";
import { asMenu } from "./menu.js";
import { asProblem, Problem, showProblem } from "./problem.js";
import { allWords, gettext } from "./words.js";

const narrow = matchMedia("(max-width: 44rem)"); // as in page.css

export class Reading {
  /** @type {Citation[]} */
  #cited = [];
  /** @type {import("./find.js").Find | null} */
  #find = null;

  /**
   * `follow(citation)` is called when its tick is clicked, `onDocument(id)` when another article is shown.
   * @param {{ follow: (citation: Citation) => void, onDocument: (id: string) => void }} page
   */
  constructor({ follow, onDocument }) {
    this.first = byId("article").dataset.document;
    const onFailed = (/** @type {unknown} */ error) => this.#say(asProblem(error));
    this.article = new Article(byId("article"), byId("rail"), { follow, onFailed });
    this.onDocument = onDocument;
    byId("find-open").addEventListener("click", () => this.find());
    byId("reading-tools").hidden = false;
    byId("view-ask").addEventListener("click", () => this.view("ask"));
    byId("view-read").addEventListener("click", () => this.view("read"));
  }

  /**
   * Which side a narrow screen shows: "ask" or "read".
   * @param {"ask" | "read"} name
   */
  view(name) {
    byId("panes").dataset.view = name;
    byId("view-ask").setAttribute("aria-pressed", String(name === "ask"));
    byId("view-read").setAttribute("aria-pressed", String(name === "read"));
  }

  /**
   * Lights the sentences of one answer, now and in whatever article is shown next.
   * @param {Citation[]} citations
   */
  mark(citations) {
    this.#cited = citations;
    this.article.mark(citations);
    byId("view-count").textContent = citations.length > 0 ? ` · ${citations.length}` : "";
  }

  /** Shows how the article reads now, if it reads otherwise than before the index was rebuilt. */
  async refresh() {
    try {
      if (await this.article.refresh()) {
        const advice = gettext("This is how it reads now.");
        this.#shown();
        this.#say(new Problem(gettext("The article has changed"), "", advice));
      } else {
        this.onDocument(this.article.shown);
      }
    } catch (error) {
      const gone = error instanceof Problem && error.status === 404;
      const advice = gettext("What is shown here can still be read; choose another article above.");
      this.#say(gone ? new Problem(gettext("This article was removed"), "", advice) : asProblem(error));
    }
  }

  /** Looks for words in the article. */
  async find() {
    this.view("read");
    const [{ Find }] = await Promise.all([arriving(import("./find.js")), dress()]);
    this.#find ??= new Find(this.article, (error) => this.#say(asProblem(error)));
    this.#find.open();
  }

  /** @param {string} id */
  async show(id) {
    this.#say(null);
    try {
      if (await this.article.show(id)) this.#shown();
    } catch (error) {
      this.#say(asProblem(error));
    }
  }

  /**
   * Shows where an answer stands that has just come, without taking a narrow screen away from it.
   * @param {Citation} citation
   */
  async bring(citation) {
    if (await this.#hold(citation)) this.article.bring(citation);
  }

  /**
   * Goes to a sentence; on a narrow screen the article takes the place of the questions.
   * @param {Citation} citation
   */
  async open(citation) {
    this.view("read");
    if (!(await this.#hold(citation))) return;
    this.article.light(citation);
    await allWords();
    announce(gettext("Sentence %(number)s is lit in the article.", { number: citation.number }));
    if (narrow.matches) this.focus();
  }

  get title() {
    return this.article.title;
  }

  /**
   * The sentences that the article begins with, to be opened like those of an answer.
   * @returns {Citation[]}
   */
  lead() {
    const document = { id: this.article.shown, title: this.title, url: /** @type {null} */ (null) };
    return this.article.lead.map((element, index) => {
      const [start, end] = element.id.slice(1).split("-").map(Number);
      const known = { number: index + 1, document, start, end, sentence: seen(element) };
      return /** @type {Citation} */ (/** @type {unknown} */ (known));
    });
  }

  focus() {
    byId("article-scroll").focus({ preventScroll: true });
  }

  get hasFocus() {
    return byId("reading").contains(document.activeElement);
  }

  /**
   * Whether a citation's sentence is in the article that is shown, after the right one was loaded.
   * @param {Citation} citation
   */
  async #hold(citation) {
    this.#say(null);
    try {
      const before = this.article.shown;
      if (!(await this.article.hold(citation))) return false;
      if (this.article.shown === before) this.article.mark(this.#cited);
      else this.#shown();
      if (this.article.find(citation).length > 0) return true;
      this.#say(
        new Problem(
          gettext("The article has changed"),
          gettext("This sentence is no longer in it."),
          gettext("Ask again."),
        ),
      );
    } catch (error) {
      this.#say(asProblem(error));
    }
    return false;
  }

  /** @param {Problem | null} problem */
  #say(problem) {
    showProblem(byId("article-notice"), problem);
  }

  #shown() {
    this.article.mark(this.#cited);
    this.#outline();
    this.#find?.again();
    this.onDocument(this.article.shown);
  }

  /** Puts the article's outline above it, where it stays in reach. */
  #outline() {
    const outline = byId("article").querySelector(".outline");
    byId("contents").replaceChildren(...(outline ? [outline] : []));
    if (!outline) return;
    const menu = asMenu(/** @type {HTMLDetailsElement} */ (outline));
    menu.classList.add("menu");
    menu.querySelector("ol").classList.add("menu-body");
    menu.addEventListener("click", async (event) => {
      const heading = /** @type {HTMLElement} */ (event.target).closest("a[href^='#']");
      if (!heading || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      menu.open = false;
      await this.#goTo(heading.getAttribute("href").slice(1));
    });
  }

  /** @param {string} name */
  async #goTo(name) {
    try {
      await this.article.reach(Number.parseInt(name.slice(1), 10));
      const sentence = document.getElementById(name);
      if (sentence) this.article.bringElement(sentence, "start");
      this.focus();
    } catch (error) {
      this.#say(asProblem(error));
    }
  }
}
