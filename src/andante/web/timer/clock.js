/** The arithmetic of the timer: elapsed time, and times in the time zone of the user. */

/** `0:25:13` for 1513. @param {number} seconds */
export function formatElapsed(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60];
  return `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** The local time of a timestamp, as `<date-time type="datetime">` has it: `2026-11-27T09:05`. @param {string} instant @param {string} zone */
export function localTime(instant, zone) {
  return shifted(Date.parse(instant), zone).toISOString().slice(0, 16);
}

/**
 * The timestamp of a local time: `2026-11-27T08:05:00Z` for `2026-11-27T09:05` in Berlin. In the hour that is repeated when summer time
 * ends, the first one.
 * @param {string} local @param {string} zone @returns {string | null} null if it isn't a time
 */
export function instantOf(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  const offsets = [-1, 1].map((days) => offset(wanted + days * 86_400_000, zone));
  const fits = offsets.map((each) => wanted - each).filter((time) => time + offset(time, zone) === wanted);
  const time = fits.length ? Math.min(...fits) : wanted - (offsets[0] ?? 0);
  return new Date(time).toISOString().replace(".000", "");
}

/** The time of day of a timestamp: `17:00`, or `5:00 PM`. @param {string} instant @param {string} zone @param {boolean} [is12] */
export function timeOfDay(instant, zone, is12 = document.documentElement.dataset.timeFormat === "12_HOURS") {
  const [hours = 0, minutes = "00"] = localTime(instant, zone).slice(11).split(":");
  return is12 ? `${Number(hours) % 12 || 12}:${minutes} ${Number(hours) < 12 ? "AM" : "PM"}` : `${hours}:${minutes}`;
}

/** What to add to a timestamp to get the local time, in milliseconds. @param {number} time @param {string} zone */
function offset(time, zone) {
  return shifted(time, zone).getTime() - Math.floor(time / 1000) * 1000;
}

/** The local time, as if it were UTC. @param {number} time @param {string} zone */
function shifted(time, zone) {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return new Date(`${format.format(time).replace(" ", "T")}Z`);
}
