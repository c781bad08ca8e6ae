// The page's words in the reader's language. The English ones stand in the scripts; the others come from the server:
// what may have to be said at once with the page, the rest with the first thing that is done.

const root = document.documentElement;
const early = document.getElementById("words");
/** @type {Record<string, string | Record<string, string>>} */
const words = JSON.parse(early?.textContent ?? "{}");
const plurals = new Intl.PluralRules(root.lang);
export const locale = `${root.lang}-u-nu-latn`; // the digits that citations are numbered with
/** @type {Promise<unknown> | null} */
let coming = null;

/** Resolves once all words are there; English ones do where they cannot be had. */
export function allWords() {
  coming ??= early
    ? fetch(early.dataset.more)
        .then((response) => response.json())
        .then((more) => Object.assign(words, more))
        .catch(() => {
          coming = null; // the next who needs them tries again
        })
    : Promise.resolve();
  return coming;
}

/**
 * A text with values in the place of its `%(name)s`.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function gettext(text, values = {}) {
  return filled(/** @type {string} */ (words[text] ?? text), values);
}

/**
 * The same in the form for so many, which `%(num)s` stands for.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Record<string, string | number>} values
 */
export function ngettext(one, many, count, values = {}) {
  const forms = /** @type {Record<string, string>} */ (words[one] ?? { one, other: many });
  return filled(forms[plurals.select(count)] ?? forms.other, { num: number(count), ...values });
}

/**
 * @param {number} value
 * @param {number} decimals
 */
export function number(value, decimals = 0) {
  return value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
function filled(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}
