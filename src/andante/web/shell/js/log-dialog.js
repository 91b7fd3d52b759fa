/**
 * The dialog that creates or changes one worklog. `openLogDialog` shows it and resolves with the saved worklog, or with null if nothing
 * was saved. After every change, also after a deletion and its undo, the document gets the event `time-logged` with the dates.
 */

import "./pick-one.js";
import { formatDuration, notice, operation, parseDuration, Refused, word } from "./all.js";
import { dateTimeOf } from "./date-time.js";
import { attributeField, attributeValues, durationOf, Faults, formFaults } from "./worklog-fields.js";
import { announce, createWorklog, deleteWorklog, noteLogged } from "./worklogs.js";

/** @import { components } from "operations" */
/** @import { Choice, PickOne } from "./pick-one.js" */
/** @import { Fault } from "./operations.js" */

/** @typedef {components["schemas"]["Worklog"]} Worklog */
/** @typedef {components["schemas"]["WorklogForm"]} WorklogForm */
/**
 * `worklog`: the one to change, or its id. For a new one: `issue` is a key or a choice, `date` like 2026-11-27, `start` like 09:30,
 * `accountId` the author, `refused` why the server refused these values before.
 * @typedef {{ worklog?: Worklog | number, issue?: string | Choice | null, date?: string, start?: string, seconds?: number, description?: string,
 *   attributes?: { key: string, value: string }[], accountId?: string, refused?: Refused }} LogOptions
 */

const loadForm = operation("get", "/4-andante/worklog-form");
const loadWorklog = operation("get", "/4/worklogs/{id}");
const change = operation("patch", "/4-andante/worklogs/{id}");

/** Shows the dialog. @param {LogOptions} [options] @returns {Promise<Worklog | null>} */
export function openLogDialog(options = {}) {
  const shown = document.querySelector("log-dialog");
  if (shown instanceof LogDialog) shown.close();
  const dialog = new LogDialog();
  document.body.append(dialog);
  return dialog.open(options);
}

/** Logs new time. */
export const open = () => openLogDialog();

class LogDialog extends HTMLElement {
  /** @type {Worklog | null} the worklog as the person saw it */
  #seen = null;
  /** @type {WorklogForm | null} */
  #form = null;
  #loads = 0;
  #isSaving = false;
  #isChanged = false;
  #hasStart = false;
  #faults;
  /** @type {string | undefined} */
  #accountId;
  /** @type {(worklog: Worklog | null) => void} */
  #finish = () => {};

  constructor() {
    super();
    const template = document.getElementById("log-dialog");
    if (template instanceof HTMLTemplateElement) this.append(template.content.cloneNode(true));
    this.#faults = new Faults(this.#fields);
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #fields() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #issue() {
    return /** @type {PickOne} */ (this.querySelector("pick-one"));
  }

  get #errors() {
    return /** @type {HTMLElement} */ (this.querySelector(".errors"));
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.#fields.elements.namedItem(name));
  }

  /** The field for the date or the start time, whose value is an ISO text. @param {string} name */
  #when(name) {
    return /** @type {import("./date-time.js").DateTime} */ (dateTimeOf(this.#input(name)));
  }

  /** @param {LogOptions} options @returns {Promise<Worklog | null>} */
  async open(options) {
    this.#listen();
    this.#dialog.showModal();
    const finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    await this.#fill(options).catch((error) => this.#failed(error));
    if (options.refused) this.#failed(options.refused);
    return finished;
  }

  #listen() {
    const form = this.#fields;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    form.addEventListener("input", (event) => this.#typed(event));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#save();
    });
    this.#issue.addEventListener("pick", () => this.#picked());
    this.#input("issueKey").addEventListener("change", () => this.#reload());
    this.#input("startDate").addEventListener("change", () => this.#reload());
    for (const name of ["close", "cancel"]) this.querySelector(`.${name}`)?.addEventListener("click", () => this.close());
    this.querySelector(".delete")?.addEventListener("click", () => this.#delete());
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
  }

  /** @param {LogOptions} options */
  async #fill({ worklog, issue, date, start, seconds, description, attributes = [], accountId }) {
    this.#accountId = accountId;
    this.#hasStart = start !== undefined;
    this.#issue.set(typeof issue === "string" ? { key: issue, summary: "" } : (issue ?? null));
    this.#when("startDate").value = date ?? "";
    this.#when("startTime").value = start ?? "";
    this.#input("timeSpentSeconds").value = seconds ? formatDuration(seconds) : "";
    this.#input("description").value = description ?? "";
    const hasIssue = issue || worklog;
    this.#focus(hasIssue ? "timeSpentSeconds" : "issueKey");
    if (!hasIssue) this.#issue.search();
    if (worklog !== undefined) this.#show(typeof worklog === "number" ? await loadWorklog({ path: { id: worklog } }) : worklog);
    await this.#reload(this.#seen ? this.#seen.attributes.values : attributes);
  }

  /** @param {string} name */
  #focus(name) {
    this.#input(name).focus();
  }

  /** Fills the fields with a stored worklog. @param {Worklog} worklog */
  #show(worklog) {
    this.#seen = worklog;
    this.#accountId = worklog.author.accountId;
    this.#hasStart = true;
    this.#issue.set({ key: worklog.issue.key ?? String(worklog.issue.id), summary: "" });
    this.#when("startDate").value = worklog.startDate;
    this.#when("startTime").value = worklog.startTime.slice(0, 5);
    this.#input("timeSpentSeconds").value = formatDuration(worklog.timeSpentSeconds);
    this.#input("description").value = worklog.description;
    const isPartly = worklog.billableSeconds !== worklog.timeSpentSeconds;
    this.#input("billableSeconds").value = isPartly ? formatDuration(worklog.billableSeconds) : "";
    this.#setText("h2", word("editWorklog"));
    this.querySelector(".delete")?.removeAttribute("hidden");
  }

  /** @param {string} selector @param {string} text */
  #setText(selector, text) {
    const element = this.querySelector(selector);
    if (element) element.textContent = text;
  }

  #picked() {
    this.#faults.solve("issueKey");
    this.#reload();
    this.#focus("timeSpentSeconds");
  }

  /** Loads the attributes and suggestions for the issue and day. @param {{ key: string, value: string }[]} [values] the values to show; default: what is entered */
  async #reload(values) {
    const load = ++this.#loads;
    const query = {
      issueKey: this.#issue.value || undefined,
      date: this.#when("startDate").value || undefined,
      accountId: this.#accountId,
    };
    try {
      const form = await loadForm({ query });
      if (load === this.#loads) this.#apply(form, values ?? attributeValues(this.#fields), query);
    } catch (error) {
      if (load === this.#loads) this.#failed(error);
    }
  }

  /**
   * Shows what was loaded, but keeps an issue or a date that was changed meanwhile.
   * @param {WorklogForm} form @param {{ key: string, value: string }[]} values @param {{ issueKey: string | undefined, date: string | undefined }} requested
   */
  #apply(form, values, requested) {
    const isFirst = !this.#form;
    this.#form = form;
    const { issue } = form;
    const isIssue = this.#issue.value === (requested.issueKey ?? "");
    if (issue && form.summary !== null && isIssue) this.#issue.set({ key: issue.key ?? "", summary: form.summary });
    this.#issue.dataset.date = form.date;
    const date = this.#when("startDate");
    if (date.value === (requested.date ?? "")) date.value = form.date;
    if (!this.#hasStart) this.#when("startTime").value = form.startTime.slice(0, 5);
    const estimate = form.remainingEstimateSeconds;
    this.#input("remainingEstimateSeconds").placeholder =
      estimate === null ? "" : word("estimateNow", { duration: formatDuration(estimate) });
    this.#require("remainingEstimateSeconds", form.remainingEstimateRequired);
    this.#require("description", form.descriptionRequired);
    this.#input("billableSeconds").closest(".field")?.toggleAttribute("hidden", !form.billableEditable);
    this.#showAttributes(form, values, isFirst);
  }

  /** @param {string} name @param {boolean} isRequired */
  #require(name, isRequired) {
    const input = this.#input(name);
    input.required = isRequired;
    input.closest(".field")?.querySelector(".mark")?.toggleAttribute("hidden", isRequired);
  }

  /** @param {WorklogForm} form @param {{ key: string, value: string }[]} values @param {boolean} isFirst */
  #showAttributes(form, values, isFirst) {
    const focused = document.activeElement?.id;
    const known = new Map(values.map(({ key, value }) => [key, value]));
    const fields = form.attributes.map((attribute) => {
      const suggested = this.#seen && isFirst ? "" : (attribute.suggested ?? "");
      const value = known.get(attribute.key);
      const isOffered = attribute.type !== "ACCOUNT" || this.#seen || attribute.options.some((option) => option.value === value);
      return attributeField(attribute, (isOffered ? value : "") || suggested);
    });
    this.querySelector(".attributes")?.replaceChildren(...fields);
    this.#faults.mark();
    if (focused?.startsWith("log-attribute-")) document.getElementById(focused)?.focus();
  }

  /** @param {Event} event */
  #typed(event) {
    this.#isChanged = true;
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    if (input.name === "startTime") this.#hasStart = true;
    const start = input.name === "timeSpentSeconds" ? durationOf(input.value)?.startTime : null;
    if (start) {
      this.#when("startTime").value = start;
      this.#hasStart = true;
    }
  }

  async #save() {
    if (this.#isSaving) return;
    this.#errors.hidden = true;
    const faults = formFaults(this.#fields);
    if (faults.length) return this.#refused(word("notSaved"), faults);
    await this.#attempt(async () => {
      const seen = this.#seen;
      const saved = seen
        ? await change({ path: { id: seen.tempoWorklogId }, body: this.#changes() })
        : await createWorklog({ body: this.#created() });
      announce(...(seen ? [seen, saved] : [saved]));
      this.#end(saved);
      if (seen) notice(word("worklogSaved"));
      else noteLogged(saved);
    });
  }

  /** Runs one action at a time, and shows why it failed. @param {() => Promise<void>} action */
  async #attempt(action) {
    this.#isSaving = true;
    this.#fields.setAttribute("aria-busy", "true");
    try {
      await action();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#isSaving = false;
      this.#fields.removeAttribute("aria-busy");
    }
  }

  #entered() {
    /** @param {string} name */
    const seconds = (name) => parseDuration(this.#input(name).value) ?? undefined;
    const startTime = this.#when("startTime").value;
    return {
      issueKey: this.#issue.value,
      startDate: this.#when("startDate").value,
      ...(startTime && { startTime: `${startTime}:00` }),
      timeSpentSeconds: durationOf(this.#input("timeSpentSeconds").value)?.seconds ?? 0,
      description: this.#input("description").value,
      attributes: attributeValues(this.#fields),
      ...(this.#input("billableSeconds").value && { billableSeconds: seconds("billableSeconds") ?? 0 }),
      ...(this.#input("remainingEstimateSeconds").value && { remainingEstimateSeconds: seconds("remainingEstimateSeconds") ?? 0 }),
    };
  }

  #created() {
    return { ...this.#entered(), authorAccountId: this.#form?.author.accountId ?? "" };
  }

  #changes() {
    const { issue, startDate, startTime, timeSpentSeconds, description } = /** @type {Worklog} */ (this.#seen);
    return { ...this.#entered(), was: { issueKey: issue.key ?? null, startDate, startTime, timeSpentSeconds, description } };
  }

  async #delete() {
    const worklog = this.#seen;
    if (!worklog || this.#isSaving) return;
    await this.#attempt(async () => {
      await deleteWorklog(worklog);
      this.#end(null);
    });
  }

  /** @param {unknown} error */
  #failed(error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409 && this.#seen) return this.#conflict(error);
    if (error.status === 401) return this.#refused(error.message, [], this.#link(word("signInAgain")));
    this.#refused(error.faults.length ? word("notSaved") : error.message, error.faults);
  }

  /** @param {string} message @param {Fault[]} faults @param {HTMLElement[]} actions */
  #refused(message, faults, ...actions) {
    const others = this.#faults.show(faults);
    const text = document.createElement("p");
    text.textContent = others.length ? others.map((fault) => fault.message).join(" ") : message;
    this.#errors.replaceChildren(text);
    if (actions.length) {
      const row = document.createElement("div");
      row.className = "row";
      row.append(...actions);
      this.#errors.append(row);
    }
    this.#errors.hidden = false;
  }

  /** Someone else changed the worklog: the person chooses a version. @param {Refused} error */
  #conflict(error) {
    const id = /** @type {Worklog} */ (this.#seen).tempoWorklogId;
    const reload = this.#button(word("reload"), async () => {
      this.#show(await loadWorklog({ path: { id } }));
      this.#errors.hidden = true;
      await this.#reload(this.#seen?.attributes.values);
    });
    const overwrite = this.#button(word("overwrite"), async () => {
      this.#seen = await loadWorklog({ path: { id } });
      this.#isSaving = false;
      await this.#save();
    });
    this.#refused(error.message, [], reload, overwrite);
    overwrite.focus();
  }

  /** @param {string} label @param {() => Promise<void>} run */
  #button(label, run) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet small";
    button.textContent = label;
    button.addEventListener("click", () => this.#attempt(run));
    return button;
  }

  /** @param {string} label */
  #link(label) {
    const link = document.createElement("a");
    link.href = `${document.documentElement.dataset.root ?? ""}/signin`;
    link.target = "_blank";
    link.textContent = label;
    return link;
  }

  /** Closes the dialog without saving. What was typed can be brought back for a while. */
  close() {
    if (!this.isConnected || !this.#dialog.open) return;
    this.#dialog.close();
    if (!this.#isChanged) return this.#end(null);
    const end = setTimeout(() => this.#end(null), DRAFT_TIME);
    const reopen = () => {
      clearTimeout(end);
      if (!this.isConnected) document.body.append(this);
      this.#dialog.showModal();
    };
    notice(word("draftClosed"), { action: { label: word("continue"), run: reopen } });
  }

  /** @param {Worklog | null} worklog */
  #end(worklog) {
    this.#dialog.close();
    this.remove();
    this.#finish(worklog);
  }
}

const DRAFT_TIME = 9_000;

customElements.define("log-dialog", LogDialog);
