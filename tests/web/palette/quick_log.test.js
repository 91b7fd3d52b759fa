import { matches, parseLine } from "../../../src/andante/web/palette/quick-log.js";
import { equal } from "../shell/testing.js";

/** @param {string} issueKey @param {number} seconds @param {string} [description] @param {string | null} [startTime] */
const line = (issueKey, seconds, description = "", startTime = null) => ({ issueKey, seconds, startTime, description });

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

export function testOtherTextIsNoLine() {
  for (const text of ["", "OPS-7", "1h", "OPS-7 fixed", "fixed OPS-7", "25 OPS-7", "0 OPS-7", "1h OPS-0 x"]) equal(parseLine(text), null);
}

export function testALabelMatchesByTheStartsOfItsWords() {
  equal(matches("Copy last week", "la we"), true);
  equal(matches("Theme: dark", "DARK"), true);
  equal(matches("Copy last week", "ast"), false);
  equal(matches("Copy last week", "week copy x"), false);
}
