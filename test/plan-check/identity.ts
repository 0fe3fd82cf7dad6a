import { listTypes, type SourceType, sourceTypes } from './column-types.ts';
import type { CaseSpec } from './spec.ts';

/** The functions by which a case's records are found at the target; Equality is the first. */
export const identityFunctions = ['Equality', 'ISubstring', 'OneOf', 'DomainMatch', 'HostnameMatch'] as const;

type Column = CaseSpec['columns'][number];

/** The function of a case's identity: only a key of text, or a list of them, can have another than Equality. */
export function identityFunction(spec: CaseSpec): (typeof identityFunctions)[number] {
  const key = keyColumn(spec);
  const type = key && sourceTypes[spec.source][key.type];
  const isText = type?.family === 'text' && type.key?.(1) === 'key 1';
  const looks = spec.kind === 'model' && spec.mode !== 'append' && spec.mode !== 'replace';
  const wanted = looks ? identityFunctions[Number(spec.options.identity ?? 0)] : undefined;
  return (wanted && (isText || (wanted === 'OneOf' && isListed(spec))) && wanted) || 'Equality';
}

function keyColumn({ columns }: CaseSpec): Column | undefined {
  return columns.find(({ isKey }) => isKey);
}

/** Whether the identity of the source's records is a list, one of which a record of the target has. */
function isListed(spec: CaseSpec): boolean {
  const key = keyColumn(spec);
  return key !== undefined && sourceTypes[spec.source][key.type]?.type === listTypes[spec.source];
}

/** The case with a list as the identity of the source's records, where it says so and the source has lists. */
export function withLists(spec: CaseSpec): CaseSpec {
  const { lists } = spec.options;
  const type = sourceTypes[spec.source].findIndex((one) => one.type === listTypes[spec.source]);
  const looks = spec.mode !== 'append' && spec.mode !== 'replace';
  if (type < 0 || !looks || (lists !== 'source' && lists !== 'both')) return spec;
  const key = keyColumn(spec);
  return { ...spec, columns: spec.columns.map((column) => (column === key ? { ...column, type } : column)) };
}

/** The type of a list that the target's identity is, where somebody else has made its table so. */
export function listAtTarget(spec: CaseSpec): string | undefined {
  const { lists } = spec.options;
  return identityFunction(spec) === 'OneOf' && (lists === 'target' || lists === 'both')
    ? listTypes[spec.target]
    : undefined;
}

/** The columns that a source's table has as its primary key: lists and JSON are none. */
export function primaryKey(spec: CaseSpec): readonly string[] {
  const keys = spec.columns.filter(({ isKey }) => isKey);
  return isListed(spec) && spec.source !== 'postgresql' ? [] : keys.map(({ name }) => name);
}

/** The key of a row of the source. */
export function keyOfRow(spec: CaseSpec, column: Column, type: SourceType, row: number): string | undefined {
  if (column !== keyColumn(spec)) return type.key?.(row);
  if (isListed(spec)) return JSON.stringify([`key ${row}`, `other key ${row}`]);
  switch (identityFunction(spec)) {
    case 'ISubstring':
      return `key ${row}.`;
    case 'DomainMatch':
      return `a@www.key${row}.org`;
    case 'HostnameMatch':
      return `a@key${row}.org`;
    default:
      return type.key?.(row);
  }
}

/** What the target has in place of the key of a row of the source, where somebody else wrote it. */
export function keyOfOther(spec: CaseSpec, row: number, is: string): string {
  switch (identityFunction(spec)) {
    case 'ISubstring':
      return `X KEY ${row}. y`;
    case 'DomainMatch':
      return `ftp://KEY${row}.org/x`;
    case 'HostnameMatch':
      return `ftp://KEY${row}.org/`;
    case 'OneOf': {
      const one = isListed(spec) ? `other key ${row}` : is;
      return listAtTarget(spec) === undefined ? one : JSON.stringify(['x', one]);
    }
    default:
      return is;
  }
}

/** A text that all the writings of a key have in common. */
export function commonKey(spec: CaseSpec, text: string | null): string | null {
  if (text === null || identityFunction(spec) === 'Equality') return text;
  return /key ?(\d+)/i.exec(text)?.[1] ?? text;
}
