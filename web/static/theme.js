// The colours: the system's, or the ones chosen here. It runs before the page is drawn, so that nothing flashes.
"use strict";

(() => {
  const ORDER = ["auto", "light", "dark"];
  const root = document.documentElement;

  function kept() {
    try {
      const name = localStorage.getItem("pincite.theme");
      return ORDER.includes(name) ? name : "auto";
    } catch {
      return "auto"; // storage is forbidden
    }
  }

  /** @param {string} name */
  function choose(name) {
    root.dataset.theme = name;
    try {
      localStorage.setItem("pincite.theme", name);
    } catch {
      // it holds until the page is left
    }
  }

  /** @param {HTMLElement} button */
  function label(button) {
    const name = button.dataset[root.dataset.theme];
    button.querySelector(".theme-name").textContent = name;
    button.title = button.dataset.label.replace("%(name)s", name);
    button.setAttribute("aria-label", button.title);
  }

  root.dataset.theme = kept();
  addEventListener("storage", () => (root.dataset.theme = kept()));
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    label(button);
    button.hidden = false;
    button.addEventListener("click", () => {
      choose(ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length]);
      label(button);
    });
  });
})();
