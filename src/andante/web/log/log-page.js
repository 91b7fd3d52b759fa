/** Improves the page that logs time: finds issues while the person types, and loads the accounts of another issue. */

import "../shell/js/date-time.js";
import "../shell/js/pick-one.js";

const form = document.querySelector("form.log-page");
if (form instanceof HTMLFormElement) {
  form.addEventListener("pick", () => reload(form));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

/** Opens the page with everything that is entered, so that it shows the accounts and the estimate of the issue. @param {HTMLFormElement} form */
function reload(form) {
  const entered = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value && name !== "csrf_token") entered.set(name, String(value));
  location.replace(`${location.pathname}?${entered}`);
}
