import type { ConstantColumn } from '../../../../contract/contract.ts';
import type { SourceColumn } from '../../../../families/sql/source-columns.ts';
import { csvLine } from '../../../../movement/csv-dialect.ts';
import { fieldType } from '../../../../types/field-type.ts';
import { bytesText, dateText, floatText, momentText, timeText } from '../cells.ts';
import { elementType, wordOf } from '../column-type.ts';
import { fold } from '../names.ts';
import { AvroCursor } from './avro-cursor.ts';
import { CsvLines } from './csv-lines.ts';

/*
 * Rows of Avro as lines of CSV. How BigQuery's types stand in Avro:
 * https://cloud.google.com/bigquery/docs/reference/storage#avro_schema_details. Rows have all of a table's columns in the
 * table's order.
 */

/** A type in Avro's schema. */
type AvroType = string | readonly AvroType[] | AvroObject;

interface AvroObject {
  readonly type: AvroType;
  readonly logicalType?: string;
  readonly scale?: number;
  readonly items?: AvroType;
}

/** Types whose values are the same this way as in a query's result. */
const READ: ReadonlySet<string> = new Set([
  'INT64',
  'FLOAT64',
  'BOOL',
  'NUMERIC',
  'BIGNUMERIC',
  'STRING',
  'BYTES',
  'DATE',
  'TIME',
  'DATETIME',
  'TIMESTAMP',
  'JSON',
  'GEOGRAPHY',
]);

/**
 * Whether a column is read this way. Documents and what becomes one are not: BigQuery's own text of them is a function of its
 * SQL. Nor are names that Avro does not have.
 */
export function isReadAsAvro({ name, mapping, type }: SourceColumn): boolean {
  const element = elementType(mapping);
  const word = wordOf(element ?? mapping);
  if (element !== undefined && (fieldType(type).kind !== 'array' || /^(BYTES|JSON|GEOGRAPHY)$/.test(word)))
    return false;
  return /^[A-Za-z_]\w*$/.test(name) && READ.has(word);
}

/** Reads one value of a row into a line. */
type Read = (cursor: AvroCursor, lines: CsvLines) => void;

/** Makes lines of CSV of rows. */
export class RowReader {
  /** The table's columns, in its order. */
  readonly #columns: readonly Read[];
  /** Which of them are wanted, in the order in which they are. Undefined: all, in the table's. */
  readonly #order: readonly number[] | undefined;
  /** What ends each line. */
  readonly #end: Buffer;

  /** `schema` is Avro's, as JSON. */
  constructor(
    schema: string,
    columns: readonly SourceColumn[],
    constants: readonly Pick<ConstantColumn, 'value'>[],
  ) {
    const { fields } = JSON.parse(schema) as { readonly fields: readonly { name: string; type: AvroType }[] };
    const places = new Map(fields.map(({ name }, i) => [fold(name), i]));
    const order = columns.map(({ name }) => {
      const place = places.get(fold(name));
      if (place === undefined) throw new Error(`the rows have no column ${name}`);
      return place;
    });
    const mappings = new Map(columns.map(({ name, mapping }) => [fold(name), mapping]));
    this.#columns = fields.map(({ name, type }) => readerOf(type, mappings.get(fold(name)) ?? ''));
    this.#order =
      order.length === fields.length && order.every((place, i) => place === i) ? undefined : order;
    const end = csvLine(constants.map(({ value }) => value));
    this.#end = Buffer.from(constants.length > 0 ? `,${end}` : end);
  }

  /** The lines of so many rows. Throws where there are more or fewer. */
  lines(rows: Uint8Array, count: number): Buffer {
    const cursor = new AvroCursor(rows);
    const lines = new CsvLines();
    for (let i = 0; i < count; i++) {
      if (this.#order) this.#reorder(cursor, lines, this.#order);
      else
        for (const [at, read] of this.#columns.entries()) {
          if (at > 0) lines.comma();
          read(cursor, lines);
        }
      lines.raw(this.#end);
    }
    if (!cursor.isAtEnd) throw new RangeError(`more rows came than the ${count} that were said`);
    return lines.take();
  }

  readonly #cells = new CsvLines();

  #reorder(cursor: AvroCursor, lines: CsvLines, order: readonly number[]): void {
    const ends = this.#columns.map((read) => {
      read(cursor, this.#cells);
      return this.#cells.length;
    });
    const cells = this.#cells.take();
    for (const [i, place] of order.entries()) {
      if (i > 0) lines.comma();
      lines.raw(cells.subarray(place === 0 ? 0 : ends[place - 1], ends[place]));
    }
  }
}

/** How a column is read, which may be NULL. */
function readerOf(type: AvroType, mapping: string): Read {
  if (!isUnion(type)) return valueReader(type, mapping);
  const readers = type.map((branch) => (branch === 'null' ? undefined : valueReader(branch, mapping)));
  return (cursor, lines) => readers[cursor.count()]?.(cursor, lines);
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type);
}

function valueReader(type: AvroType, mapping: string): Read {
  const kind = primitive(type);
  if (kind === 'string' && wordOf(mapping) !== 'DATETIME')
    return (cursor, lines) => lines.quoted(cursor.data());
  if (kind === 'array') {
    const items = typeof type === 'object' && !isUnion(type) ? (type.items ?? 'string') : 'string';
    const element = elementText(items, elementType(mapping) ?? '');
    return (cursor, lines) => lines.quoted(Buffer.from(`[${cursor.list(() => element(cursor)).join(',')}]`));
  }
  const text = textReader(type, mapping);
  return (cursor, lines) => lines.plain(text(cursor));
}

/** An element of a list as JSON: a text, unless JSON holds each value of its type exactly. */
function elementText(type: AvroType, mapping: string): (cursor: AvroCursor) => string {
  if (isUnion(type)) {
    const branches = type.map((branch) => (branch === 'null' ? () => 'null' : elementText(branch, mapping)));
    return (cursor) => branches[cursor.count()]?.(cursor) ?? 'null';
  }
  if (primitive(type) === 'string' && mapping !== 'DATETIME')
    return (cursor) => JSON.stringify(cursor.data().toString());
  const text = textReader(type, mapping);
  if (mapping === 'INT64') return text;
  if (mapping === 'BOOL') return (cursor) => String(cursor.boolean());
  return (cursor) => JSON.stringify(text(cursor));
}

/** A value's text, which needs no quotes. */
function textReader(type: AvroType, mapping: string): (cursor: AvroCursor) => string {
  const scale = typeof type === 'object' && !isUnion(type) ? (type.scale ?? 0) : 0;
  switch (primitive(type)) {
    case 'boolean':
      return (cursor) => (cursor.boolean() ? 't' : 'f');
    case 'double':
      return (cursor) => floatText(cursor.double());
    case 'string':
      return (cursor) => cursor.data().toString().replace('T', ' ');
    case 'bytes':
      return /NUMERIC/.test(mapping)
        ? (cursor) => decimalText(cursor.data(), scale)
        : (cursor) => bytesText(cursor.data());
    default:
      return wholeText(wordOf(mapping));
  }
}

function wholeText(word: string): (cursor: AvroCursor) => string {
  switch (word) {
    case 'DATE':
      return (cursor) => dateText(cursor.count());
    case 'TIME':
      return (cursor) => timeText(cursor.count());
    case 'TIMESTAMP':
      return (cursor) => `${momentText(cursor.long())}+00`;
    case 'DATETIME':
      return (cursor) => momentText(cursor.long());
    default:
      return (cursor) => String(cursor.long());
  }
}

function primitive(type: AvroType): string {
  return typeof type === 'string' || isUnion(type) ? String(type) : primitive(type.type);
}

/** A decimal of its digits as a number of two's complement, without zeros at its end. */
function decimalText(bytes: Buffer, scale: number): string {
  const unscaled =
    bytes.length === 0
      ? 0n
      : bytes.length <= 6
        ? BigInt(bytes.readIntBE(0, bytes.length))
        : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
  const isNegative = unscaled < 0n;
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const part = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${isNegative ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`;
}
