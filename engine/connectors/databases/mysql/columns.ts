import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { fieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** An expression whose text in the text protocol is the whole value. */
export function textExpression({ name, mapping, type }: SourceColumn): string {
  const ref = quoteIdentifier(name);
  // The text of a float stops after six digits, or where its type says; as a double it is whole.
  if (/^(float|double\()/.test(mapping)) return `${ref} * 1e0`;
  // Without the zeros that it is filled up with.
  if (mapping === 'year' || mapping.endsWith('zerofill')) return `${ref} + 0`;
  // As the log has it, longitude first; MySQL shows places on the globe the other way round if it is not told.
  if (mapping === 'geometry') return `ST_AsText(${ref} /*!80012 , 'axis-order=long-lat' */)`;
  if (mapping.startsWith('bit(') && fieldType(type).kind !== 'binary') return `${ref} + 0`;
  return ref;
}

/** An expression in the order of which, and with which, values are compared with `cursorLiteral`. */
export function cursorExpression({ name, mapping }: SourceColumn): string {
  const ref = quoteIdentifier(name);
  // Their own order is that of their members' numbers.
  if (mapping === 'enum' || mapping === 'set') return `CAST(${ref} AS CHAR)`;
  if (mapping.startsWith('bit(')) return `(${ref} + 0)`;
  return ref;
}

/** A literal of a value in the engine's dialect of text, to be compared with `cursorExpression`. */
export function cursorLiteral({ type, mapping }: SourceColumn, text: string): string {
  const { kind } = fieldType(type);
  if (kind === 'boolean') return /^(t|true|1)$/i.test(text) ? '1' : '0';
  if (kind === 'binary')
    return mapping.startsWith('bit(') ? `CAST(0x0${text.slice(2)} AS UNSIGNED)` : `X'${text.slice(2)}'`;
  if (kind === 'single' || kind === 'double') return `(${quoteLiteral(text)} * 1e0)`;
  if (/^-?\d+(\.\d+)?$/.test(text) && /^(smallint|int|bigint|decimal|number)$/.test(kind)) return text;
  return quoteLiteral(kind === 'datetime_tz' ? withoutZone(text) : text);
}

/** An instant's text without the zone, which is UTC. */
export function withoutZone(text: string): string {
  return text.replace(/(Z|[+-]00(:?00)?)$/, '');
}

/** Whether a column may hold dates with zeros, which are read as NULL. */
export function mayBeZeroDate({ mapping }: SourceColumn): boolean {
  return /^(date|timestamp)/.test(mapping);
}
