/** A day of the calendar in the page: its blocks, where they are, and its totals. */

import { changeSpan, formatDuration, grow, layOut, overlapping, shownRange, word } from "../shell/js/all.js";

/** @import { Span } from "../shell/js/times.js" */

/** @typedef {{ date: string, start: number, seconds: number }} Place Where a worklog is. `start` is in seconds of the day; 0 means that it has no time. */

/** Shorter blocks are laid out with this length, in minutes, because their text needs this height. */
const SHOWN_MINUTES = 15;

/** Where there is room, short blocks are this high, in minutes, so that one can read and hit them: 24 pixels. */
const READABLE_MINUTES = 30;

/** @param {Element} inside @returns {HTMLElement} the day that contains the element */
export function dayOf(inside) {
  const day = inside.closest(".day");
  if (!(day instanceof HTMLElement)) throw new Error("not in a day");
  return day;
}

/** @param {Element} root @param {string} selector */
export function elements(root, selector) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/** All worklogs of a day. @param {Element} day */
export const blocksOf = (day) => elements(day, ".block:not(.ghost)");

/** @param {HTMLElement} block @returns {Place} */
export function placeOf(block) {
  return { date: dayOf(block).dataset.date ?? "", start: Number(block.dataset.start), seconds: Number(block.dataset.seconds) };
}

/** @param {HTMLElement} element @returns {Span} in minutes */
export function spanOf(element) {
  return { start: Number(element.dataset.start) / 60, minutes: Number(element.dataset.seconds) / 60 };
}

/** The name of a day: `Tuesday 17 March`. @param {HTMLElement} day */
export const nameOf = (day) => day.dataset.name ?? "";

/** The key of the issue of a block. @param {Element} block */
export const keyOf = (block) => block.querySelector("b")?.textContent ?? "";

/** `09:00–10:30`, or the duration if the worklog has no time. @param {{ start: number, seconds: number }} place */
export function timeText({ start, seconds }) {
  return start ? shownRange({ start: start / 60, minutes: seconds / 60 }) : formatDuration(seconds);
}

/** Moves a block to a place of a day, and lays out the days that change. @param {HTMLElement} block @param {HTMLElement} day @param {{ start: number, seconds: number }} place */
export function put(block, day, place) {
  const from = block.closest(".day");
  const focused = block.contains(document.activeElement);
  [block.dataset.start, block.dataset.seconds] = [String(place.start), String(place.seconds)];
  const list = day.querySelector(place.start ? ".blocks" : ".untimed");
  const later = list && elements(list, ".block").find((other) => other !== block && Number(other.dataset.start) > place.start);
  list?.insertBefore(block, later ?? null);
  if (from instanceof HTMLElement && from !== day) layDay(from);
  layDay(day);
  if (focused) block.querySelector("button")?.focus();
}

/** Places the blocks of a day, and updates its figures. @param {HTMLElement} day */
export function layDay(day) {
  const timed = elements(day, ".blocks > .block:not(.ghost)");
  const spans = timed.map(spanOf);
  const places = layOut(spans.map(({ start, minutes }) => ({ start, minutes: Math.max(minutes, SHOWN_MINUTES) })));
  const shown = grow(spans, places, READABLE_MINUTES);
  const overlaps = overlapping(spans);
  timed.forEach((block, index) => {
    position(block, shown[index] ?? spanOf(block), places[index]);
    mark(block, overlaps[index] ?? false);
  });
  for (const block of blocksOf(day)) show(block, "time", timeText(placeOf(block)));
  showFigures(day);
  showPlans(day);
}

/** @param {HTMLElement} element @param {Span} span @param {{ column: number, of: number }} [where] */
export function position(element, span, where = { column: 0, of: 1 }) {
  const minutes = Math.min(span.minutes, 1440 - span.start);
  const values = { start: span.start, minutes, column: where.column, of: where.of };
  for (const [name, value] of Object.entries(values)) element.style.setProperty(`--${name}`, String(value));
  element.classList.toggle("short", minutes < 40);
  element.classList.toggle("tiny", minutes < 20);
}

/** Marks a block that overlaps another one, also for screen readers. @param {HTMLElement} block @param {boolean} overlaps */
function mark(block, overlaps) {
  block.classList.toggle("overlaps", overlaps);
  const known = block.querySelector(".about");
  if (!overlaps) known?.remove();
  else if (!known) {
    const about = document.createElement("span");
    about.className = "about visually-hidden";
    about.textContent = ` ${word("overlaps")}`;
    block.querySelector("button")?.append(about);
  }
}

/** @param {HTMLElement} day */
function showFigures(day) {
  const blocks = blocksOf(day);
  const logged = blocks.reduce((sum, block) => sum + Number(block.dataset.seconds), 0);
  show(day, ".logged", formatDuration(logged));
  day.classList.toggle("free", !logged && !Number(day.dataset.required));
  day.classList.toggle("short-of", logged < Number(day.dataset.required));
  const bar = day.closest("time-grid")?.querySelector(`[data-day="${day.dataset.date}"] progress`);
  if (bar instanceof HTMLProgressElement) bar.value = logged;
  const column = /** @type {HTMLElement | null} */ (day.querySelector(".column"));
  column?.style.setProperty("--to", String(Number(day.dataset.workEnd) / 60));
  const fill = /** @type {HTMLElement | null} */ (day.querySelector(".fill"));
  if (!fill) return;
  fill.hidden = blocks.length > 0;
  position(fill, spanOf(fill));
  show(fill, "time", shownRange(spanOf(fill)));
}

/** Plans are done when as much was logged on their issue. @param {HTMLElement} day */
function showPlans(day) {
  const plans = elements(day, ".plan");
  const places = layOut(plans.map(spanOf));
  /** @type {Map<string, number>} */
  const left = new Map();
  for (const block of blocksOf(day)) left.set(keyOf(block), (left.get(keyOf(block)) ?? 0) + Number(block.dataset.seconds));
  plans.forEach((plan, index) => {
    position(plan, spanOf(plan), places[index]);
    show(plan, "time", shownRange(spanOf(plan)));
    const issue = plan.dataset.issue ?? "";
    const seconds = Number(plan.dataset.seconds);
    const done = issue !== "" && (left.get(issue) ?? 0) >= seconds;
    if (done) left.set(issue, (left.get(issue) ?? 0) - seconds);
    plan.classList.toggle("done", done);
  });
}

/** @param {Element} root @param {string} selector @param {string} text */
function show(root, selector, text) {
  const element = root.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}

/** Where a worklog without a time gets when it is moved down, in seconds of the day. */
const WORKDAY_START = 32_400;

/** The place of a block after a key; null if the key doesn't move it. @param {KeyboardEvent} event @param {HTMLElement} block @param {HTMLElement[]} days @param {number} step minutes @returns {{ day: HTMLElement, start: number, seconds: number } | null} */
export function placeAfterKey(event, block, days, step) {
  if (!event.altKey || event.ctrlKey || event.metaKey) return null;
  const down = { ArrowUp: -step, ArrowDown: step }[event.key] ?? 0;
  const right = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
  if (!down && !right) return null;
  const day = dayOf(block);
  const seconds = Number(block.dataset.seconds);
  if (right) {
    const to = days[days.indexOf(day) + (document.dir === "rtl" ? -right : right)];
    return { day: to ?? day, start: Number(block.dataset.start), seconds };
  }
  if (!Number(block.dataset.start) && !event.shiftKey) return { day, start: down > 0 ? WORKDAY_START : 0, seconds };
  const span = changeSpan(spanOf(block), event.shiftKey ? "end" : "move", down, step, event.shiftKey ? 0 : step);
  return { day, start: Math.round(span.start * 60), seconds: Math.round(span.minutes * 60) };
}
