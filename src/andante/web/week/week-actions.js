/** What the buttons of a week do besides typing time: favorites, new rows, copies, submission; and its shortcuts. */

import "../shell/js/pick-one.js";
import { addDays, notice, operation, Refused, shortcut, startTimer, undoNotice, word } from "../shell/js/all.js";
import { clearRow } from "./worklogs.js";

/** @import { WeekGrid } from "./week-grid.js" */
/** @import { Choice, PickOne } from "../shell/js/pick-one.js" */

const addFavorite = operation("put", "/4-andante/favorites/{issueKey}");
const removeFavorite = operation("delete", "/4-andante/favorites/{issueKey}");
const copyWeek = operation("post", "/4-andante/weeks/copy");
const getWeek = operation("get", "/4-andante/weeks/{day}");
const deleteWorklogs = operation("post", "/4-andante/worklogs/delete");
const SHOWN_LINES = 12;

/** @type {Record<string, (grid: WeekGrid, control: HTMLElement) => unknown>} */
const ACTIONS = {
  copy: (grid, control) => copy(grid, control.dataset.source === "PLAN" ? "PLAN" : "LAST_WEEK"),
  "copy-rows": copyRows,
  "add-row": focusAddRow,
  "start-timer": (_, control) => startTimer(/** @type {HTMLElement} */ (control.closest("tr")).dataset.issue ?? ""),
  "remove-row": (grid, control) => removeRow(grid, /** @type {HTMLElement} */ (control.closest("tr"))),
  submit: (grid, control) => openSubmitDialog(grid, /** @type {HTMLAnchorElement} */ (control).href),
};

/** Prepares what the page doesn't need to show its cells. @param {WeekGrid} grid */
export function prepare(grid) {
  shortcut("a", () => focusAddRow(grid));
  grid.addEventListener("pick", (event) => {
    /** @type {PickOne} */ (event.target).set(null);
    addRow(grid, /** @type {CustomEvent<Choice>} */ (event).detail);
  });
  for (const key of ["[", "]", "."]) shortcut(key, () => follow(grid, key));
  if (location.hash === "#submit-menu") showSubmitMenu(grid);
  if (matchMedia("(max-width: 40rem)").matches) import("./phone.js").then((phone) => phone.prepare(grid));
}

/** Runs the action of a button, and reports a refusal. @param {WeekGrid} grid @param {HTMLElement} control */
export async function run(grid, control) {
  const menu = /** @type {HTMLElement | null} */ (control.closest("[popover]"));
  menu?.hidePopover();
  try {
    if (control.matches(".star")) await star(control);
    else await ACTIONS[control.dataset.do ?? ""]?.(grid, control);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const action = error.isTemporary ? { label: word("week.tryAgain"), run: () => run(grid, control) } : undefined;
    notice(error.message, { kind: "error", action });
  }
}

/** @param {HTMLElement} button */
async function star(button) {
  const row = /** @type {HTMLElement} */ (button.closest("tr"));
  const isFavorite = button.getAttribute("aria-pressed") === "true";
  const input = { path: { issueKey: row.dataset.issue ?? "" } };
  await (isFavorite ? removeFavorite(input) : addFavorite(input));
  for (const other of document.querySelectorAll(`tr[data-issue="${CSS.escape(row.dataset.issue ?? "")}"] .star`))
    other.setAttribute("aria-pressed", String(!isFavorite));
}

/** @param {WeekGrid} grid @param {"LAST_WEEK" | "PLAN"} source */
async function copy(grid, source) {
  const answer = await copyWeek({ body: { accountId: grid.person, date: grid.dataset.from ?? "", source } });
  const { worklogIds: ids, skipped, adjusted } = answer;
  const all = ids.length + skipped.length;
  await grid.announce();
  if (!all) return notice(word(source === "PLAN" ? "week.nothingPlanned" : "week.nothingLastWeek"));
  const undo = () => undoCopy(grid, ids);
  if (!skipped.length && !adjusted.length) return undoNotice(word("week.copied", { count: ids.length, all }), undo);
  report(grid, word("week.copied", { count: ids.length, all }), ids.length ? undo : null, {
    [word("week.skipped")]: lines(skipped),
    [word("week.adjusted")]: lines(adjusted),
  });
}

/** A line for each issue and reason, with its days. @param {{ issueKey: string, date: string, message: string }[]} cells */
function lines(cells) {
  /** @type {Map<string, { issueKey: string, days: string[], message: string }>} */
  const found = new Map();
  for (const { issueKey, date, message } of cells) {
    const head = document.querySelector(`th[data-date="${date}"]`);
    const line = found.get(issueKey + message) ?? { issueKey, days: [], message };
    line.days.push((head instanceof HTMLElement ? head.dataset.name : null) ?? date);
    found.set(issueKey + message, line);
  }
  return [...found.values()].map(({ issueKey, days, message }) => `${issueKey}, ${days.join("; ")}: ${message}`);
}

/** @param {WeekGrid} grid @param {number[]} ids */
async function undoCopy(grid, ids) {
  await deleteWorklogs({ body: { ids } });
  await grid.announce();
}

/** Shows above the grid what was done and what was not, until it is closed. @param {WeekGrid} grid @param {string} text @param {(() => unknown) | null} undo @param {Record<string, string[]>} parts lines by heading */
function report(grid, text, undo, parts) {
  const box = /** @type {HTMLElement} */ (grid.querySelector(".report"));
  const close = () => {
    box.hidden = true;
    box.replaceChildren();
  };
  const revert = () => {
    close();
    undo?.();
  };
  const buttons = [...(undo ? [button(word("undo"), revert)] : []), button(word("close"), close)];
  box.replaceChildren(element("strong", text), ...buttons, ...Object.entries(parts).flatMap(([head, lines]) => part(head, lines)));
  box.hidden = false;
}

/** A heading and a list of the first lines, or nothing without lines. @param {string} head @param {string[]} lines */
function part(head, lines) {
  if (!lines.length) return [];
  const list = document.createElement("ul");
  for (const line of lines.slice(0, SHOWN_LINES)) list.append(element("li", line));
  if (lines.length > SHOWN_LINES) list.append(element("li", word("week.more", { count: lines.length - SHOWN_LINES })));
  return [element("div", head), list];
}

/** @param {WeekGrid} grid */
async function copyRows(grid) {
  const day = addDays(grid.dataset.from ?? "", -1);
  const week = await getWeek({ path: { day }, query: { accountId: grid.person } });
  const keys = week.rows.filter((row) => row.cells.some((cell) => cell.timeSpentSeconds)).map((row) => row.issue.key ?? "");
  const known = new Set(grid.rows.map((row) => row.dataset.issue));
  const missing = [...new Set(keys)].filter((key) => !known.has(key));
  if (!missing.length) return notice(word("week.noNewRows"));
  remember(missing);
  await grid.refresh();
}

/** Adds issues to the address, so that their rows stay when the page is loaded again. @param {string[]} keys */
function remember(keys) {
  const url = new URL(location.href);
  for (const key of keys) if (!url.searchParams.getAll("issue").includes(key)) url.searchParams.append("issue", key);
  history.replaceState(null, "", url);
}

/** @param {WeekGrid} grid @param {HTMLElement} row */
async function removeRow(grid, row) {
  const url = new URL(location.href);
  const keys = url.searchParams.getAll("issue").filter((key) => key !== row.dataset.issue);
  url.searchParams.delete("issue");
  for (const key of keys) url.searchParams.append("issue", key);
  if (row.querySelector("[data-seconds]")) await clearRow(grid, row);
  else row.remove();
  history.replaceState(null, "", url);
  focusAddRow(grid);
}

/** @param {WeekGrid} grid */
function focusAddRow(grid) {
  /** @type {HTMLElement | null} */ (grid.querySelector(".add-row input:not([type=hidden])"))?.focus();
}

/** Shows a row for an issue, and goes to its first field. @param {WeekGrid} grid @param {Choice} issue */
export function addRow(grid, issue) {
  let row = grid.rows.find((found) => found.dataset.issue === issue.key);
  if (!row) {
    row = /** @type {HTMLTableRowElement} */ (grid.clone("new-row"));
    row.dataset.issue = issue.key;
    const key = /** @type {HTMLElement} */ (row.querySelector(".key"));
    key.id = `r-${issue.key}`;
    key.textContent = issue.key;
    row.querySelector(".dot")?.classList.add(`series-${issue.color}`);
    /** @type {HTMLElement} */ (row.querySelector(".summary")).textContent = issue.summary;
    grid.querySelector(".empty")?.remove();
    /** @type {HTMLElement} */ (grid.querySelector("tbody")).append(row);
    grid.prepare();
    remember([issue.key]);
    grid.dispatchEvent(new Event("row-added"));
  }
  const today = grid.heads.findIndex((head) => head.getAttribute("aria-current") === "date");
  const fields = [...row.querySelectorAll("td input")];
  const field = row.cells[today + 1]?.querySelector("input") ?? fields[0];
  if (field instanceof HTMLElement) field.focus();
}

/** @param {WeekGrid} grid @param {string} key */
function follow(grid, key) {
  /** @type {HTMLElement | null} */ (grid.querySelector(`.period [data-key="${key}"]`))?.click();
}

/** Shows what can be submitted, because the command of another page asked for it. @param {WeekGrid} grid */
function showSubmitMenu(grid) {
  history.replaceState(null, "", location.pathname + location.search);
  /** @type {HTMLElement | null} */ (grid.querySelector("[popovertarget=submit-menu]"))?.click();
  /** @type {HTMLElement | null} */ (grid.querySelector("#submit-menu ul:last-of-type a"))?.focus();
}

/** @param {WeekGrid} grid @param {string} address */
async function openSubmitDialog(grid, address) {
  const dialog = await import("./submit-dialog.js");
  await dialog.open(grid, address);
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** @param {string} label @param {() => void} run */
function button(label, run) {
  const made = /** @type {HTMLButtonElement} */ (element("button", label));
  made.type = "button";
  made.className = "quiet small";
  made.addEventListener("click", run);
  return made;
}
