/** Reads a line that logs time: `1h OPS-7 fixed yesterday`, `OPS-7 1h 30m fixed`, `9-10:30 OPS-7` or `mon 2h OPS-7`. */

import { clockTime, parseEntry } from "../shell/js/all.js";
import { parseDate } from "../shell/js/dates.js";

/** @import { Style } from "../shell/js/dates.js" */
/** @typedef {{ issueKey: string, seconds: number, startTime: string | null, description: string, date: string | null }} QuickLog `date` is null for today. */

const KEY = /^[a-z][a-z0-9_]*-[1-9]\d*$/i;
const MAX_PARTS = 3;
/** Texts that are days also in the middle of a sentence: `yesterday`, `mon`, `2026-03-18`, `18/3`, `18.3.`, `18 March` and `March 18`. */
const DAY =
  /^(\p{L}{3,}|\d{4}-\d\d?-\d\d?|\d\d?\/\d\d?(\/(\d\d){1,2})?|\d\d?\.\d\d?\.((\d\d){1,2})?|\d\d?\.? \p{L}{3,}( \d{4})?|\p{L}{3,} \d\d?,?( \d{4})?)$/u;

/** What a line logs; null if it has no issue or no duration. The day is at its start or end. @param {string} line @param {Style} [style] @returns {QuickLog | null} */
export function parseLine(line, style) {
  const all = line.trim().split(/\s+/);
  const { words, date } = withoutDay(all, style);
  const found = parseWords(words);
  return found ? { ...found, date } : null;
}

/** @param {string[]} words @param {Style} [style] @returns {{ words: string[], date: string | null }} */
function withoutDay(words, style) {
  for (let count = Math.min(MAX_PARTS, words.length); count > 0; count--) {
    const last = dayOf(words.slice(-count), style);
    if (last) return { words: words.slice(0, -count), date: last };
    const first = dayOf(words.slice(0, count), style);
    if (first) return { words: words.slice(count), date: first };
  }
  return { words, date: null };
}

/** @param {string[]} words @param {Style} [style] */
function dayOf(words, style) {
  const text = words.join(" ");
  return DAY.test(text) ? parseDate(text, style) : null;
}

/** @param {string[]} words @returns {Omit<QuickLog, "date"> | null} */
function parseWords(words) {
  const at = words.findIndex((word) => KEY.test(word));
  const issueKey = words[at]?.toUpperCase();
  if (!issueKey || at > MAX_PARTS) return null;
  const rest = words.slice(at + 1);
  if (at > 0) return entryOf(words.slice(0, at).join(" "), issueKey, rest);
  for (let parts = Math.min(MAX_PARTS, rest.length); parts > 0; parts--) {
    const entry = entryOf(rest.slice(0, parts).join(" "), issueKey, rest.slice(parts));
    if (entry) return entry;
  }
  return null;
}

/** @param {string} duration @param {string} issueKey @param {string[]} description @returns {Omit<QuickLog, "date"> | null} */
function entryOf(duration, issueKey, description) {
  const entry = parseEntry(duration);
  if (!entry || entry.seconds < 60) return null;
  return {
    issueKey,
    seconds: entry.seconds,
    startTime: entry.start === null ? null : clockTime(entry.start),
    description: description.join(" "),
  };
}

/** Whether each word of the text is the start of a word of the label. @param {string} label @param {string} text */
export function matches(label, text) {
  const words = label.toLowerCase().split(/[\s/]+/);
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((start) => words.some((word) => word.startsWith(start)));
}
