import type { Duplex } from 'node:stream';

/** How a staging area's client reaches its store. */
export interface StagingLine {
  /** How long the store may be silent while it owes an answer, in ms. Absent: a minute. */
  readonly silenceMs?: number;
  /** Makes a connection to the store where it is reached through something else, TLS included. */
  readonly connect?: (isTls: boolean) => Promise<Duplex>;
}

/** For areas that are not told. */
export const SILENCE_MS = 60_000;
