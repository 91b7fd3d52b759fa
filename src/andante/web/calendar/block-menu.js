/** The menu of a block: edit, duplicate, split, start a timer, delete. */

import { shownTime, snap, word } from "../shell/js/all.js";
import { dayOf, spanOf } from "./day.js";

/** @import { Editor } from "./editor.js" */

/** @type {HTMLElement | null} the block whose menu is open */
let block = null;
/** @type {number | null} where to split it, in minutes of the day */
let splitAt = null;

/** Opens the menu at the pointer, or below the block. @param {Editor} editor @param {HTMLElement} of @param {{ x: number, y: number, minute: number } | null} at @param {number} step */
export function openBlockMenu(editor, of, at, step) {
  const menu = /** @type {HTMLElement | null} */ (editor.grid.querySelector("#block-menu"));
  if (!menu) return;
  block = of;
  splitAt = splitMinute(spanOf(of), at?.minute ?? null, step);
  prepare(editor, menu);
  menu.showPopover();
  const box = of.getBoundingClientRect();
  const { x, y } = at ?? { x: box.left + 8, y: Math.min(box.bottom, box.top + 32) };
  menu.style.setProperty("--x", `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`);
  menu.style.setProperty("--y", `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`);
  buttons(menu)[0]?.focus();
}

/** Where to split: under the pointer, otherwise in the middle; null if the parts would be too short. @param {{ start: number, minutes: number }} span @param {number | null} minute @param {number} step */
export function splitMinute({ start, minutes }, minute, step) {
  if (!start) return null;
  const wanted = snap(minute ?? start + minutes / 2, step);
  const at = Math.min(Math.max(wanted, snap(start, step) + step), snap(start + minutes, step) - step);
  return at > start && at < start + minutes ? at : null;
}

/** @param {Editor} editor @param {HTMLElement} menu */
function prepare(editor, menu) {
  const isLocked = block ? dayOf(block).hasAttribute("data-locked") : true;
  for (const button of buttons(menu)) {
    const needsChange = button.dataset.do !== "start";
    button.disabled = (needsChange && isLocked) || (button.dataset.do === "split" && splitAt === null);
    if (button.dataset.do === "start") button.hidden = !customElements.get("timer-bar") || !editor.grid.hasAttribute("data-own");
  }
  const label = menu.querySelector("[data-do=split] span");
  if (label) label.textContent = word("splitAt", { time: splitAt === null ? "…" : shownTime(splitAt) });
  if (menu.dataset.ready) return;
  menu.dataset.ready = "true";
  menu.addEventListener("click", (event) => run(editor, menu, event));
  menu.addEventListener("keydown", (event) => step(menu, event));
}

/** @param {Editor} editor @param {HTMLElement} menu @param {MouseEvent} event */
async function run(editor, menu, event) {
  event.stopPropagation();
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (!button || !block) return;
  menu.hidePopover();
  block.querySelector("button")?.focus();
  if (button.dataset.do === "open") await editor.open(block);
  else if (button.dataset.do === "duplicate") await editor.duplicate(block);
  else if (button.dataset.do === "split" && splitAt !== null) await editor.split(block, splitAt * 60);
  else if (button.dataset.do === "remove") await editor.remove(block);
  else if (button.dataset.do === "start") await editor.startTimer(block);
}

/** Arrow keys move in the menu. @param {HTMLElement} menu @param {KeyboardEvent} event */
function step(menu, event) {
  const enabled = buttons(menu).filter((button) => !button.disabled && !button.hidden);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  event.stopPropagation();
  if (event.key === "Tab") menu.hidePopover();
  if (by === undefined) return;
  event.preventDefault();
  const index = enabled.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  enabled[(index + by + enabled.length) % enabled.length]?.focus();
}

/** @param {HTMLElement} menu */
function buttons(menu) {
  return /** @type {HTMLButtonElement[]} */ ([...menu.querySelectorAll("button")]);
}
