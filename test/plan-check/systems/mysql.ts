import mysql from 'mysql2/promise';
import type { MysqlService } from '../../services/mysql/mysql.ts';
import { serverKind } from '../../services/mysql/server.ts';
import { EXACT_COLLATION } from '../../services/mysql/words.ts';
import type { Family } from '../canon.ts';
import { type CatalogTable, familyOf, type Row, type System, type TableByHand } from '../system.ts';

const quote = (name: string) => `\`${name.replaceAll('`', '``')}\``;

/** Which tables conditions are of, which MariaDB says beside them. */
const OF_TABLES =
  serverKind === 'mysql'
    ? 'JOIN information_schema.TABLE_CONSTRAINTS USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)'
    : '';

/** A MariaDB or MySQL server: a database a case. */
export async function mysqlSystem(
  service: MysqlService,
  connection: string,
): Promise<System & AsyncDisposable> {
  const { host, port, user, password } = service;
  const client = await mysql.createConnection({
    host,
    port,
    user,
    password,
    charset: 'utf8mb4',
    typeCast: (field) => field.string('utf8'),
  });
  await client.query(`SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'`);
  const all = async (sql: string, values: readonly string[] = []) => {
    const [rows] = await client.query({ sql, rowsAsArray: true, values: [...values] });
    return rows as unknown as (string | null)[][];
  };
  const table = (place: string, name: string) => `${quote(place)}.${quote(name)}`;
  const columnsOf = (place: string) =>
    all(
      `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_COMMENT, COLUMN_KEY,
         CONCAT_WS(' ', COLUMN_DEFAULT, EXTRA, GENERATION_EXPRESSION)
       FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`,
      [place],
    );
  return {
    name: 'mysql',
    connection,
    isDatabase: true,
    open: async (place) => void (await client.query(`CREATE DATABASE ${quote(place)} CHARACTER SET utf8mb4`)),
    close: async (place) => void (await client.query(`DROP DATABASE ${quote(place)}`)),
    idOf: (place, name) => `${place}.${/[.`]/.test(name) ? quote(name) : name}`,
    quote,
    table,
    literal,
    async run(statements) {
      for (const statement of statements) await client.query(statement);
    },
    createTable: (place, wanted) => [createTable(table(place, wanted.name), wanted)],
    async catalog(place) {
      const found: Record<string, CatalogTable> = {};
      const rules = await all(
        `SELECT TABLE_NAME, GROUP_CONCAT(CONCAT(CONSTRAINT_TYPE, ' ', CONSTRAINT_NAME) ORDER BY CONSTRAINT_NAME)
         FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = ? AND CONSTRAINT_TYPE <> 'CHECK' GROUP BY TABLE_NAME`,
        [place],
      );
      const checks = await all(
        `SELECT TABLE_NAME, GROUP_CONCAT(CHECK_CLAUSE ORDER BY CONSTRAINT_NAME) FROM information_schema.CHECK_CONSTRAINTS ${OF_TABLES}
         WHERE CONSTRAINT_SCHEMA = ? AND CHECK_CLAUSE NOT LIKE 'json_valid%' GROUP BY TABLE_NAME`,
        [place],
      );
      const byTable = Map.groupBy(await columnsOf(place), ([name]) => name ?? '');
      for (const [name, columns] of byTable)
        found[name] = {
          columns: columns.map(([, column, type, nullable, comment]) => ({
            name: column ?? '',
            type: comment ? `${type} COMMENT '${comment}'` : (type ?? ''),
            nullable: nullable === 'YES',
          })),
          key: columns.filter(([, , , , , key]) => key === 'PRI').map(([, column]) => column ?? ''),
          rest: [
            ...columns.map((column) => column[6]),
            rules.find(([of]) => of === name)?.[1],
            checks.find(([of]) => of === name)?.[1],
          ].join('\n'),
        };
      return found;
    },
    async rows(place, name) {
      const columns = (await columnsOf(place)).filter(([of]) => of === name);
      const values = columns.map(([, column, type]) =>
        familyOf(type ?? '') === 'bytes'
          ? `HEX(${quote(column ?? '')})`
          : `CAST(${quote(column ?? '')}${/^bit/.test(type ?? '') ? ' + 0' : ''} AS CHAR CHARACTER SET utf8mb4)`,
      );
      const found = await all(`SELECT ${values.join(', ')} FROM ${table(place, name)}`);
      return found.map(
        (row): Row => Object.fromEntries(columns.map(([, column], i) => [column ?? '', row[i] ?? null])),
      );
    },
    nameOf: (place, id) => {
      const part = id.startsWith(`${place}.`) ? id.slice(place.length + 1) : id;
      return part.startsWith('`') ? part.slice(1, -1).replaceAll('``', '`') : part;
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

function literal(value: string | null, family: Family): string {
  if (value === null) return 'NULL';
  if (family === 'bytes') return value === '' ? "''" : `X'${value}'`;
  if (family === 'boolean') return /^(1|t)/.test(value) ? '1' : '0';
  const plain = family === 'instant' ? value.replace(/\+00$/, '') : value;
  return `'${plain.replaceAll("'", "''")}'`;
}

function createTable(table: string, { columns, key, constraints = [] }: TableByHand): string {
  const lines = columns.map(({ name, type, nullable, more = '' }) => {
    const [bare, comment] = type.split(/(?= COMMENT )/);
    // MariaDB takes no word on NULL before what generates a column.
    const takes = more.startsWith('GENERATED') ? '' : nullable ? ' NULL' : ' NOT NULL';
    return `${quote(name)} ${bare}${takes} ${more} ${comment ?? ''}`;
  });
  if (key.length > 0) lines.push(`PRIMARY KEY (${key.map(quote).join(', ')})`);
  return `CREATE TABLE ${table} (${[...lines, ...constraints].join(', ')}) CHARSET utf8mb4 COLLATE ${EXACT_COLLATION}`;
}
