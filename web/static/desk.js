// What can be done with an answer: follow its sentences, copy them, judge them, ask anew.

import { arriving, HISTORY_TURNS, sendFeedback } from "./api.js";
import { announce, confirmOn, make } from "./dom.js";
import { questionLink } from "./links.js";
import { asProblem, Problem } from "./problem.js";
import { gettext } from "./words.js";

const INSTEAD = 3; // questions

/**
 * @typedef {{
 *   turns: () => Turn[], open: (index: number, citation: Citation, button: HTMLElement) => void,
 *   edit: (index: number) => void, keep: () => void, composer: import("./composer.js").Composer,
 *   article: import("./article.js").Article, suggestions: import("./suggestions.js").Suggestions
 * }} Page
 */

/**
 * @param {number} index
 * @param {Page} page
 * @returns {Desk}
 */
export function deskOf(index, page) {
  const { turns, article, composer, suggestions } = page;
  /**
   * @param {string} text
   * @param {string} what
   * @param {HTMLElement} pressed
   */
  const copy = (text, what, pressed) => copyText(composer, text, what, pressed);
  return {
    open: (citation, button) => page.open(index, citation, button),
    peek: (citation) => article.peek(citation),
    unpeek: () => article.unpeek(),
    copy,
    judge: (verdict, citation) => judge(index, page, verdict, citation),
    edit: () => page.edit(index),
    share: (pressed) => copy(questionLink(turns()[index]), gettext("The link to this question"), pressed),
    suggestions: (result) =>
      instead(
        suggestions,
        result,
        turns().map((turn) => turn.question),
      ),
  };
}

/**
 * What to offer after a refusal: questions on the nearest sentences first, none that was asked already.
 * @param {import("./suggestions.js").Suggestions} suggestions
 * @param {Answer} result
 * @param {string[]} asked
 */
function instead(suggestions, result, asked) {
  const near = new Set(result.nearest.map((citation) => citation.start));
  const offered = suggestions.known.filter(({ question }) => !asked.includes(question));
  offered.sort((a, b) => Number(near.has(b.start)) - Number(near.has(a.start)));
  if (offered.length === 0) return null;
  const list = make("ul", { class: "suggestions" }, ...suggestions.items(offered.slice(0, INSTEAD)));
  const label = make("p", { class: "nearest-label" }, gettext("What can be answered"));
  return make("div", { class: "starters" }, label, list);
}

/**
 * @param {number} index
 * @param {Page} page
 * @param {Verdict} verdict
 * @param {Citation | null} citation
 */
async function judge(index, { turns, keep, composer }, verdict, citation) {
  const { question, documents, verdicts } = turns()[index];
  const before = turns()
    .slice(0, index)
    .slice(-HISTORY_TURNS)
    .map((turn) => turn.question);
  const sentence = citation && { document: citation.document.id, start: citation.start, end: citation.end };
  try {
    await sendFeedback({ verdict, question, history: before, documents, ...(sentence && { sentence }) });
  } catch (error) {
    composer.show(asProblem(error));
    return false;
  }
  verdicts[citation?.link ?? "refuse"] = verdict;
  keep();
  announce(gettext("Thank you. The server has stored it with the question, and nothing about you."));
  return true;
}

/**
 * @param {import("./composer.js").Composer} composer
 * @param {string} text
 * @param {string} what
 * @param {HTMLElement} pressed
 */
async function copyText(composer, text, what, pressed) {
  const { copy } = await arriving(import("./clipboard.js"));
  if (await copy(text)) {
    confirmOn(pressed, gettext("Copied"));
    return announce(gettext("%(what)s is copied.", { what }));
  }
  return composer.show(
    new Problem(
      gettext("Nothing was copied"),
      gettext("The browser does not allow it."),
      gettext("Select the text and copy it."),
    ),
  );
}
