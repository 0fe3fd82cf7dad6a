import { KEYS_TWICE, type TypeTables } from '../../../types/type-tables.ts';

const DIGITS = 'digits beyond 20 before and 18 after the point';
const NANOSECONDS = 'digits of a second beyond microseconds';
const OFFSET = 'the offset that a value was written with, not its instant';
/** What a text holds, in bytes. */
export const LONGEST_TEXT = 16_777_216;
const BEYOND = `texts of more than ${LONGEST_TEXT} bytes, whose records are rejected`;
/** How many bytes a BINARY holds that says no size. */
const LONGEST_BINARY = '8388608';
const AS_JSON = `${KEYS_TWICE}; digits of a number beyond 38`;

/** Snowflake's types. Source types are those of its catalog with their sizes, as DDL says them. */
export const snowflakeTypes: TypeTables = {
  source: [
    { from: 'BOOLEAN', to: 'boolean' },
    { from: 'NUMBER(p<=4,0)', to: 'smallint' },
    { from: 'NUMBER(p<=9,0)', to: 'int' },
    // Of 19 digits the last tenth or so does not fit: reading one is an error.
    { from: 'NUMBER(p<=19,0)', to: 'bigint' },
    { from: 'NUMBER(p,s)', to: 'decimal(p,s)' },
    { from: 'FLOAT', to: 'double' },
    { from: 'VARCHAR*', to: 'string' },
    { from: 'DATE', to: 'date' },
    { from: 'TIME(p<=6)', to: 'time' },
    { from: 'TIME(p)', to: 'time', lossy: NANOSECONDS },
    { from: 'TIMESTAMP_NTZ(p<=6)', to: 'datetime' },
    { from: 'TIMESTAMP_NTZ(p)', to: 'datetime', lossy: NANOSECONDS },
    { from: 'TIMESTAMP_LTZ(p<=6)', to: 'datetime_tz' },
    { from: 'TIMESTAMP_LTZ(p)', to: 'datetime_tz', lossy: NANOSECONDS },
    { from: 'TIMESTAMP_TZ(p<=6)', to: 'datetime_tz', lossy: OFFSET },
    { from: 'TIMESTAMP_TZ(p)', to: 'datetime_tz', lossy: `${NANOSECONDS}; ${OFFSET}` },
    { from: 'VARIANT', to: 'json' },
    { from: 'ARRAY', to: 'jsonarray' },
    { from: 'OBJECT', to: 'object{}' },
    { from: 'BINARY*', to: 'binary' },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: [
    { from: 'string', to: `VARCHAR(${LONGEST_TEXT})`, lossy: BEYOND },
    { from: 'boolean', to: 'BOOLEAN' },
    { from: 'smallint', to: 'NUMBER(5,0)' },
    { from: 'int', to: 'NUMBER(10,0)' },
    { from: 'bigint', to: 'NUMBER(19,0)' },
    { from: 'decimal(p<=38,s<=37)', to: 'NUMBER(p,s)' },
    { from: 'decimal(p,s)', to: 'NUMBER(38,18)', lossy: DIGITS },
    { from: 'number', to: 'NUMBER(38,18)', lossy: DIGITS },
    { from: 'single', to: 'FLOAT' },
    { from: 'double', to: 'FLOAT' },
    { from: 'date', to: 'DATE' },
    { from: 'time', to: 'TIME(6)' },
    { from: 'datetime', to: 'TIMESTAMP_NTZ(6)' },
    { from: 'datetime_tz', to: 'TIMESTAMP_LTZ(6)' },
    { from: 'json', to: 'VARIANT', lossy: AS_JSON },
    { from: 'jsonarray', to: 'ARRAY', lossy: AS_JSON },
    { from: 'object{}', to: 'OBJECT', lossy: AS_JSON },
    { from: 'binary', to: 'BINARY', lossy: 'more than 8 MB, whose records are rejected' },
    { from: 'array<T>', to: 'ARRAY', lossy: 'the types of its elements' },
  ],
};

/** A column's type as DDL says it, of what the catalog or the description of a result has of it. */
export function columnType(
  word: string,
  size: {
    readonly precision?: string | null | undefined;
    readonly scale?: string | null | undefined;
    readonly length?: string | null | undefined;
    readonly fraction?: string | null | undefined;
  },
): string {
  const type = word.toUpperCase();
  switch (type) {
    case 'NUMBER':
    case 'FIXED':
      return `NUMBER(${size.precision ?? 38},${size.scale ?? 0})`;
    case 'TEXT':
      return `VARCHAR(${size.length ?? LONGEST_TEXT})`;
    case 'REAL':
      return 'FLOAT';
    case 'TIME':
    case 'TIMESTAMP_NTZ':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      return `${type}(${size.fraction ?? 9})`;
    case 'BINARY':
      return !size.length || size.length === LONGEST_BINARY ? type : `BINARY(${size.length})`;
    default:
      return type;
  }
}
