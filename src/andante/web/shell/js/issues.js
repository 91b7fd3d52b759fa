/** The issues that a person can pick: the source of `<pick-one>` unless another one is set. */

import { operation, word } from "./all.js";

/** @import { Choice } from "./pick-one.js" */

const suggest = operation("get", "/4-andante/issue-suggestions");

/** The issues that match a text; without a text, those that the person probably logs time on. @param {string} query @param {string} [date] @returns {Promise<Choice[]>} */
export async function findIssues(query, date) {
  const { results } = await suggest({ query: { query, date } });
  return results.map(({ issue, summary, kind, colorIndex }) => {
    return { key: issue.key ?? String(issue.id), summary, kind: kindOf(kind), color: colorIndex };
  });
}

/** The word that says why an issue is suggested. @param {string} kind */
function kindOf(kind) {
  if (kind === "PLANNED") return word("planned");
  if (kind === "FAVORITE") return word("favorite");
  return kind === "RECENT" ? word("recent") : "";
}
