// What there is to ask about changes: here, in another tab, or at the command line.

import { arriving } from "./api.js";
import { byId, dress } from "./dom.js";
import { loadDocuments } from "./library.js";

export class Changing {
  #generation;
  /** @type {import("./adding.js").Adding | null} */
  #adding = null;

  /**
   * `reading` is null where there is nothing to read yet; `conversing()` is whether something was asked.
   * @param {{
   *   conversing: () => boolean, ask: (question: string, id: string) => void, documents: import("./documents.js").Documents,
   *   suggestions: import("./suggestions.js").Suggestions, reading: import("./reading.js").Reading | null
   * }} page
   */
  constructor(page) {
    this.page = page;
    this.#generation = byId("options").dataset.generation;
  }

  /** @param {Named[]} files */
  async add(files = []) {
    const [{ Adding }] = await Promise.all([arriving(import("./adding.js")), dress()]);
    const { fetches, suffixes } = byId("options").dataset;
    this.#adding ??= new Adding({
      onLive: (job) => this.#onLive(job),
      onRead: (id) => this.#read(id),
      onAsk: async (question, id) => {
        await this.#read(id);
        this.page.reading?.view("ask");
        this.page.ask(question, id);
      },
      fetches: fetches === "true",
      suffixes,
    });
    if (files.length > 0) return this.#adding.files(files);
    return this.#adding.open();
  }

  /** Adds the article that pincite brings along. */
  async example() {
    await this.add();
    await this.#adding.send({ example: true });
  }

  /** Where another generation is live than was: shows what is there now. */
  async look() {
    const { total, index } = await loadDocuments({ most: 1 });
    if (index.generation === this.#generation) return;
    this.#generation = index.generation;
    this.page.documents.changed(total);
    this.page.suggestions.forget();
    await this.page.reading?.refresh();
  }

  /** @param {string} id */
  async removed(id) {
    if (id !== this.page.reading.article.shown) return;
    const { documents } = await loadDocuments({ most: 1 });
    if (documents.length === 0) location.reload();
    else await this.page.reading.show(documents[0].id);
  }

  /**
   * What was added is there: it is shown, unless somebody is in the middle of a conversation.
   * @param {Job} job
   */
  async #onLive(job) {
    if (!this.page.reading) return;
    await this.look();
    if (!this.page.conversing() && job.documents.length > 0) await this.page.reading.show(job.documents[0]);
  }

  /** @param {string} id */
  async #read(id) {
    if (!this.page.reading) return location.reload(); // the first one: the page begins with it
    this.page.reading.view("read");
    return this.page.reading.show(id);
  }
}
