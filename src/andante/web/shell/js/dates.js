/** Dates and times of day as people type them on pages, and in their format. `shell/dates.py` parses the same texts. */

import { addDays, clockTime, minutesOf, shownTime } from "./all.js";

/** @typedef {{ locale: string, pattern: string, today: string }} Style `pattern` is CLDR's pattern of numeric dates: `dd/MM/y`. */
/** @typedef {{ d?: number, M?: number, y?: number }} Fields */

const SHORTEST_WEEKDAY = 2;
const SHORTEST_MONTH = 3;
const DAY = 86_400_000;
/** Days that are further away are shown with their year. */
const SHOWN_YEAR = 180;
const TIME = /^(\d{1,2})(?:[:.h]?([0-5]\d)(?::[0-5]\d)?)?\s*(?:([ap])\.?\s*(?:m\.?)?|h|uhr)?$/;
const LOADED = Date.now();

/** The date and time now in the person's time zone, by the clock of the server: `2026-03-18T14:05`. */
export function localNow() {
  const now = Date.parse(`${document.documentElement.dataset.now ?? new Date().toISOString().slice(0, 16)}Z`) + Date.now() - LOADED;
  return new Date(now).toISOString().slice(0, 16);
}

/** @returns {Style} */
function currentStyle() {
  const { locale = "en-GB", datePattern = "dd/MM/y" } = document.documentElement.dataset;
  return { locale, pattern: datePattern, today: localNow().slice(0, 10) };
}

/**
 * The date that a text means: `2026-03-18`, `18/03/2026` in the person's order, `18/3`, `18`, `18 Mar`, `yesterday`, `Mon` or `-1`. Null if
 * it isn't one. Without a month or year, it is the date nearest to today; a weekday is today or before.
 * @param {string} text @param {Style} [style] @returns {string | null}
 */
export function parseDate(text, style = currentStyle()) {
  const entered = folded(text);
  const { weekdays, relative } = namesOf(style.locale);
  const days = relative.get(entered) ?? (/^[+-]\d{1,3}$/.test(entered) ? Number(entered) : undefined);
  if (days !== undefined) return addDays(style.today, days);
  const [name = "", ...rest] = entered.split(" ");
  const weekday = numberOf(name.replace(/\.$/, ""), weekdays, SHORTEST_WEEKDAY);
  if (weekday !== undefined && !rest.length) return addDays(style.today, -((7 + weekdayOf(style.today) - weekday) % 7));
  const fields = fieldsOf(weekday === undefined ? entered : rest.join(" "), style);
  return fields?.d === undefined ? null : nearest(fields.d, fields, style.today);
}

/** The time of day that a text means, as `09:30`: `9`, `9:30`, `9.30`, `930`, `9:30 pm` or `9p`. Null if it isn't one. @param {string} text */
export function parseTime(text) {
  const [, hours = "", minutes = "0", half] = TIME.exec(folded(text)) ?? [];
  const hour = Number(hours);
  if (!hours || hour > 23 || (half && (hour < 1 || hour > 12))) return null;
  return clockTime((half ? (hour % 12) + (half === "p" ? 12 : 0) : hour) * 60 + Number(minutes));
}

/** A date as the person writes it: `18/03/2026`. @param {string} date @param {string} [pattern] */
export function formatDate(date, pattern = currentStyle().pattern) {
  const [year = "", month = "", day = ""] = date.split("-");
  const values = { y: year, yyyy: year, yy: year.slice(2), M: String(Number(month)), MM: month, d: String(Number(day)), dd: day };
  return pattern.replace(/y+|M+|d+/g, (field) => /** @type {Record<string, string>} */ (values)[field] ?? field);
}

/** A date with its weekday: `Wed, 18 March`. @param {string} date @param {Intl.DateTimeFormatOptions} [options] @param {string} [locale] */
export function nameOfDay(date, options = { weekday: "short", day: "numeric", month: "long" }, locale = currentStyle().locale) {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

/** A day for a sentence: `Yesterday, Tue 17 March`. @param {string} date @param {Style} [style] */
export function describeDay(date, style = currentStyle()) {
  const days = Math.round((Date.parse(date) - Date.parse(style.today)) / DAY);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { weekday: "short", day: "numeric", month: "long" };
  if (Math.abs(days) > SHOWN_YEAR) options.year = "numeric";
  const name = nameOfDay(date, options, style.locale);
  if (Math.abs(days) > 1) return name;
  const word = new Intl.RelativeTimeFormat(style.locale, { numeric: "auto" }).format(days, "day");
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}, ${name}`;
}

/** A time as the person writes it: `09:30` or `9:30 AM`. @param {string} time */
export const formatTime = (time) => shownTime(minutesOf(time));

/** @param {string} text @param {Style} style @returns {Fields | null} */
function fieldsOf(text, style) {
  if (!/^(\d{1,4}|\p{L}+)([\s./-]+(\d{1,4}|\p{L}+))*\.?$/u.test(text)) return null;
  const numbers = text.match(/\d+/g) ?? [];
  const names = text.match(/\p{L}+/gu) ?? [];
  const month = names[0] === undefined ? undefined : numberOf(names[0], namesOf(style.locale).months, SHORTEST_MONTH);
  if (names.length > 1 || (names.length && month === undefined)) return null;
  let order = numbers[0]?.length === 4 ? "yMd" : [..."dMy"].sort((a, b) => style.pattern.indexOf(a) - style.pattern.indexOf(b)).join("");
  if (names.length) order = order.replace("M", "");
  for (const field of ["y", "M"]) if (numbers.length < order.length) order = order.replace(field, "");
  if (numbers.length !== order.length || numbers.some((number, index) => !fits(order[index] ?? "", number))) return null;
  /** @type {Record<string, number>} */
  const found = Object.fromEntries(numbers.map((number, index) => [order[index], Number(number)]));
  if (month !== undefined) found.M = month;
  if (found.y !== undefined && found.y < 100) found.y += 2000;
  return found;
}

/** @param {string} field @param {string} number */
const fits = (field, number) => (field === "y" ? [2, 4] : [1, 2]).includes(number.length);

/** The date with these fields that is nearest to today. @param {number} day @param {Fields} fields @param {string} today */
function nearest(day, { M: month, y: year }, today) {
  if (month !== undefined && (month < 1 || month > 12)) return null;
  const [thisYear = 0, thisMonth = 0] = today.split("-").map(Number);
  const around = [-1, 0, 1].map((step) => (month === undefined ? [thisYear, thisMonth + step] : [thisYear + step, month]));
  const candidates = year === undefined ? around : [[year, month ?? 0]];
  const dates = candidates.map(([y = 0, m = 0]) => valid(y, m, day)).filter((date) => date !== null);
  const distance = (/** @type {string} */ date) => Math.abs(Date.parse(date) - Date.parse(today));
  return dates.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** The date, or null if the month doesn't have this day. A month can be before January or after December. @param {number} year @param {number} month @param {number} day */
function valid(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
}

/** The number of a date's weekday; Monday is 0. @param {string} date */
const weekdayOf = (date) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** @typedef {[string, number][]} Names */
/** @type {Map<string, { weekdays: Names, months: Names, relative: Map<string, number> }>} */
const known = new Map();

/** The folded names of weekdays and months, and words like `yesterday`, in a language and in English. @param {string} locale */
function namesOf(locale) {
  const found = known.get(locale);
  if (found) return found;
  /** @type {[Names, Names, Names]} */
  const [weekdays, months, relative] = [[], [], []];
  for (const each of [locale, "en"]) {
    /** @param {Intl.DateTimeFormatOptions} options @param {number} time */
    const name = (options, time) => folded(new Intl.DateTimeFormat(each, { ...options, timeZone: "UTC" }).format(time));
    for (let day = 0; day < 7; day++) weekdays.push([name({ weekday: "long" }, Date.UTC(2026, 0, 5) + day * DAY), day]);
    for (let month = 0; month < 12; month++) months.push([name({ month: "long" }, Date.UTC(2026, month, 15)), month + 1]);
    const words = new Intl.RelativeTimeFormat(each, { numeric: "auto" });
    for (const days of [-1, 0, 1]) relative.push([folded(words.format(days, "day")), days]);
  }
  const names = { weekdays, months, relative: new Map(relative) };
  known.set(locale, names);
  return names;
}

/** The number of the name that starts with the text. @param {string} text @param {Names} names @param {number} shortest */
function numberOf(text, names, shortest) {
  return text.length < shortest ? undefined : names.find(([name]) => name.startsWith(text))?.[1];
}

/** Without capitals, accents and commas. @param {string} text */
function folded(text) {
  return text.toLowerCase().replaceAll(",", " ").normalize("NFD").replace(/\p{M}/gu, "").trim().split(/\s+/).join(" ");
}
