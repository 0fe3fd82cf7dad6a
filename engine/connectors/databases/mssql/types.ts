import type { TypeTables } from '../../../types/type-tables.ts';

const AS_TEXT = 'that it is JSON, for it is kept as text';
const DIGITS = 'digits beyond 20 before and 18 after the point';
const FINITE = 'NaN and infinities, whose records are rejected';

/** SQL Server's types, as DDL says them: `nvarchar(max)`, `decimal(12,2)`, `datetime2(6)`. */
export const mssqlTypes: TypeTables = {
  source: [
    { from: 'bit', to: 'boolean' },
    { from: 'tinyint', to: 'smallint' },
    { from: 'smallint', to: 'smallint' },
    { from: 'int', to: 'int' },
    { from: 'bigint', to: 'bigint' },
    { from: 'decimal(p,s)', to: 'decimal(p,s)' },
    { from: 'numeric(p,s)', to: 'decimal(p,s)' },
    { from: 'money', to: 'decimal(19,4)' },
    { from: 'smallmoney', to: 'decimal(10,4)' },
    { from: 'real', to: 'single' },
    { from: 'float', to: 'double' },
    { from: 'date', to: 'date' },
    // A rowversion; before the times, which begin with the same letters.
    { from: 'timestamp', to: 'binary' },
    { from: 'time*', to: 'time', lossy: 'the seventh digit of a second' },
    { from: 'datetime2*', to: 'datetime', lossy: 'the seventh digit of a second' },
    { from: 'datetime', to: 'datetime' },
    { from: 'smalldatetime', to: 'datetime' },
    { from: 'datetimeoffset*', to: 'datetime_tz', lossy: 'its offset, and the seventh digit of a second' },
    { from: 'binary*', to: 'binary' },
    { from: 'varbinary*', to: 'binary' },
    { from: 'image', to: 'binary' },
    { from: 'ntext', to: 'string' },
    { from: 'text', to: 'string' },
    { from: 'hierarchyid', to: 'string' },
    { from: 'nvarchar*', to: 'string' },
    { from: 'varchar*', to: 'string' },
    { from: 'nchar*', to: 'string' },
    { from: 'char*', to: 'string' },
    { from: 'uniqueidentifier', to: 'string' },
    { from: 'xml', to: 'string' },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: [
    { from: 'string', to: 'nvarchar(max)' },
    { from: 'boolean', to: 'bit' },
    { from: 'smallint', to: 'smallint' },
    { from: 'int', to: 'int' },
    { from: 'bigint', to: 'bigint' },
    { from: 'decimal(p<=38,s)', to: 'decimal(p,s)' },
    { from: 'decimal(p,s)', to: 'decimal(38,18)', lossy: DIGITS },
    { from: 'number', to: 'decimal(38,18)', lossy: DIGITS },
    { from: 'single', to: 'real', lossy: FINITE },
    { from: 'double', to: 'float', lossy: FINITE },
    { from: 'date', to: 'date' },
    { from: 'time', to: 'time(6)' },
    { from: 'datetime', to: 'datetime2(6)' },
    { from: 'datetime_tz', to: 'datetimeoffset(6)' },
    { from: 'json', to: 'nvarchar(max)', lossy: AS_TEXT },
    { from: 'jsonarray', to: 'nvarchar(max)', lossy: AS_TEXT },
    { from: 'object{}', to: 'nvarchar(max)', lossy: AS_TEXT },
    { from: 'binary', to: 'varbinary(max)' },
    { from: 'array<T>', to: 'nvarchar(max)', lossy: 'the types of its elements' },
  ],
};
