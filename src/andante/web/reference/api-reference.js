/** The API reference: finds operations while the reader types, opens what a link points to, and shows schemas where they are used. */

import { word } from "../shell/js/all.js";

class ApiReference extends HTMLElement {
  /** @type {HTMLDetailsElement[]} */
  operations = [];

  connectedCallback() {
    this.operations = [...this.querySelectorAll("details.operation")].filter((element) => element instanceof HTMLDetailsElement);
    this.addEventListener("toggle", (event) => this.toggled(event.target), { capture: true });
    this.prepareFilter();
    addEventListener("hashchange", () => this.openTarget());
    this.openTarget();
  }

  get filter() {
    return /** @type {HTMLInputElement} */ (this.querySelector("#filter"));
  }

  prepareFilter() {
    const form = /** @type {HTMLFormElement} */ (this.filter.form);
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    this.filter.addEventListener("input", () => this.find());
    this.filter.addEventListener("keydown", (event) => this.pressed(event));
    // Before the search of all pages, which has the same key.
    addEventListener("keydown", (event) => this.focusFilter(event), { capture: true });
    if (matchMedia("(max-width: 40rem)").matches) this.querySelector("details.groups")?.removeAttribute("open");
    this.find();
  }

  /** @param {KeyboardEvent} event */
  focusFilter(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.filter.focus();
    this.filter.select();
  }

  /** Enter goes to the first operation that was found, Escape shows all of them again. @param {KeyboardEvent} event */
  pressed(event) {
    if (event.key === "Escape" && this.filter.value) {
      event.preventDefault();
      this.filter.value = "";
      this.find();
    }
    const first = this.operations.find((operation) => !operation.hidden);
    if (event.key !== "Enter" || !this.filter.value.trim() || !first) return;
    event.preventDefault(); // otherwise the key would also close the operation, which has the focus then
    first.open = true;
    first.querySelector("summary")?.focus();
    first.scrollIntoView({ block: "start" });
  }

  /** Shows only the operations and schemas whose path, name or summary has all words of the search. */
  find() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const operation of this.operations) operation.hidden = !words.every((each) => searchText(operation).includes(each));
    for (const group of this.querySelectorAll(".group")) {
      if (group instanceof HTMLElement) group.hidden = !group.querySelector("details.operation:not([hidden])");
    }
    const count = this.operations.filter((operation) => !operation.hidden && operation.dataset.path).length;
    /** @type {HTMLElement} */ (this.querySelector("#found")).textContent = words.length ? word("found", { count }) : "";
  }

  /** Opens the operation or schema that the address names. */
  openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement) || !this.contains(target)) return;
    if (target.hidden) {
      this.filter.value = "";
      this.find();
    }
    target.open = true;
    target.querySelector("summary")?.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start" });
  }

  /** @param {EventTarget | null} target */
  async toggled(target) {
    if (!(target instanceof HTMLDetailsElement) || !target.open) return;
    if (target.dataset.schema) showSchema(target, target.dataset.schema);
    if (!target.dataset.path || target.querySelector(".try")) return;
    const { addTryIt } = await import("./try-it.js");
    addTryIt(target, this.dataset.signedIn === undefined ? (this.dataset.signIn ?? "") : null);
  }
}

/** @type {WeakMap<HTMLElement, string>} */
const searchTexts = new WeakMap();

/** @param {HTMLElement} operation */
function searchText(operation) {
  let text = searchTexts.get(operation);
  if (text === undefined) {
    const group = operation.closest(".group")?.querySelector("h2")?.textContent ?? "";
    text = `${operation.id} ${group} ${operation.querySelector("summary")?.textContent ?? ""}`.toLowerCase();
    searchTexts.set(operation, text);
  }
  return text;
}

/** Replaces the link to a schema by its fields. Schemas in them can be opened in turn. @param {HTMLElement} place @param {string} name */
function showSchema(place, name) {
  const about = document.querySelector(`#schema-${CSS.escape(name.replace(/[^\p{L}\p{N}]/gu, "-"))} > .about`);
  if (!about || place.dataset.shown !== undefined) return;
  place.dataset.shown = "";
  const copy = /** @type {HTMLElement} */ (about.cloneNode(true));
  for (const link of copy.querySelectorAll("td > code:has(a[data-schema])"))
    link.after(...[...link.querySelectorAll("a")].map(closedSchema));
  place.querySelector("p")?.replaceWith(copy);
}

/** @param {HTMLElement} link */
function closedSchema(link) {
  const details = document.createElement("details");
  details.className = "schema";
  details.dataset.schema = link.dataset.schema ?? "";
  const summary = document.createElement("summary");
  summary.append(`${word("fieldsOf")} ${link.textContent}`);
  details.append(summary, document.createElement("p"));
  return details;
}

/** @param {Event} event */
function isTyping(event) {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}

customElements.define("api-reference", ApiReference);
