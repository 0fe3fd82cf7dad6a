import { KEYS_TWICE, type TypeTables } from '../../../types/type-tables.ts';

/** MariaDB keeps JSON as text. */
const JSON_LOSS = `${KEYS_TWICE}, and at MySQL numbers of more than 64 bits, whose records are rejected`;

const ZERO_DATES = 'dates with a zero year, month or day, which become NULL';

/**
 * MySQL's and MariaDB's types. Source types are texts of COLUMN_TYPE as column-type.ts normalises them: integers without
 * their display width (but for tinyint(1)), `enum` and `set` without their members. An instant is kept as the time in UTC
 * in a datetime whose comment says so: a timestamp would end in 2038.
 */
export const mysqlTypes: TypeTables = {
  source: [
    { from: 'tinyint(1)', to: 'boolean', lossy: 'values other than 0 and 1, which stop the reading' },
    { from: 'tinyint*', to: 'smallint' },
    { from: 'smallint', to: 'smallint' },
    { from: 'smallint unsigned*', to: 'int' },
    { from: 'mediumint*', to: 'int' },
    { from: 'int', to: 'int' },
    { from: 'int unsigned*', to: 'bigint' },
    { from: 'bigint', to: 'bigint' },
    { from: 'bigint unsigned*', to: 'decimal(20,0)' },
    { from: 'decimal(p,s)*', to: 'decimal(p,s)' },
    { from: 'float*', to: 'single' },
    { from: 'double*', to: 'double' },
    { from: 'bit(1)', to: 'boolean' },
    { from: 'bit(*)', to: 'binary', lossy: 'how many bits it has' },
    { from: 'date', to: 'date', lossy: ZERO_DATES },
    { from: "datetime* comment 'utc'", to: 'datetime_tz' },
    { from: 'datetime*', to: 'datetime', lossy: ZERO_DATES },
    { from: 'timestamp*', to: 'datetime_tz', lossy: ZERO_DATES },
    {
      from: 'time*',
      to: 'string',
      lossy: 'that it is a time, because it may be a duration of up to 838 hours',
    },
    { from: 'year', to: 'smallint' },
    { from: 'json', to: 'json' },
    { from: 'char*', to: 'string' },
    { from: 'varchar*', to: 'string' },
    { from: 'tinytext', to: 'string' },
    { from: 'text', to: 'string' },
    { from: 'mediumtext', to: 'string' },
    { from: 'longtext', to: 'string' },
    { from: 'enum', to: 'string' },
    { from: 'set', to: 'string' },
    { from: 'binary(*)', to: 'binary' },
    { from: 'varbinary(*)', to: 'binary' },
    { from: 'tinyblob', to: 'binary' },
    { from: 'blob', to: 'binary' },
    { from: 'mediumblob', to: 'binary' },
    { from: 'longblob', to: 'binary' },
    { from: 'vector*', to: 'binary' },
    { from: 'uuid', to: 'string' },
    { from: 'inet4', to: 'string' },
    { from: 'inet6', to: 'string' },
    { from: 'geometry', to: 'string', lossy: 'its spatial reference system' },
    { from: 'null', to: 'string' },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: [
    { from: 'string', to: 'longtext' },
    { from: 'boolean', to: 'tinyint(1)' },
    { from: 'smallint', to: 'smallint' },
    { from: 'int', to: 'int' },
    { from: 'bigint', to: 'bigint' },
    { from: 'decimal(p<=65,s<=30)', to: 'decimal(p,s)' },
    { from: 'decimal(p,s)', to: 'decimal(65,30)', lossy: 'digits beyond 35 before and 30 after the point' },
    { from: 'number', to: 'decimal(65,30)', lossy: 'digits beyond 35 before and 30 after the point' },
    { from: 'single', to: 'float', lossy: 'NaN and infinities, whose records are rejected' },
    { from: 'double', to: 'double', lossy: 'NaN and infinities, whose records are rejected' },
    { from: 'date', to: 'date' },
    { from: 'time', to: 'time(6)' },
    { from: 'datetime', to: 'datetime(6)' },
    { from: 'datetime_tz', to: "datetime(6) COMMENT 'UTC'" },
    { from: 'json', to: 'json', lossy: JSON_LOSS },
    { from: 'jsonarray', to: 'json', lossy: JSON_LOSS },
    { from: 'object{}', to: 'json', lossy: JSON_LOSS },
    { from: 'binary', to: 'longblob' },
    { from: 'array<T>', to: 'json', lossy: 'the types of its elements' },
  ],
};
