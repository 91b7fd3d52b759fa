/**
 * Logs and deletes time with a notice that can undo it. After every change, the document gets the event `time-logged` with the dates of
 * the changed worklogs as its detail.
 */

import { formatDuration, notice, operation, Refused, TIME_LOGGED, undoNotice, word } from "./all.js";
import { nameOfDay } from "./dates.js";

/** @import { components } from "operations" */
/** @typedef {components["schemas"]["Worklog"]} Worklog */

export const createWorklog = operation("post", "/4/worklogs");
export const loadForm = operation("get", "/4-andante/worklog-form");
const remove = operation("delete", "/4/worklogs/{id}");

/** Tells the page which days changed. @param {Worklog[]} worklogs */
export function announce(...worklogs) {
  document.dispatchEvent(new CustomEvent(TIME_LOGGED, { detail: worklogs.map((worklog) => worklog.startDate) }));
}

/** Logs time on a day, by default today; after the last worklog unless there is a start. @param {{ issueKey: string, seconds: number, startTime: string | null, description: string, date: string | null }} entry */
export async function logEntry({ issueKey, seconds, startTime, description, date }) {
  const form = await loadForm({ query: { issueKey, date: date ?? undefined } });
  const attributes = form.attributes.flatMap(({ key, suggested }) => (suggested ? [{ key, value: suggested }] : []));
  const saved = await createWorklog({
    body: {
      issueKey,
      authorAccountId: form.author.accountId,
      startDate: form.date,
      startTime: startTime ? `${startTime}:00` : form.startTime,
      timeSpentSeconds: seconds,
      description,
      attributes,
    },
  });
  announce(saved);
  noteLogged(saved);
}

/** Deletes a worklog, with a notice that brings it back. @param {Worklog} worklog */
export async function deleteWorklog(worklog) {
  await remove({ path: { id: worklog.tempoWorklogId } });
  announce(worklog);
  undoNotice(word("worklogDeleted", valuesOf(worklog)), () =>
    reported(async () => announce(await createWorklog({ body: copyOf(worklog) }))),
  );
}

/** Shows what was logged, with a button that deletes it. @param {Worklog} worklog */
export function noteLogged(worklog) {
  const undo = async () => {
    await remove({ path: { id: worklog.tempoWorklogId } });
    announce(worklog);
  };
  undoNotice(word("logged", valuesOf(worklog)), () => reported(undo));
}

/** @param {Worklog} worklog */
function valuesOf({ timeSpentSeconds, issue, startDate }) {
  const day = nameOfDay(startDate, { weekday: "short", day: "numeric", month: "short" });
  return { duration: formatDuration(timeSpentSeconds), issue: issue.key ?? String(issue.id), day };
}

/** The body that creates the same worklog again. @param {Worklog} worklog */
export function copyOf({ author, issue, attributes, startDate, startTime, timeSpentSeconds, billableSeconds, description }) {
  const fields = { startDate, startTime, timeSpentSeconds, billableSeconds, description, attributes: attributes.values };
  return { ...fields, authorAccountId: author.accountId, issueId: issue.id ?? null };
}

/** Runs an undo, and shows a notice if it fails. @param {() => Promise<void>} action */
async function reported(action) {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    notice(error.message, { kind: "error", action: { label: word("undo"), run: () => reported(action) } });
  }
}
