import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { fieldType } from '../../../types/field-type.ts';
import { wordOf } from './column-type.ts';

/*
 * Values as text and text as values, in GoogleSQL. What the API's answers make of values is in cells.ts: only what they would
 * nest is made text here.
 */

/** The value of a column as it is selected to be read. */
export function asText(value: string, { mapping }: Pick<SourceColumn, 'mapping'>): string {
  return /^(ARRAY|STRUCT)$/.test(wordOf(mapping))
    ? `IF(${value} IS NULL, NULL, TO_JSON_STRING(${value}))`
    : value;
}

/** The value in which a filter compares a column. */
export function compared(value: string, { mapping, type }: SourceColumn): string {
  const { kind } = fieldType(type);
  switch (wordOf(mapping)) {
    case 'GEOGRAPHY':
      return `ST_ASTEXT(${value})`;
    case 'INTERVAL':
    case 'RANGE':
      return `CAST(${value} AS STRING)`;
    case 'ARRAY':
    case 'STRUCT':
      return kind === 'array' ? value : `TO_JSON(${value})`;
    default:
      return value;
  }
}

/** A text as a value that a column of a type can be compared with or assigned. */
export function fromText(text: string, type: string): string {
  switch (wordOf(type)) {
    case 'STRING':
      return text;
    case 'BYTES':
      return `FROM_HEX(${text})`;
    case 'JSON':
      return `PARSE_JSON(${text}, wide_number_mode=>'exact')`;
    case 'GEOGRAPHY':
      return `ST_GEOGFROMTEXT(${text})`;
    default:
      return `CAST(${text} AS ${type.replace(/\(.*\)$/, '')})`;
  }
}
