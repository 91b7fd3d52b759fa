import { changes, freeStart, isOfRow } from "../../../src/andante/web/week/worklog-rules.js";
import { equal } from "../shell/testing.js";

const worklog = {
  issue: { key: "A-7" },
  attributes: {
    values: [
      { key: "_Phase_", value: "a" },
      { key: "_Note_", value: "x" },
    ],
  },
};

export function a_worklog_is_in_the_row_with_its_identifying_values() {
  equal(isOfRow(worklog, "A-7", [{ key: "_Phase_", value: "a" }], ["_Phase_"]), true);
  equal(isOfRow(worklog, "A-7", [{ key: "_Phase_", value: "b" }], ["_Phase_"]), false);
  equal(isOfRow(worklog, "A-7", [], ["_Phase_"]), false);
  equal(isOfRow(worklog, "A-8", [{ key: "_Phase_", value: "a" }], ["_Phase_"]), false);
  equal(isOfRow(worklog, "A-7", [], [""]), true);
}

export function a_new_worklog_starts_after_the_last_one() {
  equal(freeStart([]), 540);
  equal(freeStart([{ startTime: "08:00:00", timeSpentSeconds: 1800 }]), 540);
  equal(
    freeStart([
      { startTime: "13:00:00", timeSpentSeconds: 5400 },
      { startTime: "09:00:00", timeSpentSeconds: 60 },
    ]),
    870,
  );
  equal(freeStart([{ startTime: "23:00:00", timeSpentSeconds: 3600 }]), 1439);
}

export function only_changed_fields_are_sent() {
  equal(changes({ a: 1, b: [1, 2], c: "x" }, { a: 1, b: [1, 3], c: "x" }), { b: [1, 3] });
  equal(changes({ a: 1 }, { a: 1 }), {});
}
