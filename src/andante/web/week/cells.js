/** A cell of the week: it saves what is entered, one request at a time, and keeps the text until the server has it. */

import { formatDuration, operation, Refused, word } from "../shell/js/all.js";
import { entered } from "./rules.js";

const setWeekCell = operation("put", "/4-andante/weeks/cells");
const getWeek = operation("get", "/4-andante/weeks/{day}");

/** @typedef {{ seconds: number, start: number | null, text: string, description?: string }} Wanted What was entered; `start` in minutes of the day. */
/** @typedef {{ kind: "invalid" | "refused" | "temporary" | "signedOut" | "conflict", message: string, text: string, now?: number }} Problem */
/** @typedef {{ key: string, value: string }} Value */
/**
 * @typedef {object} Surroundings What a cell needs from the grid.
 * @property {string} person
 * @property {object} bypass Part of the body of changes.
 * @property {(cell: Cell) => void} changed The time that it shows changed.
 * @property {() => void} saved The server has a new time.
 * @property {(cell: Cell) => Promise<() => void>} beforeClearing Loads its worklogs, and returns what to do when they are deleted.
 * @property {(cell: Cell) => void} showProblem Its problem changed.
 * @property {(cell: Cell, wanted: Wanted, refused: Refused) => void} askForMore The worklog needs a description or other values.
 */

const TICK = 2_000;

export class Cell {
  /** @type {Wanted | null} */
  wanted = null;
  /** @type {Problem | null} */
  problem = null;
  #isSaving = false;

  /** @param {HTMLInputElement} input @param {HTMLTableCellElement} head The head of its day. @param {Surroundings} surroundings */
  constructor(input, head, surroundings) {
    this.input = input;
    this.place = /** @type {HTMLTableCellElement} */ (input.closest("td"));
    this.row = /** @type {HTMLTableRowElement} */ (input.closest("tr"));
    this.head = head;
    this.surroundings = surroundings;
  }

  get seconds() {
    return Number(this.input.dataset.seconds ?? 0);
  }

  get planned() {
    return Number(this.input.dataset.planned ?? 0);
  }

  get date() {
    return this.head.dataset.date ?? "";
  }

  get issue() {
    return this.row.dataset.issue ?? "";
  }

  /** The attribute values that identify the row. @returns {Value[]} */
  get attributes() {
    return JSON.parse(this.row.dataset.attributes ?? "[]");
  }

  get shown() {
    return this.#formatted(this);
  }

  /** @param {{ seconds: number } | null} time */
  #formatted(time) {
    return time?.seconds ? formatDuration(time.seconds) : "";
  }

  /** Whether something was entered that the server doesn't have. */
  get isUnsaved() {
    return this.wanted !== null || this.problem !== null || this.input.value !== this.shown;
  }

  /** Saves what was typed. What has a problem is sent again only with `again`. @param {boolean} [again] @returns {void} */
  commit(again = false) {
    const text = this.input.value;
    if (this.problem?.text === text && !again) return;
    if (this.problem?.text === text && this.wanted) return this.retry();
    const base = this.wanted?.seconds ?? this.seconds;
    if (!this.problem && text === this.#formatted(this.wanted ?? this)) return;
    const found = entered(text, base, this.planned);
    if (typeof found === "string") {
      this.#fail({ kind: "invalid", message: word(`week.${found}`, { text }), text });
      return;
    }
    this.want({ ...found, text });
  }

  /** Saves this time, and shows it at once. @param {Wanted} wanted */
  want(wanted) {
    this.#solve();
    this.wanted = wanted.seconds === this.seconds && wanted.start === null && !this.#isSaving ? null : wanted;
    this.input.value = this.#formatted(wanted);
    this.input.dataset.wanted = String(wanted.seconds);
    this.surroundings.changed(this);
    if (this.wanted) this.#save();
  }

  /** Sends the same again. @returns {void} */
  retry() {
    if (!this.wanted) return this.commit(true);
    this.want(this.wanted);
  }

  /** Accepts that the cell has another time than the one that was shown, and enters the own time if `wanted` is set. @param {boolean} wanted */
  settle(wanted) {
    const { now } = this.problem ?? {};
    const own = this.wanted;
    this.#solve();
    this.wanted = null;
    this.#store(now ?? this.seconds);
    if (wanted && own) this.want(own);
    else this.discard();
  }

  /** Goes back to what is saved. */
  discard() {
    this.#solve();
    this.wanted = null;
    delete this.input.dataset.wanted;
    this.input.value = this.shown;
    this.surroundings.changed(this);
  }

  async #save() {
    if (this.#isSaving) return;
    this.#isSaving = true;
    this.place.dataset.state = "saving";
    try {
      for (let sent = this.wanted; sent; sent = this.wanted) {
        await this.#send(sent);
        if (this.wanted === sent) this.wanted = null;
      }
      delete this.input.dataset.wanted;
      this.surroundings.changed(this);
      this.#tick();
    } catch (error) {
      await this.#explain(error instanceof Refused ? error : new Refused(0, word("unreachable")));
    } finally {
      this.#isSaving = false;
    }
  }

  /** @param {Wanted} sent */
  async #send(sent) {
    const before = this.seconds;
    const cleared = before && !sent.seconds ? await this.surroundings.beforeClearing(this) : null;
    const answer = await setWeekCell({
      body: {
        accountId: this.surroundings.person,
        issueKey: this.issue,
        attributes: this.attributes,
        date: this.date,
        timeSpentSeconds: sent.seconds,
        wasSeconds: before,
        ...this.surroundings.bypass,
        ...(sent.start === null ? {} : { startTime: clock(sent.start) }),
      },
    });
    this.#store(answer.timeSpentSeconds);
    this.surroundings.saved();
    cleared?.();
  }

  /** @param {Refused} refused */
  async #explain(refused) {
    const { wanted } = this;
    if (!wanted) return;
    if (refused.status === 409) return this.#conflict(wanted);
    const isIncomplete = refused.faults.some(
      (fault) => fault.code === "required" && /^(description|attributes|startTime)/.test(fault.field),
    );
    this.#fail({ kind: kindOf(refused), message: sentence(refused), text: wanted.text });
    if (isIncomplete) this.surroundings.askForMore(this, wanted, refused);
  }

  /** @param {Wanted} wanted */
  async #conflict(wanted) {
    try {
      const now = await this.#current();
      if (now === wanted.seconds) return this.settle(false);
      const values = { now: formatDuration(now), wanted: formatDuration(wanted.seconds) };
      this.#fail({ kind: "conflict", message: word("week.changedElsewhere", values), text: wanted.text, now });
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(0, word("unreachable"));
      this.#fail({ kind: kindOf(refused), message: sentence(refused), text: wanted.text });
    }
  }

  /** The time that the server has for this cell. */
  async #current() {
    const week = await getWeek({ path: { day: this.date }, query: { accountId: this.surroundings.person } });
    const column = week.days.findIndex((day) => day.date === this.date);
    const values = JSON.stringify(this.attributes);
    const row = week.rows.find((found) => found.issue.key === this.issue && JSON.stringify(found.attributes) === values);
    return row?.cells[column]?.timeSpentSeconds ?? 0;
  }

  /** @param {number} seconds */
  #store(seconds) {
    if (seconds) this.input.dataset.seconds = String(seconds);
    else delete this.input.dataset.seconds;
  }

  /** Shows briefly that everything is saved. */
  #tick() {
    this.#mark("saved");
  }

  /** Shows briefly that its time changed elsewhere. */
  flash() {
    this.#mark("changed");
  }

  /** @param {"saved" | "changed"} state */
  #mark(state) {
    this.place.dataset.state = state;
    setTimeout(() => this.place.dataset.state === state && delete this.place.dataset.state, TICK);
  }

  /** @param {Problem} problem What was typed stays in the cell, also what is being typed right now. */
  #fail(problem) {
    this.problem = problem;
    delete this.input.dataset.wanted;
    if (this.input.value === this.#formatted(this.wanted)) {
      this.input.value = problem.text;
      if (document.activeElement === this.input) this.input.select();
    }
    this.input.setAttribute("aria-invalid", "true");
    this.place.dataset.state = "failed";
    this.surroundings.showProblem(this);
    this.surroundings.changed(this);
  }

  #solve() {
    if (!this.problem) return;
    this.problem = null;
    this.input.removeAttribute("aria-invalid");
    delete this.place.dataset.state;
    this.surroundings.showProblem(this);
  }
}

/** @param {Refused} refused @returns {Problem["kind"]} */
function kindOf(refused) {
  if (refused.status === 401) return "signedOut";
  return refused.isTemporary ? "temporary" : "refused";
}

/** The message of a refusal, with words for the fields that it names. @param {Refused} refused */
function sentence(refused) {
  const predicates = refused.faults.filter(({ message }) => /^[a-z]/.test(message));
  if (!refused.faults.length || !predicates.length) return refused.message;
  const named = (/** @type {string} */ field) => (field === "timeSpentSeconds" ? word("week.thisTime") : field);
  return refused.faults.map(({ field, message }) => (/^[a-z]/.test(message) ? `${named(field)} ${message}` : message)).join(". ");
}

/** @param {number} minutes */
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
