/** `<command-palette>`: a dialog with one combobox to go to pages, people and issues, to run commands, and to log time in one line. */

import { formatDuration, minutesOf, operation, Refused, shownRange, word } from "../shell/js/all.js";
import { describeDay, localNow } from "../shell/js/dates.js";
import { loadForm, logEntry } from "../shell/js/worklogs.js";
import { commandEntries, pageEntries, pages } from "./commands.js";
import { matches, parseLine } from "./quick-log.js";

/** @import { components } from "operations" */
/** @import { Entry } from "./commands.js" */
/** @import { QuickLog } from "./quick-log.js" */

const search = operation("get", "/4-andante/search");
const DELAY = 150;
const SHOWN = 10;
const RECENTS = 5;
const STORE = "andante.palette";

/** Opens the palette, or closes it if it is open. */
export function open() {
  const shown = document.querySelector("command-palette");
  if (shown) return shown.remove();
  document.body.append(new CommandPalette());
}

class CommandPalette extends HTMLElement {
  /** @type {Entry[]} */
  #entries = [];
  #active = 0;
  #searches = 0;
  /** @type {components["schemas"]["Search"]} */
  #found = { issues: [], users: [] };
  /** Where a line would log its time: the free start of the day, or why the server refuses it. @type {{ of: string, start: string | null, message: string }} */
  #preview = { of: "", start: null, message: "" };
  /** @type {((key: string) => unknown) | null} what to do with an issue that is picked for a command */
  #withIssue = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    super();
    const template = document.getElementById("command-palette");
    if (template instanceof HTMLTemplateElement) this.append(template.content.cloneNode(true));
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector('[role="listbox"]'));
  }

  get #text() {
    return this.#input.value.trim();
  }

  connectedCallback() {
    const dialog = this.#dialog;
    dialog.addEventListener("close", () => this.remove());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    dialog.showModal();
    this.#show();
    this.#search();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #typed() {
    this.#show();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), DELAY);
  }

  async #search() {
    const number = ++this.#searches;
    const quick = parseLine(this.#text);
    try {
      const [found] = await Promise.all([
        search({ query: { query: quick ? quick.issueKey : this.#text } }),
        quick && !this.#withIssue ? this.#prepare(quick) : null,
      ]);
      if (number !== this.#searches) return;
      this.#found = found;
      this.#show(true);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#say(error.message);
    }
  }

  /** Finds out what a line would do. @param {QuickLog} quick */
  async #prepare(quick) {
    const of = placeOf(quick);
    try {
      const form = await loadForm({ query: { issueKey: quick.issueKey, date: quick.date ?? undefined } });
      this.#preview = { of, start: form.startTime, message: "" };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const isUnknown = error.faults.some(({ field }) => field === "issueKey");
      const message = isUnknown ? word("unknownIssue", { issue: quick.issueKey }) : error.message;
      this.#preview = { of, start: null, message };
    }
  }

  /** Shows the entries for the text. An entry that the person moved to stays active when more results arrive. @param {boolean} [isUpdate] */
  #show(isUpdate = false) {
    const active = isUpdate && this.#active > 0 ? this.#entries[this.#active]?.id : undefined;
    this.#entries = this.#text || this.#withIssue ? this.#matching() : this.#initial();
    const groups = new Map();
    this.#entries.forEach((entry, index) => {
      const group = groups.get(entry.group) ?? this.#group(entry.group);
      groups.set(entry.group, group);
      group.append(this.#option(entry, index));
    });
    this.#list.replaceChildren(...groups.values());
    this.#activate(
      Math.max(
        this.#entries.findIndex(({ id }) => id === active),
        0,
      ),
    );
    this.#say(this.#entries.length ? word("choices", { count: this.#entries.length }) : word("nothingFound"));
    this.querySelector(".nothing")?.toggleAttribute("hidden", this.#entries.length > 0);
  }

  /** Before typing: what the person chose last, then issues and commands. @returns {Entry[]} */
  #initial() {
    const all = [...this.#commands(), ...pageEntries(), ...this.#issues()];
    const recent = recents().flatMap((id) => all.filter((entry) => entry.id === id));
    const group = word("recentlyUsed");
    const seen = new Set(recent.map(({ id }) => id));
    const others = [...this.#issues().slice(0, RECENTS), ...this.#commands().filter(({ isRare }) => !isRare), ...pageEntries()];
    return [...recent.map((entry) => ({ ...entry, group })), ...others.filter(({ id }) => !seen.has(id))];
  }

  /** @returns {Entry[]} */
  #matching() {
    const quick = this.#withIssue ? null : parseLine(this.#text);
    const issues = this.#issues().slice(0, SHOWN);
    if (this.#withIssue) return issues;
    const local = [...this.#commands(), ...pageEntries()].filter(({ label }) => matches(label, this.#text));
    return [...(quick ? [this.#quickLog(quick)] : []), ...local.slice(0, SHOWN), ...this.#people(), ...issues];
  }

  #commands() {
    return commandEntries((run, label) => this.#ask(run, label));
  }

  /** Asks for the issue of a command. @param {(key: string) => unknown} run @param {string} label */
  #ask(run, label) {
    this.#withIssue = run;
    this.#input.value = "";
    this.#input.placeholder = label;
    this.#show();
    this.#search();
  }

  /** @param {QuickLog} quick @returns {Entry} */
  #quickLog(quick) {
    const label = word("logOn", { duration: formatDuration(quick.seconds), issue: quick.issueKey });
    const summary = this.#found.issues.find(({ issue }) => issue.key === quick.issueKey)?.summary ?? "";
    const { start, message } = this.#preview.of === placeOf(quick) ? this.#preview : { start: null, message: "" };
    const from = quick.startTime ?? start;
    const day = describeDay(quick.date ?? localNow().slice(0, 10));
    const when = from ? `${day}, ${shownRange({ start: minutesOf(from), minutes: quick.seconds / 60 })}` : day;
    const detail = [when, message || quick.description || summary].filter(Boolean).join(" · ");
    return { id: "quick", group: word("logTime"), label, detail, run: () => logLine(quick) };
  }

  /** @returns {Entry[]} */
  #issues() {
    const group = word("issues");
    return this.#found.issues.map(({ issue, summary }) => {
      const key = issue.key ?? "";
      const run = this.#withIssue;
      return { id: `issue:${key}`, group, label: key, detail: summary, run: () => (run ? run(key) : logOn(key, summary)) };
    });
  }

  /** @returns {Entry[]} */
  #people() {
    const week = pages().find(({ path }) => path === "/week") ?? pages().find(({ path }) => path === "/calendar");
    if (!week) return [];
    return this.#found.users.map(({ user, displayName }) => {
      const href = `${week.href}?person=${encodeURIComponent(user.accountId)}`;
      return {
        id: `person:${user.accountId}`,
        group: word("people"),
        label: displayName,
        detail: week.label,
        run: () => location.assign(href),
      };
    });
  }

  /** @param {string} name */
  #group(name) {
    const group = document.createElement("div");
    const heading = document.createElement("div");
    group.role = "group";
    group.setAttribute("aria-label", name);
    heading.className = "heading";
    heading.setAttribute("aria-hidden", "true");
    heading.textContent = name;
    group.append(heading);
    return group;
  }

  /** @param {Entry} entry @param {number} index */
  #option({ id, label, detail = "", keys = "" }, index) {
    const option = document.createElement("div");
    option.id = `palette-${index}`;
    option.role = "option";
    option.dataset.index = String(index);
    option.setAttribute("aria-selected", "false");
    option.append(part("span", id.startsWith("issue:") ? "key" : "label", label));
    if (detail) option.append(" ", part("span", "detail", detail));
    if (keys) option.append(" ", part("kbd", "", keys));
    return option;
  }

  /** @param {number} index */
  #activate(index) {
    this.#list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = this.#list.querySelector(`#palette-${index}`);
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#input.setAttribute("aria-activedescendant", option.id);
    else this.#input.removeAttribute("aria-activedescendant");
    if (index === 0) this.#list.scrollTop = 0;
  }

  /** @param {string} message */
  #say(message) {
    const status = this.querySelector('[role="status"]');
    if (status) status.textContent = message;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const count = this.#entries.length;
    if (event.isComposing || !count) return;
    const steps = new Map([
      ["ArrowDown", 1],
      ["ArrowUp", count - 1],
      ["PageDown", Math.min(5, count - 1 - this.#active)],
      ["PageUp", count - Math.min(5, this.#active)],
    ]);
    const step = steps.get(event.key);
    if (step !== undefined) this.#activate((this.#active + step) % count);
    else if (event.key === "Enter") this.#choose(this.#active);
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (option instanceof HTMLElement) this.#choose(Number(option.dataset.index));
  }

  /** @param {number} index */
  #choose(index) {
    const entry = this.#entries[index];
    if (!entry) return;
    if (entry.id !== "quick") remember(entry.id);
    if (!entry.again) this.#dialog.close();
    entry.run();
  }
}

/** @param {string} tag @param {string} className @param {string} text */
function part(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

/** Logs a line. If it is refused, the dialog opens with it, so that nothing typed is lost. @param {QuickLog} quick */
async function logLine(quick) {
  try {
    await logEntry(quick);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { openLogDialog } = await import("../shell/js/log-dialog.js");
    const { issueKey, seconds, startTime, description, date } = quick;
    const when = { ...(startTime && { start: startTime }), ...(date && { date }) };
    await openLogDialog({ issue: issueKey, seconds, description, ...when, refused: error });
  }
}

/** The issue and day of a line, as one text. @param {QuickLog} quick */
const placeOf = ({ issueKey, date }) => `${issueKey} ${date}`;

/** @param {string} key @param {string} summary */
async function logOn(key, summary) {
  const { openLogDialog } = await import("../shell/js/log-dialog.js");
  await openLogDialog({ issue: { key, summary } });
}

/** The ids of the entries that were chosen last. @returns {string[]} */
function recents() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(stored) ? stored.map(String) : [];
  } catch {
    return [];
  }
}

/** @param {string} id */
function remember(id) {
  try {
    localStorage.setItem(STORE, JSON.stringify([id, ...recents().filter((known) => known !== id)].slice(0, RECENTS)));
  } catch {
    // a browser without storage shows no recents
  }
}

customElements.define("command-palette", CommandPalette);
