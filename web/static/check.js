// The page that checks quotes works without this: it takes keys, says that it is busy, and leads to the result.

import { byId } from "./dom.js";
import { gettext } from "./words.js";

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
