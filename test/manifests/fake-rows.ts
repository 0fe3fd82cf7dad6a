import { fieldTypes, type ManifestStream } from '../../engine/families/manifest/manifest.ts';
import type { AskedPage } from './fake-pages.ts';

/** A record as the fake answers it. */
export type FakeRecord = Record<string, unknown>;

/** How many records a stream without a parent has: two whole pages and one record. */
export function recordsOf(stream: ManifestStream): number {
  const { page_size = 2 } = stream.paging ?? {};
  return stream.parent ? 2 : 2 * page_size + 1;
}

/** The value of a field in the nth record (from 0). Times are a second apart. */
export function fieldValueOf(name: string, type: string, n: number, isKey: boolean): unknown {
  const second = new Date(Date.UTC(2024, 0, 1) + n * 1000).toISOString();
  switch (type) {
    case 'boolean':
      return n % 2 === 0;
    case 'bigint':
      return 1_704_067_200 + n;
    case 'number':
    case 'double':
      return isKey ? n : n + 0.5;
    case 'date':
      return second.slice(0, 10);
    case 'datetime_tz':
      return second;
    case 'datetime':
      return second.slice(0, -1);
    case 'json':
      return isKey ? `${name}-${n}` : { n, text: `a "quoted" ${name}` };
    default:
      return isKey ? `${name}-${n}` : n % 3 === 0 ? null : `${name} ${n}, ü`;
  }
}

/** The records of a stream, as the API has them: with what is at a path of its own there. */
export function rowsOf(stream: ManifestStream, { parents }: Pick<AskedPage, 'parents'>): FakeRecord[] {
  const { key, incremental, describe } = stream;
  const under = parents.length > 0 ? `${parents.join('-')}-` : '';
  return Array.from({ length: recordsOf(stream) }, (_, n) => {
    const record: FakeRecord = {};
    for (const [name, type] of fieldTypes(stream)) {
      const odd = stream.odd_fields?.[name];
      const isKey = key.includes(name) || (incremental ? incremental.field === name : false);
      const value = fieldValueOf(name, type, n, isKey);
      put(
        record,
        odd?.path ?? name,
        isKey && typeof value === 'string' && type === 'string' ? `${under}${value}` : value,
      );
    }
    if (describe) {
      if (incremental && !fieldTypes(stream).has(incremental.field))
        put(
          record,
          `${describe.prefix ?? ''}${incremental.field}`,
          fieldValueOf(incremental.field, 'datetime_tz', n, true),
        );
      put(record, `${describe.prefix ?? ''}custom_text`, `text ${n}`);
      put(record, `${describe.prefix ?? ''}custom_number`, String(n));
    }
    return record;
  });
}

/** Puts a value where a path leads; objects are made on the way. */
export function put(record: FakeRecord, path: string, value: unknown): void {
  const keys = path.startsWith('/')
    ? path
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    : path.split('.');
  let at = record;
  for (const key of keys.slice(0, -1)) {
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = {};
    at = at[key] as FakeRecord;
  }
  at[keys.at(-1) as string] = value;
}

/** What is at a path of a record. */
export function got(record: unknown, path: string): unknown {
  let at = record;
  for (const key of path.split('.'))
    at = Array.isArray(at) ? at.at(Number(key)) : (at as FakeRecord | undefined)?.[key];
  return at;
}
