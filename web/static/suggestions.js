// Questions that the article answers, formed by the server from its sentences: to begin with, and after a refusal.

import { loadSuggestions } from "./api.js";
import { byId, make } from "./dom.js";
import { here } from "./links.js";

const BEGINNING = 4;
const TRIES = 30;

export class Suggestions {
  /** @type {Suggestion[]} */
  known = [];
  /** @type {string | null} */
  #document = null;

  /**
   * `ask(question, id)` is called when one is chosen, with the article that it was formed from.
   * @param {(question: string, id: string) => unknown} ask
   */
  constructor(ask) {
    this.ask = ask;
  }

  /** What was known is of an index that is not live any more. */
  forget() {
    this.#document = null;
  }

  /**
   * Shows those of a document as soon as the server has worked them out; without them the page does as well.
   * @param {string} id
   */
  async load(id) {
    if (!byId("suggestions") || this.#document === id) return;
    this.#document = id;
    const known = await waitFor(id, () => this.#document === id).catch(() => /** @type {Suggestion[]} */ ([]));
    if (this.#document !== id) return;
    this.known = known;
    byId("suggestions").replaceChildren(...this.items(known.slice(0, BEGINNING)));
    byId("starters").hidden = known.length === 0;
  }

  /** @param {Suggestion[]} suggestions */
  items(suggestions) {
    const of = this.#document;
    return suggestions.map(({ question }) => {
      const link = make("a", { href: here(`/?${new URLSearchParams({ question })}`), dir: "auto" }, question);
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        this.ask(question, of);
      });
      return make("li", {}, link);
    });
  }
}

/**
 * @param {string} id
 * @param {() => boolean} isWanted
 * @returns {Promise<Suggestion[]>}
 */
async function waitFor(id, isWanted) {
  for (let tries = 0; tries < TRIES && isWanted(); tries++) {
    const { ready, suggestions } = await loadSuggestions(id);
    if (ready) return suggestions;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return [];
}
