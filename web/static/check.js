// The page that checks quotes works without this: it takes keys, says that it is busy, leads to the result, and takes
// what was typed along into another language.

import { byId } from "./dom.js";
import { storage } from "./storage.js";
import { gettext } from "./words.js";

const TYPED = "pincite.check"; // of this tab, from one language to the next

const form = /** @type {HTMLFormElement} */ (byId("check"));
const text = /** @type {HTMLTextAreaElement} */ (byId("text"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(button);
});

form.addEventListener("submit", () => {
  button.disabled = true;
  button.textContent = gettext("Checking…");
});

// A page that comes back from the browser's own store still says that it is busy.
addEventListener("pageshow", () => {
  button.disabled = false;
  button.textContent = gettext("Check");
});

byId("result-title")?.focus();

const tab = storage("sessionStorage");
const from = /** @type {HTMLSelectElement | null} */ (form.querySelector("select"));

byId("language").addEventListener("click", (event) => {
  if (!(/** @type {HTMLElement} */ (event.target).closest("a"))) return;
  const typed = { text: text.value, document: from?.value ?? "", checked: byId("result-title") !== null };
  tab.setItem(TYPED, JSON.stringify(typed));
});

const typed = JSON.parse(tab.getItem(TYPED) ?? "null");
tab.removeItem(TYPED);
if (typed?.text && !text.value) {
  text.value = typed.text;
  if (from) from.value = typed.document;
  if (typed.checked) form.requestSubmit(button);
}
