/** What the grid of a week decides: where a key moves, what was entered, what is pasted where, and which days have gaps. */

import { parseEntry } from "../shell/js/all.js";

/** @typedef {{ row: number, column: number }} Place */
/** @typedef {{ key: string, shift: boolean, text: string, from: number, to: number }} Press A key, and the text and selection of the field. */
/** @typedef {{ kind: "short" | "over" | "left", seconds: number }} Gap */

/** @type {Record<string, Place>} */
const DIRECTIONS = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

/**
 * The direction in which a key leaves a cell; null if the key edits the text. Left and right leave it when the whole value is selected
 * or the caret is at the edge.
 * @param {Press} press @returns {Place | null}
 */
export function direction({ key, shift, text, from, to }) {
  if (key === "Enter") return { row: shift ? -1 : 1, column: 0 };
  const moved = DIRECTIONS[key];
  if (!moved || shift) return null;
  const isSelected = from === 0 && to === text.length;
  const isAtEdge = from === to && from === (key === "ArrowLeft" ? 0 : text.length);
  return moved.row || isSelected || isAtEdge ? moved : null;
}

/**
 * The next place in a direction that has a field, within the grid. Null if there is none.
 * @param {Place} place @param {Place} direction @param {(place: Place) => boolean} hasField @param {{ rows: number, columns: number }} size
 * @returns {Place | null}
 */
export function next(place, direction, hasField, size) {
  let { row, column } = place;
  for (;;) {
    [row, column] = [row + direction.row, column + direction.column];
    if (row < 0 || column < 0 || row >= size.rows || column >= size.columns) return null;
    if (hasField({ row, column })) return { row, column };
  }
}

/**
 * What a cell with `seconds` and `planned` seconds gets from a text. `=` takes the planned time.
 * @param {string} text @param {number} seconds @param {number} planned
 * @returns {{ seconds: number, start: number | null } | "noPlan" | "notADuration"}
 */
export function entered(text, seconds, planned) {
  if (text.trim() === "=") return planned ? { seconds: planned, start: null } : "noPlan";
  return parseEntry(text, seconds) ?? "notADuration";
}

/**
 * The texts that a spreadsheet puts on the clipboard, each with its place. Lines are rows, tabs separate columns.
 * @param {string} text @param {Place} place @returns {(Place & { text: string })[]}
 */
export function pasted(text, place) {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.flatMap((line, row) =>
    line.split("\t").map((value, column) => ({ row: place.row + row, column: place.column + column, text: value.trim() })),
  );
}

/** Whether pasting this text fills several cells. @param {string} text */
export const isTable = (text) => /[\t\n]/.test(text.trim());

/**
 * How the logged time of a day differs from the required one. Missing time is reported only for days that are not in the future.
 * @param {number} logged @param {number} required @param {string} due past, today or future @returns {Gap | null}
 */
export function gap(logged, required, due) {
  const seconds = logged - required;
  if (seconds > 0) return { kind: "over", seconds };
  if (seconds === 0 || due === "future") return null;
  return { kind: due === "past" ? "short" : "left", seconds };
}

/** The sums of each row and column, and of all. @param {number[][]} seconds @param {number} columns */
export function totals(seconds, columns) {
  const byRow = seconds.map((row) => row.reduce((sum, value) => sum + value, 0));
  const byColumn = Array.from({ length: columns }, (_, column) => seconds.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  return { byRow, byColumn, all: byRow.reduce((sum, value) => sum + value, 0) };
}
