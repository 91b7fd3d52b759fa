import { direction, entered, gap, isTable, next, pasted, totals } from "../../../src/andante/web/week/rules.js";
import { equal } from "../shell/testing.js";

/** @param {string} key @param {string} text @param {number} from @param {number} to */
const press = (key, text = "1:30", from = 0, to = text.length, shift = false) => direction({ key, shift, text, from, to });

export function enter_goes_down_and_with_shift_up() {
  equal(press("Enter"), { row: 1, column: 0 });
  equal(press("Enter", "", 0, 0, true), { row: -1, column: 0 });
}

export function arrows_move_when_the_whole_value_is_selected() {
  equal(press("ArrowLeft"), { row: 0, column: -1 });
  equal(press("ArrowRight"), { row: 0, column: 1 });
}

export function arrows_edit_while_the_caret_is_inside_the_text() {
  equal(press("ArrowLeft", "1:30", 2, 2), null);
  equal(press("ArrowRight", "1:30", 1, 3), null);
}

export function arrows_move_at_the_edge_of_the_text() {
  equal(press("ArrowLeft", "1:30", 0, 0), { row: 0, column: -1 });
  equal(press("ArrowLeft", "1:30", 4, 4), null);
  equal(press("ArrowRight", "1:30", 4, 4), { row: 0, column: 1 });
}

export function up_and_down_always_move() {
  equal(press("ArrowUp", "1:30", 2, 2), { row: -1, column: 0 });
  equal(press("ArrowDown", "1:30", 2, 2), { row: 1, column: 0 });
}

export function shift_selects_and_letters_edit() {
  equal(press("ArrowLeft", "1:30", 0, 0, true), null);
  equal(press("1"), null);
  equal(press("Tab"), null);
}

export function locked_cells_are_skipped() {
  const size = { rows: 2, columns: 4 };
  equal(
    next({ row: 0, column: 0 }, { row: 0, column: 1 }, ({ column }) => column === 3, size),
    { row: 0, column: 3 },
  );
  equal(
    next({ row: 1, column: 0 }, { row: 1, column: 0 }, () => true, size),
    null,
  );
  equal(
    next({ row: 0, column: 0 }, { row: 0, column: -1 }, () => true, size),
    null,
  );
}

export function an_equals_sign_takes_the_planned_time() {
  equal(entered(" = ", 0, 7200), { seconds: 7200, start: null });
  equal(entered("=", 0, 0), "noPlan");
}

export function durations_changes_and_ranges_are_understood() {
  equal(entered("1.5", 0, 0), { seconds: 5400, start: null });
  equal(entered("+0:30", 3600, 0), { seconds: 5400, start: null });
  equal(entered("9-10:30", 0, 0), { seconds: 5400, start: 540 });
  equal(entered("", 3600, 0), { seconds: 0, start: null });
  equal(entered("lunch", 3600, 0), "notADuration");
}

export function lines_and_columns_are_pasted_from_the_focused_cell_on() {
  equal(pasted("1\t2:00\r\n\t0.5\r\n", { row: 2, column: 3 }), [
    { row: 2, column: 3, text: "1" },
    { row: 2, column: 4, text: "2:00" },
    { row: 3, column: 3, text: "" },
    { row: 3, column: 4, text: "0.5" },
  ]);
}

export function a_single_value_is_not_a_table() {
  equal(isTable("1:30"), false);
  equal(isTable("1:30\n"), false);
  equal(isTable("1\t2"), true);
  equal(isTable("1\n2"), true);
}

export function a_gap_is_reported_when_the_day_is_over() {
  equal(gap(0, 28800, "future"), null);
  equal(gap(20700, 28800, "past"), { kind: "short", seconds: -8100 });
  equal(gap(20700, 28800, "today"), { kind: "left", seconds: -8100 });
  equal(gap(28800, 28800, "past"), null);
  equal(gap(30000, 28800, "future"), { kind: "over", seconds: 1200 });
}

export function rows_and_columns_are_summed() {
  equal(
    totals(
      [
        [1, 0, 2],
        [3, 0, 0],
      ],
      3,
    ),
    { byRow: [3, 3], byColumn: [4, 0, 2], all: 6 },
  );
  equal(totals([], 2), { byRow: [], byColumn: [0, 0], all: 0 });
}
