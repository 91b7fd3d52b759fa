/** The timer in the bar at the top: shows what is running, starts, stops and discards it. The server stores it; tabs share its state. */

import {
  formatDuration,
  keepTyped,
  notice,
  operation,
  Refused,
  START_TIMER,
  shortcut,
  TIME_LOGGED,
  undoNotice,
  word,
} from "../shell/js/all.js";
import { formatElapsed, timeOfDay } from "./clock.js";

/** @import { components } from "operations" */
/** @import { TimerStart } from "../shell/js/start-timer.js" */
/** @typedef {components["schemas"]["Timer"]} Timer */
/** @typedef {Partial<components["schemas"]["TimerInput"]>} TimerInput */
/** @typedef {{ person: string, timer: Timer | null, startedAt: number }} Shared What tabs share. `startedAt` is in milliseconds of this device's clock. */

const getTimer = operation("get", "/4-andante/timer");
const setTimer = operation("put", "/4-andante/timer");
const stopTimer = operation("post", "/4-andante/timer/stop");
const discardTimer = operation("delete", "/4-andante/timer");
const deleteWorklogs = operation("post", "/4-andante/worklogs/delete");

const NONE = { startedAt: null, updatedAt: null };

const STORED = "andante-timer";
const KEPT = "andante-timer-kept";
const FORGOTTEN_SECONDS = 36_000;
const REFRESH_PAUSE = 2_000;

export class TimerBar extends HTMLElement {
  /** @type {Timer | null} */
  timer = null;
  #startedAt = 0;
  #ticking = 0;
  #refreshedAt = 0;
  #isToggling = false;
  /** How often the timer was loaded or changed. */
  #version = 0;
  /** The last change, and whether it succeeded. Changes run one after the other: a field may still be saved when the timer is stopped. @type {Promise<boolean>} */
  #last = Promise.resolve(true);
  #channel = new BroadcastChannel(STORED);

  connectedCallback() {
    const stored = sessionStorage.getItem(STORED);
    if (stored) this.#adopt(JSON.parse(stored));
    else this.#show();
    this.#channel.onmessage = ({ data }) => this.#adopt(data);
    this.#part(".timer-toggle").addEventListener("click", (event) => event.detail < 2 && this.toggle());
    this.#part(".timer-what").addEventListener("click", () => this.edit());
    for (const [name, run] of /** @type {[string, () => unknown][]} */ ([
      ["stop", () => this.#stopForgotten()],
      ["keep", () => this.#keep()],
      ["discard", () => this.discard().then(() => this.#returnFocus())],
    ]))
      this.#forgotten.querySelector(`[data-action=${name}]`)?.addEventListener("click", run);
    shortcut("t", () => (this.timer ? this.toggle() : keepTyped(() => this.toggle())));
    document.addEventListener(START_TIMER, (event) => this.start(/** @type {CustomEvent<TimerStart>} */ (event).detail));
    for (const event of ["focus", "online", "pageshow"]) addEventListener(event, () => this.refresh());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.refresh());
    this.refresh();
  }

  get elapsedSeconds() {
    return Math.max(0, (Date.now() - this.#startedAt) / 1000);
  }

  /** The user's time zone. */
  get zone() {
    return this.dataset.zone ?? "UTC";
  }

  /** Starts or stops. Without an issue, the editor opens. */
  async toggle() {
    if (this.#isToggling) return;
    this.#isToggling = true;
    if (this.timer) await this.stop();
    else if (
      await this.#run(
        () => this.#set({ was: NONE }),
        () => this.toggle(),
      )
    )
      await this.edit();
    this.#isToggling = false;
  }

  /** Starts on an issue; see `startTimer`. @param {TimerStart} start */
  async start({ issueKey, description = "" }) {
    const again = () => this.start({ issueKey, description });
    if (this.timer?.issue?.key === issueKey) return;
    if (this.timer && !this.timer.issue) return void this.#run(() => this.#change({ issueKey }), again);
    if (this.timer && !(await this.stop())) return;
    await this.#run(() => this.#set({ issueKey, description, was: NONE }), again);
  }

  /** Changes the running timer, unless it was changed elsewhere. Raises Refused. @param {TimerInput} changes */
  save(changes) {
    return this.#next(() => this.#change(changes));
  }

  /** Logs the time. If a rule refuses it, the editor shows why. @param {string} [endedAt] @returns {Promise<boolean>} whether it was logged */
  async stop(endedAt) {
    const isSaved = await this.#last;
    this.#last = Promise.resolve(true);
    const { timer } = this;
    if (!timer || !isSaved) return false; // if a field could not be saved, the editor shows why
    if (!timer.issue) return this.edit({ message: word("timerNeedsIssue"), field: "issue" });
    const unchanged = { issueKey: null, description: null, attributes: null, billableSeconds: null, remainingEstimateSeconds: null };
    const body = { ...unchanged, endedAt: endedAt ?? null, was: { startedAt: timer.startedAt, updatedAt: null } };
    /** @type {components["schemas"]["Worklog"][]} */
    let worklogs = [];
    const done = await this.#run(
      async () => {
        ({ worklogs } = await stopTimer({ body }));
        this.#publish(null);
      },
      () => this.stop(endedAt),
    );
    if (!done) return false;
    report(worklogs.map((worklog) => worklog.startDate));
    const seconds = worklogs.reduce((sum, worklog) => sum + worklog.timeSpentSeconds, 0);
    const message = word("timerLogged", { time: formatDuration(seconds), issue: timer.issue.key ?? "" });
    undoNotice(message, () => this.#undo(timer, worklogs));
    return true;
  }

  /** Deletes the timer without logging time. */
  async discard() {
    const { timer } = this;
    if (!timer) return;
    const done = await this.#run(
      async () => {
        await discardTimer({ query: { startedAt: timer.startedAt } });
        this.#publish(null);
      },
      () => this.discard(),
    );
    if (done) undoNotice(word("timerDiscarded"), () => this.#undo(timer, []));
  }

  /**
   * Loads the timer, unless it was just loaded. Errors are ignored: the next refresh reports them. The response is ignored if the timer
   * was changed meanwhile, because it may be older than the change.
   */
  async refresh(pause = REFRESH_PAUSE) {
    if (Date.now() - this.#refreshedAt < pause) return;
    this.#refreshedAt = Date.now();
    const version = this.#version;
    const answer = await getTimer().catch(() => null);
    if (answer && version === this.#version) this.#publish(answer.timer ?? null);
  }

  /**
   * Opens the editor, with a message or the focus on a field. Its script is loaded when it is needed.
   * @param {import("./timer-editor.js").Options} [options] @returns {Promise<false>}
   */
  async edit(options = {}) {
    if (!this.timer) return false;
    const { openEditor } = await import("./timer-editor.js");
    openEditor(this, options);
    return false;
  }

  /** Restores a timer after it was stopped or discarded. A timer that was started since then becomes this one. @param {Timer} timer @param {components["schemas"]["Worklog"][]} worklogs */
  async #undo(timer, worklogs) {
    await this.#run(
      async () => {
        await this.#set({ ...contentOf(timer), startedAt: timer.startedAt });
        if (worklogs.length) await deleteWorklogs({ body: { ids: worklogs.map((worklog) => worklog.tempoWorklogId) } });
      },
      () => this.#undo(timer, worklogs),
    );
    report(worklogs.map((worklog) => worklog.startDate));
  }

  /** @param {TimerInput} changes */
  async #change(changes) {
    const { timer } = this;
    if (!timer) return;
    await this.#set({ ...contentOf(timer), ...changes, was: { startedAt: timer.startedAt, updatedAt: timer.updatedAt } });
  }

  /** @param {TimerInput} body */
  async #set(body) {
    this.#publish(await setTimer({ body: { issueKey: null, description: "", attributes: [], startedAt: null, was: null, ...body } }));
  }

  /** Runs a change after those before it. @param {() => Promise<void>} change */
  #next(change) {
    const result = this.#last.then(change);
    this.#last = result.then(
      () => true,
      () => false,
    );
    return result;
  }

  /** Runs a change, and reports why it failed. @param {() => Promise<void>} change @param {() => unknown} again @returns {Promise<boolean>} whether it succeeded */
  async #run(change, again) {
    try {
      await this.#next(change);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#last = Promise.resolve(true);
      if (error.isTemporary) notice(error.message, { kind: "error", action: { label: word("tryAgain"), run: again } });
      else if (error.status === 400 && this.timer)
        this.edit({ message: reason(error), field: error.faults[0]?.field ?? "", faults: error.faults });
      else {
        notice(error.status === 409 || error.status === 404 ? word("timerChanged") : error.message, { kind: "error" });
        await this.refresh(0);
      }
      return false;
    }
  }

  /** Shows a new state here and in other tabs. @param {Timer | null} timer */
  #publish(timer) {
    const shared = { person: this.dataset.person ?? "", timer, startedAt: Date.now() - (timer?.elapsedSeconds ?? 0) * 1000 };
    this.#adopt(shared);
    this.#channel.postMessage(shared);
  }

  /** @param {Shared} shared */
  #adopt(shared) {
    if (shared.person !== this.dataset.person) return this.#show();
    this.#version++;
    sessionStorage.setItem(STORED, JSON.stringify(shared));
    this.timer = shared.timer;
    this.#startedAt = shared.startedAt;
    this.#show();
    this.dispatchEvent(new Event("timer-changed"));
  }

  #show() {
    const { timer } = this;
    const name = timer?.issue?.key ?? word("timerNoIssue");
    const words = timer?.description || timer?.summary || "";
    this.toggleAttribute("data-running", Boolean(timer));
    this.#part(".timer-what").hidden = this.#part(".timer-elapsed").hidden = !timer;
    this.#part(".timer-issue").textContent = name;
    this.#part(".timer-words").textContent = words;
    this.#part(".timer-what").setAttribute("aria-label", word("timerEdit", { what: `${name} ${words}`.trim() }));
    const label = word(timer ? "timerStop" : "timerStart");
    this.#part(".timer-toggle").setAttribute("aria-label", label);
    this.#part(".timer-toggle").title = document.documentElement.dataset.keys === "off" ? label : `${label} (t)`;
    this.#tick();
    this.#showForgotten();
  }

  /** Shows the elapsed time, and again when it changes. */
  #tick() {
    clearTimeout(this.#ticking);
    if (!this.timer) return;
    const elapsed = this.elapsedSeconds;
    this.#part(".timer-elapsed").textContent = formatElapsed(elapsed);
    this.#ticking = setTimeout(() => this.#tick(), 1000 - ((elapsed * 1000) % 1000) + 5);
    if (elapsed > FORGOTTEN_SECONDS + 1 && !this.timer.forgotten) {
      this.timer.forgotten = true;
      this.refresh(0);
    }
  }

  /** Asks about a timer that was probably forgotten. */
  #showForgotten() {
    const { timer } = this;
    const asks = Boolean(timer?.forgotten) && localStorage.getItem(KEPT) !== timer?.startedAt;
    const box = this.#forgotten;
    if (asks && box.hidden) {
      const time = timer?.suggestedEndAt ? timeOfDay(timer.suggestedEndAt, this.zone) : null;
      const hours = formatElapsed(this.elapsedSeconds).replace(/:\d\d$/, "");
      const text = box.querySelector("p");
      const stop = box.querySelector("[data-action=stop]");
      if (text) text.textContent = word("timerForgotten", { time: hours });
      if (stop) stop.textContent = time ? word("timerStopAt", { time }) : word("timerSetEnd");
    }
    box.hidden = !asks;
  }

  async #stopForgotten() {
    const end = this.timer?.suggestedEndAt;
    if (!end) await this.edit({ field: "ended" });
    else if (await this.stop(end)) this.#returnFocus();
  }

  /** The question about a forgotten timer disappears with the button that had the focus. */
  #returnFocus() {
    if (this.#forgotten.hidden) this.#part(".timer-toggle").focus();
  }

  #keep() {
    localStorage.setItem(KEPT, this.timer?.startedAt ?? "");
    this.#showForgotten();
    this.#returnFocus();
  }

  /** @returns {HTMLElement} */
  get #forgotten() {
    return this.#part(".timer-forgotten");
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    const found = this.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw new Error(`The timer has no ${selector}`);
    return found;
  }
}

/** The content of a timer, as a request has it. @param {Timer} timer */
function contentOf({ issue, description, attributes }) {
  return { issueKey: issue?.key ?? null, description, attributes };
}

/** Why the server refused a change, in the user's language where we know the reason. @param {Refused} error */
export function reason(error) {
  const { field = "", code = "" } = error.faults[0] ?? {};
  if (field === "endedAt") return word("timerWrongEnd");
  if (field === "startedAt") return word("timerFuture");
  if (field === "description" && code === "required") return word("timerNeedsDescription");
  return error.message;
}

/** Tells the page that worklogs of these days changed. @param {string[]} dates */
function report(dates) {
  if (dates.length) document.dispatchEvent(new CustomEvent(TIME_LOGGED, { detail: dates }));
}

customElements.define("timer-bar", TimerBar);
