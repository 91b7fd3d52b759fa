import { matches, parseLine } from "../../../src/andante/web/palette/quick-log.js";
import { equal } from "../shell/testing.js";

const STYLE = { locale: "en-GB", pattern: "dd/MM/y", today: "2026-03-18" };

/** @param {string} issueKey @param {number} seconds @param {string} [description] @param {string | null} [startTime] */
const line = (issueKey, seconds, description = "", startTime = null) => ({ issueKey, seconds, startTime, description, date: null });

export function testADurationAnIssueAndADescriptionAreALine() {
  equal(parseLine("1h OPS-7 fixed the import"), line("OPS-7", 3600, "fixed the import"));
  equal(parseLine("  1h 30m ops-7 "), line("OPS-7", 5400));
  equal(parseLine("1,5 OPS-7"), line("OPS-7", 5400));
  equal(parseLine("9-10:30 OPS-7 planning"), line("OPS-7", 5400, "planning", "09:00"));
}

export function testTheIssueMayComeFirst() {
  equal(parseLine("OPS-7 1h 30m fixed"), line("OPS-7", 5400, "fixed"));
  equal(parseLine("OPS-7 2 fixed 3 bugs"), line("OPS-7", 7200, "fixed 3 bugs"));
}

export function testTheDayIsAtTheStartOrTheEnd() {
  const yesterday = { ...line("OPS-7", 3600, "fixed"), date: "2026-03-17" };
  for (const day of ["yesterday", "Tue", "17/3", "17/03/2026", "2026-03-17", "17 March", "Mar 17, 2026"]) {
    equal(parseLine(`1h OPS-7 fixed ${day}`, STYLE), yesterday, day);
    equal(parseLine(`${day} 1h OPS-7 fixed`, STYLE), yesterday, day);
  }
  equal(parseLine("1h OPS-7 tomorrow", STYLE), { ...line("OPS-7", 3600), date: "2026-03-19" });
  equal(parseLine("1h OPS-7 gestern", { ...STYLE, locale: "de" }), { ...line("OPS-7", 3600), date: "2026-03-17" });
}

export function testNumbersInADescriptionAreNoDay() {
  for (const text of ["release 1.2", "fixed 3", "ticket 17", "do it", "version 2026"])
    equal(parseLine(`1h OPS-7 ${text}`, STYLE), line("OPS-7", 3600, text), text);
}

export function testOtherTextIsNoLine() {
  for (const text of ["", "OPS-7", "1h", "OPS-7 fixed", "fixed OPS-7", "25 OPS-7", "0 OPS-7", "1h OPS-0 x"]) equal(parseLine(text), null);
}

export function testALabelMatchesByTheStartsOfItsWords() {
  equal(matches("Copy last week", "la we"), true);
  equal(matches("Theme: dark", "DARK"), true);
  equal(matches("Copy last week", "ast"), false);
  equal(matches("Copy last week", "week copy x"), false);
}
