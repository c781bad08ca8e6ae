// The colours: the system's, or the ones chosen here. It runs before the page is drawn, so that nothing flashes.
"use strict";

(() => {
  /** @type {Record<string, string>} */
  const NAMES = { auto: "Auto", light: "Light", dark: "Dark" };
  const ORDER = Object.keys(NAMES);
  const root = document.documentElement;

  function kept() {
    try {
      const name = localStorage.getItem("pincite.theme");
      return name in NAMES ? name : "auto";
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
    const name = NAMES[root.dataset.theme];
    button.querySelector(".theme-name").textContent = name;
    button.setAttribute("aria-label", `Colours: ${name}`);
    button.title = `Colours: ${name}`;
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
