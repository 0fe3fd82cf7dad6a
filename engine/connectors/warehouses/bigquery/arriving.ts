import type { LoadColumn } from '../../../contract/contract.ts';
import type { Arriving } from '../../../families/sql/arrived-rows.ts';
import { toText } from '../../../movement/csv-dialect.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import { type FieldType, fieldType } from '../../../types/field-type.ts';
import { decimalOf, elementType, lengthOf, structFields, wordOf } from './column-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** The first and last of BigQuery's days, since 1970-01-01, and of its moments, in microseconds: the years 1 to 9999. */
const DAYS = [-719_162, 2_932_896] as const;
const MOMENTS = [-62_135_596_800_000_000n, 253_402_300_799_999_999n] as const;
/** What stands for a day or moment that is infinite: no type has it. */
const NO_DAY = '2147483647';
const NO_MOMENT = '9223372036854775807';

/**
 * How a column arrives: `value` is SQL of DuckDB, `place` the file's column in BigQuery, `target` the type of the target's
 * column.
 */
export function arriving(
  { type }: Pick<LoadColumn, 'type'>,
  target: string,
  value: string,
  place: string,
): Arriving {
  const field = fieldType(type);
  const word = wordOf(target);
  const as = (
    raw: Arriving['raw'],
    fitted: string,
    mayFail: boolean,
    { sent = value, shown = `CAST(${place} AS STRING)` }: { sent?: string; shown?: string } = {},
  ): Arriving => ({ raw, sent, fitted, mayFail, shown });
  switch (field.kind) {
    case 'boolean':
      if (word === 'BOOL') return as('BOOL', place, false);
      break;
    case 'smallint':
    case 'int':
    case 'bigint':
      if (word === 'INT64') return as('INT64', place, false, { sent: `CAST(${value} AS BIGINT)` });
      break;
    case 'single':
    case 'double':
      if (word === 'FLOAT64') return as('FLOAT64', place, false, { sent: `CAST(${value} AS DOUBLE)` });
      break;
    case 'date':
      if (word === 'DATE')
        return as('INT64', onlyWithin(place, DAYS, `DATE_FROM_UNIX_DATE(${place})`), true, {
          sent: `CASE WHEN isfinite(${value}) THEN CAST(${value} - DATE '1970-01-01' AS BIGINT) WHEN ${value} IS NOT NULL THEN ${NO_DAY} END`,
          shown: `IF(${place} BETWEEN ${DAYS[0]} AND ${DAYS[1]}, CAST(DATE_FROM_UNIX_DATE(${place}) AS STRING), 'a day beyond the years 1 to 9999')`,
        });
      break;
    case 'datetime':
    case 'datetime_tz':
      if (word === 'TIMESTAMP' || word === 'DATETIME') {
        const moment = `TIMESTAMP_MICROS(${place})`;
        const fitted = word === 'DATETIME' ? `DATETIME(${moment}, 'UTC')` : moment;
        return as('INT64', onlyWithin(place, MOMENTS, fitted), true, {
          sent: `CASE WHEN isfinite(${value}) THEN epoch_us(${value}) WHEN ${value} IS NOT NULL THEN ${NO_MOMENT} END`,
          shown: `IF(${place} BETWEEN ${MOMENTS[0]} AND ${MOMENTS[1]}, CAST(${moment} AS STRING), 'a moment beyond the years 1 to 9999')`,
        });
      }
      break;
    case 'binary':
      if (word === 'BYTES') {
        const length = lengthOf(target);
        const shown = `TO_HEX(${place})`;
        return length === undefined
          ? as('BYTES', place, false, { shown })
          : as('BYTES', `IF(BYTE_LENGTH(${place}) <= ${length}, ${place}, NULL)`, true, { shown });
      }
      break;
    default:
      break;
  }
  const fromText = textAs(place, target, field);
  return as('STRING', fromText.fitted, fromText.mayFail, { sent: textOf(value, field), shown: place });
}

function onlyWithin(place: string, [from, to]: readonly [unknown, unknown], value: string): string {
  return `IF(${place} BETWEEN ${from} AND ${to}, ${value}, NULL)`;
}

/** A value as text, in SQL of DuckDB. */
function textOf(value: string, field: FieldType): string {
  if (field.kind === 'binary') return `lower(hex(${value}))`;
  return duckdbType(field) === 'JSON' ? `CAST(${value} AS VARCHAR)` : toText(value, field);
}

/** What BigQuery makes of a text: NULL where the type does not hold it exactly, and whether that can be. */
export function textAs(
  text: string,
  target: string,
  field?: FieldType,
): { readonly fitted: string; readonly mayFail: boolean } {
  const word = wordOf(target);
  const decimal = decimalOf(target);
  const length = lengthOf(target);
  const may = (fitted: string) => ({ fitted, mayFail: true });
  if (decimal) {
    // A cast rounds what has more digits after the point.
    const pattern = `^[+-]?0*[0-9]{0,${decimal.whole + (target === 'BIGNUMERIC' ? 1 : 0)}}(\\.[0-9]{0,${decimal.scale}}0*)?$`;
    return may(
      `IF(REGEXP_CONTAINS(${text}, ${quoteLiteral(pattern)}), SAFE_CAST(${text} AS ${target}), NULL)`,
    );
  }
  switch (word) {
    case 'STRING':
      return length === undefined
        ? { fitted: text, mayFail: false }
        : may(`IF(CHAR_LENGTH(${text}) <= ${length}, ${text}, NULL)`);
    case 'INT64':
      // What a decimal has of zeros at its end is no part of an integer's text.
      return may(
        `SAFE_CAST(${field?.kind === 'decimal' ? `REGEXP_REPLACE(${text}, ${quoteLiteral('\\.0*$')}, '')` : text} AS INT64)`,
      );
    case 'JSON':
      return may(`SAFE.PARSE_JSON(${text}, wide_number_mode=>'exact')`);
    case 'BYTES':
      return may(
        field?.kind === 'binary' || field === undefined ? `SAFE.FROM_HEX(${text})` : `CAST(${text} AS BYTES)`,
      );
    case 'GEOGRAPHY':
      return may(`SAFE.ST_GEOGFROMTEXT(${text})`);
    case 'ARRAY':
    case 'STRUCT':
      return may(fromJson(text, target, 0));
    default:
      return may(`SAFE_CAST(${text} AS ${target})`);
  }
}

/** What BigQuery makes of a text of JSON; NULL where that is not of the type. */
function fromJson(json: string, target: string, depth: number): string {
  const element = elementType(target);
  if (element !== undefined) {
    const each = `e${depth}`;
    const at = `o${depth}`;
    const of = fromJson(each, element, depth + 1);
    const list = `UNNEST(JSON_QUERY_ARRAY(${json})) AS ${each} WITH OFFSET AS ${at}`;
    return `IF(EXISTS (SELECT 1 FROM ${list} WHERE ${of} IS NULL) OR JSON_QUERY_ARRAY(${json}) IS NULL, NULL, ARRAY(SELECT ${of} FROM ${list} ORDER BY ${at}))`;
  }
  const fields = structFields(target);
  if (fields !== undefined) {
    const values = fields.map(({ name, type }) => {
      return `${fromJson(partOf(json, name), type, depth)} AS ${quoteIdentifier(name)}`;
    });
    const faults = [
      // What the RECORD has no field for would be lost.
      `EXISTS (SELECT 1 FROM UNNEST(JSON_KEYS(SAFE.PARSE_JSON(${json}), 1)) AS k WHERE k NOT IN (${fields.map(({ name }) => quoteLiteral(nameInPath(name))).join(', ')}))`,
      ...fields.map(({ name, type }) => {
        const part = partOf(json, name);
        return `(${part} IS NOT NULL AND ${fromJson(part, type, depth)} IS NULL)`;
      }),
    ];
    return `IF(${json} IS NULL OR LEFT(TRIM(${json}), 1) <> '{' OR ${faults.join(' OR ')}, NULL, STRUCT(${values.join(', ')}))`;
  }
  if (wordOf(target) === 'JSON') return textAs(json, target).fitted;
  if (wordOf(target) === 'BYTES') return `SAFE.FROM_BASE64(JSON_VALUE(${json}))`;
  return textAs(`JSON_VALUE(${json})`, target).fitted;
}

/** A part of a text of JSON; NULL where there is none, or it is null. */
function partOf(json: string, name: string): string {
  return `JSON_QUERY(${json}, ${quoteLiteral(`$."${name.replace(/["\\]/g, '\\$&')}"`)})`;
}

/** A key as JSON_KEYS tells it: in quotes where it holds more than letters and digits. */
function nameInPath(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}
