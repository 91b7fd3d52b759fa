/** Saves the changes of blocks, one after the other for each block. What can't be saved now is kept, and sent again later. */

import { notice, Refused, word } from "../shell/js/all.js";

/**
 * @typedef {object} Change
 * @property {() => Promise<void>} send Sends the change. It is called again after a temporary failure.
 * @property {(refused: Refused) => void | Promise<void>} refused Reverts the change, because the server will not accept it.
 */

const SHOW_SAVING_AFTER = 150;
const SHOW_SAVED = 1_200;

export class Saving {
  /** @type {Set<string>} ids of blocks that are being saved */
  running = new Set();
  /** @type {Map<string, Change>} changes that wait for the server or for sign-in, by id of the block */
  waiting = new Map();
  /** @type {() => void} called after each change that was saved */
  onSaved = () => {};

  /** @param {(id: string) => HTMLElement | null} find */
  constructor(find) {
    this.find = find;
    addEventListener("online", () => this.retry());
    addEventListener("focus", () => this.retry());
    addEventListener("beforeunload", (event) => {
      if (this.running.size || this.waiting.size) event.preventDefault();
    });
  }

  /** The ids of the blocks whose place is not saved yet. */
  get unsaved() {
    return new Set([...this.running, ...this.waiting.keys()]);
  }

  /** @param {string} id @param {Change} change */
  async run(id, change) {
    this.running.add(id);
    this.waiting.delete(id);
    const slow = setTimeout(() => this.mark(id, "saving"), SHOW_SAVING_AFTER);
    try {
      await change.send();
      this.mark(id, "saved");
      setTimeout(() => this.find(id)?.classList.remove("saved"), SHOW_SAVED);
      this.onSaved();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.mark(id, "");
      if (error.isTemporary) this.keep(id, change, error);
      else await change.refused(error);
    } finally {
      clearTimeout(slow);
      this.running.delete(id);
      this.hideNotice();
    }
  }

  /** @param {string} id @param {Change} change @param {Refused} reason */
  keep(id, change, reason) {
    this.waiting.set(id, change);
    this.mark(id, "failed");
    const action =
      reason.status === 401
        ? { label: word("signIn"), run: () => window.open(`${document.documentElement.dataset.root}/signin`, "_blank") }
        : { label: word("tryAgain"), run: () => this.retry() };
    notice(`${reason.message} ${word("waiting", { count: this.waiting.size })}`, { kind: "error", action });
    document.querySelector("#notices > :last-child")?.setAttribute("data-unsaved", "");
  }

  retry() {
    for (const [id, change] of this.waiting) void this.run(id, change);
  }

  /** Removes the notice when everything was saved. */
  hideNotice() {
    if (!this.unsaved.size) document.querySelector("#notices > [data-unsaved]")?.remove();
  }

  /** @param {string} id @param {"" | "saving" | "saved" | "failed"} state */
  mark(id, state) {
    const block = this.find(id);
    for (const name of ["saving", "saved", "failed"]) block?.classList.toggle(name, name === state);
    const button = block?.querySelector("button");
    if (state === "failed") button?.setAttribute("aria-description", word("unsaved"));
    else button?.removeAttribute("aria-description");
  }
}
