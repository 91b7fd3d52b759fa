/** Starts the timer from a row or a command. The timer in the bar at the top listens, and reports errors. */

/** @typedef {{ issueKey: string, description?: string }} TimerStart */

/** The event that asks the timer to start. Its detail is a `TimerStart`. */
export const START_TIMER = "start-timer";

/** The event on the document after the timer logged time, or after that was undone. Its detail is a list of dates like `2026-11-27`. */
export const TIME_LOGGED = "time-logged";

/**
 * Starts the timer on an issue. If it runs on another issue, that time is logged first; if it has no issue yet, it gets this one.
 * @param {string} issueKey @param {string} [description]
 */
export function startTimer(issueKey, description = "") {
  document.dispatchEvent(new CustomEvent(START_TIMER, { detail: { issueKey, description } }));
}
