/**
 * `<pick-one>`: a combobox to find one issue, or something else with a key, after the ARIA pattern. It takes over the text input inside
 * it, which is also all that remains without scripts.
 *
 * `source` finds the choices for a text. `data-date` is the day for which issues are suggested. When the person picks a choice, the
 * event `pick` has it as its detail: `{ key, summary }`, for issues with the color of the project.
 */

import { word } from "./all.js";
import { findIssues } from "./issues.js";

/** @typedef {{ key: string, summary: string, kind?: string, color?: number }} Choice */

const DELAY = 150;
const GAP = 4;
let lists = 0;

export class PickOne extends HTMLElement {
  /** @type {(text: string) => Promise<Choice[]>} */
  source = (text) => findIssues(text, this.dataset.date || undefined);
  /** @type {Choice | null} */
  #picked = null;
  /** @type {Choice[]} */
  #choices = [];
  #active = -1;
  #searches = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {HTMLInputElement} */
  #input = document.createElement("input");
  #list = document.createElement("div");
  #status = document.createElement("span");

  connectedCallback() {
    if (this.#list.parentNode === this) return;
    this.#input = this.querySelector("input") ?? this.appendChild(this.#input);
    this.#list.id = `choices-${++lists}`;
    this.#list.className = "choices";
    this.#list.role = "listbox";
    this.#list.popover = "manual";
    this.#list.setAttribute("aria-label", word("suggestions"));
    this.#status.className = "visually-hidden";
    this.#status.role = "status";
    this.append(this.#list, this.#status);
    this.#prepareInput();
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("scroll", this, { capture: true, passive: true });
    addEventListener("resize", this);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    removeEventListener("scroll", this, { capture: true });
    removeEventListener("resize", this);
  }

  #prepareInput() {
    const input = this.#input;
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false, role: "combobox" });
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.#list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => this.#changed());
    input.addEventListener("click", () => this.search());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.close());
    input.addEventListener("focus", () => this.#resume());
    if (input.matches(":focus")) this.#resume();
  }

  /** Looks for a text that was typed before this script was loaded, or before the field lost the focus briefly. */
  #resume() {
    if (!this.#picked && this.#input.value.trim()) this.#changed();
  }

  /** The key of the picked choice, or what was typed. */
  get value() {
    return this.#picked?.key ?? this.#input.value.trim();
  }

  get picked() {
    return this.#picked;
  }

  get isOpen() {
    return this.#input.getAttribute("aria-expanded") === "true";
  }

  /** @override @param {FocusOptions} [options] */
  focus(options) {
    this.#input.focus(options);
  }

  /** Shows a choice without an event; null clears the field. @param {Choice | null} choice */
  set(choice) {
    this.#picked = choice;
    this.#input.value = choice ? this.#label(choice) : "";
  }

  /** Looks for the text of the field and shows what was found. A picked choice is not a text to look for. */
  async search() {
    clearTimeout(this.#timer);
    const search = ++this.#searches;
    const text = this.#picked ? "" : this.#input.value.trim();
    const found = await this.source(text).catch((error) => this.#failed(error));
    if (search !== this.#searches || !this.#input.matches(":focus")) return;
    this.#choices = found ?? [];
    if (found) this.#show(text);
  }

  close() {
    clearTimeout(this.#timer);
    this.#searches++;
    this.#activate(-1);
    this.#input.setAttribute("aria-expanded", "false");
    if (this.#list.matches(":popover-open")) this.#list.hidePopover();
  }

  /** A scrolled page or a new size moves the field away from its list. @param {Event} event */
  handleEvent(event) {
    if (this.isOpen && event.target !== this.#list) this.#place();
  }

  #changed() {
    this.#picked = null;
    this.#searches++; // what is found for an earlier text is not shown any more
    if (this.#active < 0) this.close(); // suggestions are no choices for the text
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.search(), DELAY);
  }

  /** @param {unknown} error @returns {null} */
  #failed(error) {
    this.#status.textContent = error instanceof Error ? error.message : String(error);
    this.close();
    return null;
  }

  /** @param {string} text */
  #show(text) {
    const empty = text && !this.#choices.length;
    this.#list.replaceChildren(...this.#choices.map((choice, index) => this.#option(choice, index)));
    if (empty) this.#list.append(this.#nothing());
    this.#status.textContent = empty ? word("nothingFound") : word("choices", { count: this.#choices.length });
    if (!this.#list.hasChildNodes()) return this.close();
    this.#input.setAttribute("aria-expanded", "true");
    if (!this.#list.matches(":popover-open")) this.#list.showPopover();
    this.#place();
    this.#activate(text && this.#choices.length ? 0 : -1);
  }

  /** @param {Choice} choice @param {number} index */
  #option({ key, summary, kind = "" }, index) {
    const option = document.createElement("div");
    option.id = `${this.#list.id}-${index}`;
    option.role = "option";
    option.setAttribute("aria-selected", "false");
    for (const [name, text] of Object.entries({ key, summary, kind })) {
      if (!text) continue;
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      option.append(part, " ");
    }
    return option;
  }

  #nothing() {
    const line = document.createElement("div");
    line.role = "option";
    line.className = "nothing";
    line.setAttribute("aria-disabled", "true");
    line.setAttribute("aria-selected", "false");
    line.textContent = word("nothingFound");
    return line;
  }

  /** Places the list, which is above all other content, below the field, or above it if there is more room. */
  #place() {
    const { left, top, bottom, width } = this.#input.getBoundingClientRect();
    const below = innerHeight - bottom - 2 * GAP;
    const isBelow = below >= Math.min(this.#list.scrollHeight, 240) || below >= top;
    const place = { left, width, room: isBelow ? below : top - 2 * GAP };
    for (const [name, value] of Object.entries(place)) this.#list.style.setProperty(`--${name}`, `${Math.max(value, 0)}px`);
    this.#list.style.setProperty("--top", isBelow ? `${bottom + GAP}px` : "auto");
    this.#list.style.setProperty("--bottom", isBelow ? "auto" : `${innerHeight - top + GAP}px`);
  }

  /** @param {number} index */
  #activate(index) {
    this.#list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = this.#list.querySelectorAll('[role="option"]:not(.nothing)')[index];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.#input.setAttribute("aria-activedescendant", option.id);
    } else this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const handled = this.isOpen ? this.#pressedOpen(event) : this.#pressedClosed(event);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  #pressedClosed({ key }) {
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.search().then(() => this.#activate(key === "ArrowDown" ? 0 : this.#choices.length - 1));
      return true;
    }
    return false;
  }

  /** @param {KeyboardEvent} event */
  #pressedOpen({ key }) {
    const count = this.#choices.length;
    if (key === "Escape") {
      const isUsed = this.#active >= 0 || this.#input.value !== "";
      this.close();
      return isUsed; // suggestions that opened by themselves don't keep a dialog from closing
    }
    if (key === "ArrowDown") this.#activate(count ? (this.#active + 1) % count : -1);
    else if (key === "ArrowUp") this.#activate(this.#active > 0 ? this.#active - 1 : count - 1);
    else if ((key === "Enter" || key === "Tab") && this.#choices[this.#active]) {
      this.#pick(this.#active);
      return key === "Enter";
    } else return false;
    return true;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]:not(.nothing)') : null;
    if (option) this.#pick([...this.#list.children].indexOf(option));
  }

  /** @param {number} index */
  #pick(index) {
    const choice = this.#choices[index];
    if (!choice) return;
    this.set(choice);
    this.close();
    this.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: choice }));
  }

  /** @param {Choice} choice */
  #label({ key, summary }) {
    return summary ? `${key} ${summary}` : key;
  }
}

customElements.define("pick-one", PickOne);
