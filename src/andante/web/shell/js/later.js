/** Loads scripts that a page can do without at first, such as that of the timer, when the page is complete. Elements name theirs in `data-script`. */

function loadScripts() {
  for (const element of document.querySelectorAll("[data-script]")) {
    if (element instanceof HTMLElement && element.dataset.script) import(element.dataset.script);
  }
}

if (document.readyState === "complete") loadScripts();
else addEventListener("load", loadScripts);
