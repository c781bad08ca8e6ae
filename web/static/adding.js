// The dialog that adds articles: files, a text, a link; and what becomes of each, step by step.

import { announce, button, make } from "./dom.js";
import { add, addFiles, follow } from "./library.js";
import { asProblem, showProblem } from "./problem.js";
import { gettext, number } from "./words.js";

/** @returns {Record<string, string>} */
const steps = () => ({
  received: gettext("Waiting its turn…"),
  fetching: gettext("Fetching it…"),
  reading: gettext("Reading it…"),
  indexing: gettext("Indexing it…"),
  live: gettext("Ready"),
});
/** @returns {Record<string, string>} */
const states = () => ({
  added: gettext("Added"),
  there: gettext("It was there already"),
  changed: gettext("Changed"),
  left_out: gettext("Left out"),
});
const QUESTIONS = 3;

export class Adding {
  #dialog;
  #jobs = make("ul", { class: "jobs", "aria-label": gettext("What was added") });
  #problem = make("div", { class: "problem", role: "alert", hidden: "" });

  /**
   * `onLive(job)` is called when what was added can be asked about, `onRead(id)` and `onAsk(question, id)` when a person
   * goes on to it; `fetches` is whether the server fetches links, `suffixes` which files it reads.
   * @param {{
   *   onLive: (job: Job) => void, onRead: (id: string) => void, onAsk: (question: string, id: string) => void,
   *   fetches: boolean, suffixes: string
   * }} page
   */
  constructor(page) {
    this.page = page;
    this.#dialog = this.#build();
    document.body.append(this.#dialog);
  }

  open() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {Named[]} files */
  async files(files) {
    this.open();
    await this.#try(async () => {
      const sending = this.#sending(files.map(({ name }) => name));
      try {
        for await (const job of addFiles(files)) this.#follow(job);
      } finally {
        sending.remove();
      }
    });
  }

  #build() {
    const chosen = make("input", { type: "file", multiple: "", hidden: "", accept: this.page.suffixes });
    chosen.addEventListener("change", () => {
      const files = [...chosen.files].map((file) => ({ file, name: file.name }));
      chosen.value = "";
      if (files.length > 0) this.files(files);
    });
    const drop = make(
      "div",
      { class: "drop-here" },
      make("p", {}, gettext("Drop files or folders anywhere on this page.")),
      button(gettext("Choose files…"), () => chosen.click(), { class: "primary" }),
      chosen,
      make("p", { class: "fine", dir: "ltr" }, this.page.suffixes.replaceAll(",", " ")),
    );
    const close = make("form", { method: "dialog" }, make("button", { class: "primary" }, gettext("Close")));
    return make(
      "dialog",
      { id: "adding", class: "help adding", "aria-labelledby": "adding-title" },
      make("h2", { id: "adding-title" }, gettext("Add articles")),
      drop,
      this.#pasting(),
      this.page.fetches ? this.#linking() : null,
      this.#problem,
      this.#jobs,
      close,
    );
  }

  #pasting() {
    const title = make("input", { id: "paste-title", autocomplete: "off", maxlength: "300" });
    const text = make("textarea", { id: "paste-text", rows: "6", required: "" });
    const form = make(
      "form",
      {},
      make("label", { for: "paste-title" }, gettext("Title (if it has one)")),
      title,
      make("label", { for: "paste-text" }, gettext("Text")),
      text,
      make("button", { class: "primary" }, gettext("Add this text")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const named = title.value.trim();
      if (await this.send({ text: text.value, ...(named && { title: named }) })) {
        form.reset();
        way.open = false; // what becomes of it is seen
      }
    });
    const way = make("details", { class: "way" }, make("summary", {}, gettext("Paste a text")), form);
    return way;
  }

  #linking() {
    const link = make("input", { id: "paste-link", type: "url", required: "", placeholder: "https://" });
    const form = make(
      "form",
      {},
      make("label", { for: "paste-link" }, gettext("Link to a page or file")),
      link,
      make("button", { class: "primary" }, gettext("Fetch and add")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await this.send({ url: link.value.trim() })) form.reset();
    });
    return make("details", { class: "way" }, make("summary", {}, gettext("Paste a link")), form);
  }

  /** @param {import("./library.js").Source} source */
  async send(source) {
    return this.#try(async () => this.#follow(await add(source)));
  }

  /** @param {() => Promise<unknown>} act */
  async #try(act) {
    showProblem(this.#problem, null);
    try {
      await act();
      return true;
    } catch (error) {
      showProblem(this.#problem, asProblem(error));
      return false;
    }
  }

  /** @param {string[]} names */
  #sending(names) {
    const item = make("li", { class: "job" }, ...names.map(nameOf), make("p", { class: "step" }, gettext("Sending…")));
    this.#jobs.prepend(item);
    return item;
  }

  /** @param {Job} job */
  async #follow(job) {
    const item = make("li", { class: "job" });
    this.#jobs.prepend(item);
    let wasRunning = true;
    try {
      for await (const now of follow(job)) {
        this.#draw(item, now);
        if (now.state === "running" || !wasRunning) continue;
        wasRunning = false;
        announce(now.state === "done" ? gettext("What you added can be asked about.") : gettext("Nothing was added."));
        if (now.state === "done") this.page.onLive(now);
      }
    } catch (error) {
      showProblem(this.#problem, asProblem(error));
    }
  }

  /**
   * @param {HTMLElement} item
   * @param {Job} job
   */
  #draw(item, job) {
    const running = job.state === "running";
    /** @type {HTMLElement[]} */
    const parts = job.sources.map((source) => this.#source(source, running));
    if (running) parts.push(stepOf(job));
    if (job.error) parts.push(make("p", { class: "why", lang: "en", dir: "auto" }, job.error));
    const [document] = job.documents;
    const questions = job.suggestions?.suggestions.slice(0, QUESTIONS) ?? [];
    if (document && questions.length > 0) {
      const offered = questions.map(({ question }) =>
        make(
          "li",
          {},
          button(question, () => this.#leave(() => this.page.onAsk(question, document))),
        ),
      );
      parts.push(make("ul", { class: "suggestions" }, ...offered));
    }
    // What is focused or read out is not made anew where nothing changed.
    const before = item.dataset.drawn;
    item.dataset.drawn = JSON.stringify([job.step, job.progress, job.sources, job.state, questions]);
    if (before !== item.dataset.drawn) item.replaceChildren(...parts);
  }

  /**
   * @param {Job["sources"][number]} source
   * @param {boolean} running
   */
  #source({ name, state, document, why, partly }, running) {
    const said = make("p", { class: `outcome ${state}` }, nameOf(name));
    if (states()[state]) said.append(make("span", {}, states()[state]));
    if (document && !running && state !== "removed")
      said.append(button(gettext("Read it"), () => this.#leave(() => this.page.onRead(document)), { class: "quiet" }));
    const more = [why, ...partly]
      .filter(Boolean)
      .map((line) => make("span", { class: "why", lang: "en", dir: "auto" }, line));
    return make("div", {}, said, ...more);
  }

  /** @param {() => void} act */
  #leave(act) {
    this.#dialog.close();
    act();
  }
}

/** @param {string} name */
function nameOf(name) {
  return make("span", { class: "name", dir: "auto" }, name);
}

/** @param {Job} job */
function stepOf({ step, progress }) {
  const line = make("p", { class: "step" }, steps()[step] ?? step);
  if (progress) {
    const { done, total } = progress;
    line.append(
      make("progress", {
        max: String(total),
        value: String(done),
        "aria-label": gettext("%(done)s of %(total)s texts", { done: number(done), total: number(total) }),
      }),
    );
  }
  return line;
}
