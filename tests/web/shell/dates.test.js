import { describeDay, formatDate, parseDate, parseTime } from "../../../src/andante/web/shell/js/dates.js";
import { equal, json } from "./testing.js";

const PATTERNS = /** @type {Record<string, string>} */ ({ "en-GB": "dd/MM/y", "en-US": "M/d/y", de: "d.M.y" });
const CASES = "/tests/web/shell/dates.json";

export async function datesAsPeopleTypeThem() {
  const { today, dates } = await json(CASES);
  for (const [locale, text, expected] of dates) equal(parseDate(text, { locale, pattern: PATTERNS[locale] ?? "", today }), expected, text);
}

export async function timesAsPeopleTypeThem() {
  for (const [text, expected] of (await json(CASES)).times) equal(parseTime(text), expected, text);
}

export async function datesAreShownInThePatternOfTheUser() {
  for (const [locale, date, expected] of (await json(CASES)).formats) equal(formatDate(date, PATTERNS[locale]), expected, date);
}

export function aDayNearTodayHasAWord() {
  const style = { locale: "en-GB", pattern: "dd/MM/y", today: "2026-03-18" };
  equal(describeDay("2026-03-17", style), "Yesterday, Tue 17 March");
  equal(describeDay("2026-03-20", style), "Fri 20 March");
  equal(describeDay("2025-03-20", style), "Thu, 20 March 2025");
  equal(describeDay("2026-03-18", { ...style, locale: "de" }), "Heute, Mi., 18. März");
}
