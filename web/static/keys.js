// The keyboard: single keys outside of fields, listed in the help, and off where a person switches them off.

import { byId } from "./dom.js";

const OFF = "pincite.keys";

/** Whether single keys work: as kept, or until the page is left where storage is forbidden. */
export const single = { on: kept() !== "off" };

/**
 * `actions` maps a key to what it does.
 * @param {Record<string, (number?: number) => unknown>} actions
 */
export function listen(actions) {
  document.addEventListener("keydown", (event) => {
    const busy = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (busy || !single.on || byId("help")?.open || isTyping(event.target)) return;
    const act = /^[1-9]$/.test(event.key) ? () => actions.sentence(Number(event.key)) : actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** @param {boolean} on */
export function switchSingle(on) {
  single.on = on;
  try {
    localStorage.setItem(OFF, on ? "on" : "off");
  } catch {
    // it holds until the page is left
  }
}

/** @param {any} element */
function isTyping(element) {
  return element.matches("input, textarea, select, [contenteditable]");
}

function kept() {
  try {
    return localStorage.getItem(OFF);
  } catch {
    return null;
  }
}
