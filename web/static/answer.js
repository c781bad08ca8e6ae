// Builds what one turn shows: the question, then its cited sentences, or that none was found.

import { citationItem, spokenIn } from "./citation.js";
import { button, make } from "./dom.js";
import { aboveOf } from "./quoting.js";
import { gettext, locale, ngettext, number } from "./words.js";

const fields = () => ({
  title: gettext("Title"),
  author: gettext("Author"),
  published: gettext("Published"),
  url: gettext("Address"),
  language: gettext("Language"),
});

/** @param {string} question */
export function pendingTurn(question) {
  const waiting = make("p", { class: "waiting" }, gettext("Reading…"));
  return make("article", { class: "turn pending" }, heading(question), waiting);
}

/**
 * The turn with its answer. `desk` holds what the page does: what `citationItem` needs, and edit(), share(),
 * suggestions(result): the questions to offer instead.
 * @param {Turn} turn
 * @param {Manner} manner
 */
export function answeredTurn(turn, { named, feedback, desk }) {
  const { question, result } = turn;
  const tools = make(
    "div",
    { class: "turn-tools" },
    button(gettext("Edit"), () => desk.edit(), {
      class: "quiet",
      title: gettext("Change this question and ask again"),
    }),
    button(gettext("Copy link"), (made) => desk.share(made), {
      class: "quiet",
      title: gettext("Copy a link to this question with its answer"),
    }),
  );
  const shared = { named, feedback, desk };
  return make(
    "article",
    { class: `turn ${result.found ? "found" : "refused"}` },
    make("div", { class: "asked" }, heading(question, result.language), tools),
    result.asked_as === question ? null : askedAs(result.asked_as),
    ...(result.found ? found(turn, shared) : refused(turn, shared)),
  );
}

/**
 * What a screen reader is told when an answer comes.
 * @param {Answer} result
 */
export function spoken(result) {
  const [said, near, cited] = [gettext(result.answer), result.nearest.length, result.citations.length];
  if (result.found) return `${answered(cited)} ${said}`;
  if (near === 0) return said;
  const shown = ngettext(
    "%(num)s closest sentence is shown, not as an answer.",
    "%(num)s closest sentences are shown, not as an answer.",
    near,
  );
  return `${said} ${shown}`;
}

/** @param {number} count */
function answered(count) {
  return ngettext("Answered with %(num)s sentence.", "Answered with %(num)s sentences.", count);
}

/**
 * @param {string} question
 * @param {string | null} language
 */
function heading(question, language = null) {
  return make("h3", { class: "question", dir: "auto", ...spokenIn(language) }, question);
}

/** @param {string} text */
function askedAs(text) {
  return make("p", { class: "asked-as" }, gettext("Also asked as"), " ", make("q", { dir: "auto" }, text));
}

/**
 * @param {Turn} turn
 * @param {Manner} shared
 */
function found(turn, shared) {
  const { result } = turn;
  if (result.intent === "overview") {
    const label = gettext("Key sentences");
    return [make("p", { class: "nearest-label" }, label), list(turn, result.citations, label, shared)];
  }
  return [
    list(turn, result.citations, gettext("Cited sentences"), shared),
    make("div", { class: "foot" }, confidence(result), shared.feedback ? shouldRefuse(turn, shared.desk) : null),
  ];
}

/**
 * @param {Turn} turn
 * @param {Manner} shared
 * @returns {HTMLElement[]}
 */
function refused(turn, shared) {
  const { result } = turn;
  /** @type {HTMLElement[]} */
  const parts = [
    result.details?.length ? detailsOf(result.details) : make("p", { class: "verdict" }, gettext(result.answer)),
  ];
  const offered = result.details?.length ? null : shared.desk.suggestions(result);
  if (result.nearest.length > 0) {
    const label = gettext("Closest sentences, not an answer");
    parts.push(make("p", { class: "nearest-label" }, label), list(turn, result.nearest, label, shared));
  }
  if (offered) parts.push(offered);
  return parts;
}

/**
 * What is known of documents, each named where there are several.
 * @param {Detail[]} details
 */
function detailsOf(details) {
  const several = new Set(details.map((detail) => detail.document.id)).size > 1;
  const rows = details.flatMap(({ document: { title }, field, value }) => [
    make("dt", {}, several ? `${fields()[field]}, ${title}` : fields()[field]),
    make("dd", { dir: "auto" }, value === null ? gettext("not known") : field === "published" ? dated(value) : value),
  ]);
  return make("dl", { class: "details" }, ...rows);
}

/**
 * A date such as 2025-08-17 as the language writes it; anything else as it is.
 * @param {string} written
 */
function dated(written) {
  if (!/^\d{4}-\d\d-\d\d$/.test(written)) return written;
  return new Date(written).toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" });
}

/**
 * Whether what stands above a citation's sentence is cited itself.
 * @param {Citation[]} citations
 * @param {TextRange | null | undefined} above
 * @param {Citation} citation
 */
function isAmong(citations, above, { document }) {
  return citations.some((each) => each.document.id === document.id && each.start === above?.start);
}

/**
 * @param {Turn} turn
 * @param {Citation[]} citations
 * @param {string} label
 * @param {Manner} shared
 */
function list(turn, citations, label, shared) {
  const items = citations.map((citation) => {
    const above = isAmong(citations, citation.above, citation) ? null : aboveOf(citation);
    const verdict = turn.verdicts?.[citation.link];
    return citationItem(citation, { ...shared, above, nearest: !turn.result.found, verdict });
  });
  return make("ol", { class: "citations", "aria-label": label }, ...items);
}

/**
 * @param {Turn} turn
 * @param {Desk} desk
 */
function shouldRefuse(turn, desk) {
  /** @param {HTMLElement} made */
  const judge = async (made) => {
    if (await desk.judge("refuse", null)) made.setAttribute("aria-pressed", "true");
  };
  const pressed = String(turn.verdicts?.refuse === "refuse");
  return button(gettext("Should have refused"), judge, { class: "quiet verdict-button", "aria-pressed": pressed });
}

/**
 * The verdict in words, with the figure on demand. Conversations kept by earlier versions have none.
 * @param {Answer} result
 */
function confidence({ verdict, confidence: value }) {
  const inTen = Math.round(10 * value);
  const figure = ngettext(
    "Confidence %(figure)s: of ten answers with this figure, about %(num)s is right.",
    "Confidence %(figure)s: of ten answers with this figure, about %(num)s are right.",
    inTen,
    { figure: number(value, 2) },
  );
  const said = verdict === "answers" ? gettext("Answers it") : gettext("May answer it; judge for yourself");
  const words = make("summary", {}, said);
  return make("details", { class: "confidence" }, words, make("p", { class: "figure" }, figure));
}
