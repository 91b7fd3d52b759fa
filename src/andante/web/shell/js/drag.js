/** Moves and resizes things with the pointer. A finger must rest first, so that scrolling still works. */

const THRESHOLD = 5;
const LONG_PRESS = 300;
const EDGE = 48;
const SCROLL_STEP = 12;

/** @typedef {"move" | "start" | "end" | "create"} Kind */
/** @typedef {{ kind: Kind, item: HTMLElement | null, x: number, y: number, fromX: number, fromY: number, copy: boolean, moved: boolean }} Drag Positions in pixels of the window; `fromY` accounts for scrolling. `moved` is false for a finger that only rested. */
/**
 * @typedef {object} Handlers
 * @property {(event: PointerEvent) => { kind: Kind, item: HTMLElement | null } | null} begin What a press there would do; null for nothing.
 * @property {(drag: Drag) => void} show Called for each movement.
 * @property {(drag: Drag | null) => void} drop Called at the end; with null if it was cancelled by Escape or by the browser.
 * @property {HTMLElement} [scroller] Scrolls while the pointer is near its edge.
 */

/** Listens for drags inside `root`. @param {HTMLElement} root @param {Handlers} handlers */
export function draggable(root, handlers) {
  const state = { active: false };
  root.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || !down.isPrimary) return;
    const begun = handlers.begin(down);
    if (begun) follow(root, handlers, down, begun, state);
  });
  // Browsers decide at the start of a touch whether it can be kept from scrolling, so this listener must exist already.
  root.addEventListener("touchmove", (event) => state.active && event.cancelable && event.preventDefault(), { passive: false });
}

/** @param {HTMLElement} root @param {Handlers} handlers @param {PointerEvent} down @param {{ kind: Kind, item: HTMLElement | null }} begun @param {{ active: boolean }} state */
function follow(root, handlers, down, begun, state) {
  const stop = new AbortController();
  const { signal } = stop;
  const isTouch = down.pointerType === "touch";
  const scroller = handlers.scroller ?? null;
  const scrolledFrom = scroller?.scrollTop ?? 0;
  let last = down;
  let moved = false;

  const activate = () => {
    state.active = true;
    root.setPointerCapture(down.pointerId);
    document.documentElement.dataset.dragging = begun.kind;
  };
  /** @param {PointerEvent} event @returns {Drag} */
  const drag = (event) => ({
    ...begun,
    x: event.clientX,
    y: event.clientY,
    fromX: down.clientX,
    fromY: down.clientY - ((scroller?.scrollTop ?? 0) - scrolledFrom),
    copy: event.altKey,
    moved,
  });
  /** @param {Drag | null} result */
  const end = (result) => {
    stop.abort();
    clearTimeout(press);
    clearInterval(scrolling);
    delete document.documentElement.dataset.dragging;
    const wasActive = state.active;
    state.active = false;
    if (wasActive) handlers.drop(result);
  };
  const pressed = () => {
    activate();
    handlers.show(drag(last));
  };
  const press = isTouch ? setTimeout(pressed, LONG_PRESS) : 0;
  const scrolling = setInterval(() => state.active && moved && scrollNearEdge(scroller, last) && handlers.show(drag(last)), 16);

  root.addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerId !== down.pointerId) return;
      last = event;
      const isFar = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) >= THRESHOLD;
      moved ||= isFar;
      if (!state.active && isTouch && isFar) return end(null);
      if (!state.active && isFar) activate();
      if (state.active) handlers.show(drag(event));
    },
    { signal },
  );
  root.addEventListener("pointerup", (event) => event.pointerId === down.pointerId && end(drag(event)), { signal });
  root.addEventListener("pointercancel", () => end(null), { signal });
  root.addEventListener("contextmenu", (event) => isTouch && cancel(event), { signal });
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      cancel(event);
      end(null);
    },
    { signal, capture: true },
  );
}

/** @param {HTMLElement | null} scroller @param {PointerEvent} at @returns {boolean} whether it scrolled */
function scrollNearEdge(scroller, at) {
  if (!scroller) return false;
  const box = scroller.getBoundingClientRect();
  const before = scroller.scrollTop;
  if (at.clientY < box.top + EDGE) scroller.scrollTop -= SCROLL_STEP;
  else if (at.clientY > box.bottom - EDGE) scroller.scrollTop += SCROLL_STEP;
  return scroller.scrollTop !== before;
}

/** @param {Event} event */
function cancel(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
