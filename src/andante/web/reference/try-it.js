/** Calls an operation from the API reference, with the session of the reader, and shows the response. */

import { word } from "../shell/js/all.js";

const BODY = "body";

/**
 * Adds a form to an operation, or a link to the page for signing in.
 * @param {HTMLElement} operation @param {string | null} signIn the address of that page; null if the reader is signed in
 */
export function addTryIt(operation, signIn) {
  const place = make("section", "try");
  operation.querySelector(".about")?.append(place);
  if (signIn !== null) {
    const link = make("a", "button quiet", word("signIn"));
    link.setAttribute("href", signIn + encodeURIComponent(`#${operation.id}`));
    place.append(link);
    return;
  }
  const start = button(word("tryIt"), "quiet", () => {
    start.remove();
    const form = formOf(operation);
    place.append(make("h3", "", word("tryIt")), form);
    /** @type {HTMLElement | null} */ (form.querySelector("input, textarea, button"))?.focus();
  });
  place.append(start);
}

/** @param {HTMLElement} operation */
function formOf(operation) {
  const form = document.createElement("form");
  for (const row of operation.querySelectorAll("tr[data-in]")) {
    if (row instanceof HTMLElement && row.dataset.in !== "header") form.append(field(operation.id, row));
  }
  const sample = operation.querySelector("code[data-sample]");
  if (sample) form.append(bodyField(operation.id, sample.textContent ?? ""));
  const send = make("button", "", word("send"));
  const buttons = make("div", "row");
  const result = make("div", "result");
  result.setAttribute("aria-live", "polite");
  buttons.append(send);
  form.append(buttons, result);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (operation.dataset.writes === undefined) return call(operation, form, result);
    confirmWrite(buttons, send, operation.dataset.method ?? "", () => call(operation, form, result));
  });
  return form;
}

/** Asks before a request that writes. @param {HTMLElement} buttons @param {HTMLElement} send @param {string} method @param {() => void} run */
function confirmWrite(buttons, send, method, run) {
  const close = () => {
    buttons.replaceChildren(send);
    send.focus();
  };
  const confirmed = button(word("sendAnyway", { method }), "danger", () => {
    close();
    run();
  });
  const question = make("p", "", word("changes"));
  question.setAttribute("role", "alert");
  buttons.replaceChildren(question, confirmed, button(word("cancel"), "quiet", close));
  confirmed.focus();
}

/** @param {HTMLElement} operation @param {HTMLFormElement} form @param {HTMLElement} result */
async function call(operation, form, result) {
  const request = requestOf(operation, form);
  if (!request) return;
  result.replaceChildren(make("p", "", word("sending")));
  const started = performance.now();
  try {
    const response = await fetch(request);
    const text = await response.text();
    show(result, response, text, Math.round(performance.now() - started));
  } catch {
    result.replaceChildren(make("p", "error", word("notReached")));
  }
}

/** @param {HTMLElement} operation @param {HTMLFormElement} form */
function requestOf(operation, form) {
  const query = new URLSearchParams();
  let path = operation.dataset.path ?? "";
  for (const input of form.querySelectorAll("input")) {
    if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.value) query.append(input.name, input.value);
  }
  const body = form.querySelector("textarea")?.value;
  const headers = new Headers({ "X-Andante-Page": "1", Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const address = (document.documentElement.dataset.root ?? "") + path + (query.size ? `?${query}` : "");
  return new Request(address, { method: operation.dataset.method ?? "GET", headers, ...(body === undefined ? {} : { body }) });
}

/** @param {HTMLElement} place @param {Response} response @param {string} text @param {number} duration */
function show(place, response, text, duration) {
  const status = make("p", response.ok ? "notice" : "notice error", `${response.status} ${response.statusText} · ${duration} ms`);
  const headers = document.createElement("details");
  headers.className = "schema";
  headers.append(make("summary", "", word("headers")), make("pre", "", [...response.headers].map((pair) => pair.join(": ")).join("\n")));
  place.replaceChildren(status, headers, text ? make("pre", "", pretty(text)) : make("p", "hint", word("empty")));
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** @param {string} id @param {HTMLElement} row */
function field(id, row) {
  const name = row.dataset.name ?? "";
  const input = document.createElement("input");
  input.name = name;
  input.required = row.dataset.required !== undefined;
  input.autocomplete = "off";
  input.dataset.in = row.dataset.in ?? "";
  return labeled(`${id}-${name}`, name, input);
}

/** @param {string} id @param {string} sample */
function bodyField(id, sample) {
  const area = document.createElement("textarea");
  area.value = sample;
  area.rows = Math.min(16, sample.split("\n").length + 1);
  area.spellcheck = false;
  return labeled(`${id}-${BODY}`, word("body"), area);
}

/** @param {string} id @param {string} text @param {HTMLInputElement | HTMLTextAreaElement} control */
function labeled(id, text, control) {
  const place = make("div", "field");
  const label = make("label", "", text);
  control.id = `try-${id}`;
  label.setAttribute("for", control.id);
  place.append(label, control);
  return place;
}

/** @param {string} text @param {string} kind @param {() => void} run */
function button(text, kind, run) {
  const made = /** @type {HTMLButtonElement} */ (make("button", kind, text));
  made.type = "button";
  made.addEventListener("click", run);
  return made;
}

/** @param {string} name @param {string} [kind] @param {string} [text] */
function make(name, kind = "", text = "") {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}
