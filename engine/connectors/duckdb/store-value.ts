import { duckdbType } from '../../movement/duckdb-types.ts';
import { quoteLiteral } from '../../movement/sql.ts';
import { type FieldType, fieldType } from '../../types/field-type.ts';
import { holds } from './widening.ts';

/**
 * A relation's value as a column of the table stores it. Where the column's type cannot hold every value of the field's,
 * each value is checked, and one that would be stored as another fails the statement by column and value.
 */
export function storeValue(value: string, type: string, column: string, columnType: string): string {
  return store(value, fieldType(type), column, columnType, 0);
}

function store(value: string, field: FieldType, column: string, columnType: string, depth: number): string {
  const carried = duckdbType(field);
  if (carried === columnType) return value;
  const isText = carried === 'VARCHAR' && field.kind !== 'string';
  if (isText && columnType.startsWith('DECIMAL(')) return decimalFromText(value, column, columnType);
  if (field.kind === 'array' && columnType.endsWith('[]')) {
    const element = `v${depth}`;
    const stored = store(element, field.element, column, columnType.slice(0, -2), depth + 1);
    return `list_transform(${value}, lambda ${element}: ${stored})`;
  }
  const cast = `CAST(${value} AS ${columnType})`;
  if (holds(columnType, carried)) return cast;
  const back = `CAST(${cast} AS ${carried})`;
  return `CASE WHEN ${back} IS DISTINCT FROM ${value} THEN ${misfit(value, column, columnType)} ELSE ${cast} END`;
}

/** DuckDB rounds digits beyond the scale away and says nothing; here they are an error, unless they are zeros. */
function decimalFromText(value: string, column: string, columnType: string): string {
  return `CASE WHEN ${value} IS NULL OR ${exactDecimal(value, columnType)} THEN CAST(${value} AS ${columnType}) ELSE ${misfit(value, column, columnType)} END`;
}

/** Whether a decimal's text is a number that a decimal column holds exactly. */
export function exactDecimal(value: string, columnType: string): string {
  const [precision = 38, scale = 0] = (columnType.match(/\d+/g) ?? []).map(Number);
  const exact = `[+-]?0*\\d{0,${precision - scale}}(\\.\\d{0,${scale}}0*)?`;
  return `regexp_full_match(${value}, ${quoteLiteral(exact)})`;
}

/** Values are shown up to this many characters. */
const SHOWN = 100;

function misfit(value: string, column: string, columnType: string): string {
  const before = quoteLiteral(`column "${column}" is ${columnType} and cannot hold `);
  return `CAST(error(${before} || left(CAST(${value} AS VARCHAR), ${SHOWN})) AS ${columnType})`;
}
