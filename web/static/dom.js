// Makes elements; every child string becomes a text node, so nothing in an answer is ever read as markup.

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
 */
export function reveal(element, block) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
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
