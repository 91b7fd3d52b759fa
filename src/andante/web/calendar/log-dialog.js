/** A stand-in for the shared dialog. */

import { notice, Refused } from "../shell/js/all.js";
import { createWorklog } from "./worklogs.js";

/** @param {{ date?: string, startTime?: string, seconds?: number, accountId?: string | undefined, issueKey?: string | undefined, worklogId?: number }} options @returns {Promise<{ tempoWorklogId: number } | null>} */
export async function openLogDialog(options) {
  const issueKey = prompt("Issue", options.issueKey ?? "");
  if (!issueKey || options.worklogId) return null;
  try {
    return await createWorklog({
      body: {
        issueKey,
        authorAccountId: options.accountId ?? "",
        startDate: options.date ?? "",
        startTime: `${options.startTime}:00`,
        timeSpentSeconds: options.seconds ?? 0,
      },
    });
  } catch (error) {
    if (error instanceof Refused) notice(error.message, { kind: "error" });
    return null;
  }
}
