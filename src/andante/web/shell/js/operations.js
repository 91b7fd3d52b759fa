/** The operations of the API that pages call, with the session of the person who is signed in. */

import { word } from "./words.js";

/** @import { paths } from "operations" */

/** @typedef {{ field: string, code: string, message: string }} Fault */

const TRIES = 3;
const RETRY_DELAY = 400;

/**
 * The keys of POST requests that the server may have applied although no response arrived. When the person sends the same again, it gets
 * the same key.
 * @type {Map<string, string[]>}
 */
const unanswered = new Map();

/** A refusal. `status` is 0 if the server can't be reached, and 401 if the session ended; then the request can be repeated later. */
export class Refused extends Error {
  /** @param {number} status @param {string} message @param {Fault[]} [faults] @param {unknown} [body] */
  constructor(status, message, faults = [], body = null) {
    super(message);
    this.status = status;
    this.faults = faults;
    this.body = body;
  }

  /** Whether nothing is wrong with the request itself. */
  get isTemporary() {
    return this.status === 0 || this.status === 401 || this.status >= 500;
  }
}

/**
 * @template {keyof paths} P @template {keyof paths[P]} M
 * @typedef {paths[P][M] extends { requestBody?: { content: { "application/json": infer B } } } ? B : never} BodyOf
 */
/**
 * @template {keyof paths} P @template {keyof paths[P]} M
 * @typedef {paths[P][M] extends { responses: { 200: { content: { "application/json": infer R } } } } ? R : undefined} AnswerOf
 */
/**
 * @template {keyof paths} P @template {keyof paths[P]} M
 * @typedef {{ path?: Record<string, string | number>, query?: Record<string, string | number | boolean | undefined>, body?: BodyOf<P, M> }} Input
 */

/**
 * A function that calls an operation. It retries when the server can't be reached or is not available; a POST carries an
 * Idempotency-Key, so a retry never applies it twice, whether the page or the person retries.
 * @template {keyof paths} P @template {keyof paths[P] & ("get" | "post" | "put" | "patch" | "delete")} M
 * @param {M} method @param {P} path @returns {(input?: Input<P, M>) => Promise<AnswerOf<P, M>>}
 */
export function operation(method, path) {
  return async (input = {}) => {
    const headers = new Headers({ "X-Andante-Page": "1" });
    if (input.body !== undefined) headers.set("Content-Type", "application/json");
    const request = { method: String(method).toUpperCase(), headers, body: input.body === undefined ? null : JSON.stringify(input.body) };
    const response = await (method === "post" ? sendOnce : send)(address(path, input), request);
    return response.status === 204 ? undefined : response.json();
  };
}

/** Sends a POST with its key. @param {string} url @param {RequestInit & { headers: Headers }} request */
async function sendOnce(url, request) {
  const sent = `${url} ${request.body}`;
  const keys = unanswered.get(sent) ?? [];
  const key = keys.pop() ?? randomKey();
  request.headers.set("Idempotency-Key", key);
  try {
    return await send(url, request);
  } catch (error) {
    if (error instanceof Refused && error.isTemporary) unanswered.set(sent, [...keys, key]);
    throw error;
  }
}

/** @param {string} url @param {RequestInit} request */
async function send(url, request) {
  for (let tries = 1; ; tries++) {
    const response = await fetch(url, request).catch(() => null);
    if (response?.ok) return response;
    if (!canRetry(response) || tries === TRIES || !navigator.onLine)
      throw response ? await refusal(response) : new Refused(0, word("unreachable"));
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY * tries));
  }
}

/** Whether no response arrived, the server is not available, or it still works on the request before. @param {Response | null} response */
function canRetry(response) {
  return !response || response.status === 503 || (response.status === 409 && response.headers.has("Retry-After"));
}

/** @param {string} path @param {Input<any, any>} input */
function address(path, { path: values = {}, query = {} }) {
  const root = document.documentElement.dataset.root ?? "";
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(values[name])));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return root + filled + (parameters.size ? `?${parameters}` : "");
}

/** @param {Response} response */
async function refusal(response) {
  if (response.status === 401) return new Refused(401, word("signedOut"));
  if (response.status >= 500) return new Refused(response.status, word("unavailable"));
  const body = await response.json().catch(() => null);
  const { message = word("unavailable"), faults = [] } = body?.errors ?? {};
  return new Refused(response.status, message, faults, body);
}

/** `crypto.randomUUID` is missing on plain http, so it can't be used. */
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
