import type { ExistingColumn as Column, DdlOfDialect } from '../../../families/sql/dialect.ts';
import type { ExistingColumn, ExistingTarget } from './describe-target.ts';
import { isServerError } from './failures.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { isBinaryType, isTextType } from './widening.ts';

const CREATE_DATABASE = 'CREATE DATABASE IF NOT EXISTS ';
const DUPLICATE_COLUMN = 1060;

/** How tables are made and altered: MySQL commits every such statement by itself; each can be repeated. */
export const mysqlDdl: DdlOfDialect = {
  createSchema: (name) => CREATE_DATABASE + quoteIdentifier(name),
  isMade(statement) {
    if (!statement.startsWith(CREATE_DATABASE)) return undefined;
    const name = statement.slice(CREATE_DATABASE.length).slice(1, -1).replaceAll('``', '`');
    return `SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${quoteLiteral(name)}`;
  },
  // Text is compared by its bytes, trailing spaces included, so that keys which differ stay apart: each of the two families
  // of servers has its own collation for that, and takes the other's for a comment.
  createTable: (table, columns) =>
    `CREATE TABLE IF NOT EXISTS ${table} ${columns} ` +
    'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 /*!80017 COLLATE=utf8mb4_0900_bin */ /*M!100203 COLLATE=utf8mb4_nopad_bin */',
  column,
  keyType,
  unusable(table, quotedTable) {
    const { isTransactional, engine } = table as Partial<ExistingTarget>;
    return isTransactional === false
      ? `${table.id} is a table of ${engine}, which has no transactions: ALTER TABLE ${quotedTable} ENGINE=InnoDB`
      : undefined;
  },
  isBound: ({ key, unique }, { name, target_type: there }, type) =>
    [...key, ...unique.flat()].includes(name) &&
    ((isTextType(type) && isTextType(there)) || (isBinaryType(type) && isBinaryType(there))),
  addColumn: 'ADD COLUMN',
  redefine(table, there, { type, isNullable }) {
    if (!(there as Partial<ExistingColumn>).isPlain)
      return { but: 'but has a default, a comment or a rule of its own: alter it yourself' };
    return { statement: `ALTER TABLE ${table} MODIFY COLUMN ${redefined(there, type, isNullable)}` };
  },
  // MySQL has no ADD COLUMN IF NOT EXISTS.
  isDone: (error) => isServerError(error) && error.errno === DUPLICATE_COLUMN,
};

/** A type may end in a comment, which stands behind everything else. */
function column(quoted: string, type: string, isNullable: boolean): string {
  const [bare, comment = ''] = type.split(/(?= COMMENT )/);
  return `${quoted} ${bare}${isNullable ? '' : ' NOT NULL'}${comment}`;
}

/** The whole of a column's new definition, as MODIFY wants it: what is not said again is lost. */
function redefined(there: Column, newType: string | undefined, isNullable: boolean): string {
  const { charset, collation } = there as ExistingColumn;
  const [type = '', comment = ''] = (newType ?? there.target_type).split(/(?= COMMENT )/);
  const characters = charset && isTextType(type) ? ` CHARACTER SET ${charset} COLLATE ${collation}` : '';
  return column(quoteIdentifier(there.name), type + characters + comment, isNullable);
}

/** What an index of InnoDB can hold, in bytes, and what of it a column that is neither text nor bytes may take. */
const INDEX_BYTES = 3072;
const SHORT_COLUMN_BYTES = 32;
const BYTES_PER_CHARACTER = 4;

/**
 * A column's type in a key. There text and bytes have to have a bound: as long as an index can hold, shared evenly. A record
 * whose key is longer is rejected.
 */
function keyType(type: string, typesOfKey: readonly string[]): string {
  const isUnbounded = (other: string) => /^(long|medium|tiny)?(text|blob)$|^json$/.test(other);
  if (!isUnbounded(type)) return type;
  const unbounded = typesOfKey.filter(isUnbounded).length;
  const bytes = INDEX_BYTES - SHORT_COLUMN_BYTES * (typesOfKey.length - unbounded);
  const each = Math.floor(bytes / unbounded);
  return type.endsWith('blob') ? `varbinary(${each})` : `varchar(${Math.floor(each / BYTES_PER_CHARACTER)})`;
}
