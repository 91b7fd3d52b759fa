/** The operations on worklogs that the calendar uses, and the bodies that they need. */

import { operation } from "../shell/js/all.js";
import { copyOf } from "../shell/js/worklogs.js";

export { createWorklog } from "../shell/js/worklogs.js";

/** @import { Place } from "./day.js" */

export const patchWorklog = operation("patch", "/4-andante/worklogs/{id}");
export const deleteWorklog = operation("delete", "/4/worklogs/{id}");
const getWorklog = operation("get", "/4/worklogs/{id}");

/** @typedef {Awaited<ReturnType<typeof findWorklog>>} Stored */

/** The body that creates a worklog again. @param {string} id */
export async function findWorklog(id) {
  return copyOf(await getWorklog({ path: { id } }));
}

/** A place as fields of a body. @param {Place} place */
export function bodyOf(place) {
  return { startDate: place.date, startTime: clock(place.start), timeSpentSeconds: place.seconds };
}

/** `09:05:00` for 32700. @param {number} seconds */
export function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
}
