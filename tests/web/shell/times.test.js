import {
  addDays,
  changeSpan,
  clockTime,
  gaps,
  grow,
  layOut,
  minutesOf,
  overlapping,
  shownRange,
  snap,
  spanBetween,
} from "../../../src/andante/web/shell/js/times.js";
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

export function short_spans_grow_where_nothing_is() {
  const place = { column: 0, of: 1 };
  const shown = (/** @type {[number, number][]} */ ...spans) =>
    grow(
      spans.map(([start, minutes]) => ({ start, minutes })),
      spans.map(() => place),
      30,
    ).map(({ start, minutes }) => [start, minutes]);
  equal(shown([540, 5]), [[540, 30]], "downwards");
  equal(
    shown([540, 15], [555, 60]),
    [
      [525, 30],
      [555, 60],
    ],
    "upwards if the next one follows",
  );
  equal(
    shown([540, 15], [555, 15], [570, 60]),
    [
      [525, 30],
      [555, 15],
      [570, 60],
    ],
    "no room",
  );
  equal(shown([1430, 10]), [[1410, 30]], "the day ends");
  equal(shown([540, 60]), [[540, 60]], "long enough");
  const beside = [
    { column: 0, of: 2 },
    { column: 1, of: 2 },
  ];
  equal(
    grow(
      [
        { start: 540, minutes: 5 },
        { start: 542, minutes: 60 },
      ],
      beside,
      30,
    )[0],
    { start: 540, minutes: 30 },
    "side by side",
  );
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

export function what_moves_is_aligned_to_the_step() {
  equal(changeSpan({ start: 547, minutes: 50 }, "move", 15, 15), { start: 555, minutes: 50 });
  equal(changeSpan({ start: 547, minutes: 50 }, "end", 15, 15), { start: 547, minutes: 68 });
  equal(changeSpan({ start: 547, minutes: 50 }, "start", 0, 15), { start: 547, minutes: 50 });
  equal(changeSpan({ start: 60, minutes: 60 }, "move", -120, 15, 15), { start: 15, minutes: 60 }, "from the first minute on");
  equal(changeSpan({ start: 60, minutes: 2000 }, "move", 60, 15, 15), { start: 15, minutes: 2000 }, "longer than a day");
}

export function a_drag_covers_whole_steps_in_both_directions() {
  equal(spanBetween(544, 571, 15), { start: 540, minutes: 45 });
  equal(spanBetween(571, 544, 15), { start: 540, minutes: 45 });
  equal(spanBetween(540, 540, 15), { start: 540, minutes: 15 });
  equal(spanBetween(-10, 5, 15, 15), { start: 15, minutes: 15 });
  equal(spanBetween(1500, 1439, 60), { start: 1380, minutes: 60 });
}

export function overlaps_are_found_also_when_a_long_span_covers_several() {
  const long = { start: 0, minutes: 300 };
  const spans = [long, { start: 10, minutes: 20 }, { start: 60, minutes: 20 }, { start: 300, minutes: 20 }, { start: 310, minutes: 5 }];
  equal(overlapping(spans), [true, true, true, true, true]);
  equal(overlapping([long, { start: 300, minutes: 10 }]), [false, false]);
  equal(overlapping([]), []);
}

export function a_range_has_the_format_of_the_person() {
  equal(shownRange({ start: 540, minutes: 90.5 }), "09:00–10:30");
  document.documentElement.dataset.timeFormat = "12_HOURS";
  equal(shownRange({ start: 705, minutes: 60 }), "11:45 AM–12:45 PM");
  delete document.documentElement.dataset.timeFormat;
}
