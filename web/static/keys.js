// The keyboard: single keys outside of fields, listed in the help, and off where a person switches them off.

import { byId } from "./dom.js";

const OFF = "pincite.keys";

/**
 * `actions` maps a key to what it does.
 * @param {Record<string, (number?: number) => unknown>} actions
 */
export function listen(actions) {
  const box = byId("single-keys");
  box.checked = read() !== "off";
  box.addEventListener("change", () => write(box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const busy = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (busy || !box.checked || byId("help").open || isTyping(event.target)) return;
    const act = /^[1-9]$/.test(event.key) ? () => actions.sentence(Number(event.key)) : actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** @param {any} element */
function isTyping(element) {
  return element.matches("input, textarea, select, [contenteditable]");
}

function read() {
  try {
    return localStorage.getItem(OFF);
  } catch {
    return null;
  }
}

/** @param {string} value */
function write(value) {
  try {
    localStorage.setItem(OFF, value);
  } catch {
    // it holds until the page is left
  }
}
