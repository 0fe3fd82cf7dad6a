import type { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'mongodb';
import type { CellValue } from '../../../contract/contract.ts';
import { instantText } from './instants.ts';

/*
 * BSON's values, as the driver gives them where it is told to make no numbers of them (`promoteValues: false`): what is more
 * than text, boolean, time, list or document is an object that says its type in `_bsontype`.
 */

type Typed =
  | (Long & { _bsontype: 'Long' })
  | (Int32 & { _bsontype: 'Int32' })
  | (Double & { _bsontype: 'Double' })
  | (Decimal128 & { _bsontype: 'Decimal128' })
  | (ObjectId & { _bsontype: 'ObjectId' })
  | (Binary & { _bsontype: 'Binary' })
  | (Timestamp & { _bsontype: 'Timestamp' });

/** The name that `$type` has for a value's type; `uuid` of a binary that is one, `null` also of what is undefined. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (typeof value === 'bigint') return 'long';
  if (value instanceof Date) return 'date';
  if (Array.isArray(value)) return 'array';
  if (value instanceof RegExp) return 'regex';
  switch ((value as Partial<Typed>)._bsontype as string | undefined) {
    case undefined:
      return 'object';
    case 'Long':
      return 'long';
    case 'Int32':
      return 'int';
    case 'Double':
      return 'double';
    case 'Decimal128':
      return 'decimal';
    case 'ObjectId':
      return 'objectId';
    case 'Binary':
      return (value as Binary).sub_type === 4 ? 'uuid' : 'binData';
    case 'BSONSymbol':
      return 'symbol';
    case 'Timestamp':
      return 'timestamp';
    default:
      return 'other';
  }
}

/** A value as a field of a type has it; undefined where that cannot hold it. */
export function cellOf(value: unknown, type: string): CellValue | undefined {
  const kind = kindOf(value);
  if (kind === 'null') return null;
  switch (type) {
    case 'json':
      return jsonText(value);
    case 'jsonarray':
      return kind === 'array' ? jsonText(value) : undefined;
    case 'object{}':
      return kind === 'object' ? jsonText(value) : undefined;
    case 'string':
      return /^(string|objectId|uuid|symbol)$/.test(kind) ? textOf(value, kind) : undefined;
    case 'boolean':
      return kind === 'bool' ? (value as boolean) : undefined;
    case 'int':
      return kind === 'int' ? Number(value) : undefined;
    case 'bigint':
      return kind === 'int' || kind === 'long' ? String(value) : undefined;
    case 'double':
      return kind === 'int' || kind === 'double' ? Number(value) : undefined;
    case 'number':
      return numberText(value, kind);
    case 'datetime_tz':
      return kind === 'date' ? instantText(value as Date) : undefined;
    case 'binary':
      return kind === 'binData' ? Uint8Array.from((value as Binary).value()) : undefined;
    default:
      return undefined;
  }
}

function textOf(value: unknown, kind: string): string {
  if (kind === 'uuid') return (value as Binary).toUUID().toHexString();
  return kind === 'objectId' ? (value as ObjectId).toHexString() : String(value);
}

/** A number's digits without an exponent; undefined of what is none that is finite. */
function numberText(value: unknown, kind: string): string | undefined {
  if (!/^(int|long|double|decimal)$/.test(kind)) return undefined;
  const found = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(String(value));
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const before = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const after = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  return `${sign === '-' ? '-' : ''}${before.replace(/^0+(?=\d)/, '')}${after === '' ? '' : `.${after}`}`;
}

/** A value as JSON, its numbers digit by digit. What JSON has no word for is text. */
export function jsonText(value: unknown): string {
  const kind = kindOf(value);
  switch (kind) {
    case 'null':
      return 'null';
    case 'bool':
      return String(value);
    case 'int':
    case 'long':
      return String(value);
    case 'double':
    case 'decimal': {
      const text = String(value);
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? text : JSON.stringify(text);
    }
    case 'date':
      return JSON.stringify(
        instantText(value as Date)
          ?.replace(' ', 'T')
          .replace('+00', 'Z') ?? 'a time beyond all dates',
      );
    case 'array':
      return `[${(value as readonly unknown[]).map(jsonText).join(',')}]`;
    case 'object':
      return `{${Object.entries(value as object)
        .map(([name, of]) => `${JSON.stringify(name)}:${jsonText(of)}`)
        .join(',')}}`;
    case 'binData':
      return JSON.stringify(Buffer.from((value as Binary).value()).toString('base64'));
    case 'string':
    case 'objectId':
    case 'uuid':
    case 'symbol':
      return JSON.stringify(textOf(value, kind));
    case 'timestamp':
      return String((value as Timestamp).toString());
    default:
      return JSON.stringify(value instanceof RegExp ? String(value) : value);
  }
}
