/** The small form below the timer: issue, description, start, and end. Its fields save themselves. */

import { operation, Refused, word } from "../shell/js/all.js";
import { dateTimeOf } from "../shell/js/date-time.js";
import "../shell/js/pick-one.js";
import { attributeField, attributeValues, Faults } from "../shell/js/worklog-fields.js";
import { instantOf, localTime } from "./clock.js";
import { reason } from "./timer-bar.js";

/** @import { PickOne } from "../shell/js/pick-one.js" */
/** @import { TimerBar } from "./timer-bar.js" */
/** @import { Fault } from "../shell/js/operations.js" */
/** @typedef {{ message?: string, field?: string, faults?: Fault[] }} Options `faults`: why the server refused the values. */

const loadForm = operation("get", "/4-andante/worklog-form");

/** @type {Editor | null} */
let editor = null;

/** @param {TimerBar} bar @param {Options} options */
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
    this.faults = new Faults(this.form);
    this.pick.addEventListener("pick", () => this.#picked());
    this.form.addEventListener("change", (event) => this.#isSaved(event.target) && this.#save());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#finish("done");
    });
    for (const action of ["stop", "discard"])
      this.form.querySelector(`[data-action=${action}]`)?.addEventListener("click", () => this.#finish(action));
    // Otherwise the field is saved before the click ends, its message disappears, and the button moves away from the pointer.
    this.form.querySelector(".timer-actions")?.addEventListener("mousedown", (event) => event.preventDefault());
    bar.addEventListener("timer-changed", () => this.#follow());
    this.box.addEventListener("toggle", () => this.box.matches(":popover-open") || this.#returnFocus());
  }

  /** @param {Options} options */
  open({ message = "", field = "", faults = [] }) {
    this.#fill();
    this.#fault(message);
    this.faults.show(faults.filter((fault) => fault.field.startsWith("attributes")));
    const ended = this.#input("ended");
    const isEnded = field.endsWith("ended") || field.endsWith("endedAt") || Boolean(this.bar.timer?.forgotten);
    /** @type {HTMLElement} */ (ended.closest(".field")).hidden = !isEnded;
    this.#show();
    const name = field.endsWith("description") ? "description" : isEnded ? "ended" : "issue";
    (this.bar.timer?.issue && name === "issue" ? this.#input("description") : this.#input(name)).focus();
    if (document.activeElement === this.#input("issue")) this.pick.search();
    this.#showAttributes().then(() => this.faults.focus());
  }

  async #picked() {
    await this.#save();
    await this.#showAttributes();
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
    this.#when("started").value = localTime(timer.startedAt, zone);
    this.#when("ended").value = timer.suggestedEndAt ? localTime(timer.suggestedEndAt, zone) : "";
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
    const local = this.#when("started").value;
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
    if (field === "issueKey") return word("unknownIssue", { issue: this.pick.value });
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
    const endedAt = ended.checkVisibility() ? instantOf(this.#when("ended").value, this.bar.zone) : null;
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

  /** Shows fields for the work attributes that are required or have a value. */
  async #showAttributes() {
    const { timer } = this.bar;
    const form = await loadForm({ query: { issueKey: timer?.issue?.key ?? undefined } }).catch(() => null);
    if (!form || this.more.contains(document.activeElement)) return;
    const values = new Map(timer?.attributes.map(({ key, value }) => [key, value]));
    const shown = form.attributes.filter(({ key, required }) => required || values.has(key));
    this.more.replaceChildren(
      ...shown.map((attribute) => attributeField(attribute, values.get(attribute.key) ?? attribute.suggested ?? "", "timer")),
    );
    this.faults.mark();
  }

  #attributes() {
    return this.more.childElementCount ? attributeValues(this.form) : (this.bar.timer?.attributes ?? []);
  }

  /** The field for a time, whose value is an ISO text. @param {string} name */
  #when(name) {
    return /** @type {import("../shell/js/date-time.js").DateTime} */ (dateTimeOf(this.#input(name)));
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }
}
