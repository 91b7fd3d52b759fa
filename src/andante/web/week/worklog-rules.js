/** Decides which worklogs belong to a row, where a new one starts, and which fields of a form changed. */

/** @typedef {{ key: string, value: string }} Value */
/** @typedef {{ startTime: string, timeSpentSeconds: number }} Timed */

const WORKDAY_START = 540;

/**
 * Whether a worklog is in the row of an issue with these values of the attributes that identify rows.
 * @param {{ issue: { key?: string | null }, attributes: { values: Value[] } }} worklog
 * @param {string} issue @param {Value[]} values @param {string[]} identifying The keys of all attributes that identify rows.
 */
export function isOfRow(worklog, issue, values, identifying) {
  const found = worklog.attributes.values.filter((value) => identifying.includes(value.key));
  return (
    worklog.issue.key === issue &&
    found.length === values.length &&
    values.every((value) => found.some((other) => other.key === value.key && other.value === value.value))
  );
}

/** The minute at which a new worklog starts: after the last one of the day, at 9:00 at the earliest. @param {Timed[]} day */
export function freeStart(day) {
  const ends = day.map((worklog) => minutes(worklog.startTime) + Math.ceil(worklog.timeSpentSeconds / 60));
  return Math.min(Math.max(WORKDAY_START, ...ends), 1439);
}

/**
 * The fields that differ, with their new values. Lists are compared by their content.
 * @template {Record<string, unknown>} T @param {T} before @param {T} after @returns {Partial<T>}
 */
export function changes(before, after) {
  const changed = Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
  return /** @type {Partial<T>} */ (Object.fromEntries(changed));
}

/** @param {string} time */
function minutes(time) {
  const [hour = "0", minute = "0"] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}
