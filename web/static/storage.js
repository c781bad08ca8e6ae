// Where a browser keeps things: its own storage, or the page's memory where it forbids that.

/** A store that lasts as long as the page, where the browser forbids its own. */
class Forgetful {
  /** @type {Map<string, string>} */
  #items = new Map();
  get length() {
    return this.#items.size;
  }
  /** @param {number} index */
  key(index) {
    return [...this.#items.keys()][index];
  }
  /** @param {string} key */
  getItem(key) {
    return this.#items.get(key) ?? null;
  }
  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this.#items.set(key, value);
  }
  /** @param {string} key */
  removeItem(key) {
    this.#items.delete(key);
  }
}

/** @param {"localStorage" | "sessionStorage"} name */
export function storage(name) {
  try {
    window[name].setItem("pincite.probe", "1");
    window[name].removeItem("pincite.probe");
    return window[name];
  } catch {
    return new Forgetful();
  }
}
