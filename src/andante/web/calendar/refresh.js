/** Loads the page again, and takes the days of the new one. So the server alone decides how a day looks. */

import { Refused, word } from "../shell/js/all.js";
import { blocksOf, elements, layDay, placeOf, put } from "./day.js";

/** Loads the days again. Blocks with these ids keep their place. @param {HTMLElement} grid @param {Set<string>} unsaved */
export async function refresh(grid, unsaved) {
  const fresh = await load();
  const kept = elements(grid, ".block[data-id]")
    .filter((block) => unsaved.has(block.dataset.id ?? ""))
    .map((block) => ({ block, place: placeOf(block) }));
  const focused = document.activeElement?.closest("[data-id]")?.getAttribute("data-id");
  for (const day of elements(fresh.body, ".day")) replace(grid, day);
  for (const { block, place } of kept) {
    const day = grid.querySelector(`.day[data-date="${place.date}"]`);
    const found = grid.querySelector(`.block[data-id="${block.dataset.id}"]`);
    if (day instanceof HTMLElement) put(found instanceof HTMLElement ? restyle(found, block) : block, day, place);
  }
  const again = focused && grid.querySelector(`[data-id="${focused}"] button`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

async function load() {
  const response = await fetch(location.href, { headers: { "X-Andante-Page": "1" } }).catch(() => null);
  if (!response) throw new Refused(0, word("unreachable"));
  if (response.status >= 500) throw new Refused(response.status, word("unavailable"));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.querySelector("time-grid")) throw new Refused(401, word("signedOut"));
  return page;
}

/** @param {HTMLElement} grid @param {HTMLElement} day */
function replace(grid, day) {
  const old = grid.querySelector(`.day[data-date="${day.dataset.date}"]`);
  if (!old) return;
  day.toggleAttribute("data-selected", old.hasAttribute("data-selected"));
  const taken = document.importNode(day, true);
  old.replaceWith(taken);
  layDay(taken);
}

/** @param {HTMLElement} block @param {HTMLElement} old */
function restyle(block, old) {
  block.className = old.className;
  return block;
}

/** The block of a worklog. @param {HTMLElement} grid @param {string | number} id */
export function findBlock(grid, id) {
  return (
    elements(grid, ".day")
      .flatMap(blocksOf)
      .find((block) => block.dataset.id === String(id)) ?? null
  );
}
