import type { StreamFault } from '../../../../contract/changes.ts';
import type { TableName } from '../../../../families/sql/names.ts';
import { among, type CatalogColumn, catalogColumns } from '../catalog.ts';
import { formatTableId, parseTableId } from '../dialect.ts';
import type { Session } from '../session.ts';
import { unreadableCharsets } from './binlog/charsets.ts';
import { isReadable } from './binlog/column-types.ts';
import { logEnd } from './log-status.ts';

/** What keeps objects from being followed, each with what to do about it. */
export async function objectFaults(
  session: Session,
  ids: readonly string[],
  database: string | undefined,
): Promise<readonly StreamFault[]> {
  const faults: StreamFault[] = [];
  const names: TableName[] = [];
  for (const id of ids) {
    const name = parseTableId(id, database);
    if (name) names.push(name);
    else faults.push({ object: id, message: `"${id}" is not a table's id` });
  }
  if (names.length === 0) return faults;
  const tables = await tableFacts(session, names);
  const columns = await catalogColumns(session, names);
  const cascades = await cascadingConstraints(session, names);
  const charsets = [...columns.values()].flat().flatMap(({ charset }) => charset ?? []);
  const isLogged = await loggedDatabases(session);
  const keyed = await keyedTables(session, names);
  const unreadable = await unreadableCharsets(session, charsets);
  for (const name of names) {
    const object = formatTableId(name);
    const messages = [
      ...tableFaults(object, tables.get(object), keyed.has(object)),
      ...columnFaults(columns.get(object) ?? [], unreadable),
      ...(cascades.get(object) ?? []),
      ...(isLogged(name.schema) ? [] : [notLogged(name.schema)]),
    ];
    faults.push(...messages.map((message) => ({ object, message })));
  }
  return faults;
}

function notLogged(database: string): string {
  return `the server leaves the database ${database} out of its binary log: take binlog_do_db and binlog_ignore_db out of its configuration`;
}

/** Whether changes of a database are logged: some servers are told to log only some, or all but some. */
async function loggedDatabases(session: Session): Promise<(database: string) => boolean> {
  const { only = '', ignored = '' } = (await logEnd(session)) ?? {};
  if (only !== '') return (database) => only.split(',').includes(database);
  return (database) => !ignored.split(',').includes(database);
}

interface TableFacts {
  readonly type: string;
  readonly engine: string;
  readonly isTransactional: boolean;
}

async function tableFacts(
  session: Session,
  names: readonly TableName[],
): Promise<ReadonlyMap<string, TableFacts>> {
  const rows = await session.rows(
    `SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, coalesce(t.ENGINE, ''), coalesce(e.TRANSACTIONS, '')
     FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
     WHERE ${among(names, 't.')}`,
  );
  return new Map(
    rows.map(([database, table, type, engine, transactions]) => [
      formatTableId({ schema: database as string, table: table as string }),
      { type: type as string, engine: engine as string, isTransactional: transactions === 'YES' },
    ]),
  );
}

/** Tables whose rows a key tells apart. */
async function keyedTables(session: Session, names: readonly TableName[]): Promise<ReadonlySet<string>> {
  const rows = await session.rows(
    `SELECT DISTINCT TABLE_SCHEMA, TABLE_NAME FROM information_schema.STATISTICS
     WHERE ${among(names)} AND NON_UNIQUE = 0`,
  );
  return new Set(
    rows.map(([database, table]) => formatTableId({ schema: database as string, table: table as string })),
  );
}

function tableFaults(id: string, facts: TableFacts | undefined, hasKey: boolean): readonly string[] {
  if (!facts) return [`there is no table ${id}`];
  const { type, engine, isTransactional } = facts;
  if (type === 'SYSTEM VERSIONED')
    return [
      `${id} keeps its history itself, and the log does not tell old rows from present ones: leave it out`,
    ];
  if (type !== 'BASE TABLE')
    return [`${id} is a view, whose rows are in no log: follow the tables that it is made of`];
  if (isTransactional && hasKey) return [];
  if (isTransactional)
    return [`${id} has neither a primary key nor another unique one that tells its rows apart: add one`];
  return [
    `${id} is kept by ${engine}, of which no rows of one moment can be read: ALTER TABLE ${id} ENGINE = InnoDB`,
  ];
}

function columnFaults(columns: readonly CatalogColumn[], unreadable: ReadonlySet<string>): readonly string[] {
  return columns.flatMap(({ name, remote_type, mapping, charset }) => {
    if (/\bCOMPRESSED\b/.test(remote_type))
      return [`column ${name} is kept compressed, and stands so in the log: MODIFY it without COMPRESSED`];
    if (!isReadable(mapping))
      return [
        `column ${name} has the type ${remote_type}, which the log is not read in: leave the table out`,
      ];
    if (charset !== null && unreadable.has(charset))
      return [
        `column ${name} has the character set ${charset}, which the log is not read in: MODIFY it to utf8mb4`,
      ];
    return [];
  });
}

/** Of tables whose rows a foreign key changes or deletes: the storage engine does so by itself, and does not log it. */
async function cascadingConstraints(
  session: Session,
  names: readonly TableName[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await session.rows(
    `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE
     FROM information_schema.REFERENTIAL_CONSTRAINTS
     WHERE ${among(names, '', 'CONSTRAINT_SCHEMA')}
       AND (DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))`,
  );
  const found = new Map<string, string[]>();
  for (const [database, table, constraint, onDelete, onUpdate] of rows) {
    const id = formatTableId({ schema: database as string, table: table as string });
    const messages = found.get(id) ?? [];
    found.set(id, messages);
    messages.push(
      `the foreign key ${constraint} (ON DELETE ${onDelete}, ON UPDATE ${onUpdate}) changes rows of ${id} without a trace in the binary log: make it RESTRICT, or sync the table without change detection`,
    );
  }
  return found;
}
