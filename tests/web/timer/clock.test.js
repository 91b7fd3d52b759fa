import { formatElapsed, instantOf, localTime, timeOfDay } from "../../../src/andante/web/timer/clock.js";
import { equal } from "../shell/testing.js";

export function elapsedTimeIsShownWithSeconds() {
  equal([0, 59.9, 60, 1513, 3600, 360_061, -5].map(formatElapsed), [
    "0:00:00",
    "0:00:59",
    "0:01:00",
    "0:25:13",
    "1:00:00",
    "100:01:01",
    "0:00:00",
  ]);
}

export function timesAreThoseOfTheUsersTimeZone() {
  equal(localTime("2026-11-27T08:05:30Z", "Europe/Berlin"), "2026-11-27T09:05");
  equal(localTime("2026-11-27T23:30:00Z", "Asia/Kathmandu"), "2026-11-28T05:15");
  equal(instantOf("2026-11-27T09:05", "Europe/Berlin"), "2026-11-27T08:05:00Z");
  equal(instantOf("2026-07-01T00:10", "America/New_York"), "2026-07-01T04:10:00Z");
  equal(instantOf("", "Europe/Berlin"), null);
}

export function timesNearAChangeOfTheClockAreUnambiguous() {
  equal(instantOf("2026-03-29T01:59", "Europe/Berlin"), "2026-03-29T00:59:00Z");
  equal(instantOf("2026-03-29T02:30", "Europe/Berlin"), "2026-03-29T01:30:00Z");
  equal(instantOf("2026-03-29T03:00", "Europe/Berlin"), "2026-03-29T01:00:00Z");
  equal(instantOf("2026-10-25T02:30", "Europe/Berlin"), "2026-10-25T00:30:00Z");
  equal(instantOf("2026-10-25T03:00", "Europe/Berlin"), "2026-10-25T02:00:00Z");
}

export function timesOfDayHaveTheUsersFormat() {
  equal(timeOfDay("2026-11-27T16:00:00Z", "Europe/Berlin", false), "17:00");
  equal(timeOfDay("2026-11-27T16:00:00Z", "Europe/Berlin", true), "5:00 PM");
  equal(timeOfDay("2026-11-27T23:05:00Z", "Europe/Berlin", true), "12:05 AM");
}
