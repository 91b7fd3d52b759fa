/**
 * <time-grid>: the days of a week side by side. Dragging on an empty place logs time, dragging a block moves it (with Alt copies it), and
 * dragging its edges resizes it. The keyboard does the same.
 */

import { changeSpan, gaps, isTyping, shortcut, snap, spanBetween, word } from "../shell/js/all.js";
import { draggable } from "../shell/js/drag.js";
import { dayOf, elements, keyOf, layDay, placeAfterKey, position, spanOf, timeText } from "./day.js";

/** @import { Drag, Kind } from "../shell/js/drag.js" */
/** @import { Editor } from "./editor.js" */

/** @typedef {{ day: HTMLElement, start: number, seconds: number }} Target */

const EDGE = 6;
const TOUCHED_EDGE = 14;
const WORKDAY = { start: 540, end: 1020 };
/** Browsers send a click after a drag. It is ignored in this time, in milliseconds. */
const AFTER_DROP = 50;

class TimeGrid extends HTMLElement {
  /** Shows what a drag would do. */
  ghost = document.createElement("li");
  /** Opens the menu of the block in which it is. */
  dots = document.createElement("button");
  /** @type {Promise<Editor>} */
  editor = new Promise(() => {});
  /** Where and when the page was made. */
  loadedAt = performance.now();
  droppedAt = 0;

  connectedCallback() {
    this.editor = import("./editor.js").then(({ Editor }) => new Editor(this));
    for (const day of this.days) layDay(day);
    this.prepareButton();
    this.listen();
    this.showNow();
    setInterval(() => this.showNow(), 30_000);
    this.scroller.scrollTop = (this.hourHeight * Number(this.dataset.firstHour)) | 0;
    shortcut("n", () => this.logFirstGap());
    for (const [key, selector] of Object.entries({ "[": "[rel=prev]", "]": "[rel=next]", ".": "[data-today-link]" }))
      shortcut(key, () => /** @type {HTMLElement | null} */ (document.querySelector(`.toolbar ${selector}`))?.click());
  }

  get days() {
    return elements(this, ".day");
  }

  get scroller() {
    return /** @type {HTMLElement} */ (this.querySelector(".scroller"));
  }

  get step() {
    return Number(document.documentElement.dataset.snap ?? 15);
  }

  get hourHeight() {
    return (this.querySelector(".hours ol")?.clientHeight ?? 0) / 24;
  }

  listen() {
    draggable(/** @type {HTMLElement} */ (this.querySelector(".days")), {
      begin: (event) => this.begin(event),
      show: (drag) => this.show(drag),
      drop: (drag) => this.drop(drag),
      scroller: this.scroller,
    });
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("dblclick", (event) => this.doubleClick(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("contextmenu", (event) => this.openMenu(event));
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, (event) => this.offerMenu(event));
  }

  prepareButton() {
    this.dots.type = "button";
    this.dots.className = "dots";
    this.dots.textContent = "⋯";
    this.dots.setAttribute("aria-label", word("actions"));
    this.dots.setAttribute("aria-haspopup", "menu");
  }

  // Pointer

  /** @param {PointerEvent} event @returns {{ kind: Kind, item: HTMLElement | null } | null} */
  begin(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest(".dots, .plan, header")) return null;
    const day = /** @type {HTMLElement | null} */ (target.closest(".day"));
    if (!day || day.hasAttribute("data-locked")) return null;
    const block = /** @type {HTMLElement | null} */ (target.closest(".block"));
    if (block) return { kind: edgeAt(block, event), item: block };
    return target.closest(".column") ? { kind: "create", item: null } : null;
  }

  /** @param {Drag} drag */
  show(drag) {
    const { day, start, seconds } = this.target(drag);
    const list = day.querySelector(start ? ".blocks" : ".untimed");
    this.ghost.className = `${drag.item ? drag.item.className : "block"} ghost`;
    const time = document.createElement("time");
    time.textContent = timeText({ start, seconds });
    const key = document.createElement("b");
    key.textContent = drag.item ? keyOf(drag.item) : "";
    this.ghost.replaceChildren(key, time);
    position(this.ghost, { start: start / 60, minutes: seconds / 60 });
    if (this.ghost.parentElement !== list) list?.append(this.ghost);
    drag.item?.classList.toggle("dragged", !drag.copy);
    this.toggleAttribute("data-copies", drag.copy && drag.kind === "move");
  }

  /** @param {Drag | null} drag */
  async drop(drag) {
    const target = drag && this.target(drag);
    this.droppedAt = performance.now();
    this.querySelector(".dragged")?.classList.remove("dragged");
    this.removeAttribute("data-copies");
    if (!drag || !target || drag.kind !== "create") this.ghost.remove();
    if (!drag || !target) return;
    const editor = await this.editor;
    const { day, start, seconds } = target;
    if (day.dataset.locked) return editor.explain(day);
    if (!drag.moved && drag.item) return this.showMenu(drag.item, { x: drag.x, y: drag.y });
    if (!drag.item) await editor.create(day, { start, seconds: drag.moved ? seconds : 3600 }).finally(() => this.ghost.remove());
    else if (drag.copy && drag.kind === "move") await editor.copy(drag.item, day, { start, seconds });
    else editor.move(drag.item, day, { start, seconds }, { undoable: true });
  }

  /** Where a drag leads to. @param {Drag} drag @returns {Target} */
  target({ kind, item, x, y, fromX, fromY }) {
    const day = this.dayAt(kind === "move" ? x : fromX) ?? (item ? dayOf(item) : this.days[0]);
    if (!day) throw new Error("no days");
    if (!item) return inSeconds(day, spanBetween(this.minuteAt(day, fromY), this.minuteAt(day, y), this.step, this.step));
    const seconds = Number(item.dataset.seconds);
    if (kind === "move" && y < this.bodyTop(day)) return { day, start: 0, seconds };
    const isTimed = Number(item.dataset.start) > 0;
    if (!isTimed) return { day, start: Math.max(this.step, snap(this.minuteAt(day, y) - this.step, this.step)) * 60, seconds };
    const moved = ((y - fromY) / this.hourHeight) * 60;
    return inSeconds(day, changeSpan(spanOf(item), kind === "create" ? "move" : kind, moved, this.step, this.step));
  }

  /** The day under the pointer, of those that are shown. @param {number} x */
  dayAt(x) {
    return this.days.find((day) => {
      const { left, right } = day.getBoundingClientRect();
      return x >= left && x < right;
    });
  }

  /** The minute of the day at a height of the window. @param {HTMLElement} day @param {number} y */
  minuteAt(day, y) {
    const top = day.querySelector(".column")?.getBoundingClientRect().top ?? 0;
    return ((y - top) / this.hourHeight) * 60;
  }

  /** Where the hours of a day begin in the window: above are its worklogs without a time. @param {HTMLElement} day */
  bodyTop(day) {
    return day.querySelector(".untimed")?.getBoundingClientRect().bottom ?? 0;
  }

  /** @param {MouseEvent} event */
  async press(event) {
    if (performance.now() - this.droppedAt < AFTER_DROP) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const strip = /** @type {HTMLElement | null} */ (target.closest(".day-strip a"));
    if (strip && !event.ctrlKey && !event.metaKey) return this.select(event, strip);
    if (target.closest(".dots")) return this.openMenu(event);
    const editor = await this.editor;
    const block = /** @type {HTMLElement | null} */ (target.closest(".block"));
    const isTouch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (block && (event.detail === 0 || isTouch)) return editor.open(block);
    const plan = /** @type {HTMLElement | null} */ (target.closest(".plan:not(.done) button"));
    if (plan) return editor.logPlan(/** @type {HTMLElement} */ (plan.closest(".plan")));
    const fill = /** @type {HTMLElement | null} */ (target.closest(".fill"));
    if (fill) return editor.create(dayOf(fill), { start: Number(fill.dataset.start), seconds: Number(fill.dataset.seconds) });
    if (target.closest(".add")) return this.logGap(dayOf(target));
    if (target.closest(".lock")) editor.explain(dayOf(target));
  }

  /** @param {MouseEvent} event */
  async doubleClick(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const editor = await this.editor;
    const block = /** @type {HTMLElement | null} */ (target.closest(".block"));
    if (block) return editor.open(block);
    if (!target.closest(".column") || target.closest("button")) return;
    const day = dayOf(target);
    if (day.dataset.locked) return editor.explain(day);
    const start = Math.max(this.step, Math.floor(this.minuteAt(day, event.clientY) / 30) * 30);
    await editor.create(day, { start: start * 60, seconds: 3600 });
  }

  // Days

  /** Shows another day where there is room for one only. @param {Event} event @param {HTMLElement} link */
  select(event, link) {
    event.preventDefault();
    for (const other of elements(this, ".day-strip a")) other.toggleAttribute("aria-current", false);
    link.setAttribute("aria-current", "date");
    for (const day of this.days) day.toggleAttribute("data-selected", day.dataset.date === link.dataset.day);
    history.replaceState(null, "", /** @type {HTMLAnchorElement} */ (link).href);
  }

  /** Makes a day visible. @param {HTMLElement} day */
  reveal(day) {
    if (getComputedStyle(day).display === "none")
      /** @type {HTMLElement | null} */ (this.querySelector(`.day-strip [data-day="${day.dataset.date}"]`))?.click();
  }

  showNow() {
    const minutes = Number(this.dataset.now) + Math.floor((performance.now() - this.loadedAt) / 60_000);
    this.style.setProperty("--now", String(Math.min(minutes, 1440)));
  }

  /** The day that `n` means: the one with the focus, today, or the first one. */
  get currentDay() {
    const focused = document.activeElement?.closest(".day");
    const shown = this.days.filter((day) => getComputedStyle(day).display !== "none");
    return focused instanceof HTMLElement ? focused : (shown.find((day) => day.classList.contains("today")) ?? shown[0]);
  }

  logFirstGap() {
    if (this.currentDay) void this.logGap(this.currentDay);
  }

  /** Opens the dialog for the first gap of a day. @param {HTMLElement} day */
  async logGap(day) {
    const editor = await this.editor;
    if (day.dataset.locked) return editor.explain(day);
    const spans = elements(day, ".blocks > .block").map(spanOf);
    const end = Number(day.dataset.workEnd) / 60 || WORKDAY.end;
    const [gap] = [...gaps(spans, WORKDAY.start, Math.max(end, WORKDAY.end)), ...gaps(spans, WORKDAY.end, 1440)];
    if (!gap) return editor.announce(word("noGap"));
    await editor.create(day, { start: gap.start * 60, seconds: (spans.length ? Math.min(gap.minutes, 60) : gap.minutes) * 60 });
  }

  // Keyboard

  /** @param {KeyboardEvent} event */
  async key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const block = /** @type {HTMLElement | null} */ (target.closest(".block"));
    if (!block || isTyping(event) || target.closest(".dots")) return;
    const to = placeAfterKey(event, block, this.days, this.step);
    if (!to && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    const editor = await this.editor;
    const locked = [dayOf(block), to?.day].find((day) => day?.dataset.locked);
    if (locked) return editor.explain(locked);
    if (!to) return editor.remove(block);
    this.reveal(to.day);
    editor.move(block, to.day, to);
    block.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // Menu

  /** Puts the button with the menu into the block under the pointer or with the focus. @param {Event} event */
  offerMenu(event) {
    const block = /** @type {HTMLElement} */ (event.target).closest?.(".block:not(.ghost)");
    if (block && block !== this.dots.parentElement) block.append(this.dots);
  }

  /** @param {MouseEvent} event */
  openMenu(event) {
    const block = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest(".block"));
    if (!block) return;
    event.preventDefault();
    const isPointer = event.type === "contextmenu" && (event.clientX || event.clientY) && event.button === 2;
    void this.showMenu(block, isPointer ? { x: event.clientX, y: event.clientY } : null);
  }

  /** @param {HTMLElement} block @param {{ x: number, y: number } | null} at where the pointer is */
  async showMenu(block, at) {
    const [{ openBlockMenu }, editor] = await Promise.all([import("./block-menu.js"), this.editor]);
    openBlockMenu(editor, block, at && { ...at, minute: this.minuteAt(dayOf(block), at.y) }, this.step);
  }
}

/** Whether a press there moves the block or one of its edges. @param {HTMLElement} block @param {PointerEvent} event @returns {Kind} */
function edgeAt(block, event) {
  if (!Number(block.dataset.start)) return "move";
  const { top, bottom, height } = block.getBoundingClientRect();
  const isTouch = event.pointerType === "touch";
  if (isTouch && !block.contains(document.activeElement)) return "move";
  const edge = Math.min(isTouch ? TOUCHED_EDGE : EDGE, height / 4);
  if (bottom - event.clientY < edge) return "end";
  return event.clientY - top < edge ? "start" : "move";
}

/** @param {HTMLElement} day @param {{ start: number, minutes: number }} span @returns {Target} */
function inSeconds(day, { start, minutes }) {
  return { day, start: Math.round(start * 60), seconds: Math.round(minutes * 60) };
}

customElements.define("time-grid", TimeGrid);
