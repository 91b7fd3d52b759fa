/** The translated words of scripts. The layout and the page list them in elements `<script type="application/json" data-words>`. */

/** @type {Record<string, string> | undefined} */
let words;

/**
 * The translation of a word, with its placeholders filled: `word("copied", { count: 8 })` fills `{count}`.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function word(key, values = {}) {
  words ??= load();
  const text = words[key];
  if (text === undefined) throw new Error(`The page has no word '${key}'`);
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => String(values[name] ?? placeholder));
}

/** @returns {Record<string, string>} */
function load() {
  /** @type {Record<string, string>} */
  const all = {};
  for (const block of document.querySelectorAll('script[type="application/json"][data-words]'))
    Object.assign(all, JSON.parse(block.textContent ?? "{}"));
  return all;
}
