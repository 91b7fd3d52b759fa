/**
 * The list of timesheets with the keyboard: `j` and `k` move, `x` selects, `A` approves and `R` sends the selected ones back, or the current
 * one if none is selected; Enter opens it. Without this script, the list is an ordinary form.
 */

import { shortcut } from "../shell/js/all.js";

class ReviewList extends HTMLElement {
  connectedCallback() {
    const all = this.querySelector("input[data-all]");
    if (all instanceof HTMLInputElement) {
      all.hidden = false;
      all.addEventListener("change", () => {
        for (const box of this.#boxes()) box.checked = all.checked;
      });
      this.addEventListener("change", () => {
        const boxes = this.#boxes();
        const checked = boxes.filter((box) => box.checked).length;
        all.checked = checked === boxes.length;
        all.indeterminate = checked > 0 && checked < boxes.length;
      });
    }
    shortcut("j", () => this.#move(1));
    shortcut("k", () => this.#move(-1));
    shortcut("x", () => this.#box(this.#current())?.click());
    shortcut("A", () => this.#review("approve"));
    shortcut("R", () => this.#review("reject"));
  }

  #rows() {
    return [...this.querySelectorAll("tbody tr")];
  }

  /** @returns {HTMLInputElement[]} */
  #boxes() {
    return [...this.querySelectorAll("tbody input")].filter((box) => box instanceof HTMLInputElement);
  }

  #current() {
    return this.querySelector("tr[data-current]");
  }

  /** @param {Element | null} row */
  #box(row) {
    const box = row?.querySelector("input");
    return box instanceof HTMLInputElement ? box : null;
  }

  /** Moves the focus to the link of the next or previous row. Enter then opens it. @param {number} step */
  #move(step) {
    const rows = this.#rows();
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    const current = focused < 0 ? rows.findIndex((row) => row.hasAttribute("data-current")) : focused;
    const next = rows[Math.min(rows.length - 1, Math.max(0, current + step))];
    for (const row of rows) row.toggleAttribute("data-current", row === next);
    const link = next?.querySelector("a");
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  }

  /** Sends the form. To send timesheets back, a comment is needed first. @param {string} verb */
  #review(verb) {
    const box = this.#box(this.#current());
    if (box && !this.#boxes().some((each) => each.checked)) box.click();
    const button = this.querySelector(`button[value="${verb}"]`);
    const comment = this.querySelector("#comment");
    if (verb === "reject" && comment instanceof HTMLInputElement && !comment.value.trim()) comment.focus();
    else if (button instanceof HTMLElement) button.click();
  }
}

customElements.define("review-list", ReviewList);
