import type { DeclaredField } from './endpoint.ts';
import { type ApiField, fieldValue } from './infer-fields.ts';
import { isObject } from './json.ts';
import type { ApiRecord } from './pages.ts';

/** What a query asks for: `SELECT Name, Account.Name, COUNT(Id) n FROM Contact`. */
export interface Selection {
  /** The object that it is asked of. */
  readonly from: string;
  /** Undefined where the list has more than fields, paths and functions in it: then the records say what there is. */
  readonly items: readonly SelectedItem[] | undefined;
}

interface SelectedItem {
  readonly name: string;
  /** Where a record has it, as the query spells it. */
  readonly path: string;
}

/** Reads what a query selects, without checking it: that is up to the system. Undefined of what has not the form of one. */
export function selectionIn(query: string): Selection | undefined {
  const [, list, from, rest] = /^\s*SELECT\s+(.+?)\s+FROM\s+(\w+)\b(.*)$/is.exec(query) ?? [];
  if (list === undefined || from === undefined) return undefined;
  if (/\(\s*SELECT\b|\bTYPEOF\b|\bFIELDS\s*\(/i.test(list)) return { from, items: undefined };
  const isGrouped = /\bGROUP\s+BY\b/i.test(rest ?? '') || /\w\s*\(/.test(list);
  let unnamed = 0;
  const items = partsOf(list).map((part): SelectedItem | undefined => {
    const [, call, alias] = /^(\w+\s*\(.*\))(?:\s+(\w+))?$/s.exec(part) ?? [];
    if (call !== undefined) {
      const name = alias ?? `expr${unnamed++}`;
      return { name, path: name };
    }
    const [, field, as] = /^([\w.]+)(?:\s+(\w+))?$/.exec(part) ?? [];
    if (field === undefined) return undefined;
    return { name: as ?? field, path: isGrouped ? (as ?? field.split('.').at(-1) ?? field) : field };
  });
  return { from, items: items.every((item) => item !== undefined) ? items : undefined };
}

/** The parts between commas that are in no brackets. */
function partsOf(list: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/**
 * The fields of a query's records: in the types that the system says the object's fields have, and of what the system tells nothing
 * (paths to other objects, aggregates) in those of the first records. Systems answer in their own spelling, whatever the query's is.
 */
export function selectedFields(
  items: readonly SelectedItem[],
  told: readonly ApiField[],
  records: readonly ApiRecord[],
): readonly DeclaredField[] {
  return items.map(({ name, path }) => {
    const known = told.find((field) => field.name.toLowerCase() === path.toLowerCase());
    if (known) return { name, path: known.path ?? known.name, type: known.type };
    const keys = path.split('.');
    const spelled = records.map((record) => spelledIn(record, keys)).find((one) => one !== undefined) ?? keys;
    const pointer = `/${spelled.join('/')}`;
    const isThere = records.some((record) => (fieldValue({ name, path: pointer }, record) ?? null) !== null);
    return { name, path: pointer, ...(isThere ? {} : { type: 'string' }) };
  });
}

/** The way through a record's keys in the record's own spelling; undefined where it does not lead to a value. */
function spelledIn(record: unknown, [key, ...rest]: readonly string[]): readonly string[] | undefined {
  if (key === undefined) return [];
  if (!isObject(record)) return undefined;
  const found = Object.keys(record).find((name) => name.toLowerCase() === key.toLowerCase());
  const below = found === undefined ? undefined : spelledIn(record[found], rest);
  return found === undefined || below === undefined ? undefined : [found, ...below];
}
