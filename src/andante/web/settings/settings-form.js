/** Saves the form of the page for settings with each change, and shows its effect at once. */

import { notice, word } from "../shell/js/all.js";

/** The attribute of `<html>` that each field sets. */
const ATTRIBUTES = /** @type {Record<string, string>} */ ({
  theme: "theme",
  density: "density",
  duration_format: "durationFormat",
  time_format: "timeFormat",
  calendar_snap_minutes: "snap",
});
/** These fields change texts of the page, so it is loaded again. */
const RELOADING = ["language", "time_format", "time_zone"];
const FOCUSED = "andante-focused-setting";

class SettingsForm extends HTMLElement {
  /** @type {Promise<void>} */
  saving = Promise.resolve();

  connectedCallback() {
    this.addEventListener("change", (event) => this.save(/** @type {HTMLInputElement} */ (event.target)));
    this.restoreFocus();
  }

  /** Shows the change, and saves it after those before. @param {HTMLInputElement} field */
  save(field) {
    show(field);
    this.saving = this.saving.then(() => this.send(field));
  }

  /** @param {HTMLInputElement} field */
  async send(field) {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    /** @type {RequestInit} */
    const request = { method: "POST", body, headers: { "X-Andante-Page": "1" }, redirect: "manual" };
    const response = await fetch(form.action, request).catch(() => null);
    if (response?.ok) return this.finish(field);
    // A form of an ended session is refused (400), or redirected to the page for signing in.
    const isSignedOut = response?.status === 400 || response?.type === "opaqueredirect";
    const message = isSignedOut ? word("signedOut") : response ? word("notSaved") : word("unreachable");
    const run = () => (isSignedOut ? location.reload() : this.save(field));
    notice(message, { kind: "error", action: { label: word("tryAgain"), run } });
  }

  /** @param {HTMLInputElement} field */
  finish(field) {
    if (!RELOADING.includes(field.name)) return notice(word("saved"));
    sessionStorage.setItem(FOCUSED, field.name);
    location.reload();
  }

  /** Moves the focus to where it was before the page was loaded again. */
  restoreFocus() {
    const name = sessionStorage.getItem(FOCUSED);
    if (!name) return;
    sessionStorage.removeItem(FOCUSED);
    const field = /** @type {HTMLElement | null} */ (this.querySelector(`select[name="${name}"], [name="${name}"]:checked`));
    field?.focus({ preventScroll: true });
    notice(word("saved"));
  }
}

/** @param {HTMLInputElement} field */
function show(field) {
  const root = document.documentElement;
  const attribute = ATTRIBUTES[field.name];
  if (attribute) root.dataset[attribute] = field.value;
  if (field.name !== "single_key_shortcuts") return;
  if (field.checked) root.removeAttribute("data-keys");
  else root.setAttribute("data-keys", "off");
}

customElements.define("settings-form", SettingsForm);
