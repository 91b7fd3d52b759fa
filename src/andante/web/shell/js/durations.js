/** Durations as people write them on pages. A bare number is hours; the hint under each field says so. */

/** @typedef {{ seconds: number, start: number | null }} Entry The duration, and the start in minutes of the day if a time range was entered. */

const DAY = 86_400;
/** @type {Record<string, number>} */
const UNITS = { h: 3600, hour: 3600, hours: 3600, m: 60, min: 60, minutes: 60, s: 1, sec: 1, seconds: 1 };
const PART = /(\d+(?:[.,]\d+)?)\s*(hours?|h|minutes|min|m|seconds|sec|s)(?![a-z])/g;
const RANGE = /^(\d{1,2})(?::([0-5]\d))?\s*[-–]\s*(\d{1,2})(?::([0-5]\d))?$/;

/**
 * Parses what was typed into a field that holds `current` seconds: a duration (`1h 30m`, `1.5`, `1,5`, `1:30`, `90m`), a sum
 * (`1:30 + 15m`), a change (`+0:30`, `-15m`), or a time range (`9-10:30`). An empty text is 0 seconds.
 * @param {string} text @param {number} [current] @returns {Entry | null} null if it is none of these
 */
export function parseEntry(text, current = 0) {
  const entered = text.trim().toLowerCase();
  if (!entered) return { seconds: 0, start: null };
  const range = RANGE.exec(entered);
  if (range) return parseRange(range);
  const terms = entered.match(/[+\-−][^+\-−]*|^[^+\-−]+/g) ?? [];
  let seconds = /^[+\-−]/.test(entered) ? current : 0;
  for (const term of terms) {
    const sign = /^[-−]/.test(term) ? -1 : 1;
    const length = parseDuration(term.replace(/^[+\-−]/, ""));
    if (length === null) return null;
    seconds += sign * length;
  }
  return seconds < 0 || seconds > DAY ? null : { seconds, start: null };
}

/** The seconds of `2`, `1.5`, `1,5`, `1:30`, `1h 30m` or `90m`; null for anything else. @param {string} text @returns {number | null} */
export function parseDuration(text) {
  const duration = text.trim().toLowerCase();
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(duration);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60;
  if (/^(\d+([.,]\d+)?|[.,]\d+)$/.test(duration)) return bareHours(toNumber(duration));
  if (!duration || duration.replace(PART, "").trim()) return null;
  const parts = [...duration.matchAll(PART)].map(([, amount = "", unit = ""]) => ({ amount: toNumber(amount), length: UNITS[unit] ?? 0 }));
  if (parts.some((part, index) => part.length >= (parts[index - 1]?.length ?? Number.POSITIVE_INFINITY))) return null;
  return whole(parts.reduce((sum, part) => sum + part.amount * part.length, 0));
}

/** A bare number of 24 and more could mean minutes, so it is refused. @param {number} hours */
function bareHours(hours) {
  return hours < 24 ? whole(hours * 3600) : null;
}

/** Whole seconds; null for fractions of a second. @param {number} seconds */
function whole(seconds) {
  const rounded = Math.round(seconds);
  return Math.abs(seconds - rounded) < 1e-6 ? rounded : null;
}

/** @param {RegExpExecArray} range */
function parseRange([, fromHour, fromMinute = "0", toHour, toMinute = "0"]) {
  const start = Number(fromHour) * 60 + Number(fromMinute);
  const end = Number(toHour) * 60 + Number(toMinute);
  return start < end && end <= 1440 ? { seconds: (end - start) * 60, start } : null;
}

/**
 * `1:30` for 5400, or `1.50` in the style DECIMAL, as the server formats it. Rounds to whole minutes.
 * @param {number} seconds @param {string} [style]
 */
export function formatDuration(seconds, style = document.documentElement.dataset.durationFormat ?? "HOURS_MINUTES") {
  const minutes = Math.floor((Math.abs(seconds) + 30) / 60);
  const sign = seconds < 0 && minutes ? "−" : "";
  if (style === "DECIMAL") {
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    return sign + (Math.abs(seconds) / 3600).toLocaleString(document.documentElement.lang || "en", digits);
  }
  return `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** @param {string} text */
function toNumber(text) {
  return Number(text.replace(",", "."));
}
