/** The keys of all pages: the palette, the list of keys, logging time, and going to pages. What they open is loaded when it is needed. */

import { defaultShortcut } from "../shell/js/all.js";

const PAGES = { w: "/week", c: "/calendar", a: "/approvals", p: "/planner", r: "/reports" };

async function openPalette() {
  const { togglePalette } = await import("./command-palette.js");
  togglePalette();
}

async function logTime() {
  const { openLogDialog } = await import("../shell/js/log-dialog.js");
  await openLogDialog();
}

async function showKeys() {
  const module = await import("./key-list.js");
  module.showKeys();
}

/** @param {string} path */
function goTo(path) {
  const root = document.documentElement.dataset.root ?? "";
  /** @type {HTMLElement | null} */ (document.querySelector(`.main-nav a[href="${root}${path}"]`))?.click();
}

defaultShortcut("/", openPalette);
defaultShortcut("?", showKeys);
defaultShortcut("n", logTime);
for (const [key, path] of Object.entries(PAGES)) defaultShortcut(`g ${key}`, () => goTo(path));

addEventListener("keydown", (event) => {
  const isPalette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  const isBlocked = document.querySelector("dialog[open]:not(.palette)") !== null;
  if (!isPalette || isBlocked) return;
  event.preventDefault();
  openPalette();
});

for (const button of document.querySelectorAll("[data-opens-palette]")) button.addEventListener("click", openPalette);
for (const link of document.querySelectorAll(".bottom-bar a.add"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    logTime();
  });
