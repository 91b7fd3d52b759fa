/** Loads scripts that a page can do without at first, such as that of the timer, when the page is complete. Elements name theirs in `data-script`. */

function loadScripts() {
  for (const element of document.querySelectorAll("[data-script]")) {
    // Without a connection, the page works as it does without the script.
    if (element instanceof HTMLElement && element.dataset.script) import(element.dataset.script).catch(() => undefined);
  }
}

if (document.readyState === "complete") loadScripts();
else addEventListener("load", loadScripts);
