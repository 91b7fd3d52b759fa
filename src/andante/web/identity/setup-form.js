/**
 * Helps to fill in the form that sets up a server: it chooses the time zone of the browser, offers the regions of the chosen country, and suggests
 * a key for the project. The page allows only this script, so it imports nothing.
 */

const MAX_KEY_LENGTH = 4;

class SetupForm extends HTMLElement {
  connectedCallback() {
    this.chooseTimeZone();
    this.listSubdivisions();
    this.field("country").addEventListener("change", () => {
      this.field("subdivision").value = "";
      this.listSubdivisions();
    });
    this.field("project_name").addEventListener("input", () => this.suggestKey());
    this.field("project_key").addEventListener("input", () => this.capitalizeKey());
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }

  /** Chooses the time zone of the browser, unless the form has come back with another one. */
  chooseTimeZone() {
    const zone = /** @type {HTMLSelectElement} */ (this.querySelector("[name=time_zone]"));
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone.value === "UTC" && [...zone.options].some((option) => option.value === own)) zone.value = own;
  }

  /** Offers only the regions of the chosen country. Disables the field for countries without any. */
  listSubdivisions() {
    const country = this.field("country").value;
    const groups = [...this.querySelectorAll("optgroup")].filter((group) => group.dataset.country);
    for (const group of groups) group.hidden = group.disabled = group.dataset.country !== country;
    this.field("subdivision").disabled = groups.every((group) => group.disabled);
  }

  /** Suggests the key that the server would choose, until the user enters one. */
  suggestKey() {
    const key = this.field("project_key");
    if (!key.dataset.own) key.value = suggestedKey(this.field("project_name").value);
  }

  capitalizeKey() {
    const key = this.field("project_key");
    key.dataset.own = key.value ? "yes" : "";
    key.value = key.value.toUpperCase();
  }
}

/** The first letters of the words or, if there is only one, of that word. @param {string} name */
function suggestedKey(name) {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
  const words = plain
    .split(/\s+/)
    .map((word) => word.replace(/[^A-Z]/g, ""))
    .filter(Boolean);
  const letters = words.length > 1 ? words.map((word) => word[0]).join("") : words.join("");
  return letters.slice(0, MAX_KEY_LENGTH);
}

customElements.define("setup-form", SetupForm);
