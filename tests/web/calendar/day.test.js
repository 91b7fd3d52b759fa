import { splitMinute } from "../../../src/andante/web/calendar/block-menu.js";
import { layDay, placeAfterKey, placeOf, put, timeText } from "../../../src/andante/web/calendar/day.js";
import { clock } from "../../../src/andante/web/calendar/worklogs.js";
import { equal } from "../shell/testing.js";

/** @param {string} tag @param {Record<string, string>} data @param {string} className @param {Element[]} children */
function make(tag, data, className, ...children) {
  const made = document.createElement(tag);
  Object.assign(made.dataset, data);
  made.className = className;
  made.append(...children);
  return made;
}

/** @param {number} start @param {number} seconds @param {string} key */
function block(start, seconds, key = "NORTH-1") {
  const button = make("button", {}, "", make("b", {}, ""), make("time", {}, ""));
  for (const name of button.querySelectorAll("b")) name.textContent = key;
  return make("li", { id: `${start}`, start: `${start}`, seconds: `${seconds}` }, "block", button);
}

/** @param {string} date @param {HTMLElement[]} blocks @param {HTMLElement[]} plans */
function day(date, blocks, plans = []) {
  const lists = [make("ul", {}, "plans", ...plans), make("ol", {}, "blocks", ...blocks)];
  const logged = make("p", {}, "logged");
  return make(
    "section",
    { date, required: "28800", workEnd: "61200" },
    "day",
    logged,
    make("ul", {}, "untimed"),
    make("div", {}, "column", ...lists),
  );
}

/** @param {string} key @param {object} [more] */
const press = (key, more = {}) => new KeyboardEvent("keydown", { key, altKey: true, ...more });

/** The words that the modules show. */
function prepareWords() {
  if (document.querySelector("[data-words]")) return;
  const words = make("script", { words: "" }, "");
  words.setAttribute("type", "application/json");
  words.textContent = JSON.stringify({ overlaps: "overlaps" });
  document.documentElement.append(words);
}

export function blocks_get_a_place_and_the_day_its_figures() {
  prepareWords();
  const [long, late] = [block(32_400, 5400), block(36_000, 3600)];
  const tuesday = day("2026-03-17", [long, late]);
  layDay(tuesday);
  equal(
    [long, late].map((each) => each.style.getPropertyValue("--column")),
    ["0", "1"],
  );
  equal(late.style.getPropertyValue("--of"), "2");
  equal(late.style.getPropertyValue("--start"), "600");
  equal(tuesday.querySelector(".logged")?.textContent, "2:30");
  equal(
    [long, late].map((each) => each.classList.contains("overlaps")),
    [true, true],
  );
  put(late, tuesday, { start: 50_400, seconds: 3600 });
  equal(
    [long, late].map((each) => each.classList.contains("overlaps")),
    [false, false],
  );
}

export function blocks_that_are_too_short_to_be_read_do_not_cover_the_next_one() {
  prepareWords();
  const [short, next] = [block(32_400, 600), block(33_000, 3600)];
  layDay(day("2026-03-17", [short, next]));
  equal(
    [short, next].map((each) => each.style.getPropertyValue("--column")),
    ["0", "1"],
  );
  equal(short.classList.contains("overlaps"), false);
}

export function a_block_is_put_in_the_order_of_time() {
  prepareWords();
  const [first, second] = [block(32_400, 3600, "A-1"), block(43_200, 3600, "B-1")];
  const [monday, tuesday] = [day("2026-03-16", [first, second]), day("2026-03-17", [])];
  put(first, monday, { start: 50_400, seconds: 3600 });
  equal(
    [...monday.querySelectorAll(".blocks b")].map((key) => key.textContent),
    ["B-1", "A-1"],
  );
  put(second, tuesday, { start: 0, seconds: 3600 });
  equal(placeOf(second), { date: "2026-03-17", start: 0, seconds: 3600 });
  equal(second.parentElement?.className, "untimed");
  equal(monday.querySelector(".logged")?.textContent, "1:00");
}

export function a_plan_is_done_when_as_much_is_logged_on_its_issue() {
  prepareWords();
  const plans = ["NORTH-1", "NORTH-1", "SOUTH-1", ""].map((issue) =>
    make("li", { issue, start: "32400", seconds: "3600" }, "plan", make("time", {}, "")),
  );
  layDay(day("2026-03-17", [block(32_400, 5400)], plans));
  equal(
    plans.map((plan) => plan.classList.contains("done")),
    [true, false, false, false],
  );
}

export function keys_move_a_block() {
  prepareWords();
  const moved = block(32_400, 3600);
  const days = [day("2026-03-16", [moved]), day("2026-03-17", [])];
  const after = (/** @type {KeyboardEvent} */ event) => {
    const place = placeAfterKey(event, moved, days, 15);
    return place && [place.day.dataset.date, place.start / 60, place.seconds / 60];
  };
  equal(after(press("ArrowDown")), ["2026-03-16", 555, 60]);
  equal(after(press("ArrowUp")), ["2026-03-16", 525, 60]);
  equal(after(press("ArrowRight")), ["2026-03-17", 540, 60]);
  equal(after(press("ArrowLeft")), ["2026-03-16", 540, 60], "the first day is the first");
  equal(after(press("ArrowDown", { shiftKey: true })), ["2026-03-16", 540, 75]);
  equal(after(press("ArrowUp", { shiftKey: true })), ["2026-03-16", 540, 45]);
  equal(after(press("ArrowUp", { altKey: false })), null);
  equal(after(press("ArrowUp", { ctrlKey: true })), null);
  equal(after(press("x")), null);
}

export function a_worklog_without_a_time_starts_with_the_working_day_when_it_is_moved_down() {
  prepareWords();
  const untimed = block(0, 3600);
  const monday = day("2026-03-16", []);
  put(untimed, monday, { start: 0, seconds: 3600 });
  equal(placeAfterKey(press("ArrowDown"), untimed, [monday], 15)?.start, 32_400);
  equal(placeAfterKey(press("ArrowUp"), untimed, [monday], 15)?.start, 0);
  equal(placeAfterKey(press("ArrowDown", { shiftKey: true }), untimed, [monday], 15), { day: monday, start: 0, seconds: 4500 });
}

export function a_worklog_is_split_under_the_pointer_or_in_the_middle() {
  equal(splitMinute({ start: 540, minutes: 120 }, null, 15), 600);
  equal(splitMinute({ start: 540, minutes: 120 }, 577, 15), 570);
  equal(splitMinute({ start: 540, minutes: 120 }, 539, 15), 555, "both parts have at least one step");
  equal(splitMinute({ start: 540, minutes: 120 }, 661, 15), 645);
  equal(splitMinute({ start: 540, minutes: 15 }, null, 15), null, "too short");
  equal(splitMinute({ start: 0, minutes: 120 }, null, 15), null, "without a time");
}

export function times_are_formatted() {
  equal(timeText({ start: 32_400, seconds: 5400 }), "09:00–10:30");
  equal(timeText({ start: 0, seconds: 5400 }), "1:30");
  equal(clock(32_700), "09:05:00");
  equal(clock(32_730), "09:05:30");
}
