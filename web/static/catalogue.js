// The list of articles, page by page as one scrolls and types: it takes no more room for thousands than for ten.

import { button, make } from "./dom.js";
import { allIds, finished, loadDocuments, remove, rename } from "./library.js";
import { gettext, ngettext } from "./words.js";

const PAGE = 50;
const REST_MS = 150; // after the last key

export class Catalogue {
  #list = make("ul", { class: "documents" });
  #field = make("input", {
    type: "search",
    placeholder: gettext("Filter…"),
    "aria-label": gettext("Filter the articles"),
  });
  #found = make("p", { class: "fine", role: "status" });
  #end = make("li", { class: "more" });
  #wanted = 0;
  #timer = 0;
  #folder = "";
  /** @type {string | null} */
  #next = "";
  #newest = false;

  /**
   * `state` knows which articles are searched and which is read.
   * @param {HTMLElement} body
   * @param {import("./documents.js").Documents} state
   */
  constructor(body, state) {
    this.state = state;
    this.#field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), REST_MS);
    });
    this.#list.addEventListener("change", ({ target }) => this.#tick(/** @type {HTMLInputElement} */ (target)));
    body.replaceChildren(
      make("div", { class: "list-tools" }, this.#field, this.#orderButton()),
      make(
        "div",
        { class: "list-tools" },
        this.#found,
        button(gettext("Tick all"), () => this.#tickAll(), {
          class: "quiet",
          title: gettext("Search in all that are found"),
        }),
        button(gettext("Tick none"), () => this.#tickNone(), {
          class: "quiet",
          title: gettext("Search in all articles"),
        }),
      ),
      this.#list,
    );
    new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#more(), {
      root: this.#list,
      rootMargin: "200px 0px",
    }).observe(this.#end);
  }

  async refresh() {
    const turn = ++this.#wanted;
    [this.#folder, this.#next] = ["", ""];
    await this.#load(turn, (rows) => this.#list.replaceChildren(...rows));
    this.#list.scrollTop = 0;
  }

  focus() {
    this.#field.focus();
  }

  #more() {
    if (this.#next) this.#load(this.#wanted, (rows) => this.#list.append(...rows));
  }

  /**
   * @param {number} turn
   * @param {(rows: HTMLElement[]) => void} put
   */
  async #load(turn, put) {
    const after = this.#next;
    this.#next = null; // one page at a time
    const wanted = { query: this.#field.value.trim(), after, most: PAGE, sort: this.#newest ? "newest" : "id" };
    try {
      const { documents, total, next } = await loadDocuments(wanted);
      if (turn !== this.#wanted) return;
      this.#next = next;
      this.#found.textContent = ngettext("%(num)s article", "%(num)s articles", total);
      const rows = documents.flatMap((document) => {
        const same = documents.filter(({ title }) => title === document.title);
        return this.#rows(document, same.length > 1);
      });
      put([...rows, this.#end]);
    } catch (error) {
      this.state.onFailed(error);
    }
  }

  /**
   * @param {Listed} document
   * @param {boolean} named
   */
  #rows(document, named) {
    const folder = document.id.includes("/") ? document.id.slice(0, document.id.lastIndexOf("/")) : "";
    const heads = folder !== this.#folder && !this.#newest;
    this.#folder = folder;
    const row = this.#row(document, named);
    return heads && folder ? [make("li", { class: "folder", dir: "auto" }, folder), row] : [row];
  }

  /**
   * @param {Listed} listed
   * @param {boolean} named whether its file's name is said too, where others have the same title
   */
  #row({ id, title, sentences }, named) {
    const box = make("input", { type: "checkbox", value: id, "aria-label": gettext("Search in %(title)s", { title }) });
    box.checked = this.state.isChosen(id);
    const link = make("button", { type: "button", class: "title", dir: "auto" }, title);
    if (named) link.append(" ", make("small", {}, id.slice(id.lastIndexOf("/") + 1)));
    link.addEventListener("click", () => this.state.read(id));
    if (id === this.state.shown) link.setAttribute("aria-current", "true");
    const count = make("span", { class: "sentences" }, ngettext("%(num)s sentence", "%(num)s sentences", sentences));
    return make("li", { "data-document": id }, box, link, count, ...(this.state.changes ? this.#tools(id, title) : []));
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  #tools(id, title) {
    const renaming = button("✎", () => this.#rename(id, title), {
      class: "tool",
      "aria-label": gettext("Rename %(title)s", { title }),
    });
    const removing = button("×", () => this.#remove(id, title), {
      class: "tool",
      "aria-label": gettext("Remove %(title)s", { title }),
    });
    renaming.title = gettext("Rename");
    removing.title = gettext("Remove");
    return [renaming, removing];
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  async #rename(id, title) {
    const named = prompt(gettext("The title of this article:"), title)?.trim();
    if (named && named !== title) await this.#change(() => rename(id, named));
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  async #remove(id, title) {
    if (!confirm(gettext("Remove “%(title)s”? Its file goes from the folder of sources too.", { title }))) return;
    await this.#change(
      () => remove(id),
      () => this.state.removed(id),
    );
  }

  /**
   * @param {() => Promise<Job>} act
   * @param {() => unknown} then
   */
  async #change(act, then = () => null) {
    this.#list.setAttribute("aria-busy", "true");
    try {
      await finished(await act());
      await then();
    } catch (error) {
      this.state.onFailed(error);
    }
    this.#list.removeAttribute("aria-busy");
    await this.state.onChanged();
  }

  #orderButton() {
    const made = button(gettext("Newest first"), () => {
      this.#newest = !this.#newest;
      made.setAttribute("aria-pressed", String(this.#newest));
      this.refresh();
    });
    made.className = "quiet";
    made.setAttribute("aria-pressed", "false");
    return made;
  }

  /** @param {HTMLInputElement} box */
  #tick(box) {
    this.state.tick([box.value], box.checked);
  }

  async #tickAll() {
    try {
      this.state.tick(await allIds(this.#field.value.trim()), true);
    } catch (error) {
      return this.state.onFailed(error);
    }
    return this.#redraw();
  }

  #tickNone() {
    this.state.choose([]);
    this.#redraw();
  }

  #redraw() {
    for (const box of this.#list.querySelectorAll("input")) box.checked = this.state.isChosen(box.value);
  }
}
