/** How long a line is idle before the system asks whether the other end is still there, in ms. */
export const KEEP_ALIVE_MS = 30_000;
