import { type FieldType, fieldType } from '../types/field-type.ts';

/** DuckDB's widest decimal. */
export const MAX_DECIMAL_DIGITS = 38;

/**
 * The DuckDB type in which a relation yields a field type, so that nothing is lost on the way. `number`, whose precision
 * has no bound, and decimals beyond 38 digits travel as VARCHAR holding canonical decimal text.
 */
export function duckdbType(type: string | FieldType): string {
  const field = typeof type === 'string' ? fieldType(type) : type;
  switch (field.kind) {
    case 'string':
    case 'number':
      return 'VARCHAR';
    case 'decimal':
      return field.precision > MAX_DECIMAL_DIGITS ? 'VARCHAR' : `DECIMAL(${field.precision},${field.scale})`;
    case 'boolean':
      return 'BOOLEAN';
    case 'smallint':
      return 'SMALLINT';
    case 'int':
      return 'INTEGER';
    case 'bigint':
      return 'BIGINT';
    case 'single':
      return 'FLOAT';
    case 'double':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'datetime':
      return 'TIMESTAMP';
    case 'datetime_tz':
      return 'TIMESTAMP WITH TIME ZONE';
    case 'json':
    case 'jsonarray':
    case 'object{}':
      return 'JSON';
    case 'binary':
      return 'BLOB';
    case 'array':
      return `${duckdbType(field.element)}[]`;
  }
}
