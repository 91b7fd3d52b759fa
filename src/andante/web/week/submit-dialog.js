/** Submits a timesheet in a dialog, which contains the form of the page for it. */

import { notice, operation, Refused, word } from "../shell/js/all.js";
import { loadStyle } from "./dialog-style.js";

/** @import { WeekGrid } from "./week-grid.js" */

const submitTimesheet = operation("post", "/4/timesheet-approvals/user/{accountId}/submit");

/** @param {WeekGrid} grid @param {string} address Of the page with the form. */
export async function open(grid, address) {
  await loadStyle();
  const response = await fetch(address).catch(() => null);
  if (!response?.ok || response.redirected)
    throw new Refused(response?.redirected ? 401 : 0, word(response?.redirected ? "signedOut" : "unreachable"));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const form = page.querySelector("form.submit");
  const title = page.querySelector("h1");
  if (!(form instanceof HTMLFormElement) || !title) return;
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  heading.id = "submit-title";
  heading.textContent = title.textContent;
  dialog.setAttribute("aria-labelledby", heading.id);
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "quiet";
  cancel.textContent = word("week.cancel");
  cancel.addEventListener("click", () => dialog.close());
  form.querySelector("footer")?.prepend(cancel);
  dialog.append(heading, document.importNode(form, true));
  dialog.querySelector("footer button")?.addEventListener("click", () => dialog.close());
  dialog.querySelector("form")?.addEventListener("submit", (event) => submit(grid, dialog, event));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) dialog.querySelector("form")?.requestSubmit();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector("select"))?.focus();
}

/** @param {WeekGrid} grid @param {HTMLDialogElement} dialog @param {SubmitEvent} event */
async function submit(grid, dialog, event) {
  event.preventDefault();
  const values = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const [comment, reviewer] = [String(values.get("comment") ?? "").trim(), String(values.get("reviewer_account_id") ?? "")];
  try {
    await submitTimesheet({
      path: { accountId: String(values.get("person")) },
      query: { from: String(values.get("from")), to: String(values.get("to")) },
      body: { ...(comment ? { comment } : {}), ...(reviewer ? { reviewerAccountId: reviewer } : {}) },
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return explain(dialog, error.message);
  }
  dialog.close();
  notice(word("week.submitted"));
  await grid.announce();
}

/** @param {HTMLDialogElement} dialog @param {string} message */
function explain(dialog, message) {
  let line = dialog.querySelector(".error");
  if (!line) {
    line = document.createElement("p");
    line.className = "error";
    line.setAttribute("role", "alert");
    dialog.querySelector("footer")?.before(line);
  }
  line.textContent = message;
}
