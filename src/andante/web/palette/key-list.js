/** Shows the dialog with all keys. */

export function open() {
  if (document.querySelector("dialog.key-list")) return;
  const template = document.getElementById("key-list");
  if (!(template instanceof HTMLTemplateElement)) return;
  document.body.append(template.content.cloneNode(true));
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.key-list"));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.querySelector(".close")?.addEventListener("click", () => dialog.close());
  dialog.showModal();
}
