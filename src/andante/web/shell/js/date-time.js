/**
 * `<date-time>`: a text field for a date, a time (`type="time"`) or both (`type="datetime"`) in the person's format. It takes over the text
 * input inside it, which is also all that remains without scripts.
 *
 * The arrow keys change the value by a day or by the step of the calendar, with Shift by a week or an hour. A button opens the browser's
 * picker. `value` and forms have ISO texts: `2026-03-18`, `09:30`, `2026-03-18T09:30`.
 */

import { addDays, clockTime, minutesOf, snap, word } from "./all.js";
import { formatDate, formatTime, localNow, nameOfDay, parseDate, parseTime } from "./dates.js";

const NATIVE = /** @type {Record<string, string>} */ ({ datetime: "datetime-local" });
const DAY_MINUTES = 1440;
const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../icons.svg", import.meta.url).pathname;

export class DateTime extends HTMLElement {
  #weekday = document.createElement("span");
  #committed = "";

  connectedCallback() {
    if (this.#weekday.isConnected) return;
    this.#weekday.className = "weekday";
    this.#weekday.setAttribute("aria-hidden", "true");
    this.append(this.#weekday, this.#button());
    this.#input.autocomplete = "off";
    if (!this.#input.hasAttribute("aria-describedby"))
      this.#input.setAttribute("aria-describedby", this.type === "datetime" ? "date-format time-format" : `${this.type}-format`);
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#input.addEventListener("input", () => this.#show());
    this.#input.addEventListener("change", () => this.#normalize());
    this.#input.addEventListener("blur", () => this.#commit());
    this.#input.form?.addEventListener("formdata", ({ formData }) => this.value && formData.set(this.#input.name, this.value));
    this.#committed = this.value;
    this.#show();
  }

  /** The button of the picker. It isn't needed with the keyboard. */
  #button() {
    const button = document.createElement("button");
    const icon = document.createElementNS(SVG, "svg");
    const use = icon.appendChild(document.createElementNS(SVG, "use"));
    const isTime = this.type === "time";
    button.type = "button";
    button.tabIndex = -1;
    button.setAttribute("aria-label", word(isTime ? "chooseTime" : "openCalendar"));
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${ICONS}#${isTime ? "clock" : "calendar"}`);
    button.append(icon);
    button.addEventListener("click", () => this.#pick());
    return button;
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get type() {
    return this.getAttribute("type") ?? "date";
  }

  /** The value as an ISO text. Empty if nothing is entered, or if it can't be read. */
  get value() {
    return this.#parse(this.#input.value.trim()) ?? "";
  }

  set value(value) {
    this.#input.value = value && this.#format(value);
    this.#committed = value;
    this.#show();
  }

  /** @param {string} text */
  #parse(text) {
    if (this.type === "time") return parseTime(text);
    if (this.type === "date") return parseDate(text);
    const iso = /^(.*\d)t(\d.*)$/i.exec(text);
    const [, day = "", time = text] = iso ?? /^(.*\S)[\s,]+(\d\S*(?:\s*[ap]\.?m?\.?)?)$/i.exec(text) ?? [];
    const [date, clock] = [day ? parseDate(day) : (this.#committed || localNow()).slice(0, 10), parseTime(time)];
    return date && clock ? `${date}T${clock}` : null;
  }

  /** @param {string} value */
  #format(value) {
    const [first = "", time = ""] = value.split("T");
    if (this.type === "time") return formatTime(first);
    return this.type === "date" ? formatDate(first) : `${formatDate(first)} ${formatTime(time)}`;
  }

  /** Shows the weekday of the date, so that the person sees how it was read. */
  #show() {
    const { value } = this;
    this.#weekday.textContent = value && this.type !== "time" ? nameOfDay(value.slice(0, 10), { weekday: "short" }) : "";
  }

  #normalize() {
    const { value } = this;
    if (value) this.value = value;
    else this.#committed = "";
  }

  /** Reports a value that arrow keys changed, as browsers do for typed text. */
  #commit() {
    if (this.value === this.#committed) return;
    this.#normalize();
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") this.#commit();
    if (!up || event.altKey || event.ctrlKey || event.metaKey || this.#input.readOnly) return;
    event.preventDefault();
    this.#input.value = this.#format(this.#moved(up, event.shiftKey));
    this.#input.select();
    this.#input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {number} up 1 or -1 @param {boolean} isFar */
  #moved(up, isFar) {
    const [date = "", time = ""] = (this.type === "time" ? `${localNow().slice(0, 10)}T${this.value}` : this.value).split("T");
    if (this.type === "date") return date ? addDays(date, up * (isFar ? 7 : 1)) : localNow().slice(0, 10);
    const step = Number(document.documentElement.dataset.snap ?? 15);
    const [today = "", now = ""] = localNow().split("T");
    if (!time) return this.#joined(today, snap(minutesOf(now), step));
    const from = minutesOf(time);
    const next = up > 0 ? Math.floor(from / step) + 1 : Math.ceil(from / step) - 1;
    return this.#joined(date, isFar ? from + up * 60 : next * step);
  }

  /** @param {string} date @param {number} minutes of this day; they can be before or after it */
  #joined(date, minutes) {
    const days = Math.floor(minutes / DAY_MINUTES);
    const time = clockTime(minutes - days * DAY_MINUTES);
    return this.type === "time" ? time : `${addDays(date, days)}T${time}`;
  }

  /** Lets the person choose in the browser's picker. */
  #pick() {
    const native = document.createElement("input");
    native.type = NATIVE[this.type] ?? this.type;
    native.tabIndex = -1;
    native.value = this.value;
    native.setAttribute("aria-hidden", "true");
    native.addEventListener("input", (event) => event.stopPropagation());
    native.addEventListener("change", (event) => {
      event.stopPropagation();
      if (!native.value) return;
      this.#input.value = this.#format(native.value);
      this.#input.dispatchEvent(new Event("input", { bubbles: true }));
      this.#commit();
    });
    for (const old of this.querySelectorAll("input[aria-hidden]")) old.remove();
    this.append(native);
    this.#input.focus();
    native.showPicker();
  }
}

/** The element around an input of a form. @param {Element} input */
export const dateTimeOf = (input) => /** @type {DateTime | null} */ (input.closest("date-time"));

customElements.define("date-time", DateTime);
