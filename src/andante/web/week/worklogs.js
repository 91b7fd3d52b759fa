/** The worklogs behind a cell: finds, deletes and restores them. */

import { formatDuration, operation, undoNotice, word } from "../shell/js/all.js";
import { isOfRow } from "./worklog-rules.js";

/** @import { WeekGrid } from "./week-grid.js" */
/** @import { Cell } from "./cells.js" */
/** @import { components } from "operations" */
/** @typedef {components["schemas"]["Worklog"]} Worklog */

const getWorklogs = operation("get", "/4/worklogs/user/{accountId}");
const createWorklog = operation("post", "/4/worklogs");
const MOST = 1000;

/** All worklogs of a person on a day, by start. @param {string} person @param {string} date @returns {Promise<Worklog[]>} */
export async function ofDay(person, date) {
  const page = await getWorklogs({ path: { accountId: person }, query: { from: date, to: date, limit: MOST } });
  return page.results.sort((a, b) => (a.startTime < b.startTime ? -1 : 1));
}

/** The worklogs of a cell, and all of its day. @param {WeekGrid} grid @param {Cell} cell */
export async function ofCell(grid, cell) {
  const day = await ofDay(grid.person, cell.date);
  const identifying = (grid.dataset.identifying ?? "").split(" ");
  const issue = Number(cell.row.dataset.id);
  return { day, own: day.filter((worklog) => isOfRow(worklog, issue, cell.attributes, identifying)) };
}

/** Creates a worklog again that was deleted. @param {string} issueKey @param {Worklog} worklog */
export function restore(issueKey, worklog) {
  return createWorklog({
    body: {
      authorAccountId: worklog.author.accountId,
      issueKey,
      startDate: worklog.startDate,
      startTime: worklog.startTime,
      timeSpentSeconds: worklog.timeSpentSeconds,
      billableSeconds: worklog.billableSeconds,
      description: worklog.description,
      attributes: worklog.attributes.values,
    },
  });
}

/** What to do when the worklogs of a cell are deleted: offers to restore them. @param {WeekGrid} grid @param {Cell} cell @param {Worklog[]} deleted */
export function undoClearing(grid, cell, deleted) {
  const seconds = deleted.reduce((sum, worklog) => sum + worklog.timeSpentSeconds, 0);
  return () =>
    undoNotice(word("week.cleared", { hours: formatDuration(seconds), issue: cell.issue }), async () => {
      for (const worklog of deleted) await restore(cell.issue, worklog);
      await grid.announce();
    });
}
