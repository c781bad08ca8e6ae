// The menu of the conversations that this browser keeps: find one and go back to it, name it, take it along, delete it.

import { clearAll, kept, nameOf, remove, save } from "./conversations.js";
import { button, byId, make } from "./dom.js";
import { conversationAsJson, conversationAsMarkdown, download, withSources } from "./export.js";
import { gettext, number } from "./words.js";

export class Kept {
  #menu = byId("conversations");
  #field = make("input", {
    id: "kept-words",
    class: "filter",
    type: "search",
    dir: "auto",
    placeholder: gettext("Search…"),
    "aria-label": gettext("Search the conversations"),
  });

  /**
   * `current()` is the conversation on the page; `begin(conversation)` shows a kept one, or a new one where it is null;
   * `onFailed(error)` is called where something cannot be taken along.
   * @param {{
   *   current: () => Conversation, begin: (kept: Conversation | null) => void, onFailed: (error: unknown) => void
   * }} page
   */
  constructor({ current, begin, onFailed }) {
    this.current = current;
    this.begin = begin;
    this.onFailed = onFailed;
    this.#build();
  }

  #build() {
    this.#field.addEventListener("input", () => this.list());
    const print = () => {
      this.#close();
      window.print();
    };
    const markdown = () => this.#export("md", conversationAsMarkdown, "text/markdown");
    const json = () => this.#export("json", conversationAsJson, "application/json");
    const actions = make(
      "div",
      { class: "menu-actions" },
      button(gettext("Print"), print, { id: "print" }),
      button(gettext("Export as Markdown"), markdown, { id: "export-markdown" }),
      button(gettext("Export as JSON"), json, { id: "export-json" }),
      button(gettext("Clear all"), () => this.#clear(), { id: "clear" }),
    );
    this.#menu
      .querySelector(".menu-body")
      .replaceChildren(
        this.#field,
        make("ul", { id: "kept", class: "kept" }),
        make("p", { id: "kept-none", class: "fine" }),
        make("p", { class: "fine" }, gettext("Kept in this browser only.")),
        actions,
      );
  }

  list() {
    const all = kept();
    const words = this.#field.value.toLowerCase().split(/\s+/);
    const found = all.filter((each) => words.every((word) => written(each).includes(word)));
    byId("kept").replaceChildren(...found.map((conversation) => this.#item(conversation)));
    byId("kept-none").hidden = found.length > 0;
    byId("kept-none").textContent = all.length > 0 ? gettext("None has these words.") : gettext("None yet.");
    for (const item of [byId("export-markdown"), byId("export-json"), byId("print")])
      item.disabled = this.current().turns.length === 0;
    byId("clear").disabled = all.length === 0;
  }

  /** @param {Conversation} conversation */
  #item(conversation) {
    const name = nameOf(conversation);
    const count = number(conversation.turns.length);
    const item = button(
      name,
      () => {
        this.#close();
        this.begin(conversation);
      },
      { dir: "auto", class: "title", "aria-label": `${name} (${count})` },
    );
    item.append(make("small", {}, count));
    if (conversation.id === this.current().id) item.setAttribute("aria-current", "true");
    const naming = button("✎", () => this.#name(conversation), {
      class: "tool",
      "aria-label": gettext("Name %(name)s", { name }),
    });
    const removing = button("×", () => this.#remove(conversation), {
      class: "tool",
      "aria-label": gettext("Delete %(name)s", { name }),
    });
    naming.title = gettext("Rename");
    removing.title = gettext("Delete");
    return make("li", {}, item, naming, removing);
  }

  /** @param {Conversation} conversation */
  #name(conversation) {
    const name = prompt(gettext("The name of this conversation:"), nameOf(conversation))?.trim();
    if (name === undefined) return;
    const kept = conversation.id === this.current().id ? this.current() : conversation;
    kept.name = name;
    save(kept);
    this.list();
  }

  /** @param {Conversation} conversation */
  #remove(conversation) {
    if (!confirm(gettext("Delete “%(name)s”? It is kept nowhere else.", { name: nameOf(conversation) }))) return;
    remove(conversation.id);
    if (conversation.id === this.current().id) this.begin(null);
    this.list();
  }

  /**
   * @param {string} suffix
   * @param {(told: import("./export.js").Told) => string} write
   * @param {string} type
   */
  async #export(suffix, write, type) {
    const conversation = this.current();
    try {
      const told = await withSources(conversation);
      download(`pincite-${conversation.began.slice(0, 10)}.${suffix}`, write(told), type);
    } catch (error) {
      this.onFailed(error);
    }
  }

  #clear() {
    if (!confirm(gettext("Clear all conversations of this browser? They are kept nowhere else."))) return;
    clearAll();
    this.#close();
    this.begin(null);
  }

  #close() {
    this.#menu.open = false;
    this.#menu.querySelector("summary").focus();
  }
}

/**
 * All that is searched of a conversation.
 * @param {Conversation} conversation
 */
function written(conversation) {
  const { turns } = conversation;
  const said = turns.flatMap(({ question, result }) => [question, ...result.citations.map((each) => each.sentence)]);
  return [nameOf(conversation), ...said].join("\n").toLowerCase();
}
