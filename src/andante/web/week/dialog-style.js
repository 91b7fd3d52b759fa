/** Loads the style of dialogs, which the page doesn't need before one opens. */

/** Resolves when the style applies, also if it can't be loaded. */
export function loadStyle() {
  const address = new URL("./dialogs.css", import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.addEventListener("load", () => resolve(undefined));
    link.addEventListener("error", () => resolve(undefined));
    document.head.append(link);
  });
}
