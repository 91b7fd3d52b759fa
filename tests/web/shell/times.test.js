import { addDays, changeSpan, clockTime, gaps, layOut, minutesOf, snap } from "../../../src/andante/web/shell/js/times.js";
import { equal } from "./testing.js";

export function overlapping_blocks_share_the_width() {
  const spans = [
    { start: 0, minutes: 60 },
    { start: 30, minutes: 60 },
    { start: 90, minutes: 10 },
  ];
  equal(layOut(spans), [
    { column: 0, of: 2 },
    { column: 1, of: 2 },
    { column: 0, of: 1 },
  ]);
}

export function a_free_column_is_used_again() {
  const spans = [
    { start: 0, minutes: 120 },
    { start: 0, minutes: 30 },
    { start: 30, minutes: 30 },
  ];
  equal(
    layOut(spans).map((place) => place.column),
    [0, 1, 1],
  );
}

export function random_blocks_never_cover_each_other() {
  for (let round = 0; round < 200; round++) {
    const spans = Array.from({ length: 12 }, () => ({
      start: Math.floor(Math.random() * 1400),
      minutes: 1 + Math.floor(Math.random() * 200),
    }));
    spans.sort((a, b) => a.start - b.start);
    const places = layOut(spans);
    spans.forEach((span, index) => {
      spans.slice(0, index).forEach((other, earlier) => {
        const overlap = span.start < other.start + other.minutes;
        if (overlap && places[index]?.column === places[earlier]?.column) throw new Error(JSON.stringify({ spans, places }));
        if (overlap) equal(places[index]?.of, places[earlier]?.of, "overlapping blocks have the same width");
      });
    });
  }
}

export function a_moved_block_stays_inside_its_day() {
  equal(changeSpan({ start: 60, minutes: 60 }, "move", -120, 15), { start: 0, minutes: 60 });
  equal(changeSpan({ start: 1380, minutes: 60 }, "move", 120, 15), { start: 1380, minutes: 60 });
}

export function a_resized_block_is_at_least_one_step_long() {
  equal(changeSpan({ start: 60, minutes: 60 }, "end", -120, 15), { start: 60, minutes: 15 });
  equal(changeSpan({ start: 60, minutes: 60 }, "start", 120, 15), { start: 105, minutes: 15 });
  equal(changeSpan({ start: 60, minutes: 60 }, "end", 2000, 15), { start: 60, minutes: 1380 });
}

export function gaps_are_what_no_block_covers() {
  const day = [
    { start: 600, minutes: 60 },
    { start: 540, minutes: 30 },
    { start: 630, minutes: 60 },
  ];
  equal(gaps(day, 540, 1020), [
    { start: 570, minutes: 30 },
    { start: 690, minutes: 330 },
  ]);
  equal(gaps([], 540, 1020), [{ start: 540, minutes: 480 }]);
  equal(gaps([{ start: 0, minutes: 1440 }], 540, 1020), []);
}

export function times_and_dates_are_converted() {
  equal(snap(52, 15), 45);
  equal(clockTime(545), "09:05");
  equal(minutesOf("09:05:00"), 545);
  equal(addDays("2026-12-31", 1), "2027-01-01");
  equal(addDays("2026-03-01", -1), "2026-02-28");
}
