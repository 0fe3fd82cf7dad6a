import { formatDecimal, parseDecimal } from '../../filters/decimal-text.ts';
import { SyncformError } from '../../kit/errors.ts';
import { fieldType } from '../../types/field-type.ts';
import type { ApiField } from './infer-fields.ts';
import { DECLARED } from './infer-fields.ts';
import { type ExactJson, jsonText, scalarText } from './json.ts';
import { dateTimeOf, isDate } from './moments.ts';

/** Writes a field's values as text in the engine's dialect of CSV, exactly; what the type cannot hold is an error. */
export function cellWriter(
  field: Pick<ApiField, 'name' | 'type' | 'remote_type'>,
  emptyIsNull = false,
): (value: ExactJson) => string | null {
  const type = fieldType(field.type);
  const write = (value: ExactJson): string | undefined => {
    const text = scalarText(value);
    switch (type.kind) {
      case 'string':
        return text ?? jsonText(value);
      case 'json':
      case 'jsonarray':
      case 'object{}':
      case 'array':
        return jsonText(value);
      case 'boolean':
        return typeof value === 'boolean'
          ? String(value)
          : text && /^(true|false)$/i.test(text)
            ? text
            : undefined;
      case 'smallint':
        return integer(text, 16n);
      case 'int':
        return integer(text, 32n);
      case 'bigint':
        return integer(text, 64n);
      case 'number':
        return decimal(text, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
      case 'decimal':
        return decimal(text, type.precision - type.scale, type.scale);
      case 'single':
      case 'double':
        return text !== undefined && Number.isFinite(Number(text)) && text.trim() !== '' ? text : undefined;
      case 'date':
        return text !== undefined && isDate(text) ? text : undefined;
      case 'datetime':
      case 'datetime_tz':
        return moment(text, type.kind === 'datetime_tz', field.remote_type);
      case 'time':
        return text;
      case 'binary':
        return text === undefined ? undefined : `\\x${Buffer.from(text, 'base64').toString('hex')}`;
    }
  };
  return (value) => {
    if (value === null || value === undefined) return null;
    if (value === '' && emptyIsNull && type.kind !== 'string') return null;
    const text = write(value);
    if (text !== undefined) return text;
    throw new SyncformError(
      'failed',
      `field "${field.name}" is of type ${field.type} and cannot hold ${short(jsonText(value))}`,
      { hint: `Give it another type: fields = [{ name = "${field.name}", type = "string" }, …].` },
    );
  };
}

function integer(text: string | undefined, bits: bigint): string | undefined {
  const exact = decimal(text, Number.POSITIVE_INFINITY, 0);
  if (exact === undefined) return undefined;
  const value = BigInt(exact);
  const limit = 2n ** (bits - 1n);
  return value >= -limit && value < limit ? exact : undefined;
}

/** The number in plain digits, where it has no more of them than allowed before and after the point. */
function decimal(text: string | undefined, whole: number, scale: number): string | undefined {
  const parsed = text === undefined ? undefined : parseDecimal(text);
  if (!parsed || parsed.scale > scale) return undefined;
  const plain = formatDecimal(parsed);
  const [digits = ''] = plain.replace('-', '').split('.');
  return digits.replace(/^0+/, '').length > whole ? undefined : plain;
}

/** A date counts as its midnight, where there is no zone to be missed. */
function moment(text: string | undefined, zoned: boolean, remoteType: string): string | undefined {
  if (text !== undefined && !zoned && isDate(text)) return `${text} 00:00:00`;
  const found = text === undefined ? undefined : dateTimeOf(text);
  if (found?.hasZone !== zoned) return undefined;
  const mayShorten = remoteType === DECLARED || remoteType.endsWith('nanoseconds');
  return found.hasNanoseconds && !mayShorten ? undefined : found.text;
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
