import { types } from 'node:util';
import type { Json } from './json.ts';

const mask = '***';
/** Shorter secrets are masked only where they stand as a word: masking every "a" would hide the text, not the secret. */
const shortest = 4;

/**
 * Knows every secret value in use and masks them in any text: as they are, and as URLs, JSON, SQL, base64 (also inside a
 * longer base64 text, as in basic auth) and hex carry them.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  /** Learns every string and number in a value, at any depth. */
  learn(value: Json | undefined): void {
    if (typeof value === 'string') this.#learnText(value);
    else if (typeof value === 'number') this.#learnText(String(value));
    else if (value !== null && typeof value === 'object')
      for (const part of Object.values(value)) this.learn(part);
  }

  /** The text, with `***` in the place of every known secret. */
  mask(text: string): string {
    if (this.#secrets.size === 0) return text;
    this.#pattern ??= patternOf(this.#secrets);
    return text.replace(this.#pattern, mask);
  }

  /** Masks an error's message, stack, other texts (a driver's detail, a hint) and causes, in place, and answers it. */
  maskError<E>(error: E): E {
    this.#maskProperties(error, new Set());
    return error;
  }

  #learnText(text: string): void {
    const before = this.#secrets.size;
    if (text.trim() !== '') this.#secrets.add(text);
    for (const part of partsOf(text)) this.#secrets.add(part);
    if (this.#secrets.size > before) this.#pattern = undefined;
  }

  #maskProperties(error: unknown, seen: Set<unknown>): void {
    if (!types.isNativeError(error) || seen.has(error)) return;
    seen.add(error);
    for (const name of Object.getOwnPropertyNames(error)) {
      const property = Object.getOwnPropertyDescriptor(error, name);
      const value = Reflect.get(error, name);
      if (typeof value === 'string') {
        const masked = this.mask(value);
        if (masked !== value && property?.configurable) {
          Object.defineProperty(error, name, {
            value: masked,
            enumerable: property.enumerable ?? false,
            writable: true,
            configurable: true,
          });
        }
      } else if (types.isNativeError(value)) this.#maskProperties(value, seen);
      else if (Array.isArray(value)) for (const inner of value) this.#maskProperties(inner, seen);
    }
  }
}

/** Parts of a secret that give it away when quoted alone: the lines of a key, the keys in a service account's JSON. */
function partsOf(text: string): string[] {
  const parts = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== text && line.length >= 16 && !line.startsWith('-----'));
  if (!text.trimStart().startsWith('{')) return parts;
  try {
    const document: unknown = JSON.parse(text);
    for (const [name, value] of Object.entries(document as object)) {
      const secret = /key|secret|token|password/i.test(name) && !/_(id|uri|url)$/i.test(name);
      if (secret && typeof value === 'string' && value.length >= 8) parts.push(value, ...partsOf(value));
    }
  } catch {
    // Not JSON after all: the whole text and its lines are known already.
  }
  return parts;
}

function patternOf(secrets: ReadonlySet<string>): RegExp {
  const alternatives = new Map<string, string>();
  for (const secret of secrets) {
    if (secret.length < shortest) {
      alternatives.set(secret, `(?<![A-Za-z0-9_])${escapeRegExp(secret)}(?![A-Za-z0-9_])`);
    } else {
      for (const form of formsOf(secret)) alternatives.set(form, escapeRegExp(form));
    }
  }
  const longestFirst = [...alternatives].sort(([a], [b]) => b.length - a.length);
  return new RegExp(longestFirst.map(([, source]) => source).join('|'), 'g');
}

function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const url = encodeURIComponent(secret.toWellFormed());
  const strictUrl = url.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const escaped = JSON.stringify(secret).slice(1, -1);
  const forms = [
    secret,
    ...[url, strictUrl, form].flatMap((text) => [text, text.replace(/%../g, (c) => c.toLowerCase())]),
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    secret.replaceAll("'", "''"),
    secret.replace(/[\\']/g, '\\$&'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...innerBase64(bytes),
  ];
  return new Set(forms.filter((text) => text.length >= shortest));
}

/** The characters that the bytes determine within any longer base64 text, for each of the three alignments. */
function innerBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    const start = offset === 0 ? 0 : offset + 1;
    const end = (offset + bytes.length) % 3 === 0 ? text.length : text.length - 1;
    const inner = text.slice(start, end);
    // Too short a piece would be found in texts that hold no secret at all.
    return inner.length < 6 ? [] : [inner, inner.replaceAll('-', '+').replaceAll('_', '/')];
  });
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
