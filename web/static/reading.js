// The reading side: which article is shown, what is lit in it, and, on a phone, which of the two views is seen.

import { Article } from "./article.js";
import { announce, byId } from "./dom.js";
import { asProblem, Problem, showProblem } from "./problem.js";

const narrow = matchMedia("(max-width: 44rem)"); // as in page.css

export class Reading {
  /** @type {Citation[]} */
  #cited = [];

  /**
   * `follow(citation)` is called when its tick is clicked, `onDocument(id)` when another article is shown.
   * @param {{ follow: (citation: Citation) => void, onDocument: (id: string) => void }} page
   */
  constructor({ follow, onDocument }) {
    this.first = byId("article").dataset.document;
    this.article = new Article(byId("article"), byId("rail"), follow);
    this.onDocument = onDocument;
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
    announce(`Sentence ${citation.number} is lit in the article.`);
    if (narrow.matches) this.focus();
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
      this.#say(new Problem("The article has changed", "This sentence is no longer in it.", "Ask again."));
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
    this.onDocument(this.article.shown);
  }
}
