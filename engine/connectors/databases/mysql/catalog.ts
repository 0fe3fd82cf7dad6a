import type { FieldSchema } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { sourceType } from '../../../types/map-types.ts';
import { tableType } from './column-type.ts';
import { formatTableId } from './dialect.ts';
import type { Session } from './session.ts';
import { quoteLiteral } from './sql.ts';
import { mysqlTypes } from './types.ts';

/** A condition that leaves out the server's own databases. */
export const IS_USER_DATABASE = (name: string) =>
  `${name} NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')`;

/** A column as information_schema has it. */
export interface CatalogColumn extends FieldSchema {
  /** The type as types.ts maps it. */
  readonly mapping: string;
  readonly charset: string | null;
  readonly collation: string | null;
  /** Whether its type and whether it takes NULL is all there is to it: no default, nothing generated, no comment. */
  readonly isPlain: boolean;
  /** Whether its values are made of other columns'. */
  readonly isGenerated: boolean;
  /** Whether a row that brings no value gets one that is not NULL. */
  readonly hasDefault: boolean;
}

/** The columns of tables and views by the table's id, in their order; what is not there is left out. */
export async function catalogColumns(
  session: Session,
  names: readonly TableName[],
): Promise<ReadonlyMap<string, readonly CatalogColumn[]>> {
  const found = new Map<string, CatalogColumn[]>();
  if (names.length === 0) return found;
  const json = await jsonColumns(session, names);
  const rows = await session.rows(
    `SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLUMN_COMMENT,
       c.CHARACTER_SET_NAME, c.COLLATION_NAME, c.EXTRA,
       c.COLUMN_DEFAULT IS NULL OR c.COLUMN_DEFAULT = 'NULL',
       EXISTS (SELECT 1 FROM information_schema.STATISTICS s
         WHERE s.TABLE_SCHEMA = c.TABLE_SCHEMA AND s.TABLE_NAME = c.TABLE_NAME
           AND s.INDEX_NAME = 'PRIMARY' AND s.COLUMN_NAME = c.COLUMN_NAME)
     FROM information_schema.COLUMNS c WHERE ${among(names, 'c.')}
     ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION`,
  );
  for (const row of rows) {
    const [database, table, name, columnType, nullable, comment] = row as string[];
    const [charset, collation, extra, hasNoDefault, isKey] = row.slice(6);
    const id = formatTableId({ schema: database as string, table: table as string });
    const mapping = tableType({
      columnType: columnType as string,
      comment: comment as string,
      isJson: json.has(`${id} ${name}`),
    });
    const { type, lossy } = sourceType(mysqlTypes, mapping);
    const columns = found.get(id) ?? [];
    found.set(id, columns);
    columns.push({
      id: name as string,
      name: name as string,
      type,
      remote_type: columnType as string,
      nullable: nullable === 'YES',
      is_primary_key: isKey === '1',
      ...(lossy ? { lossy } : {}),
      mapping,
      charset: charset ?? null,
      collation: collation ?? null,
      isGenerated: /\b(VIRTUAL|STORED|PERSISTENT) GENERATED\b/i.test(extra ?? ''),
      hasDefault:
        hasNoDefault !== '1' || /\b(auto_increment|GENERATED|DEFAULT_GENERATED)\b/i.test(extra ?? ''),
      isPlain: hasNoDefault === '1' && extra === '' && (comment === '' || mapping.includes(' COMMENT ')),
    });
  }
  return found;
}

/** MariaDB's json columns, as `<table id> <column>`: longtext with a constraint that its server adds. */
async function jsonColumns(session: Session, names: readonly TableName[]): Promise<ReadonlySet<string>> {
  if (!session.isMariadb) return new Set();
  const rows = await session.rows(
    `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS
     WHERE ${among(names, '', 'CONSTRAINT_SCHEMA')} AND CHECK_CLAUSE LIKE 'json\\_valid(%'`,
  );
  return new Set(
    rows.flatMap(([database, table, clause]) => {
      const column = /^json_valid\(`((?:[^`]|``)+)`\)$/.exec(clause as string)?.[1];
      const id = formatTableId({ schema: database as string, table: table as string });
      return column === undefined ? [] : [`${id} ${column.replaceAll('``', '`')}`];
    }),
  );
}

/** A condition that picks tables by database and name. */
export function among(names: readonly TableName[], prefix = '', databaseColumn = 'TABLE_SCHEMA'): string {
  const pairs = names.map(
    ({ schema: database, table }) => `(${quoteLiteral(database)}, ${quoteLiteral(table)})`,
  );
  return `(${prefix}${databaseColumn}, ${prefix}TABLE_NAME) IN (${pairs.join(', ')})`;
}
