// Makes elements; every child string becomes a text node, so nothing in an answer is ever read as markup.

const SEEN_MS = 2000;

/**
 * @template {string} K
 * @param {K} id
 * @returns {K extends keyof Parts ? Parts[K] : HTMLElement | null}
 */
export const byId = (id) => /** @type {any} */ (document.getElementById(id));

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string | null)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** @type {Promise<unknown> | null} */
let dressing = null;

/** The style of what a first visit does not show. */
export function dress() {
  dressing ??= new Promise((done) => {
    if (document.getElementById("later")) return done(null);
    const link = make("link", { id: "later", rel: "stylesheet", href: byId("options").dataset.later });
    link.addEventListener("load", done);
    link.addEventListener("error", () => {
      dressing = null; // the next who needs it tries again
      link.remove();
      done(null);
    });
    return document.head.append(link);
  });
  return dressing;
}

/**
 * @param {Node} element
 * @returns {Text[]}
 */
export function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  return nodes;
}

/**
 * The text of an element without its hidden marks.
 * @param {Element | null} element
 */
export function seen(element) {
  const shown = (/** @type {Text} */ node) => !node.parentElement.closest("[hidden]");
  return element
    ? textNodes(element)
        .filter(shown)
        .map((node) => node.data)
        .join("")
    : "";
}

/**
 * @param {string} label
 * @param {(made: HTMLButtonElement) => unknown} act
 * @param {Record<string, string>} attributes
 */
export function button(label, act, attributes = {}) {
  const made = make("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => act(made));
  return made;
}

/**
 * @param {Element} element
 * @param {ScrollLogicalPosition} block
 * @param {boolean} atOnce
 */
export function reveal(element, block, atOnce = false) {
  const still = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
}

/**
 * Shows on what was pressed that it worked, for as long as it takes to see it.
 * @param {HTMLElement} pressed
 * @param {string} done
 */
export function confirmOn(pressed, done) {
  if (pressed.dataset.done) return;
  pressed.dataset.done = done;
  setTimeout(() => delete pressed.dataset.done, SEEN_MS);
}

/**
 * Says a message to a screen reader, the same one twice if need be.
 * @param {string} message
 */
export function announce(message) {
  const status = byId("status");
  status.textContent = "";
  status.textContent = message;
}
