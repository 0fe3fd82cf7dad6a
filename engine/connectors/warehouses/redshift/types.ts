import { KEYS_TWICE, type TypeTables } from '../../../types/type-tables.ts';

/** What a varchar holds; there is no longer text in Redshift. */
export const LONGEST_TEXT = 65_535;
const TEXT = `varchar(${LONGEST_TEXT})`;
const BEYOND = `texts of more than ${LONGEST_TEXT} bytes, whose records are rejected`;
const DIGITS = 'digits beyond 20 before and 18 after the point';
const AS_JSON = `${KEYS_TWICE}; ${BEYOND}`;

/** Redshift's types. Source types are texts of `format_type`. */
export const redshiftTypes: TypeTables = {
  source: [
    { from: 'boolean', to: 'boolean' },
    { from: 'smallint', to: 'smallint' },
    { from: 'integer', to: 'int' },
    { from: 'bigint', to: 'bigint' },
    { from: 'oid', to: 'bigint' },
    { from: 'numeric(p,s)', to: 'decimal(p,s)' },
    { from: 'numeric', to: 'number' },
    { from: 'real', to: 'single' },
    { from: 'double precision', to: 'double' },
    { from: 'date', to: 'date' },
    { from: 'time without time zone', to: 'time' },
    { from: 'timestamp without time zone', to: 'datetime' },
    { from: 'timestamp with time zone', to: 'datetime_tz' },
    { from: 'varbyte*', to: 'binary' },
    { from: 'binary varying*', to: 'binary' },
    { from: 'super', to: 'json' },
    { from: 'character varying*', to: 'string' },
    { from: 'character*', to: 'string' },
    { from: 'bpchar', to: 'string' },
    { from: 'text', to: 'string' },
    { from: 'name', to: 'string' },
    { from: 'time with time zone', to: 'string' },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: [
    { from: 'string', to: TEXT, lossy: BEYOND },
    { from: 'boolean', to: 'boolean' },
    { from: 'smallint', to: 'smallint' },
    { from: 'int', to: 'integer' },
    { from: 'bigint', to: 'bigint' },
    { from: 'decimal(p<=38,s<=37)', to: 'numeric(p,s)' },
    { from: 'decimal(p,s)', to: 'numeric(38,18)', lossy: DIGITS },
    { from: 'number', to: 'numeric(38,18)', lossy: DIGITS },
    { from: 'single', to: 'real' },
    { from: 'double', to: 'double precision' },
    { from: 'date', to: 'date' },
    { from: 'time', to: 'time without time zone' },
    { from: 'datetime', to: 'timestamp without time zone' },
    { from: 'datetime_tz', to: 'timestamp with time zone' },
    { from: 'json', to: 'super', lossy: AS_JSON },
    { from: 'jsonarray', to: 'super', lossy: AS_JSON },
    { from: 'object{}', to: 'super', lossy: AS_JSON },
    { from: 'binary', to: 'varbyte', lossy: 'more than 32,767 bytes, whose records are rejected' },
    { from: 'array<T>', to: 'super', lossy: 'the types of its elements' },
  ],
};
