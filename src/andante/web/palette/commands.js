/** What the palette offers besides search results: pages and commands. */

import { notice, operation, Refused, startTimer, TIME_LOGGED, word } from "../shell/js/all.js";

/** @typedef {{ id: string, group: string, label: string, detail?: string, keys?: string, again?: boolean, isRare?: boolean, run: () => unknown }} Entry */
/** @typedef {"SYSTEM" | "LIGHT" | "DARK"} Theme */

const loadPreferences = operation("get", "/4-andante/preferences");
const savePreferences = operation("put", "/4-andante/preferences");
const copyWeek = operation("post", "/4-andante/weeks/copy");
const loadWeek = operation("get", "/4-andante/weeks/{day}");
const THEMES = /** @type {const} */ (["SYSTEM", "LIGHT", "DARK"]);
const LANGUAGES = /** @type {const} */ ({ en: "English", de: "Deutsch" });

/** The links of the bars and menus. @returns {{ path: string, href: string, label: string, keys?: string }[]} */
export function pages() {
  const root = document.documentElement.dataset.root ?? "";
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".main-nav a, #more a, #person a"));
  const byPath = new Map([...links].map((link) => [new URL(link.href).pathname.slice(root.length), link]));
  return [...byPath].map(([path, link]) => {
    const keys = link.dataset.shortcut;
    return { path, href: link.href, label: link.textContent?.trim() ?? "", ...(keys && { keys }) };
  });
}

/** @returns {Entry[]} */
export function pageEntries() {
  const group = word("pages");
  return pages().map(({ path, href, label, keys }) => ({
    id: `page:${path}`,
    group,
    label,
    ...(keys && { keys }),
    run: () => location.assign(href),
  }));
}

/** The commands. `pickIssue` lets the person choose an issue in the palette. @param {(run: (key: string) => unknown, label: string) => void} pickIssue @returns {Entry[]} */
export function commandEntries(pickIssue) {
  const group = word("commands");
  const hasWeek = pages().some(({ path }) => path === "/week");
  const hasTimer = document.querySelector("timer-bar") !== null;
  /** @type {Entry[]} */
  const entries = [{ id: "log", group, label: word("logTime"), keys: "n", run: logTime }];
  if (hasTimer) {
    const start = () => pickIssue((key) => startTimer(key), word("startTimerOn"));
    entries.push({ id: "timer", group, label: word("startTimerOn"), keys: "t", again: true, run: start });
  }
  if (hasWeek) {
    entries.push({ id: "submit", group, label: word("submitWeek"), run: submitWeek });
    entries.push({ id: "copy", group, label: word("copyLastWeek"), run: () => reported(copyLastWeek) });
  }
  for (const theme of THEMES) {
    const label = `${word("theme")}: ${word(`theme${theme}`)}`;
    entries.push({ id: `theme:${theme}`, group, label, isRare: true, run: () => reported(() => setTheme(theme)) });
  }
  for (const [code, name] of /** @type {["en" | "de", string][]} */ (Object.entries(LANGUAGES))) {
    const label = `${word("language")}: ${name}`;
    entries.push({ id: `language:${code}`, group, label, isRare: true, run: () => reported(() => setLanguage(code)) });
  }
  entries.push({ id: "keys", group, label: word("allKeys"), keys: "?", run: showKeys });
  return entries;
}

export async function logTime() {
  const { openLogDialog } = await import("../shell/js/log-dialog.js");
  return openLogDialog();
}

async function showKeys() {
  const module = await import("./key-list.js");
  module.open();
}

/** Opens the menu with the timesheets that can be submitted: of the week on this page, or else of the current week. */
function submitWeek() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[popovertarget=submit-menu]"));
  if (!button) return location.assign(`${document.documentElement.dataset.root ?? ""}/week#submit-menu`);
  button.click();
  /** @type {HTMLElement | null} */ (document.querySelector("#submit-menu ul:last-of-type a"))?.focus();
}

async function copyLastWeek() {
  const today = new Date();
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const { from } = await loadWeek({ path: { day: date } });
  const { worklogIds, skipped } = await copyWeek({ body: { date: from, source: "LAST_WEEK" } });
  document.dispatchEvent(new CustomEvent(TIME_LOGGED, { detail: [from] }));
  const parts = [word("copied", { count: worklogIds.length })];
  if (skipped.length) parts.push(word("skipped", { count: skipped.length }));
  notice(parts.join(" "));
}

/** @param {Theme} theme */
async function setTheme(theme) {
  await savePreferences({ body: { ...(await preferences()), theme } });
  document.documentElement.dataset.theme = theme;
}

/** @param {"en" | "de"} language */
async function setLanguage(language) {
  await savePreferences({ body: { ...(await preferences()), language } });
  location.reload();
}

/** The stored preferences, as a body of the same operation. */
async function preferences() {
  return /** @type {import("operations").components["schemas"]["PreferencesInput"]} */ (await loadPreferences());
}

/** @param {() => Promise<unknown>} action */
export async function reported(action) {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    notice(error.message, { kind: "error" });
  }
}
