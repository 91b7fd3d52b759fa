/** The grid of a week: moves between cells, sums up, and reports what isn't saved. Everything else is loaded when it is needed. */

import { formatDuration, notice, parseEntry, runShortcut, word } from "../shell/js/all.js";
import { Cell } from "./cells.js";
import { direction, gap, isTable, next, pasted, totals } from "./rules.js";

/** @import { Place } from "./rules.js" */
/** @import { Wanted } from "./cells.js" */
/** @import { Refused } from "../shell/js/operations.js" */

const COLUMNS = 7;
const HIDDEN_TIME = 60_000;
/** Keys that no duration starts with: in a cell, too, they do what they do on the page. */
const PAGE_KEYS = "a[]?/";

export class WeekGrid extends HTMLElement {
  /** @type {WeakMap<HTMLInputElement, Cell>} */
  #cells = new WeakMap();
  #channel = new BroadcastChannel("andante-week");
  #hiddenSince = 0;
  #stop = new AbortController();

  connectedCallback() {
    const { signal } = this.#stop;
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("focusin", (event) => this.#focused(event));
    this.addEventListener("change", (event) => this.#cellOf(event.target)?.commit());
    this.addEventListener("paste", (event) => this.#pasted(event));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("dblclick", (event) => this.#takePlan(this.#cellOf(event.target)));
    this.addEventListener("pointerover", (event) => this.#placeTool(event.target));
    addEventListener("online", () => this.#retryAll(), { signal });
    addEventListener("focus", () => this.#retryAll(), { signal });
    addEventListener("beforeunload", (event) => this.unsaved.length && event.preventDefault(), { signal });
    document.addEventListener("visibilitychange", () => this.#visibilityChanged(), { signal });
    document.addEventListener("keydown", (event) => this.#enterTable(event), { signal });
    document.addEventListener("time-logged", () => this.announce(), { signal });
    this.#channel.addEventListener("message", ({ data }) => data.person === this.person && this.refresh());
    this.prepare();
    this.#loadRest();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#channel.close();
  }

  get person() {
    return this.dataset.person ?? "";
  }

  /** The part of the bodies of changes that bypasses locks, if the user switched it on. */
  get bypass() {
    return this.dataset.override === undefined ? {} : { bypassPeriodClosuresAndApprovals: true };
  }

  get table() {
    return /** @type {HTMLTableElement} */ (this.querySelector("table"));
  }

  get heads() {
    return /** @type {HTMLTableCellElement[]} */ ([...this.querySelectorAll("thead th.day")]);
  }

  get rows() {
    return /** @type {HTMLTableRowElement[]} */ ([...this.querySelectorAll("tbody tr[data-issue]")]);
  }

  /** The cells with something that isn't saved. */
  get unsaved() {
    return this.cells.filter((cell) => cell.isUnsaved);
  }

  get cells() {
    return [...this.querySelectorAll("tbody td input")].map((input) => this.cell(/** @type {HTMLInputElement} */ (input)));
  }

  /** @param {HTMLInputElement} input */
  cell(input) {
    let cell = this.#cells.get(input);
    if (!cell) {
      const column = /** @type {HTMLTableCellElement} */ (input.closest("td")).cellIndex - 1;
      cell = new Cell(input, /** @type {HTMLTableCellElement} */ (this.heads[column]), {
        person: this.person,
        bypass: this.bypass,
        changed: () => this.#changed(),
        saved: () => this.#channel.postMessage({ person: this.person }),
        beforeClearing: (changed) => this.#beforeClearing(changed),
        showProblem: (changed) => this.#showProblem(changed),
        askForMore: (changed, wanted, refused) => this.#askForMore(changed, wanted, refused),
      });
      this.#cells.set(input, cell);
    }
    return cell;
  }

  /** The field of a row on a day, also after the page was loaded again. @param {string} issue @param {string | undefined} attributes @param {string} date */
  fieldOf(issue, attributes, date) {
    const row = this.rows.find((found) => found.dataset.issue === issue && found.dataset.attributes === attributes);
    const column = this.heads.findIndex((head) => head.dataset.date === date);
    return row?.cells[column + 1]?.querySelector("input") ?? null;
  }

  /** Completes fields and stars: the server sends neither their names nor seconds that equal the text, because a week has hundreds of them. */
  prepare() {
    for (const star of this.querySelectorAll(".star")) {
      star.setAttribute("aria-label", word("favorite"));
      if (!star.hasAttribute("aria-pressed")) star.setAttribute("aria-pressed", "false");
    }
    for (const { input, row, place } of this.cells) {
      input.setAttribute("aria-labelledby", `${row.querySelector(".key")?.id} d${place.cellIndex}`);
      input.autocomplete = "off";
      input.enterKeyHint = "next";
      if (input.defaultValue && !input.dataset.seconds) input.dataset.seconds = String(parseEntry(input.defaultValue)?.seconds);
    }
  }

  /** Loads the page again and shows its figures, unless something isn't saved. */
  async refresh() {
    const module = await this.#load("./refresh.js");
    await module?.refresh(this);
  }

  /** Tells other tabs, and shows what changed outside of the cells. */
  async announce() {
    this.#channel.postMessage({ person: this.person });
    await this.refresh();
  }

  /** @param {EventTarget | null} target */
  #cellOf(target) {
    return target instanceof HTMLInputElement && target.matches("tbody td input") ? this.cell(target) : null;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const cell = this.#cellOf(event.target);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { input } = cell;
    if (event.key === "F2") return this.#handled(event, () => this.openWorklogs(cell));
    if (event.key === "Escape") return this.#handled(event, () => cell.discard());
    const isSelected = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (event.key === "Delete" && isSelected) return this.#handled(event, () => this.#enter(cell, ""));
    if (event.key === "=" && cell.planned && isSelected) return this.#handled(event, () => this.#enter(cell, "="));
    if (isSelected && PAGE_KEYS.includes(event.key) && runShortcut(event.key)) return event.preventDefault();
    const press = {
      key: event.key,
      shift: event.shiftKey,
      text: input.value,
      from: input.selectionStart ?? 0,
      to: input.selectionEnd ?? 0,
    };
    const way = direction(press);
    if (way) this.#handled(event, () => this.#leave(cell, way));
  }

  /** Logs the planned time in an empty cell. @param {Cell | null} cell */
  #takePlan(cell) {
    if (!cell?.planned || cell.input.value) return;
    this.#enter(cell, "=");
    cell.input.select();
  }

  /** Goes to the first cell of the selected day with Enter, when nothing has the focus. @param {KeyboardEvent} event */
  #enterTable(event) {
    if (event.key !== "Enter" || event.target !== document.body || event.ctrlKey || event.metaKey) return;
    const field = this.#field({ row: 0, column: Number(this.dataset.shown) }) ?? this.cells[0]?.input;
    if (!field) return;
    event.preventDefault();
    field.focus();
  }

  /** @param {Cell} cell @param {string} text */
  #enter(cell, text) {
    cell.input.value = text;
    cell.commit();
  }

  /** @param {KeyboardEvent} event @param {() => void} run */
  #handled(event, run) {
    event.preventDefault();
    run();
    if (event.target instanceof HTMLInputElement && event.target === document.activeElement) event.target.select();
  }

  /** Saves a cell and goes to the next one in a direction. @param {Cell} cell @param {Place} way */
  #leave(cell, way) {
    cell.commit(way.row !== 0);
    const place = this.#place(cell.input);
    if (!place) return;
    const target = next(place, way, (there) => this.#field(there) !== null, { rows: this.rows.length, columns: COLUMNS });
    if (target) this.#field(target)?.focus();
    else cell.input.select();
  }

  /** @param {Place} place @returns {HTMLInputElement | null} */
  #field({ row, column }) {
    return this.rows[row]?.cells[column + 1]?.querySelector("input") ?? null;
  }

  /** @param {Element | null} element @returns {Place | null} */
  #place(element) {
    const place = element?.closest("td");
    const row = place?.closest("tr");
    return place && row && this.contains(row) ? { row: this.rows.indexOf(row), column: place.cellIndex - 1 } : null;
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    this.#placeTool(event.target);
    this.#cellOf(event.target)?.input.select();
  }

  /** Moves the button that opens the worklogs into the cell with the focus or the pointer. @param {EventTarget | null} target */
  #placeTool(target) {
    const row = target instanceof Element ? target.closest("tbody tr[data-issue]") : null;
    if (row && !row.querySelector(".row-tool") && !document.activeElement?.closest(".row-tool")) this.#placeRowTool(row);
    const place = target instanceof Element ? target.closest("tbody td:has(input)") : null;
    if (!place || place.querySelector(".cell-tool")) return;
    if (document.activeElement?.matches(".cell-tool")) return;
    const tool = this.querySelector(".scroll .cell-tool") ?? this.clone("cell-tool");
    place.append(tool);
  }

  /** @param {Element} row */
  #placeRowTool(row) {
    const tool = this.querySelector(".scroll .row-tool") ?? this.clone("row-tool");
    /** @type {HTMLElement} */ (tool.querySelector('[data-do="remove-row"]')).hidden = !isRemovable(row);
    row.querySelector("th")?.append(tool);
  }

  /** The content of a template of the page. @param {string} id @returns {HTMLElement} */
  clone(id) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
    return /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const button = target.closest("button");
    const input = target.closest("td")?.querySelector("input");
    if (button?.matches(".cell-tool") && input) this.openWorklogs(this.cell(input));
    else if (button?.closest(".problem")) this.#solve(button);
    else this.#act(event, target.closest("[data-do], .star"));
  }

  /** Runs the action of a button or link. @param {MouseEvent} event @param {Element | null} control */
  async #act(event, control) {
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const actions = await this.#load("./week-actions.js");
    actions?.run(this, control);
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const cell = this.#cellOf(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const place = cell && this.#place(cell.input);
    if (!place || !isTable(text)) return;
    event.preventDefault();
    let outside = 0;
    for (const value of pasted(text, place)) {
      const input = this.#field(value);
      if (input) {
        input.value = value.text;
        this.cell(input).commit();
      } else if (value.text) outside++;
    }
    if (outside) notice(word("week.pastedOutside", { count: outside }), { kind: "error" });
  }

  #changed() {
    const { heads } = this;
    const seconds = this.rows.map((row) => [...row.cells].slice(1, COLUMNS + 1).map((place) => secondsOf(place)));
    const { byRow, byColumn, all } = totals(seconds, COLUMNS);
    for (const [index, row] of this.rows.entries()) write(row.querySelector(".sum"), byRow[index] ? formatDuration(byRow[index] ?? 0) : "");
    const foot = /** @type {HTMLTableRowElement} */ (this.querySelector("tr.logged"));
    byColumn.forEach((logged, column) => {
      const place = /** @type {HTMLTableCellElement} */ (foot.cells[column + 1]);
      const { required = "0", due = "" } = heads[column]?.dataset ?? {};
      const difference = gap(logged, Number(required), due);
      const kind = difference?.kind ?? "";
      if (place.dataset.gap !== kind) place.dataset.gap = kind;
      write(place.querySelector("b"), logged || Number(required) ? formatDuration(logged) : "");
      write(place.querySelector(".gap"), difference ? (difference.seconds > 0 ? "+" : "") + formatDuration(difference.seconds) : "");
      const percent = Number(required) ? Math.min(100, Math.floor((logged * 100) / Number(required))) : logged ? 100 : 0;
      this.querySelectorAll(".day-strip progress")[column]?.setAttribute("value", String(percent));
    });
    for (const place of [foot.querySelector(".sum b"), this.querySelector("[data-total]")]) write(place, formatDuration(all));
  }

  /** Shows the problem of a cell in a line below its row. @param {Cell} cell */
  #showProblem(cell) {
    const id = `problem-${cell.issue}-${cell.date}-${this.rows.indexOf(cell.row)}`;
    document.getElementById(id)?.remove();
    cell.input.removeAttribute("aria-describedby");
    const { problem } = cell;
    if (problem) {
      const line = this.clone("problem");
      line.id = id;
      write(line.querySelector(".words"), `${cell.head.dataset.name}: ${problem.message}`);
      const retry = /** @type {HTMLButtonElement} */ (line.querySelector('[data-do="retry"]'));
      const keep = /** @type {HTMLButtonElement} */ (line.querySelector('[data-do="keep"]'));
      const isConflict = problem.kind === "conflict";
      retry.textContent = isConflict ? word("week.set", { hours: formatDuration(cell.wanted?.seconds ?? 0) }) : word("week.tryAgain");
      keep.textContent = isConflict ? word("week.keep", { hours: formatDuration(problem.now ?? 0) }) : "";
      keep.hidden = !isConflict;
      /** @type {HTMLElement} */ (line.querySelector("a")).hidden = problem.kind !== "signedOut";
      /** @type {HTMLElement} */ (line.querySelector('[data-do="discard"]')).hidden = isConflict;
      this.#problems.set(line, cell);
      cell.row.after(line);
      cell.input.setAttribute("aria-describedby", id);
    }
    this.#countUnsaved();
  }

  /** @type {WeakMap<Element, Cell>} The cell of each line with a problem. */
  #problems = new WeakMap();

  /** @param {HTMLButtonElement} button */
  #solve(button) {
    const line = /** @type {Element} */ (button.closest(".problem"));
    const cell = this.#problems.get(line);
    if (!cell) return;
    const isConflict = cell.problem?.kind === "conflict";
    if (button.dataset.do === "discard") cell.discard();
    else if (isConflict) cell.settle(button.dataset.do === "retry");
    else cell.retry();
    cell.input.focus();
  }

  /** Reports how many cells the server doesn't have yet because it can't be reached. */
  #countUnsaved() {
    const waiting = this.cells.filter((cell) => cell.problem?.kind === "temporary").length;
    if (!waiting) return;
    const message = waiting === 1 ? word("week.notSavedOne") : word("week.notSaved", { count: waiting });
    notice(message, { kind: "error", action: { label: word("week.tryAgain"), run: () => this.#retryAll() } });
  }

  /** Sends what could not be sent. */
  #retryAll() {
    for (const cell of this.cells) if (cell.problem?.kind === "temporary" || cell.problem?.kind === "signedOut") cell.retry();
  }

  #visibilityChanged() {
    if (document.hidden) this.#hiddenSince = Date.now();
    else if (Date.now() - this.#hiddenSince > HIDDEN_TIME) this.refresh();
  }

  /** @param {Cell} cell */
  async openWorklogs(cell) {
    const dialog = await this.#load("./worklogs-dialog.js");
    dialog?.open(this, cell);
  }

  /** @param {Cell} cell */
  async #beforeClearing(cell) {
    const worklogs = await import("./worklogs.js");
    return worklogs.undoClearing(this, cell, (await worklogs.ofCell(this, cell)).own);
  }

  /** @param {Cell} cell @param {Wanted} wanted @param {Refused} refused */
  async #askForMore(cell, wanted, refused) {
    const dialog = await this.#load("./worklogs-dialog.js");
    dialog?.open(this, cell, wanted, refused);
  }

  /** @param {string} name @returns {Promise<any>} */
  async #load(name) {
    try {
      return await import(name);
    } catch {
      notice(word("unreachable"), { kind: "error" });
      return null;
    }
  }

  /** Loads what isn't needed to type. */
  #loadRest() {
    const load = () => this.#load("./week-actions.js").then((actions) => actions?.prepare(this));
    if ("requestIdleCallback" in window) requestIdleCallback(load);
    else setTimeout(load, 200);
  }
}

/** Whether a row doesn't come back when it is removed. @param {Element} row */
function isRemovable(row) {
  if (!row.querySelector("td input")) return false;
  return row.querySelector("[data-seconds]") !== null || row.querySelector("[data-planned], .star[aria-pressed=true]") === null;
}

/** The seconds of a cell as they are shown. @param {HTMLTableCellElement} place */
function secondsOf(place) {
  const input = place.querySelector("input");
  return Number((input ?? place).dataset.wanted ?? (input ?? place).dataset.seconds ?? 0);
}

/** Writes a text unless it is there, because every change costs a new layout. @param {Element | null} element @param {string} text */
function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

customElements.define("week-grid", WeekGrid);
