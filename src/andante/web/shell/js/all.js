/**
 * The modules that most pages need. Import them from here: the server sends them as one file, because each request costs time. Importing
 * one of them directly would load it twice.
 */

export * from "./durations.js";
export * from "./keys.js";

import "./later.js";

export * from "./notices.js";
export * from "./operations.js";
export * from "./start-timer.js";
export * from "./times.js";
export * from "./words.js";
