/** A week on a phone: one day at a time, with buttons that add time or take over the planned time. */

import { formatDuration, shortcut, word } from "../shell/js/all.js";

/** @import { WeekGrid } from "./week-grid.js" */

const SWIPE = 60;
const LAST = 6;

/** @param {WeekGrid} grid */
export function prepare(grid) {
  addButtons(grid);
  offerPlans(grid);
  grid.addEventListener("refreshed", () => {
    addButtons(grid);
    show(grid, shown(grid));
  });
  grid.addEventListener("row-added", () => addButtons(grid));
  grid.addEventListener("click", (event) => clicked(grid, event));
  grid.addEventListener("focusout", () => offerPlans(grid));
  shortcut("[", () => show(grid, shown(grid) - 1));
  shortcut("]", () => show(grid, shown(grid) + 1));
  listenForSwipes(grid);
}

/** @param {WeekGrid} grid */
const shown = (grid) => Number(grid.dataset.shown ?? 0);

/** @param {WeekGrid} grid */
const links = (grid) => /** @type {HTMLAnchorElement[]} */ ([...grid.querySelectorAll(".day-strip a")]);

/** Shows a day; beyond the week, loads the next or previous one. @param {WeekGrid} grid @param {number} day */
function show(grid, day) {
  if (day < 0 || day > LAST) {
    const way = /** @type {HTMLAnchorElement | null} */ (grid.querySelector(`.period [data-key="${day < 0 ? "[" : "]"}"]`));
    return way?.click();
  }
  grid.dataset.shown = String(day);
  offerPlans(grid);
  links(grid).forEach((link, index) => {
    if (index === day) link.setAttribute("aria-current", "date");
    else link.removeAttribute("aria-current");
  });
  const { search } = location;
  const link = links(grid)[day];
  if (link) history.replaceState(null, "", link.pathname + search);
}

/** @param {WeekGrid} grid */
function addButtons(grid) {
  for (const row of grid.rows) if (row.querySelector("td input") && !row.querySelector(".quick")) row.append(grid.clone("quick"));
}

/** Shows the button that takes over the planned time where the cell of the day has a plan and no time. @param {WeekGrid} grid */
function offerPlans(grid) {
  for (const row of grid.rows) {
    const button = /** @type {HTMLElement | null} */ (row.querySelector("[data-take-plan]"));
    const input = row.cells[shown(grid) + 1]?.querySelector("input");
    if (!button) continue;
    const planned = input && !input.value ? grid.cell(input).planned : 0;
    button.hidden = !planned;
    button.textContent = planned ? word("week.takePlan", { hours: formatDuration(planned) }) : "";
  }
}

/** @param {WeekGrid} grid @param {MouseEvent} event */
function clicked(grid, event) {
  const target = /** @type {Element} */ (event.target);
  const link = target.closest(".day-strip a");
  if (link) {
    event.preventDefault();
    return show(grid, links(grid).indexOf(/** @type {HTMLAnchorElement} */ (link)));
  }
  const button = /** @type {HTMLElement | null} */ (target.closest("button[data-add], button[data-take-plan]"));
  const input = button?.closest("tr")?.cells[shown(grid) + 1]?.querySelector("input");
  if (!button || !input) return;
  const cell = grid.cell(input);
  cell.commit();
  const seconds = button.dataset.add ? (cell.wanted?.seconds ?? cell.seconds) + Number(button.dataset.add) : cell.planned;
  cell.want({ seconds, start: null, text: `${seconds / 60}m` });
  offerPlans(grid);
}

/** @param {WeekGrid} grid */
function listenForSwipes(grid) {
  /** @type {Touch | null} */
  let from = null;
  grid.addEventListener("touchstart", (event) => (from = event.touches.length === 1 ? (event.touches[0] ?? null) : null), {
    passive: true,
  });
  grid.addEventListener("touchend", (event) => {
    const to = event.changedTouches[0];
    if (!from || !to || document.activeElement?.matches("td input")) return;
    const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) show(grid, shown(grid) + (x < 0 ? 1 : -1));
  });
}
