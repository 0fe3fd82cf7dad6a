import { createHash } from 'node:crypto';

/**
 * A digest of a document by meaning: the order of an object's keys does not matter, and a key that is undefined counts
 * as absent. 32 hex digits of SHA-256, the same on every machine and in every version.
 */
export function stableDigest(value: unknown): string {
  return createHash('sha256').update(stableText(value)).digest('hex').slice(0, 32);
}

/** JSON text with sorted keys. */
export function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((v) => stableText(v ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${stableText(v)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}
