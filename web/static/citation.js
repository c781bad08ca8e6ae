// One cited sentence: its number and words, where it is, its neighbours, and what can be done with it.

import { hueOf } from "./article.js";
import { button, make } from "./dom.js";
import { here, pageImage, sentenceLink } from "./links.js";
import { highlighted, overhead } from "./marks.js";
import { asMenu } from "./menu.js";
import { asMarkdown, asQuote } from "./quoting.js";
import { gettext, ngettext } from "./words.js";

const REST_MS = 120;

/**
 * The attribute of words in a language, where it is known.
 * @param {string | null | undefined} language
 * @returns {Record<string, string>}
 */
export const spokenIn = (language) => (language ? { lang: language } : {});

/**
 * `desk` holds what the page does: open(citation), peek(citation), unpeek(), copy(text, what, pressed),
 * judge(verdict, citation).
 * `verdict` is what was said of it before, `feedback` whether the server takes it, `nearest` that it is no answer,
 * `above` what it is shown under.
 * @param {Citation} citation
 * @param {Manner & { nearest: boolean, verdict?: Verdict, above: string | null }} manner
 */
export function citationItem(citation, { named, verdict, feedback, nearest, above, desk }) {
  const before = citation.before === above ? null : neighbour(citation.before, citation);
  const after = neighbour(citation.after, citation);
  const actions = make(
    "div",
    { class: "actions" },
    before || after ? contextButton(citation, [before, after]) : null,
    copyMenu(citation, desk),
    feedback ? verdicts(citation, verdict, nearest, desk) : null,
  );
  const opened = opener(citation, desk);
  const from = source(citation, named);
  return make(
    "li",
    { "data-hue": hueOf(citation), ...(citation.kind && { "data-kind": citation.kind }) },
    before,
    above ? make("p", { class: "above", ...written(citation) }, ...overhead(citation, above)) : null,
    opened,
    after,
    from,
    printed(citation),
    actions,
  );
}

/**
 * What paper cannot be clicked for: the article's title and the address of the sentence.
 * @param {Citation} citation
 */
function printed(citation) {
  const known = [citation.document.title, pageOf(citation), sentenceLink(citation)];
  return make("p", { class: "printed", dir: "auto" }, known.filter(Boolean).join(", "));
}

/** @param {Citation} citation */
function pageOf({ place }) {
  return place?.page ? gettext("Page %(number)s", { number: place.page }) : null;
}

const NAMED = 3; // articles that have the same sentence are named, the others counted

/**
 * Where the sentence is from: the article if it is `named`, the headings above, who says it, its page or time, and the
 * articles that have the same sentence.
 * @param {Citation} citation
 * @param {boolean} named
 */
function source(citation, named) {
  const { document, heading, speaker, place } = citation;
  const path = (heading ?? []).filter((each) => each !== document.title).join(" › ");
  const said = [path, speaker, place?.seconds && clock(place.seconds[0])];
  const parts = said.filter(Boolean).map((part) => make("span", { dir: "auto", ...spokenIn(document.language) }, part));
  if (named) parts.unshift(make("cite", { dir: "auto", ...spokenIn(document.language) }, document.title));
  if (place?.page) {
    const seen = {
      href: pageImage(citation),
      target: "_blank",
      rel: "noopener",
      title: gettext("See the sentence on its page"),
    };
    parts.push(make("a", seen, pageOf(citation)));
  }
  if (citation.also_in?.length) parts.push(make("span", { dir: "auto" }, alsoIn(citation.also_in)));
  return parts.length > 0 ? make("p", { class: "source" }, ...parts) : null;
}

/**
 * 3725.4 seconds are 1:02:05.
 * @param {number} seconds
 */
function clock(seconds) {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** @param {{ title: string }[]} documents */
function alsoIn(documents) {
  const some = documents.slice(0, NAMED);
  const titles = some.map(({ title }) => title).join(", ");
  const more = documents.length - some.length;
  if (more === 0) return gettext("also in %(titles)s", { titles });
  return ngettext("also in %(titles)s and %(num)s more", "also in %(titles)s and %(num)s more", more, { titles });
}

/**
 * @param {Citation} citation
 * @param {Desk} desk
 */
function opener(citation, desk) {
  const made = button("", () => desk.open(citation, made), { class: "citation", "aria-controls": "article" });
  made.append(
    make("span", { class: "number" }, String(citation.number)),
    make("span", { class: "quote", dir: "auto", ...spokenIn(citation.document.language) }, ...highlighted(citation)),
  );
  let resting = 0; // only a mouse that rests is pointing
  made.addEventListener("pointerenter", ({ pointerType }) => {
    if (pointerType === "mouse") resting = setTimeout(() => desk.peek(citation), REST_MS);
  });
  made.addEventListener("pointerleave", () => {
    clearTimeout(resting);
    desk.unpeek();
  });
  made.addEventListener("focus", () => made.matches(":focus-visible") && desk.peek(citation));
  made.addEventListener("blur", () => desk.unpeek());
  return made;
}

/**
 * @param {string | null} sentence
 * @param {Citation} citation
 */
function neighbour(sentence, citation) {
  return sentence ? make("p", { class: "neighbour", hidden: "", ...written(citation) }, sentence) : null;
}

/**
 * The attributes of words of a citation's document.
 * @param {Citation} citation
 */
function written({ document: { language } }) {
  return { dir: "auto", ...spokenIn(language) };
}

/**
 * @param {Citation} citation
 * @param {(HTMLElement | null)[]} neighbours
 */
function contextButton(citation, neighbours) {
  /** @param {HTMLElement} made */
  const toggle = (made) => {
    const shown = made.getAttribute("aria-expanded") === "true";
    made.setAttribute("aria-expanded", String(!shown));
    for (const each of neighbours) if (each) each.hidden = shown;
  };
  const label = gettext("Sentences before and after %(number)s", { number: citation.number });
  return button(gettext("In context"), toggle, { class: "quiet", "aria-expanded": "false", title: label });
}

/**
 * @param {Citation} citation
 * @param {Desk} desk
 */
function copyMenu(citation, desk) {
  const menu = make("details", { class: "menu" }, make("summary", { class: "quiet" }, gettext("Copy")));
  /**
   * @param {string} label
   * @param {string} text
   * @param {string} what
   */
  const choice = (label, text, what) =>
    button(label, () => {
      const summary = menu.querySelector("summary");
      menu.open = false;
      summary.focus();
      desk.copy(text, what, summary);
    });
  menu.append(
    make(
      "div",
      { class: "menu-body menu-actions" },
      choice(gettext("Quote"), asQuote(citation), gettext("The quote")),
      choice("Markdown", asMarkdown(citation), gettext("The quote as Markdown")),
      choice(gettext("Link"), sentenceLink(citation), gettext("The link to the sentence")),
      citation.source_link
        ? choice(gettext("Link in the original"), citation.source_link, gettext("The link into the original"))
        : null,
      make("a", { href: here(citation.link), target: "_blank", rel: "noopener" }, gettext("Open in a new tab")),
    ),
  );
  return asMenu(menu);
}

/**
 * @param {Citation} citation
 * @param {Verdict | undefined} verdict
 * @param {boolean} nearest
 * @param {Desk} desk
 */
function verdicts(citation, verdict, nearest, desk) {
  const group = make("span", {
    class: "verdicts",
    role: "group",
    "aria-label": gettext("Sentence %(number)s", { number: citation.number }),
  });
  /** @type {[Verdict, string][]} */
  const choices = nearest
    ? [["right", gettext("This answers it")]]
    : [
        ["right", gettext("Right")],
        ["wrong", gettext("Wrong")],
      ];
  for (const [value, label] of choices) {
    /** @param {HTMLElement} made */
    const judge = async (made) => {
      if (!(await desk.judge(value, citation))) return;
      for (const each of group.children) each.setAttribute("aria-pressed", String(each === made));
    };
    const attributes = { class: "quiet verdict-button", "aria-pressed": String(verdict === value) };
    const made = button(label, judge, attributes);
    if (!nearest)
      made.setAttribute("aria-label", value === "right" ? gettext("Right sentence") : gettext("Wrong sentence"));
    group.append(made);
  }
  return group;
}
