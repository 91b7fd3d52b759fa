/** The worklogs behind a cell, in a dialog: each field is saved when it changes. */

import { clockTime, formatDuration, operation, parseEntry, Refused, word } from "../shell/js/all.js";
import { dateTimeOf } from "../shell/js/date-time.js";
import { attributeField, attributeValues } from "../shell/js/worklog-fields.js";
import { createWorklog } from "../shell/js/worklogs.js";
import { loadStyle } from "./dialog-style.js";
import { changes, freeStart } from "./worklog-rules.js";
import { ofCell, restore } from "./worklogs.js";

/** @import { WeekGrid } from "./week-grid.js" */
/** @import { Cell, Wanted } from "./cells.js" */
/** @import { Worklog } from "./worklogs.js" */
/** @import { FormAttribute } from "../shell/js/worklog-fields.js" */
/** @typedef {{ startTime: string, timeSpentSeconds: number, billableSeconds: number, description: string, attributes: { key: string, value: string }[] }} Fields */
/** @typedef {{ id: number, saved: Fields, saving: Promise<void> | null }} Edited A worklog with the fields that the server has. */

const loadForm = operation("get", "/4-andante/worklog-form");
const patchWorklog = operation("patch", "/4-andante/worklogs/{id}");
const deleteWorklogs = operation("post", "/4-andante/worklogs/delete");

/**
 * Opens the dialog. With `wanted`, this time was refused because something is missing: a new worklog is prepared with the rest of it.
 * @param {WeekGrid} grid @param {Cell} cell @param {Wanted} [wanted] @param {Refused} [refused]
 */
export async function open(grid, cell, wanted, refused) {
  if (document.querySelector("dialog.worklogs")) return;
  if (!wanted) cell.commit();
  await loadStyle();
  const dialog = new WorklogsDialog(grid, cell);
  await dialog.show(wanted, refused);
}

class WorklogsDialog {
  #hasChanged = false;
  #hasWarned = false;
  /** Whether something was typed into the form for a new worklog. */
  #hasTyped = false;
  /** The forms of stored worklogs. @type {Map<HTMLFormElement, Edited>} */
  #stored = new Map();
  #forms = 0;
  /** @type {FormAttribute[]} */
  #attributes = [];

  /** @param {WeekGrid} grid @param {Cell} cell */
  constructor(grid, cell) {
    this.grid = grid;
    this.cell = cell;
    this.element = /** @type {HTMLDialogElement} */ (grid.clone("worklogs-dialog"));
    this.list = /** @type {HTMLElement} */ (this.element.querySelector(".list"));
    this.added = /** @type {HTMLFormElement} */ (grid.clone("worklog-form"));
    this.element.querySelector(".new")?.append(this.added);
    write(this.element.querySelector("h2"), `${cell.issue}, ${cell.head.dataset.name}`);
    this.element.querySelector("[data-close]")?.addEventListener("click", () => this.#mayClose() && this.element.close());
    const done = this.element.querySelector("[data-done]");
    done?.addEventListener("mousedown", (event) => event.preventDefault()); // a message about the field would move the button away
    done?.addEventListener("click", () => this.#finish());
    this.added.addEventListener("input", () => {
      this.#hasTyped = true;
    });
    this.element.addEventListener("cancel", (event) => this.#mayClose() || event.preventDefault());
    this.element.addEventListener("close", () => this.#closed());
  }

  /** @param {Wanted} [wanted] @param {Refused} [refused] */
  async show(wanted, refused) {
    document.body.append(this.element);
    this.element.showModal();
    try {
      const query = { issueKey: this.cell.issue, date: this.cell.date, accountId: this.grid.person };
      const [{ day, own }, form] = await Promise.all([ofCell(this.grid, this.cell), loadForm({ query })]);
      this.#attributes = form.attributes;
      this.element.toggleAttribute("data-billable", form.billableEditable);
      for (const worklog of own) this.list.append(this.#item(worklog));
      this.#prepareAdding(day, wanted ? wanted.seconds - this.cell.seconds : 0, wanted?.start ?? null);
      /** @type {HTMLDetailsElement} */ (this.element.querySelector(".new")).open = Boolean(wanted) || !own.length;
      if (refused) this.#explain(this.added, refused);
      this.#focusFirst(Boolean(wanted));
    } catch (error) {
      this.#explain(this.added, error);
    }
  }

  /** @param {boolean} isAdding */
  #focusFirst(isAdding) {
    const place = isAdding || !this.list.firstElementChild ? this.added : this.list.firstElementChild;
    const missing = [...this.added.querySelectorAll("input, select")].find((field) => field.getAttribute("aria-invalid") === "true");
    const first = missing ?? place.querySelector(isAdding ? '[name="description"]' : '[name="length"]');
    if (first instanceof HTMLElement) first.focus();
    if (first instanceof HTMLInputElement) first.select();
  }

  /** @param {Worklog[]} day @param {number} seconds @param {number | null} start */
  #prepareAdding(day, seconds, start) {
    this.#addAttributes(this.added, true);
    fill(this.added, {
      startTime: clockTime(start ?? freeStart(day)),
      timeSpentSeconds: seconds,
      billableSeconds: seconds,
      description: "",
      attributes: [...attributeValues(this.added), ...this.cell.attributes],
    });
    this.added.querySelector("[data-delete]")?.remove();
    this.added.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    this.#synchronizeBillable(this.added);
  }

  /** Adds a field for each work attribute. @param {HTMLFormElement} form @param {boolean} isNew New worklogs start with suggested values. */
  #addAttributes(form, isNew) {
    const number = ++this.#forms;
    for (const attribute of this.#attributes) {
      const place = attributeField(attribute, isNew ? (attribute.suggested ?? "") : "");
      place.classList.add("attribute");
      const [input, label] = [place.querySelector("input, select"), place.querySelector("label")];
      if (input) input.id += `-${number}`;
      if (label && input) label.htmlFor = input.id;
      form.querySelector(".error")?.before(place);
    }
  }

  /** Whether nothing is lost when the dialog closes. If something is, the user has to close it again. */
  #mayClose() {
    const form = this.element.querySelector("[data-state=failed], [data-state=saving]") ?? (this.#hasTyped ? this.added : null);
    if (!form || this.#hasWarned) return true;
    this.#hasWarned = true;
    const error = form.querySelector(".error");
    write(error, `${error?.textContent ?? ""} ${word("week.closeAgain")}`.trim());
    return false;
  }

  /** Saves everything, and closes the dialog if nothing was refused. */
  async #finish() {
    await Promise.all([...this.#stored].map(([form, edited]) => this.#save(form, edited)));
    const failed = /** @type {HTMLFormElement | null} */ (this.list.querySelector("[data-state=failed]"));
    if (failed) return field(failed, "length").focus();
    if (this.#hasTyped) await this.#add();
    else this.element.close();
  }

  /** The form of a worklog that exists. @param {Worklog} worklog */
  #item(worklog) {
    const form = /** @type {HTMLFormElement} */ (this.grid.clone("worklog-form"));
    this.#addAttributes(form, false);
    const edited = { id: worklog.tempoWorklogId, saved: fieldsOf(worklog), saving: null };
    fill(form, edited.saved);
    form.querySelector("footer")?.remove();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => this.#save(form, edited));
    this.#stored.set(form, edited);
    form.querySelector("[data-delete]")?.addEventListener("click", () => this.#delete(form, withFields(worklog, edited.saved)));
    this.#synchronizeBillable(form);
    return form;
  }

  /** Saves the fields that changed, one request at a time. @param {HTMLFormElement} form @param {Edited} edited @returns {Promise<void>} */
  #save(form, edited) {
    edited.saving ??= this.#send(form, edited).finally(() => {
      edited.saving = null;
    });
    return edited.saving;
  }

  /** @param {HTMLFormElement} form @param {Edited} edited */
  async #send(form, edited) {
    try {
      for (let wanted = this.#read(form); wanted; wanted = this.#read(form)) {
        const changed = changes(edited.saved, wanted);
        if (!Object.keys(changed).length) break;
        form.dataset.state = "saving";
        const { startTime, timeSpentSeconds, description } = edited.saved;
        const body = { ...changed, was: { startTime, timeSpentSeconds, description }, ...this.grid.bypass };
        edited.saved = fieldsOf(await patchWorklog({ path: { id: edited.id }, body }));
        this.#hasChanged = true;
        this.#solved(form, "saved");
      }
    } catch (error) {
      const isConflict = error instanceof Refused && (error.status === 409 || error.status === 404);
      await (isConflict ? this.#conflict(form, edited, error) : this.#explain(form, error));
    }
  }

  /** Shows what someone else saved, and lets the user choose. @param {HTMLFormElement} form @param {Edited} edited @param {Refused} refused */
  async #conflict(form, edited, refused) {
    this.#explain(form, refused);
    this.#hasChanged = true;
    const { day } = await ofCell(this.grid, this.cell).catch(() => ({ day: [] }));
    const now = day.find((worklog) => worklog.tempoWorklogId === edited.id);
    if (!now) return write(form.querySelector(".error"), word("week.worklogDeleted"));
    edited.saved = fieldsOf(now);
    const values = { length: formatDuration(now.timeSpentSeconds), description: now.description };
    write(form.querySelector(".error"), word("week.worklogChanged", values));
    const choice = /** @type {HTMLElement} */ (form.querySelector(".conflict"));
    choice.hidden = false;
    choice.onclick = (event) => {
      const settled = /** @type {HTMLElement} */ (event.target).dataset.settle;
      if (!settled) return;
      if (settled === "keep") fill(form, edited.saved);
      this.#solved(form, "saved");
      this.#save(form, edited);
      field(form, "length").focus();
    };
  }

  /** What is entered; null if the length can't be read. @param {HTMLFormElement} form @returns {Fields | null} */
  #read(form) {
    const text = field(form, "length").value;
    const entry = parseEntry(text);
    const billable = parseEntry(field(form, "billable").value || "0");
    if (field(form, "start").value && !startOf(form).value) {
      this.#explain(form, new Refused(400, word("notATime")), field(form, "start"));
      return null;
    }
    if (!entry?.seconds || !billable) {
      const wrong = entry?.seconds ? field(form, "billable") : field(form, "length");
      this.#explain(form, new Refused(400, word("week.notADuration", { text: wrong.value })), wrong);
      return null;
    }
    if (entry.start !== null) startOf(form).value = clockTime(entry.start);
    return {
      startTime: `${startOf(form).value || "00:00"}:00`,
      timeSpentSeconds: entry.seconds,
      billableSeconds: billable.seconds,
      description: field(form, "description").value,
      attributes: attributeValues(form),
    };
  }

  /** While all time is billable, it stays so. @param {HTMLFormElement} form */
  #synchronizeBillable(form) {
    const [length, billable] = [field(form, "length"), field(form, "billable")];
    let isSame = parseEntry(length.value)?.seconds === parseEntry(billable.value)?.seconds;
    billable.addEventListener("input", () => {
      isSame = billable.value === length.value;
    });
    length.addEventListener("input", () => {
      if (isSame) billable.value = length.value;
    });
  }

  async #add() {
    const wanted = this.#read(this.added);
    if (!wanted) return;
    const { person, bypass } = this.grid;
    const place = { authorAccountId: person, issueKey: this.cell.issue, startDate: this.cell.date };
    try {
      await createWorklog({ body: { ...place, ...wanted, ...bypass } });
    } catch (error) {
      return this.#explain(this.added, error);
    }
    this.#hasChanged = true;
    this.cell.discard();
    this.element.close();
  }

  /** @param {HTMLFormElement} form @param {Worklog} worklog */
  async #delete(form, worklog) {
    try {
      await deleteWorklogs({ body: { ids: [worklog.tempoWorklogId], ...this.grid.bypass } });
    } catch (error) {
      return this.#explain(form, error);
    }
    this.#hasChanged = true;
    const line = this.grid.clone("deleted-worklog");
    write(line.querySelector("span"), word("week.cleared", { hours: formatDuration(worklog.timeSpentSeconds), issue: this.cell.issue }));
    const undo = /** @type {HTMLButtonElement} */ (line.querySelector("button"));
    undo.addEventListener("click", async () => {
      try {
        const restored = this.#item(await restore(this.grid, worklog));
        line.replaceWith(restored);
        field(restored, "length").focus();
      } catch (error) {
        write(line.querySelector("span"), error instanceof Error ? error.message : "");
      }
    });
    this.#stored.delete(form);
    form.replaceWith(line);
    undo.focus();
  }

  /** @param {HTMLFormElement} form @param {unknown} error @param {HTMLElement} [wrong] */
  #explain(form, error, wrong) {
    if (!(error instanceof Error)) throw error;
    const faults = error instanceof Refused ? error.faults : [];
    this.#solved(form, "failed");
    write(form.querySelector(".error"), error.message);
    for (const { field: name } of faults) fieldOfFault(form, name)?.setAttribute("aria-invalid", "true");
    wrong?.setAttribute("aria-invalid", "true");
  }

  /** @param {HTMLFormElement} form @param {string} state */
  #solved(form, state) {
    form.dataset.state = state;
    write(form.querySelector(".error"), "");
    /** @type {HTMLElement} */ (form.querySelector(".conflict")).hidden = true;
    for (const invalid of form.querySelectorAll("[aria-invalid]")) invalid.removeAttribute("aria-invalid");
  }

  async #closed() {
    this.element.remove();
    if (this.#hasChanged) await this.grid.announce();
    const input = this.grid.fieldOf(this.cell.issue, this.cell.row.dataset.attributes, this.cell.date) ?? this.cell.input;
    const place = input.isConnected ? input : this.grid.querySelector(".add-row input:not([type=hidden])");
    if (place instanceof HTMLElement) place.focus();
  }
}

/** @param {HTMLFormElement} form @param {string} name */
const field = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** @param {HTMLFormElement} form */
const startOf = (form) => /** @type {import("../shell/js/date-time.js").DateTime} */ (dateTimeOf(field(form, "start")));

/** The field that a fault of the API is about. @param {HTMLFormElement} form @param {string} name */
function fieldOfFault(form, name) {
  const names = /** @type {Record<string, string>} */ ({ startTime: "start", timeSpentSeconds: "length", billableSeconds: "billable" });
  return field(form, names[name] ?? name) ?? null;
}

/** @param {Worklog} worklog @returns {Fields} */
function fieldsOf({ startTime, timeSpentSeconds, billableSeconds, description, attributes }) {
  return { startTime, timeSpentSeconds, billableSeconds, description, attributes: attributes.values };
}

/** The worklog as it was saved last. @param {Worklog} worklog @param {Fields} fields @returns {Worklog} */
function withFields(worklog, { attributes, ...fields }) {
  return { ...worklog, ...fields, attributes: { ...worklog.attributes, values: attributes } };
}

/** @param {HTMLFormElement} form @param {Fields} fields */
function fill(form, fields) {
  startOf(form).value = fields.startTime.slice(0, 5);
  field(form, "length").value = fields.timeSpentSeconds ? formatDuration(fields.timeSpentSeconds) : "";
  field(form, "billable").value = fields.timeSpentSeconds ? formatDuration(fields.billableSeconds) : "";
  field(form, "description").value = fields.description;
  for (const input of attributeFields(form)) {
    const value = fields.attributes.findLast(({ key }) => key === input.dataset.attribute)?.value ?? "";
    if (input.type === "checkbox") input.checked = value === "true";
    else input.value = value;
  }
}

/** @param {HTMLFormElement} form */
const attributeFields = (form) => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[data-attribute]")]);

/** @param {Element | null} element @param {string} text */
function write(element, text) {
  if (element) element.textContent = text;
}
