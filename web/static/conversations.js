// The conversations of this browser: each under its own key, so that tabs do not write over each other's.

import { storage } from "./storage.js";

const PREFIX = "pincite.conversation.";
const CURRENT = "pincite.current"; // of this tab

const browser = storage("localStorage");
const tab = storage("sessionStorage");

function keys() {
  return Array.from({ length: browser.length }, (_, index) => browser.key(index)).filter((key) =>
    key.startsWith(PREFIX),
  );
}

/**
 * @param {string} key
 * @returns {Conversation | null}
 */
function read(key) {
  try {
    const conversation = JSON.parse(browser.getItem(key));
    return Array.isArray(conversation?.turns) ? conversation : null;
  } catch {
    return null;
  }
}

/** @returns {Conversation} */
export function fresh() {
  return { id: crypto.getRandomValues(new Uint32Array(3)).join("-"), began: new Date().toISOString(), turns: [] };
}

/** Every conversation that has a turn, latest first. */
export function kept() {
  return keys()
    .map(read)
    .filter((each) => each?.turns.length > 0)
    .sort((a, b) => (a.began < b.began ? 1 : -1));
}

/** @param {string} id */
export function load(id) {
  return read(PREFIX + id);
}

/** The conversation that this tab was in before it was reloaded. */
export function current() {
  return load(tab.getItem(CURRENT) ?? "");
}

/** @param {Conversation} conversation */
export function makeCurrent(conversation) {
  tab.setItem(CURRENT, conversation.id);
}

/**
 * False where the browser has no room left.
 * @param {Conversation} conversation
 */
export function save(conversation) {
  try {
    browser.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
    return true;
  } catch {
    return false;
  }
}

/**
 * What a person called it, or its first question.
 * @param {Conversation} conversation
 */
export function nameOf({ name, turns }) {
  return name || turns[0].question;
}

/** @param {string} id */
export function remove(id) {
  browser.removeItem(PREFIX + id);
}

export function clearAll() {
  for (const key of keys()) browser.removeItem(key);
}

/**
 * Calls back with the id of a conversation that another tab changed or cleared.
 * @param {(id: string) => void} callback
 */
export function onChange(callback) {
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(PREFIX)) callback(key.slice(PREFIX.length));
  });
}
