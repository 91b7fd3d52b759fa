/** Short messages at the bottom of the page. They are read out, and disappear unless something has to be done. */

import { word } from "./words.js";

/** @typedef {{ label: string, run: () => void }} Action */

const SHOWN = 5_000;
const WITH_ACTION = 8_000;

/**
 * Shows a message. It stays if it is an error with an action.
 * @param {string} message @param {{ action?: Action | undefined, kind?: "info" | "error" }} [options]
 */
export function notice(message, { action, kind = "info" } = {}) {
  const place = document.getElementById("notices");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `notice ${kind}`;
  const text = document.createElement("span");
  text.textContent = message;
  box.append(text);
  if (action) box.append(button(action.label, () => finish(box, action.run)));
  box.append(button("×", () => box.remove(), word("close")));
  place.replaceChildren(box);
  if (kind === "info" || !action) disappear(box, action ? WITH_ACTION : SHOWN);
}

/** Shows a message with a button that reverts what it reports. @param {string} message @param {() => void} run */
export function undoNotice(message, run) {
  notice(message, { action: { label: word("undo"), run } });
}

/** @param {HTMLElement} box @param {() => void} run */
function finish(box, run) {
  box.remove();
  run();
}

/** Removes the box after a while, but not while the pointer or the focus is in it. @param {HTMLElement} box @param {number} delay */
function disappear(box, delay) {
  setTimeout(() => (box.matches(":hover, :focus-within") ? disappear(box, delay) : box.remove()), delay);
}

/** @param {string} label @param {() => void} run @param {string} [name] */
function button(label, run, name) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = label;
  if (name) made.setAttribute("aria-label", name);
  made.addEventListener("click", run);
  return made;
}
