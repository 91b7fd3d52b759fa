/** The operations on worklogs that the calendar uses, and the bodies that they need. */

import { operation } from "../shell/js/all.js";

/** @import { Place } from "./day.js" */

export const createWorklog = operation("post", "/4/worklogs");
export const patchWorklog = operation("patch", "/4-andante/worklogs/{id}");
export const deleteWorklog = operation("delete", "/4/worklogs/{id}");
const getWorklog = operation("get", "/4/worklogs/{id}");

/** @typedef {Awaited<ReturnType<typeof findWorklog>>} Stored */

/** What a worklog needs to be created again. @param {string} id */
export async function findWorklog(id) {
  const { tempoWorklogId, issue, author, attributes, ...worklog } = await getWorklog({ path: { id } });
  return {
    id: tempoWorklogId,
    issueId: issue.id ?? null,
    authorAccountId: author.accountId,
    startDate: worklog.startDate,
    startTime: worklog.startTime,
    timeSpentSeconds: worklog.timeSpentSeconds,
    billableSeconds: worklog.billableSeconds,
    description: worklog.description,
    attributes: attributes.values.map(({ key, value }) => ({ key, value })),
  };
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
