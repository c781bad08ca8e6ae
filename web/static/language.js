// The menu of languages: a choice keeps the question or the sentence that the address names by now.

import { byId } from "./dom.js";
import { asMenu } from "./menu.js";

asMenu(byId("language")).addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(location.href);
  address.searchParams.set("lang", link.lang);
  location.assign(address);
});
