// The menu of the conversations that this browser keeps: go back to one, take one along, clear them all.

import { clearAll, kept } from "./conversations.js";
import { byId, make } from "./dom.js";
import { conversationAsJson, conversationAsMarkdown, download } from "./export.js";
import { asMenu } from "./menu.js";

export class Library {
  #menu = asMenu(byId("conversations"));

  /**
   * `current()` is the conversation on the page; `begin(conversation)` shows a kept one, or a new one where it is null.
   * @param {{ current: () => Conversation, begin: (kept: Conversation | null) => void }} page
   */
  constructor({ current, begin }) {
    this.current = current;
    this.begin = begin;
    this.#menu.addEventListener("toggle", () => this.#list());
    byId("new").addEventListener("click", () => begin(null));
    byId("clear").addEventListener("click", () => this.#clear());
    byId("export-markdown").addEventListener("click", () =>
      this.#export("md", conversationAsMarkdown, "text/markdown"),
    );
    byId("export-json").addEventListener("click", () => this.#export("json", conversationAsJson, "application/json"));
    byId("conversation-tools").hidden = false;
  }

  #list() {
    const all = kept();
    byId("kept").replaceChildren(...all.map((conversation) => make("li", {}, this.#item(conversation))));
    for (const item of [byId("export-markdown"), byId("export-json")])
      item.disabled = this.current().turns.length === 0;
    byId("clear").disabled = all.length === 0;
  }

  /** @param {Conversation} conversation */
  #item(conversation) {
    const [first] = conversation.turns;
    const count = String(conversation.turns.length);
    const item = make("button", { type: "button", dir: "auto" }, first.question, make("small", {}, count));
    item.setAttribute("aria-label", `${first.question} (${count})`);
    if (conversation.id === this.current().id) item.setAttribute("aria-current", "true");
    item.addEventListener("click", () => {
      this.#close();
      this.begin(conversation);
    });
    return item;
  }

  /**
   * @param {string} suffix
   * @param {(conversation: Conversation) => string} write
   * @param {string} type
   */
  #export(suffix, write, type) {
    const conversation = this.current();
    download(`pincite-${conversation.began.slice(0, 10)}.${suffix}`, write(conversation), type);
  }

  #clear() {
    if (!confirm("Clear all conversations of this browser? They are kept nowhere else.")) return;
    clearAll();
    this.#close();
    this.begin(null);
  }

  #close() {
    this.#menu.open = false;
    this.#menu.querySelector("summary").focus();
  }
}
