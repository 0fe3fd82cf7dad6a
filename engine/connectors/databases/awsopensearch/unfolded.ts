import { isLosslessNumber } from 'lossless-json';
import type { Document } from './client.ts';

/** A document whose names with dots stand for objects within each other, as OpenSearch takes them. */
export function unfolded(source: Document | undefined): Document {
  const document = source ?? {};
  if (!Object.keys(document).some((name) => name.includes('.'))) return document;
  let made: Document = {};
  for (const [name, value] of Object.entries(document)) {
    const parts = name.split('.').filter((part) => part !== '');
    const nested = parts.reduceRight<unknown>((within, part) => ({ [part]: within }), value);
    made = merged(made, nested as Document);
  }
  return made;
}

function merged(a: Document, b: Document): Document {
  const made: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const there = made[name];
    made[name] = isObject(there) && isObject(value) ? merged(there, value) : value;
  }
  return made;
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}
