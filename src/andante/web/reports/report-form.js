/** `<report-form>`: shows the report as soon as the person has changed something. Without scripts, a button does. */

class ReportForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    form.addEventListener("change", () => form.reportValidity() && form.requestSubmit());
    form.addEventListener("formdata", ({ formData }) => {
      for (const name of ["groupBy", "pivot"]) keepFilled(formData, name);
    });
  }
}

/** Leaves out empty values, so that the address of the report is short. @param {FormData} data @param {string} name */
function keepFilled(data, name) {
  const values = data.getAll(name);
  data.delete(name);
  for (const value of values) if (value) data.append(name, value);
}

customElements.define("report-form", ReportForm);
