/** The fields of a form for a worklog: builds those of work attributes, reads what was typed, and shows faults beside them. */

import { clockTime, parseDuration, parseEntry, word } from "./all.js";
import { dateTimeOf } from "./date-time.js";

/** @import { components } from "operations" */
/** @import { Fault } from "./operations.js" */

/** @typedef {components["schemas"]["FormAttribute"]} FormAttribute */
/** @typedef {{ key: string, value: string }} AttributeValue */

/** The field of a work attribute, with its value. @param {FormAttribute} attribute @param {string} value @param {string} [form] what ids of fields start with */
export function attributeField(attribute, value, form = "log") {
  const input =
    attribute.type === "CHECKBOX"
      ? checkbox(value)
      : attribute.options.length || attribute.type === "ACCOUNT"
        ? select(attribute, value)
        : text(attribute, value);
  input.id = `${form}-attribute-${attribute.key}`;
  input.name = fieldOf(attribute.key);
  input.dataset.attribute = attribute.key;
  input.dataset.type = attribute.type;
  if (attribute.required) input.required = true;
  const label = document.createElement("label");
  label.htmlFor = input.id;
  label.append(attribute.name);
  if (!attribute.required && attribute.type !== "CHECKBOX") label.append(" ", mark());
  const field = document.createElement("div");
  field.className = attribute.type === "CHECKBOX" ? "field check choice" : "field";
  field.append(...(attribute.type === "CHECKBOX" ? [input, label] : [label, input]));
  return field;
}

/** The field of an attribute in faults. @param {string} key */
const fieldOf = (key) => `attributes[${key}]`;

function mark() {
  const span = document.createElement("span");
  span.className = "mark";
  span.textContent = word("optional");
  return span;
}

/** @param {string} value */
function checkbox(value) {
  const input = document.createElement("input");
  input.type = "checkbox";
  input.checked = value === "true";
  return input;
}

/** @param {FormAttribute} attribute @param {string} value */
function text(attribute, value) {
  const input = document.createElement("input");
  input.autocomplete = "off";
  input.value = value;
  if (attribute.type === "INPUT_NUMERIC") input.inputMode = "decimal";
  return input;
}

/** A list keeps a value that isn't one of its options any more. @param {FormAttribute} attribute @param {string} value */
function select({ type, required, options }, value) {
  const list = document.createElement("select");
  const waits = type === "ACCOUNT" && !options.length;
  if (!required || !value) list.append(new Option(waits ? word("issueFirst") : required ? "" : word("none"), ""));
  for (const option of options) list.append(new Option(option.label, option.value));
  if (value && !options.some((option) => option.value === value)) list.append(new Option(value, value));
  list.value = value;
  return list;
}

/** The attribute values of a form. Empty ones are left out. @param {HTMLFormElement} form @returns {AttributeValue[]} */
export function attributeValues(form) {
  /** @type {AttributeValue[]} */
  const values = [];
  for (const input of form.querySelectorAll("[data-attribute]")) {
    const value = input instanceof HTMLInputElement || input instanceof HTMLSelectElement ? enteredValue(input) : "";
    if (value && input instanceof HTMLElement) values.push({ key: input.dataset.attribute ?? "", value });
  }
  return values;
}

/** @param {HTMLInputElement | HTMLSelectElement} input */
function enteredValue(input) {
  if (input.type === "checkbox") return input instanceof HTMLInputElement && input.checked ? "true" : input.required ? "false" : "";
  const value = input.value.trim();
  return input.dataset.type === "INPUT_NUMERIC" ? value.replace(",", ".") : value;
}

/** The seconds and, for `9-10:30`, the start of a duration field. null if it isn't a duration of at least a minute. @param {string} text */
export function durationOf(text) {
  const entry = parseEntry(text);
  return entry && entry.seconds >= 60 ? { seconds: entry.seconds, startTime: entry.start === null ? null : clockTime(entry.start) } : null;
}

/** What is missing or can't be read, before anything is sent. @param {HTMLFormElement} form @returns {Fault[]} */
export function formFaults(form) {
  /** @type {Fault[]} */
  const faults = [];
  /** @param {string} field @param {string} key */
  const add = (field, key) => faults.push({ field, code: "invalid", message: word(key) });
  for (const input of form.querySelectorAll("input, select, textarea")) {
    if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement || input instanceof HTMLTextAreaElement)) continue;
    const value = input.value.trim();
    const isDuration = input.name.endsWith("Seconds");
    if (isDuration && value && (input.name === "timeSpentSeconds" ? durationOf(value) : parseDuration(value)) === null)
      add(input.name, "notADuration");
    else if (value && dateTimeOf(input)?.value === "") add(input.name, dateTimeOf(input)?.type === "time" ? "notATime" : "notADate");
    else if (input.required && input.type !== "checkbox" && !value) add(input.name, "missing");
    else if (input.dataset.type === "INPUT_NUMERIC" && value && !/^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(value))
      add(input.name, "notANumber");
  }
  return faults;
}

/** The faults of a form. The fault of a field stays until this field changes, also when a script replaces the field. */
export class Faults {
  /** @type {Fault[]} */
  #faults = [];

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    form.addEventListener("input", ({ target }) => this.solve(/** @type {HTMLInputElement} */ (target).name));
  }

  /** Shows faults instead of those before, and focuses the first one. @param {Fault[]} faults @returns {Fault[]} those without a field */
  show(faults) {
    this.#faults = faults.map((fault) => ({ ...fault, field: fault.field === "issueId" ? "issueKey" : fault.field }));
    const others = this.mark();
    this.focus();
    return others;
  }

  /** Marks the fields that the form has now. @returns {Fault[]} the faults without a field */
  mark() {
    for (const error of this.form.querySelectorAll(".field > .error")) error.remove();
    for (const input of this.form.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      describe(input, null);
    }
    return this.#faults.filter((fault) => !markFault(this.form, fault));
  }

  focus() {
    const first = this.form.querySelector('[aria-invalid="true"]');
    if (first instanceof HTMLElement) first.focus();
  }

  /** Removes the faults of a field. @param {string} name */
  solve(name) {
    if (!this.#faults.some(({ field }) => field === name)) return;
    this.#faults = this.#faults.filter(({ field }) => field !== name);
    this.mark();
  }
}

/** @param {HTMLFormElement} form @param {Fault} fault */
function markFault(form, { field, message }) {
  const input = form.elements.namedItem(field);
  const place = input instanceof HTMLElement ? input.closest(".field:not([hidden])") : null;
  if (!(input instanceof HTMLElement) || !place) return false;
  const error = document.createElement("p");
  error.className = "error";
  error.id = `${input.id}-error`;
  error.textContent = message.charAt(0).toUpperCase() + message.slice(1);
  place.append(error);
  input.setAttribute("aria-invalid", "true");
  describe(input, error.id);
  return true;
}

/** Connects an input with its error, and keeps its hint. @param {Element} input @param {string | null} error */
function describe(input, error) {
  const ids = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("-error"));
  if (error) ids.push(error);
  if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
  else input.removeAttribute("aria-describedby");
}
