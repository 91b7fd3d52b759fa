/** The small form below the timer: issue, description, start, and end. Its fields save themselves. */

import { operation, Refused, word } from "../shell/js/all.js";
import "../shell/js/pick-one.js";
import { instantOf, localTime } from "./clock.js";
import { reason } from "./timer-bar.js";

/** @import { components } from "operations" */
/** @import { PickOne } from "../shell/js/pick-one.js" */
/** @import { TimerBar } from "./timer-bar.js" */
/** @typedef {components["schemas"]["WorkAttribute"]} WorkAttribute */

const getAttributes = operation("get", "/4/work-attributes");

/** @type {Editor | null} */
let editor = null;

/** @param {TimerBar} bar @param {{ message?: string, field?: string }} options */
export function openEditor(bar, options) {
  editor ??= new Editor(bar);
  editor.open(options);
}

class Editor {
  /** @param {TimerBar} bar */
  constructor(bar) {
    this.bar = bar;
    this.box = /** @type {HTMLElement} */ (document.getElementById("timer-editor"));
    this.form = /** @type {HTMLFormElement} */ (this.box.querySelector("form"));
    this.error = /** @type {HTMLElement} */ (this.box.querySelector(".error"));
    this.more = /** @type {HTMLElement} */ (this.box.querySelector(".timer-attributes"));
    this.pick = /** @type {PickOne} */ (this.box.querySelector("pick-one"));
    this.pick.addEventListener("pick", () => this.#save());
    this.form.addEventListener("change", (event) => this.#isSaved(event.target) && this.#save());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#finish("done");
    });
    for (const action of ["stop", "discard"])
      this.form.querySelector(`[data-action=${action}]`)?.addEventListener("click", () => this.#finish(action));
    bar.addEventListener("timer-changed", () => this.#follow());
    this.box.addEventListener("toggle", () => this.box.matches(":popover-open") || this.#returnFocus());
  }

  /** @param {{ message?: string, field?: string }} options */
  open({ message = "", field = "" }) {
    this.#fill();
    this.#fault(message);
    const ended = this.#input("ended");
    const isEnded = field.endsWith("ended") || field.endsWith("endedAt") || Boolean(this.bar.timer?.forgotten);
    /** @type {HTMLElement} */ (ended.closest(".field")).hidden = !isEnded;
    this.#show();
    const name = field.endsWith("description") ? "description" : isEnded ? "ended" : "issue";
    (this.bar.timer?.issue && name === "issue" ? this.#input("description") : this.#input(name)).focus();
    if (document.activeElement === this.#input("issue")) this.pick.search();
    this.#showAttributes();
  }

  #show() {
    if (!this.box.matches(":popover-open")) this.box.showPopover();
  }

  /** The end doesn't save itself: it is sent when the timer is stopped. @param {EventTarget | null} target */
  #isSaved(target) {
    return target !== this.#input("ended");
  }

  /** Fills in the timer. */
  #fill() {
    const { timer, zone } = this.bar;
    if (!timer) return;
    this.pick.set(timer.issue ? { key: timer.issue.key ?? "", summary: timer.summary ?? "" } : null);
    this.#input("description").value = timer.description;
    this.#input("started").value = localTime(timer.startedAt, zone);
    this.#input("ended").value = timer.suggestedEndAt ? localTime(timer.suggestedEndAt, zone) : "";
  }

  /** Another tab changed the timer: shows it, unless something is being typed. */
  #follow() {
    if (!this.bar.timer) this.box.hidePopover();
    else if (!this.form.contains(document.activeElement)) this.#fill();
  }

  /** @returns {Promise<boolean>} whether it was saved */
  async #save() {
    const { timer, zone } = this.bar;
    if (!timer) return false;
    const issueKey = this.pick.value.toUpperCase();
    const local = this.#input("started").value;
    const startedAt = local === localTime(timer.startedAt, zone) ? timer.startedAt : instantOf(local, zone);
    const description = this.#input("description").value;
    try {
      await this.bar.save({ issueKey: issueKey || null, description, attributes: this.#attributes(), startedAt });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 409) await this.bar.refresh(0);
      this.#show();
      this.#fault(this.#messageOf(error));
      return false;
    }
    this.#fault("");
    return true;
  }

  /** @param {Refused} error */
  #messageOf(error) {
    const { field = "" } = error.faults[0] ?? {};
    if (error.status === 409) return word("timerChanged");
    if (field === "issueKey") return word("timerUnknownIssue", { issue: this.pick.value });
    return reason(error);
  }

  /** @param {string} action */
  async #finish(action) {
    if (action === "discard") {
      this.box.hidePopover();
      return this.bar.discard();
    }
    if (!(await this.#save())) return;
    if (action === "done") return this.box.hidePopover();
    const ended = this.#input("ended");
    const endedAt = ended.checkVisibility() ? instantOf(ended.value, this.bar.zone) : null;
    await this.bar.stop(endedAt ?? undefined);
  }

  #returnFocus() {
    if (document.activeElement === document.body || this.box.contains(document.activeElement))
      /** @type {HTMLElement | null} */ (this.bar.querySelector(".timer-toggle"))?.focus();
  }

  /** @param {string} message */
  #fault(message) {
    this.error.textContent = message;
    this.error.hidden = !message;
  }

  /** Shows inputs for the work attributes that are required or have a value. */
  async #showAttributes() {
    if (this.more.childElementCount) return;
    const { results } = (await getAttributes().catch(() => null)) ?? { results: [] };
    const values = new Map(this.bar.timer?.attributes.map(({ key, value }) => [key, value]));
    this.more.replaceChildren(
      ...results.filter(({ key, required }) => required || values.has(key)).map((each) => field(each, values.get(each.key))),
    );
  }

  #attributes() {
    if (!this.more.childElementCount) return this.bar.timer?.attributes ?? [];
    const inputs = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (this.more.querySelectorAll("[data-key]"));
    return [...inputs].map((input) => ({ key: input.dataset.key ?? "", value: enteredValue(input) })).filter(({ value }) => value);
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }
}

/** A field for a work attribute. @param {WorkAttribute} attribute @param {string} [value] */
function field({ key, name, type, values, names }, value = "") {
  const box = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement(type === "STATIC_LIST" ? "select" : "input");
  box.className = "field";
  label.textContent = name;
  label.htmlFor = input.id = `timer-attribute-${key}`;
  input.dataset.key = key;
  if (input instanceof HTMLSelectElement)
    input.append(new Option("", ""), ...(values ?? []).map((each) => new Option(names?.[each] ?? each, each)));
  else if (type === "CHECKBOX") [input.type, input.checked] = ["checkbox", value === "true"];
  input.value = value;
  box.append(label, input);
  return box;
}

/** @param {HTMLInputElement | HTMLSelectElement} input */
function enteredValue(input) {
  return input instanceof HTMLInputElement && input.type === "checkbox" ? String(input.checked) : input.value.trim();
}
