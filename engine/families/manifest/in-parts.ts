import type { ApiField } from './infer-fields.ts';
import { fieldValue } from './infer-fields.ts';
import { jsonText } from './json.ts';
import type { ApiRecord, Page } from './pages.ts';
import type { Parameters } from './request.ts';
import type { Stream } from './stream.ts';
import { filled } from './template.ts';

/** How long the names of fields in one request may be together, in characters: servers take addresses of 8,000 or so. */
const MOST_CHARACTERS = 6000;

/**
 * The parameters that ask for the fields, for as many requests as it takes: an address can only be so long. One without
 * parameters where there is nothing to ask for.
 */
export function partsOf({ describe }: Stream, fields: readonly ApiField[]): readonly Parameters[] {
  const parameter = describe?.parameter;
  const asked = fields.flatMap(({ asked: name }) => name ?? []);
  if (parameter === undefined || (asked.length === 0 && describe?.text === undefined)) return [{}];
  const parts: string[] = [];
  for (const name of asked) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + name.length < MOST_CHARACTERS)
      parts[parts.length - 1] = `${last},${name}`;
    else parts.push(name);
  }
  const { text } = describe ?? {};
  if (text === undefined) return parts.map((names) => ({ [parameter]: names }));
  return (parts.length > 0 ? parts : ['']).map((names) => ({
    [parameter]: filled(text, { names: names === '' ? '' : `,${names}` }),
  }));
}

/**
 * Records that are read several times, each time with other fields, put together by their key. One that another reading does not
 * have is gone by then and left out. At one time in memory: a page of each, and what is ahead of the first.
 */
export async function* inParts(
  parts: readonly AsyncIterable<Page>[],
  key: readonly string[],
): AsyncIterable<Page> {
  const [first, ...others] = parts;
  if (!first) return;
  const ahead = others.map((pages) => new Ahead(pages[Symbol.asyncIterator](), key));
  try {
    for await (const { records, bytes } of first) {
      const whole: ApiRecord[] = [];
      let size = bytes;
      for (const record of records) {
        let merged: ApiRecord | undefined = record;
        for (const other of ahead) {
          const part = await other.take(keyOf(record, key));
          size += other.bytes();
          merged = merged && part && deepMerged(merged, part);
        }
        if (merged) whole.push(merged);
      }
      if (whole.length > 0) yield { records: whole, bytes: size };
    }
  } finally {
    for (const other of ahead) await other.close();
  }
}

/** The records of another reading, by key, as far as it has been read. */
class Ahead {
  readonly #pages: AsyncIterator<Page>;
  readonly #key: readonly string[];
  readonly #records = new Map<string, ApiRecord>();
  #bytes = 0;
  #isAtEnd = false;

  constructor(pages: AsyncIterator<Page>, key: readonly string[]) {
    this.#pages = pages;
    this.#key = key;
  }

  async take(key: string): Promise<ApiRecord | undefined> {
    while (!this.#records.has(key) && !this.#isAtEnd) {
      const next = await this.#pages.next();
      if (next.done) this.#isAtEnd = true;
      else {
        this.#bytes += next.value.bytes;
        for (const record of next.value.records) this.#records.set(keyOf(record, this.#key), record);
      }
    }
    const found = this.#records.get(key);
    this.#records.delete(key);
    return found;
  }

  /** Bytes that were read since this was last asked. */
  bytes(): number {
    const bytes = this.#bytes;
    this.#bytes = 0;
    return bytes;
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }
}

function keyOf(record: ApiRecord, key: readonly string[]): string {
  return jsonText(key.map((name) => fieldValue({ name, path: undefined }, record)));
}

/** Both records; an object that both have holds the keys of both. */
function deepMerged(one: ApiRecord, other: ApiRecord): ApiRecord {
  const merged: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other))
    merged[key] = isPlain(value) && isPlain(merged[key]) ? { ...merged[key], ...value } : value;
  return merged;
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('isLosslessNumber' in value)
  );
}
