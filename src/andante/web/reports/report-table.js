/** `<report-table>`: opens and closes the groups of a report, with their buttons or with the arrow keys on these. */

class ReportTable extends HTMLElement {
  connectedCallback() {
    for (const button of this.#buttons()) button.hidden = false;
    this.addEventListener("click", this);
    this.addEventListener("keydown", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = event.target instanceof Element ? event.target.closest(".toggle") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    if (event instanceof KeyboardEvent) this.#pressed(event, button);
    else show(button, button.ariaExpanded !== "true");
  }

  /** @param {KeyboardEvent} event @param {HTMLButtonElement} button */
  #pressed(event, button) {
    const { key } = event;
    if (key === "ArrowLeft" || key === "ArrowRight") show(button, key === "ArrowRight");
    else if (key === "ArrowUp" || key === "ArrowDown") this.#move(button, key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /** Moves the focus to another group. @param {HTMLButtonElement} from @param {number} step */
  #move(from, step) {
    const buttons = this.#buttons();
    buttons[buttons.indexOf(from) + step]?.focus();
  }

  #buttons() {
    return [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll(".toggle"))];
  }
}

/** @param {HTMLButtonElement} button @param {boolean} isOpen */
function show(button, isOpen) {
  button.ariaExpanded = String(isOpen);
  button.closest("tbody")?.classList.toggle("closed", !isOpen);
}

customElements.define("report-table", ReportTable);
