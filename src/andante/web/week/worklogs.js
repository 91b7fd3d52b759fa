/** The worklogs behind a cell: finds, deletes and restores them. */

import { formatDuration, notice, operation, Refused, undoNotice, word } from "../shell/js/all.js";
import { copyOf, createWorklog } from "../shell/js/worklogs.js";
import { isOfRow } from "./worklog-rules.js";

/** @import { WeekGrid } from "./week-grid.js" */
/** @import { Cell } from "./cells.js" */
/** @import { components } from "operations" */
/** @typedef {components["schemas"]["Worklog"]} Worklog */

const getWorklogs = operation("get", "/4/worklogs/user/{accountId}");
const deleteWorklogs = operation("post", "/4-andante/worklogs/delete");
const MOST = 1000;

/** All worklogs of a person on these days, by start. @param {string} person @param {string} from @param {string} to @returns {Promise<Worklog[]>} */
async function between(person, from, to) {
  const page = await getWorklogs({ path: { accountId: person }, query: { from, to, limit: MOST } });
  return page.results.sort((a, b) => (a.startTime < b.startTime ? -1 : 1));
}

/** The worklogs of a cell, and all of its day. @param {WeekGrid} grid @param {Cell} cell */
export async function ofCell(grid, cell) {
  const day = await between(grid.person, cell.date, cell.date);
  return { day, own: inRow(grid, cell.row, day) };
}

/** @param {WeekGrid} grid @param {HTMLElement} row @param {Worklog[]} worklogs */
function inRow(grid, row, worklogs) {
  const identifying = (grid.dataset.identifying ?? "").split(" ");
  const values = JSON.parse(row.dataset.attributes ?? "[]");
  const { issue = "" } = row.dataset;
  return worklogs.filter((worklog) => isOfRow(worklog, issue, values, identifying));
}

/** Deletes the worklogs of a row, and offers to restore them. @param {WeekGrid} grid @param {HTMLElement} row */
export async function clearRow(grid, row) {
  const { issue = "" } = row.dataset;
  const deleted = inRow(grid, row, await between(grid.person, grid.dataset.from ?? "", grid.dataset.to ?? ""));
  if (!deleted.length) return;
  await deleteWorklogs({ body: { ids: deleted.map((worklog) => worklog.tempoWorklogId), ...grid.bypass } });
  await grid.announce();
  undoNotice(word("week.rowRemoved", { hours: formatDuration(sum(deleted)), issue }), () => restoreAll(grid, deleted));
}

/** Creates a worklog again that was deleted. @param {WeekGrid} grid @param {Worklog} worklog */
export function restore(grid, worklog) {
  return createWorklog({ body: { ...copyOf(worklog), ...grid.bypass } });
}

/** What to do when the worklogs of a cell are deleted: offers to restore them. @param {WeekGrid} grid @param {Cell} cell @param {Worklog[]} deleted */
export function undoClearing(grid, cell, deleted) {
  const message = word("week.cleared", { hours: formatDuration(sum(deleted)), issue: cell.issue });
  return () => undoNotice(message, () => restoreAll(grid, deleted));
}

/** @param {WeekGrid} grid @param {Worklog[]} deleted */
async function restoreAll(grid, deleted) {
  try {
    while (deleted.length) {
      await restore(grid, /** @type {Worklog} */ (deleted[0]));
      deleted.shift();
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    notice(error.message, { kind: "error", action: { label: word("week.tryAgain"), run: () => restoreAll(grid, deleted) } });
  }
  await grid.announce();
}

/** @param {Worklog[]} worklogs */
const sum = (worklogs) => worklogs.reduce((all, worklog) => all + worklog.timeSpentSeconds, 0);
