/** Changes worklogs: shows each change at once, saves it, and reverts it if the server refuses it. */

import { formatDuration, notice, Refused, undoNotice, word } from "../shell/js/all.js";
import { dayOf, elements, keyOf, layDay, nameOf, placeOf, put, timeText } from "./day.js";
import { findBlock, refresh } from "./refresh.js";
import { Saving } from "./saving.js";
import { bodyOf, clock, createWorklog, deleteWorklog, findWorklog, patchWorklog } from "./worklogs.js";

/** @import { Place } from "./day.js" */

const STALE = 60_000;

/** Loaded after the page, so that it is there also when the server can't be reached. */
const logDialog = import("../shell/js/log-dialog.js");

export class Editor {
  /** @type {Map<string, Place>} what is stored, by the id of the worklog */
  stored = new Map();
  created = 0;
  /** Tabs with the week or the calendar of a person. */
  others = new BroadcastChannel("andante-week");
  hiddenAt = 0;
  /** The refresh after time was logged in a dialog. */
  refreshing = Promise.resolve();

  /** @param {HTMLElement} grid */
  constructor(grid) {
    this.grid = grid;
    this.saving = new Saving((id) => findBlock(grid, id));
    this.others.addEventListener("message", ({ data }) => data.person === this.person && this.refresh());
    this.saving.onSaved = () => this.tellOthers();
    this.remember();
    document.addEventListener("time-logged", () => {
      this.tellOthers();
      this.refreshing = this.refresh();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.hiddenAt = Date.now();
      else if (Date.now() - this.hiddenAt > STALE) void this.refresh();
    });
  }

  get person() {
    return this.grid.dataset.person ?? "";
  }

  /** Lets other tabs with this person's time load it again. */
  tellOthers() {
    this.others.postMessage({ person: this.person });
  }

  /** Remembers what the server has, apart from blocks that are not saved yet. */
  remember() {
    for (const block of elements(this.grid, ".block[data-id]")) {
      const id = block.dataset.id ?? "";
      if (!this.saving.unsaved.has(id)) this.stored.set(id, placeOf(block));
    }
  }

  /** Shows what the server has now. Without a connection, the page stays as it is. */
  async refresh() {
    if (document.documentElement.dataset.dragging) return;
    try {
      await refresh(this.grid, this.saving.unsaved);
      this.remember();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** @param {string} text */
  announce(text) {
    const announcer = this.grid.querySelector(".announcer");
    if (announcer) announcer.textContent = text;
  }

  /** @param {string} date */
  day(date) {
    return /** @type {HTMLElement | null} */ (this.grid.querySelector(`.day[data-date="${date}"]`));
  }

  /** Moves or resizes a block. With `undoable`, a notice offers to undo it. @param {HTMLElement} block @param {HTMLElement} day @param {{ start: number, seconds: number }} place @param {{ undoable?: boolean }} [options] */
  move(block, day, place, { undoable = false } = {}) {
    const before = placeOf(block);
    const after = { ...place, date: day.dataset.date ?? "" };
    if (isSame(before, after)) return;
    put(block, day, place);
    const values = { issue: keyOf(block), day: nameOf(day), time: timeText(place), duration: formatDuration(place.seconds) };
    const text = word(before.seconds === place.seconds ? "moved" : "resized", values);
    this.announce(text);
    void this.save(block);
    if (undoable) undoNotice(text, () => this.restore(block.dataset.id ?? "", before));
  }

  /** @param {string} id @param {Place} place */
  restore(id, place) {
    const [block, day] = [findBlock(this.grid, id), this.day(place.date)];
    if (block && day) this.move(block, day, place);
  }

  /** Saves the place of a block, and then the places that it got in the meantime. @param {HTMLElement} block */
  async save(block) {
    const id = block.dataset.id ?? "";
    if (isNew(block) || this.saving.running.has(id)) return;
    await this.saving.run(id, { send: () => this.sendPlace(id), refused: (refused) => this.springBack(id, refused) });
  }

  /** @param {string} id */
  async sendPlace(id) {
    for (;;) {
      const [block, was] = [findBlock(this.grid, id), this.stored.get(id)];
      if (!block || !was || isSame(placeOf(block), was)) return;
      const wanted = placeOf(block);
      await patchWorklog({
        path: { id },
        body: { startDate: wanted.date, startTime: clock(wanted.start), timeSpentSeconds: wanted.seconds, was: bodyOf(was) },
      });
      this.stored.set(id, wanted);
    }
  }

  /** @param {string} id @param {Refused} refused */
  async springBack(id, refused) {
    const [block, place] = [findBlock(this.grid, id), this.stored.get(id)];
    const day = place && this.day(place.date);
    if (block && day) {
      block.classList.add("springs-back");
      put(block, day, place);
      setTimeout(() => block.classList.remove("springs-back"), 400);
    }
    notice(refused.message, { kind: "error" });
    this.saving.running.delete(id);
    if (refused.status === 409 || refused.status === 404) await this.refresh();
  }

  /** Adds a block that is not stored yet. @param {HTMLElement} block @param {HTMLElement} day @param {{ start: number, seconds: number }} place @param {() => Promise<number>} send Creates the worklog, and returns its id. @param {(refused: Refused) => void} [refused] */
  async add(block, day, place, send, refused) {
    let id = `new-${++this.created}`;
    block.dataset.id = id;
    put(block, day, place);
    await this.saving.run(id, {
      send: async () => {
        const made = String(await send());
        const shown = findBlock(this.grid, id);
        this.saving.running.delete(id);
        this.saving.running.add(made);
        if (shown) shown.dataset.id = made;
        this.stored.set(made, { ...place, date: day.dataset.date ?? "" });
        id = made;
      },
      refused: (error) => {
        findBlock(this.grid, id)?.remove();
        layDay(this.day(day.dataset.date ?? "") ?? day);
        if (refused) refused(error);
        else notice(error.message, { kind: "error" });
      },
    });
    this.saving.running.delete(id);
    const made = findBlock(this.grid, id);
    if (!made || !this.stored.has(id)) return;
    void this.save(made); // it may have been moved in the meantime
    const values = { issue: keyOf(block), day: nameOf(day), time: timeText(place) };
    this.announce(word("created", values));
    undoNotice(word("created", values), () => this.remove(findBlock(this.grid, id)));
  }

  /** Copies a worklog to another place. @param {HTMLElement} block @param {HTMLElement} day @param {{ start: number, seconds: number }} place */
  async copy(block, day, place) {
    const id = block.dataset.id ?? "";
    const copy = /** @type {HTMLElement} */ (block.cloneNode(true));
    const to = { ...place, date: day.dataset.date ?? "" };
    await this.add(copy, day, place, async () => {
      const original = await findWorklog(id);
      const billable = Math.min(original.billableSeconds, to.seconds);
      return (await createWorklog({ body: { ...original, ...bodyOf(to), billableSeconds: billable } })).tempoWorklogId;
    });
  }

  /** Copies a worklog to the time after it. @param {HTMLElement} block */
  async duplicate(block) {
    const { start, seconds } = placeOf(block);
    const after = start && start + 2 * seconds <= 86_400 ? start + seconds : start;
    await this.copy(block, dayOf(block), { start: after, seconds });
  }

  /** Cuts a worklog in two at a time in seconds of the day. @param {HTMLElement} block @param {number} at */
  async split(block, at) {
    const [day, whole] = [dayOf(block), placeOf(block)];
    const id = block.dataset.id ?? "";
    const rest = { ...whole, start: at, seconds: whole.start + whole.seconds - at };
    const first = { ...whole, seconds: at - whole.start };
    const second = /** @type {HTMLElement} */ (block.cloneNode(true));
    const { billableSeconds } = await findWorklog(id).catch(() => ({ billableSeconds: 0 }));
    put(block, day, first);
    await this.save(block);
    if (!isSame(this.stored.get(id) ?? whole, first)) return;
    const restored = (/** @type {Refused} */ refused) => {
      this.restore(id, whole);
      notice(refused.message, { kind: "error" });
    };
    await this.add(
      second,
      day,
      rest,
      async () => {
        const shortened = await findWorklog(id);
        const billable = Math.max(0, Math.min(billableSeconds - shortened.billableSeconds, rest.seconds));
        return (await createWorklog({ body: { ...shortened, ...bodyOf(rest), billableSeconds: billable } })).tempoWorklogId;
      },
      restored,
    );
  }

  /** Deletes a worklog. A notice offers to undo it. @param {HTMLElement | null} block */
  async remove(block) {
    if (!block || this.saving.running.has(block.dataset.id ?? "")) return;
    const [id, day, place] = [block.dataset.id ?? "", dayOf(block), placeOf(block)];
    const next = neighbor(block);
    const back = () => put(block, this.day(place.date) ?? day, place);
    block.remove();
    layDay(day);
    next?.focus();
    if (isNew(block)) return void this.saving.waiting.delete(id);
    await this.saving.run(id, {
      send: async () => {
        try {
          const worklog = await findWorklog(id);
          await deleteWorklog({ path: { id } });
          findBlock(this.grid, id)?.remove();
          layDay(this.day(place.date) ?? day);
          const text = word("deleted", { issue: keyOf(block) });
          this.announce(text);
          undoNotice(text, () => this.undelete(block, place, worklog));
        } catch (error) {
          back();
          throw error;
        }
      },
      refused: async (refused) => {
        notice(refused.message, { kind: "error" });
        if (refused.status === 404) await this.refresh();
      },
    });
  }

  /** @param {HTMLElement} block @param {Place} place @param {import("./worklogs.js").Stored} worklog */
  async undelete(block, place, worklog) {
    const day = this.day(place.date);
    if (day) await this.add(block, day, place, async () => (await createWorklog({ body: worklog })).tempoWorklogId);
    block.querySelector("button")?.focus();
  }

  /** Logs the time of a plan on its issue. If the server needs more, the dialog opens. @param {HTMLElement} plan */
  async logPlan(plan) {
    const day = dayOf(plan);
    const place = { start: Number(plan.dataset.start), seconds: Number(plan.dataset.seconds) };
    const issue = plan.dataset.issue ?? "";
    if (!issue) return this.create(day, place);
    const body = {
      issueKey: issue,
      authorAccountId: this.grid.dataset.person ?? "",
      ...bodyOf({ ...place, date: day.dataset.date ?? "" }),
    };
    await this.add(
      blockFrom(this.grid, plan),
      day,
      place,
      async () => (await createWorklog({ body })).tempoWorklogId,
      (refused) => {
        notice(refused.message, { kind: "error" });
        void this.create(day, place, issue);
      },
    );
  }

  /** Opens the dialog for new time at a place. @param {HTMLElement} day @param {{ start: number, seconds: number }} place @param {string | null} [issue] */
  async create(day, place, issue = null) {
    const { openLogDialog } = await logDialog;
    const saved = await openLogDialog({
      date: day.dataset.date ?? "",
      start: clock(place.start).slice(0, 5),
      seconds: place.seconds,
      accountId: this.person,
      issue,
    });
    if (saved) await this.showSaved(saved.tempoWorklogId, "created");
  }

  /** Says why a day is locked. @param {HTMLElement} day */
  explain(day) {
    notice(day.dataset.locked ?? "");
  }

  /** Opens the dialog for a worklog. @param {HTMLElement} block */
  async open(block) {
    if (dayOf(block).dataset.locked) return this.explain(dayOf(block));
    if (isNew(block)) return;
    const { openLogDialog } = await logDialog;
    const saved = await openLogDialog({ worklog: Number(block.dataset.id) });
    if (saved) await this.showSaved(saved.tempoWorklogId, "changed");
  }

  /** Starts the timer on the issue of a worklog. The timer in the bar at the top does it. @param {HTMLElement} block */
  async startTimer(block) {
    const description = block.querySelector("q")?.textContent ?? "";
    document.dispatchEvent(new CustomEvent("start-timer", { detail: { issueKey: keyOf(block), description } }));
  }

  /** @param {number} id @param {"created" | "changed"} what */
  async showSaved(id, what) {
    await this.refreshing;
    const block = findBlock(this.grid, id);
    if (!block) return;
    block.querySelector("button")?.focus();
    this.announce(word(what, { issue: keyOf(block), day: nameOf(dayOf(block)), time: timeText(placeOf(block)) }));
  }
}

/** @param {Place} one @param {Place} other */
const isSame = (one, other) => one.date === other.date && one.start === other.start && one.seconds === other.seconds;

/** Whether a block is not stored yet. @param {HTMLElement} block */
const isNew = (block) => Boolean(block.dataset.id?.startsWith("new-"));

/** The button that gets the focus when a block is deleted. @param {HTMLElement} block */
function neighbor(block) {
  const next = block.nextElementSibling ?? block.previousElementSibling;
  return /** @type {HTMLElement | null} */ (next?.querySelector("button") ?? dayOf(block).querySelector(".add"));
}

/** A block that looks like a plan. @param {HTMLElement} grid @param {HTMLElement} plan */
function blockFrom(grid, plan) {
  const block = /** @type {HTMLElement} */ (grid.querySelector("template")?.content.firstElementChild?.cloneNode(true));
  block.className = plan.className.replace("plan", "block").replace("done", "");
  for (const part of ["b", "span"]) {
    const target = block.querySelector(part);
    if (target) target.textContent = plan.querySelector(part)?.textContent ?? "";
  }
  return block;
}
