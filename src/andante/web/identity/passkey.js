/**
 * Creates or uses a passkey. The page contains the options; the form sends the response of the browser. The page for signing in allows only
 * this script, so it imports nothing.
 */

class PasskeyForm extends HTMLElement {
  isBusy = false;

  connectedCallback() {
    if (!window.PublicKeyCredential) return;
    this.hidden = false;
    this.querySelector("form")?.addEventListener("submit", (event) => this.submit(event));
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    this.report("");
    const form = /** @type {HTMLFormElement} */ (event.target);
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("response"));
    try {
      field.value = JSON.stringify(await respond(JSON.parse(this.querySelector("script")?.textContent ?? "{}")));
      form.submit();
    } catch (error) {
      const isKnown = error instanceof DOMException && error.name === "InvalidStateError";
      this.report(this.getAttribute(isKnown ? "data-known" : "data-failed") ?? "");
    } finally {
      this.isBusy = false;
    }
  }

  /** @param {string} message */
  report(message) {
    const place = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    place.textContent = message;
    place.hidden = !message;
  }
}

/** The browser's response: to create a passkey if the options name a user, otherwise to use one. @param {any} options */
async function respond(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) publicKey[list] = options[list].map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) }));
  }
  if (!options.user) return plain(await navigator.credentials.get({ publicKey }));
  publicKey.user = { ...options.user, id: bytes(options.user.id) };
  return plain(await navigator.credentials.create({ publicKey }));
}

/** The credential as the server reads it: binary values in base64url. @param {any} credential */
function plain(credential) {
  /** @type {Record<string, string>} */
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

/** @param {string} base64url */
function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

customElements.define("passkey-form", PasskeyForm);
