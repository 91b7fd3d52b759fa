/** Reads a line that logs time: `1h OPS-7 fixed`, `OPS-7 1h 30m fixed` or `9-10:30 OPS-7`. */

import { clockTime, parseEntry } from "../shell/js/all.js";

/** @typedef {{ issueKey: string, seconds: number, startTime: string | null, description: string }} QuickLog */

const KEY = /^[a-z][a-z0-9_]*-[1-9]\d*$/i;
const MAX_PARTS = 3;

/** What a line logs; null if it has no issue or no duration. @param {string} line @returns {QuickLog | null} */
export function parseLine(line) {
  const words = line.trim().split(/\s+/);
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

/** @param {string} duration @param {string} issueKey @param {string[]} description @returns {QuickLog | null} */
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
