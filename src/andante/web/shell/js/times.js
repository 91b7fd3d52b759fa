/** Minutes of a day, and how overlapping blocks share its width. */

/** @typedef {{ start: number, minutes: number }} Span */

export const DAY_MINUTES = 1440;

/** @param {number} minutes @param {number} step */
export const snap = (minutes, step) => Math.round(minutes / step) * step;

/**
 * The span after it was moved, or one edge was dragged, by `minutes`. What moved is on a multiple of `step` afterwards. The span stays
 * inside its day, from `first` on, and is at least one step long.
 * @param {Span} span @param {"move" | "start" | "end"} kind @param {number} minutes @param {number} step @param {number} [first]
 * @returns {Span}
 */
export function changeSpan(span, kind, minutes, step, first = 0) {
  if (!minutes) return span;
  const end = span.start + span.minutes;
  if (kind === "move") {
    const start = clamp(snap(span.start + minutes, step), first, Math.max(first, DAY_MINUTES - span.minutes));
    return { start, minutes: span.minutes };
  }
  if (kind === "start") {
    const start = clamp(snap(span.start + minutes, step), first, Math.max(first, end - step));
    return { start, minutes: end - start };
  }
  const moved = clamp(snap(end + minutes, step), span.start + step, Math.max(DAY_MINUTES, span.start + step));
  return { start: span.start, minutes: moved - span.start };
}

/**
 * The span between two times at which a drag started and is now, widened to multiples of `step`.
 * @param {number} from @param {number} to @param {number} step @param {number} [first] @returns {Span}
 */
export function spanBetween(from, to, step, first = 0) {
  const start = clamp(Math.floor(Math.min(from, to) / step) * step, first, DAY_MINUTES - step);
  const end = clamp(Math.ceil(Math.max(from, to) / step) * step, start + step, DAY_MINUTES);
  return { start, minutes: end - start };
}

/** Which of these spans overlap another one. @param {Span[]} spans sorted by start @returns {boolean[]} */
export function overlapping(spans) {
  const found = spans.map(() => false);
  let latest = 0;
  spans.forEach(({ start, minutes }, index) => {
    const before = spans[latest];
    if (index && before && before.start + before.minutes > start) found[index] = found[latest] = true;
    if (!before || start + minutes > before.start + before.minutes) latest = index;
  });
  return found;
}

/**
 * The column of each span, and the number of columns that it shares the width with. Spans side by side overlap in time.
 * @param {Span[]} spans sorted by start @returns {{ column: number, of: number }[]}
 */
export function layOut(spans) {
  /** @type {{ column: number, of: number }[]} */
  const places = [];
  /** @type {number[]} */
  let ends = [];
  let first = 0;
  spans.forEach(({ start, minutes }, index) => {
    if (ends.every((end) => end <= start)) [ends, first] = [[], index];
    const free = ends.findIndex((end) => end <= start);
    const column = free < 0 ? ends.length : free;
    ends[column] = start + minutes;
    places[index] = { column, of: 1 };
    for (const place of places.slice(first)) place.of = ends.length;
  });
  return places;
}

/**
 * The spans as they are shown: a span that is shorter than `least` minutes grows where nothing is, first downwards.
 * @param {Span[]} spans sorted by start @param {{ column: number, of: number }[]} places @param {number} least @returns {Span[]}
 */
export function grow(spans, places, least) {
  /** @type {Span[]} */
  const shown = [];
  spans.forEach((span, index) => {
    const below = spans.filter((_, other) => other > index && isBeside(places[index], places[other]));
    const above = shown.filter((_, other) => isBeside(places[index], places[other]));
    const end = Math.max(span.start + span.minutes, Math.min(span.start + least, DAY_MINUTES, ...below.map(({ start }) => start)));
    const free = Math.max(0, ...above.map(({ start, minutes }) => start + minutes));
    const start = Math.min(span.start, Math.max(free, end - Math.max(least, span.minutes)));
    shown[index] = { start, minutes: end - start };
  });
  return shown;
}

/** Whether two places share a part of the width. @param {{ column: number, of: number } | undefined} one @param {{ column: number, of: number } | undefined} other */
function isBeside(one, other) {
  return !one || !other || (one.column * other.of < (other.column + 1) * one.of && other.column * one.of < (one.column + 1) * other.of);
}

/**
 * The gaps between `from` and `to` that no span covers.
 * @param {Span[]} spans @param {number} from @param {number} to @returns {Span[]}
 */
export function gaps(spans, from, to) {
  /** @type {Span[]} */
  const found = [];
  let free = from;
  for (const { start, minutes } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start > free) found.push({ start: free, minutes: Math.min(start, to) - free });
    free = Math.max(free, start + minutes);
    if (free >= to) break;
  }
  if (free < to) found.push({ start: free, minutes: to - free });
  return found.filter((gap) => gap.minutes > 0);
}

/** `09:05` for 545, as in an API body or a time input. @param {number} minutes */
export function clockTime(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The minutes of the day of `09:05` or `09:05:00`. @param {string} time */
export function minutesOf(time) {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** A time to show, in the person's format. @param {number} minutes */
export function shownTime(minutes) {
  if (document.documentElement.dataset.timeFormat !== "12_HOURS") return clockTime(minutes);
  const hours = Math.floor(minutes / 60) % 24;
  return `${hours % 12 || 12}:${String(minutes % 60).padStart(2, "0")} ${hours < 12 ? "AM" : "PM"}`;
}

/** `09:00–10:30`, in the person's format. @param {Span} span */
export function shownRange({ start, minutes }) {
  return `${shownTime(Math.floor(start))}–${shownTime(Math.floor(start + minutes))}`;
}

/** The date that many days later, as `2026-11-27`. @param {string} date @param {number} days */
export function addDays(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** @param {number} value @param {number} min @param {number} max */
const clamp = (value, min, max) => Math.min(Math.max(value, min), max);
