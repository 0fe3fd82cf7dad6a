import { type SourceType, sourceTypes } from './column-types.ts';
import type { CaseSpec } from './spec.ts';

/** The functions by which a case's records are found at the target; Equality is the first. */
export const identityFunctions = ['Equality', 'ISubstring', 'OneOf', 'DomainMatch', 'HostnameMatch'] as const;

type Column = CaseSpec['columns'][number];

/** The function of a case's identity: only a key of text can have another than Equality. */
export function identityFunction(spec: CaseSpec): (typeof identityFunctions)[number] {
  const key = spec.columns.find(({ isKey }) => isKey);
  const type = key && sourceTypes[spec.source][key.type];
  const isText = type?.family === 'text' && type.key?.(1) === 'key 1';
  const looks = spec.kind === 'model' && spec.mode !== 'append' && spec.mode !== 'replace';
  return (isText && looks && identityFunctions[Number(spec.options.identity ?? 0)]) || 'Equality';
}

/** The key of a row of the source. */
export function keyOfRow(spec: CaseSpec, column: Column, type: SourceType, row: number): string | undefined {
  const [first] = spec.columns.filter(({ isKey }) => isKey);
  if (column !== first) return type.key?.(row);
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
    default:
      return is;
  }
}

/** A text that all the writings of a key have in common. */
export function commonKey(spec: CaseSpec, text: string | null): string | null {
  if (text === null || identityFunction(spec) === 'Equality') return text;
  return /key ?(\d+)/i.exec(text)?.[1] ?? text;
}
