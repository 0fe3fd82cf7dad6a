/** For statements that look at or change definitions, with a warehouse that has to start before. Milliseconds. */
export const SHORT_LIMIT_MS = 30 * 60_000;
/** For statements that move rows. Milliseconds. */
export const LONG_LIMIT_MS = 24 * 3_600_000;
