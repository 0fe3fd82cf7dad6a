import type { Column } from '../../../contract/contract.ts';
import { type FieldType, fieldType, formatFieldType } from '../../../types/field-type.ts';
import { sourceType, targetType } from '../../../types/map-types.ts';
import { quoteIdentifier } from './sql.ts';
import { databricksTypes } from './types.ts';

/** A column to be read: what it is in the warehouse and what it is to travel as. */
export interface SourceColumn extends Column {
  /** The warehouse's type, in its words: `decimal(38,18)`, `array<timestamp>`. */
  readonly mapping: string;
}

/*
 * Values leave the warehouse as text, so that neither the protocol nor the driver bends them: a driver makes a JS number of
 * what it takes for one, and of a timestamp a Date without microseconds.
 */

const TIME_FORMAT = 'HH:mm:ss.SSSSSS';

/** The column as text in the engine's dialect (CsvStream's), but for years beyond 1 to 9999, which `datesOfEra` turns. */
export function textExpression({ name, type, mapping }: SourceColumn): string {
  const ref = quoteIdentifier(name);
  const field = fieldType(type);
  if (sourceType(databricksTypes, mapping).type === type) return text(ref, mapping, 0);
  if (field.kind === 'time' && isInstant(mapping)) return `date_format(${ref}, '${TIME_FORMAT}')`;
  const natural = naturalType(field);
  return natural === 'string' ? text(ref, mapping, 0) : text(`CAST(${ref} AS ${natural})`, natural, 0);
}

/** The value that is moved, for comparisons: as `textExpression` has it, but in the warehouse's own type where it has one. */
export function valueExpression(column: SourceColumn): string {
  const { name, type, mapping } = column;
  const ref = quoteIdentifier(name);
  const field = fieldType(type);
  if (field.kind === 'string') return textExpression(column);
  if (sourceType(databricksTypes, mapping).type === type) return ref;
  if (field.kind === 'time' && !isInstant(mapping))
    return `date_format(CAST(concat('1970-01-01 ', CAST(${ref} AS STRING)) AS TIMESTAMP), '${TIME_FORMAT}')`;
  const natural = naturalType(field);
  return natural === 'string' ? textExpression(column) : `CAST(${ref} AS ${natural})`;
}

/** A literal of the column's own type, of a value as `textExpression` and `datesOfEra` write it. */
export function literalOf({ mapping }: SourceColumn, value: string, quote: (text: string) => string): string {
  const plain = value.replace(/^(\d+)(-\d\d-\d\d.*) BC$/, (_, year: string, rest: string) => {
    // Year 0 is 1 BC.
    const before = Number(year) - 1;
    return `${before === 0 ? '' : '-'}${String(before).padStart(4, '0')}${rest}`;
  });
  if (/^binary/i.test(mapping)) return `unhex(${quote(plain.slice(2))})`;
  if (/^timestamp(_ltz)?$/i.test(mapping))
    return `CAST(${quote(plain.replace(/([+-]\d\d)$/, '$1:00'))} AS TIMESTAMP)`;
  return `CAST(${quote(plain)} AS ${mapping})`;
}

/** Dates and times of other years than 1 to 9999, as Spark writes them (`-0043-03-15`, `+10000-01-01`), in the dialect's way. */
export function datesOfEra(value: string): string {
  if (value.startsWith('+')) return value.slice(1);
  const found = /^-?(\d{4,})(-\d\d-\d\d.*)$/.exec(value);
  if (!found || !/^(-|0000-)/.test(value)) return value;
  return `${String(Number(found[1]) + 1).padStart(4, '0')}${found[2]} BC`;
}

/** Whether a column's texts are to go through `datesOfEra`. */
export function hasEra({ type }: Column): boolean {
  return /^date/.test(fieldType(type).kind);
}

/** Structs and maps as JSON: with the fields that are NULL, and with times to the microsecond. */
const JSON_OPTIONS =
  "map('ignoreNullFields', 'false', 'timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSSXXX', 'timestampNTZFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS')";

function text(value: string, mapping: string, depth: number): string {
  const type = mapping.trim().toLowerCase();
  if (/^(string|varchar|char)\b/.test(type)) return value;
  if (type.startsWith('array<')) return `to_json(${jsonElements(value, inner(type), depth)})`;
  if (type.startsWith('map<')) return `to_json(${stringKeys(value, inner(type))}, ${JSON_OPTIONS})`;
  if (type.startsWith('struct<')) return `to_json(${value}, ${JSON_OPTIONS})`;
  if (type === 'variant') return `to_json(${value})`;
  if (type === 'binary') return `concat('\\\\x', lower(hex(${value})))`;
  if (type === 'timestamp' || type === 'timestamp_ltz') return `concat(CAST(${value} AS STRING), '+00')`;
  return `CAST(${value} AS STRING)`;
}

/** An array whose elements JSON holds exactly: booleans, integers and text as they are, everything else as its text. */
function jsonElements(array: string, element: string, depth: number): string {
  if (
    /^(boolean|byte|short|int|long|tinyint|smallint|integer|bigint|string|varchar|char|void)\b/.test(element)
  )
    return array;
  const name = `e${depth}`;
  const each = element.startsWith('array<')
    ? jsonElements(name, inner(element), depth + 1)
    : text(name, element, depth + 1);
  return `transform(${array}, ${name} -> ${each})`;
}

/** JSON's keys are text. */
function stringKeys(map: string, keyAndValue: string): string {
  if (/^(string|varchar|char)\b/.test(keyAndValue)) return map;
  return `transform_keys(${map}, (k, v) -> CAST(k AS STRING))`;
}

/** What stands between the outer angle brackets. */
function inner(type: string): string {
  return type.slice(type.indexOf('<') + 1, -1);
}

/** The warehouse's type that holds what a field type stands for: as a target's, but for what a target has no choice in. */
function naturalType(field: FieldType): string {
  if (field.kind === 'datetime') return 'timestamp_ntz';
  if (field.kind === 'time' || field.kind === 'number') return 'string';
  return targetType(databricksTypes, formatFieldType(field))?.type.toLowerCase() ?? 'string';
}

function isInstant(mapping: string): boolean {
  return /^timestamp/i.test(mapping);
}
