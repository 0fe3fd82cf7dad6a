import { narrowTypes as duckdb } from '../families/duckdb/narrow-types.ts';
import { narrowing } from '../families/sql/narrowing.ts';
import { mssqlDialect } from './databases/mssql/dialect.ts';
import { narrowTypes as mysql } from './databases/mysql/narrow-types.ts';
import { narrowTypes as postgresql } from './databases/postgresql/narrow-types.ts';
import { redshiftDialect } from './warehouses/redshift/dialect.ts';

const systems = {
  postgresql,
  mysql,
  duckdb,
  redshift: redshiftDialect.narrowTypes,
  mssql: mssqlDialect.narrowTypes,
};

test.each([
  ['postgresql', 'character varying(3)', 'string', 'texts of more than 3 characters are refused'],
  ['postgresql', 'timestamp(0) with time zone', 'datetime_tz', 'times are rounded to whole seconds'],
  ['postgresql', 'time(2) without time zone', 'time', 'fractions of a second are rounded to 2 digits'],
  ['postgresql', 'timestamp without time zone', 'datetime', undefined],
  ['postgresql', 'text', 'string', undefined],
  ['postgresql', 'time with time zone', 'string', 'text that is no valid time with time zone is refused'],
  ['mysql', 'varchar(3)', 'string', 'texts of more than 3 characters are refused'],
  ['mysql', 'text', 'json', 'texts of more than 65535 bytes are refused'],
  ['mysql', 'datetime', 'datetime', 'times are rounded to whole seconds'],
  ['mysql', "datetime COMMENT 'UTC'", 'datetime_tz', 'times are rounded to whole seconds'],
  ['mysql', "datetime(6) COMMENT 'UTC'", 'datetime_tz', undefined],
  ['mysql', 'datetime(3)', 'datetime', 'fractions of a second are rounded to 3 digits'],
  ['mysql', 'int unsigned', 'int', 'negative numbers are refused'],
  ['mysql', 'longtext', 'string', undefined],
  ['redshift', 'character varying(3)', 'string', 'texts of more than 3 bytes are refused'],
  ['redshift', 'super', 'json', undefined],
  ['mssql', 'nvarchar(3)', 'string', 'texts of more than 3 characters are refused'],
  [
    'mssql',
    'varchar(3) COLLATE Latin1_General_CS_AS',
    'string',
    'texts of more than 3 characters are refused, and those with characters that its code page has not',
  ],
  ['mssql', 'nvarchar(max)', 'string', undefined],
  ['mssql', 'uniqueidentifier', 'string', 'text that is no valid uniqueidentifier is refused'],
  ['mssql', 'datetime2(3)', 'datetime', 'fractions of a second are rounded to 3 digits'],
  [
    'mssql',
    'datetime',
    'datetime',
    'times before 1753 are refused, and others rounded to a 300th of a second',
  ],
  ['duckdb', 'TIMESTAMP_S', 'datetime', 'times are rounded to whole seconds'],
  ['duckdb', 'UBIGINT', 'bigint', 'negative numbers are refused'],
  ['duckdb', 'UUID', 'string', 'text that is no valid UUID is refused'],
  ['duckdb', 'TIMESTAMP', 'datetime', undefined],
  ['duckdb', 'VARCHAR', 'string', undefined],
] as const)('%s: what a column of type %s loses of a %s', (system, there, carried, loses) => {
  expect(narrowing(systems[system], there, carried)).toBe(loses);
});
