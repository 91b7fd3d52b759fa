/** Loads a week again, after time was logged elsewhere. */

/** @import { WeekGrid } from "./week-grid.js" */

/** Shows the figures of the server, and marks cells that changed. What isn't saved stays as it is. @param {WeekGrid} grid */
export async function refresh(grid) {
  if (grid.unsaved.length) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected || grid.unsaved.length) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("week-grid");
  if (!fresh || document.querySelector("dialog[open]")) return;
  const before = new Map(grid.cells.map((cell) => [nameOf(cell), cell.seconds]));
  const focused = grid.cells.find(({ input }) => input === document.activeElement);
  grid.replaceChildren(...fresh.childNodes);
  grid.prepare();
  for (const cell of grid.cells) if (cell.seconds !== (before.get(nameOf(cell)) ?? 0)) cell.flash();
  if (focused) grid.fieldOf(focused.issue, focused.row.dataset.attributes, focused.date)?.focus();
  grid.dispatchEvent(new Event("refreshed"));
}

/** @param {import("./cells.js").Cell} cell */
const nameOf = ({ issue, row, date }) => [issue, row.dataset.attributes, date].join();
