/**
 * Keyboard shortcuts of the whole page. They never act while the user types, and single letters can be switched off.
 *
 * A control with `data-shortcut="/,Control+k"` is clicked when one of its keys is pressed, unless a script registers the same keys. A
 * control with `data-opens`, the address of a module, calls its function `open`; the module is loaded then.
 */

/** @type {Map<string, () => void>} */
const shortcuts = new Map();
const SEQUENCE_TIME = 1_200;
let prefix = "";
let prefixUntil = 0;

/** Registers a shortcut: `n`, `?`, or a sequence like `g w`. @param {string} keys @param {() => void} run */
export function shortcut(keys, run) {
  shortcuts.set(keys, run);
}

/** Registers a shortcut for all pages, unless an element of this page uses the keys. @param {string} keys @param {() => void} run */
export function defaultShortcut(keys, run) {
  if (!shortcuts.has(keys)) shortcuts.set(keys, run);
}

/** Runs the shortcut of a key, for fields that don't take this key as text. @param {string} key @returns {boolean} whether there is one */
export function runShortcut(key) {
  const run = document.documentElement.dataset.keys === "off" ? undefined : shortcuts.get(key);
  run?.();
  return run !== undefined;
}

/** Whether the event comes from a field in which text is typed. @param {Event} event */
export function isTyping(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])")
  );
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented || isTyping(event)) return;
  if (document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
  const keys = event.timeStamp < prefixUntil ? `${prefix} ${event.key}` : event.key;
  prefixUntil = 0;
  const run = shortcuts.get(keys);
  if (run) {
    event.preventDefault();
    run();
  } else if ([...shortcuts.keys()].some((known) => known.startsWith(`${keys} `)))
    [prefix, prefixUntil] = [keys, event.timeStamp + SEQUENCE_TIME];
});

/** `Control` also means the command key. These keys also act while the user types. */
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.repeat) return;
  const run = shortcuts.get(`Control+${event.key.toLowerCase()}`);
  if (!run || document.querySelector("dialog[open]:not(.palette)")) return;
  event.preventDefault();
  run();
});

addEventListener("click", async (event) => {
  const control = event.target instanceof Element ? event.target.closest("[data-opens]") : null;
  if (!(control instanceof HTMLElement) || !control.dataset.opens || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = control.dataset.opens;
  await keepTyped(async () => {
    (await import(address)).open();
  });
});

/** Opens something with a text field. What the user types until then, while a script is loaded, is entered into it. @param {() => Promise<unknown>} open */
export async function keepTyped(open) {
  let typed = "";
  const from = document.activeElement;
  /** @param {KeyboardEvent} event */
  const keep = (event) => {
    const isText = event.key.length === 1 && !(event.ctrlKey || event.metaKey || event.altKey);
    if (!isText || (isTyping(event) && event.target !== from)) return;
    typed += event.key;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("keydown", keep, { capture: true });
  await open().finally(() => removeEventListener("keydown", keep, { capture: true }));
  const field = document.activeElement;
  if (!typed || !(field instanceof HTMLInputElement)) return;
  field.value += typed;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

for (const control of document.querySelectorAll("[data-shortcut]"))
  if (control instanceof HTMLElement) for (const keys of control.dataset.shortcut?.split(",") ?? []) shortcut(keys, () => control.click());
