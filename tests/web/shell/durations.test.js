import { formatDuration, parseDuration, parseEntry } from "../../../src/andante/web/shell/js/durations.js";
import { equal, json } from "./testing.js";

export async function durations_are_read_as_the_command_line_reads_them() {
  for (const [text, seconds] of await json("/tests/kit/durations.json")) equal(parseDuration(text), seconds, text);
}

export function an_empty_field_is_no_time() {
  equal(parseEntry("  "), { seconds: 0, start: null });
}

export function a_sum_is_computed() {
  equal(parseEntry("1:30 + 15m"), { seconds: 6300, start: null });
  equal(parseEntry("1h30m-0.5"), { seconds: 3600, start: null });
}

export function a_sign_changes_the_current_duration() {
  equal(parseEntry("+0:30", 3600), { seconds: 5400, start: null });
  equal(parseEntry("-15m", 3600), { seconds: 2700, start: null });
  equal(parseEntry("−15m", 3600), { seconds: 2700, start: null });
  equal(parseEntry("-2h", 3600), null);
}

export function a_time_range_has_a_start() {
  equal(parseEntry("9-10:30"), { seconds: 5400, start: 540 });
  equal(parseEntry("13:15–14"), { seconds: 2700, start: 795 });
  equal(parseEntry("10-9"), null);
  equal(parseEntry("22-24"), { seconds: 7200, start: 1320 });
  equal(parseEntry("22-25"), null);
}

export function more_than_a_day_is_refused() {
  equal(parseEntry("23h + 2h"), null);
}

export function a_duration_is_shown_in_the_style_of_the_person() {
  equal(formatDuration(5400, "HOURS_MINUTES"), "1:30");
  equal(formatDuration(-8100, "HOURS_MINUTES"), "−2:15");
  equal(formatDuration(5400, "DECIMAL"), "1.50");
  equal(formatDuration(59, "HOURS_MINUTES"), "0:01");
  equal(formatDuration(-29, "HOURS_MINUTES"), "0:00");
}
