import type { ExistingTable, LoadOperation } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { quoteList, quoteTable } from './dialect.ts';
import { isMissingPrivilege, isServerError } from './failures.ts';
import type { Session } from './session.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/*
 * What the connection's user may not do. The server is asked by preparing the statement, which runs nothing: it knows of
 * roles and patterns what no table of grants tells. SHOW GRANTS goes before, because most users may do everything.
 */

/** A line of SHOW GRANTS: rights, and what they are on, as the server writes it. */
interface Grant {
  readonly rights: string;
  readonly database: string;
  readonly table: string;
}

/** What SHOW GRANTS says of the connection's user. */
export interface Grants {
  /** The user as a GRANT names it. */
  readonly to: string;
  readonly given: readonly Grant[];
  /** Whether rights may come from elsewhere, or are taken back in part. */
  readonly isPartial: boolean;
}

export async function readGrants(session: Session): Promise<Grants> {
  const [user] = await session.rows('SELECT CURRENT_USER()');
  const lines = (await session.rows('SHOW GRANTS')).map(([line]) => line ?? '');
  const [, name = '', host = ''] = /^(.*)@([^@]*)$/.exec(user?.[0] ?? '') ?? [];
  return {
    to: host === '' ? quoteLiteral(user?.[0] ?? '') : `${quoteLiteral(name)}@${quoteLiteral(host)}`,
    given: lines.flatMap((line) => {
      const [, rights = '', database = '', table = ''] =
        /^GRANT (.+) ON (\*|`(?:[^`]|``)+`)\.(\*|`(?:[^`]|``)+`) TO /.exec(line) ?? [];
      return rights === '' ? [] : [{ rights, database: unquoted(database), table: unquoted(table) }];
    }),
    isPartial: lines.some((line) => !/ ON /.test(line) || line.startsWith('REVOKE')),
  };
}

/** Whether SHOW GRANTS alone tells that the user has a right on a table. */
function surelyHas({ given, isPartial }: Grants, right: string, name: TableName): boolean {
  return !isPartial && given.some((grant) => isOn(grant, name) && hasRight(grant, right));
}

/** Whether SHOW GRANTS alone tells that the user lacks a right on a table. */
function surelyLacks({ given, isPartial }: Grants, right: string, name: TableName): boolean {
  return !isPartial && !given.some((grant) => isOn(grant, name) && hasRight(grant, right));
}

function hasRight({ rights }: Grant, right: string): boolean {
  return /^ALL PRIVILEGES\b/.test(rights) || rights.split(/, (?![^(]*\))/).includes(right);
}

function isOn({ database, table }: Grant, name: TableName): boolean {
  if (database === '*') return true;
  // Names in either case: which of them counts is the server's setting, and what is asked of the server is asked exactly.
  const pattern = database.replaceAll(/\\?./gs, (sign) =>
    sign === '%' ? '.*' : sign === '_' ? '.' : RegExp.escape(sign.replace(/^\\/, '')),
  );
  const isDatabase = new RegExp(`^${table === '*' ? pattern : RegExp.escape(database)}$`, 'is').test(
    name.schema,
  );
  return isDatabase && (table === '*' || table.toLowerCase() === name.table.toLowerCase());
}

function unquoted(name: string): string {
  return name === '*' ? name : name.slice(1, -1).replaceAll('``', '`');
}

/** Why the server does not let the user run a statement, by its number; undefined where it does, or says something else. */
async function refusal(session: Session, sql: string): Promise<number | undefined> {
  try {
    await session.columns(sql);
  } catch (error) {
    if (!isServerError(error)) throw error;
    if (isMissingPrivilege(error)) return error.errno;
  }
  return undefined;
}

/** The server's number of an error about one column. */
const OF_A_COLUMN = 1143;

const ALL: readonly LoadOperation[] = ['replace', 'append', 'upsert', 'insert', 'update', 'delete'];

/** What the user may not do with a table, be it there or not, and what that is needed for. */
export async function lackedRights(
  session: Session,
  name: TableName,
  /** One of its columns, where it is there. */
  column: string | undefined,
): Promise<NonNullable<ExistingTable['lacks']>> {
  const grants = await readGrants(session);
  const table = quoteTable(name);
  const commits = quoteTable({ schema: name.schema, table: '_syncform_commits' });
  const found: { readonly for: readonly (LoadOperation | 'alter')[]; readonly text: string }[] = [];
  const lack = (operations: readonly (LoadOperation | 'alter')[], may: string, right: string, on: string) =>
    found.push({
      for: operations,
      text: `user ${grants.to} may not ${may}: GRANT ${right} ON ${on} TO ${grants.to}`,
    });
  const isRefused = async (right: string, sql: string, on = name) => {
    if (surelyHas(grants, right, on)) return false;
    const number = await refusal(session, sql);
    return number !== undefined && number !== OF_A_COLUMN;
  };
  const statements: readonly (readonly [string, readonly LoadOperation[], string])[] = [
    ['SELECT', ALL, `SELECT 1 FROM ${table}`],
    ['INSERT', ['replace', 'append', 'upsert', 'insert'], `INSERT INTO ${table} () VALUES ()`],
    ...(column === undefined
      ? []
      : [
          [
            'UPDATE',
            ['upsert', 'update'],
            `UPDATE ${table} SET ${quoteIdentifier(column)} = DEFAULT`,
          ] as const,
        ]),
    ['DELETE', ['replace', 'delete'], `DELETE FROM ${table}`],
  ];
  for (const [right, operations, sql] of statements)
    if (await isRefused(right, sql)) lack(operations, `${right} at ${table}`, right, table);
  const stage = quoteTable({ schema: name.schema, table: '_syncform_stage' });
  const database = `${quoteIdentifier(name.schema)}.*`;
  const temporary = 'CREATE TEMPORARY TABLES';
  if (await isRefused(temporary, `CREATE TEMPORARY TABLE ${stage} (a int)`))
    lack(
      ALL,
      `make temporary tables in database ${quoteIdentifier(name.schema)}, through which rows come`,
      temporary,
      database,
    );
  const ofCommits = { schema: name.schema, table: '_syncform_commits' };
  const needed: readonly (readonly [string, string])[] = [
    ['SELECT', `SELECT 1 FROM ${commits}`],
    ['INSERT', `INSERT INTO ${commits} () VALUES ()`],
    ['DELETE', `DELETE FROM ${commits}`],
    ...((await isThere(session, ofCommits)) ? [] : [['CREATE', `CREATE TABLE ${commits} (a int)`] as const]),
  ];
  const refused: string[] = [];
  for (const [right, sql] of needed) if (await isRefused(right, sql, ofCommits)) refused.push(right);
  if (refused.length > 0) lack(ALL, `keep in ${commits} what was loaded`, refused.join(', '), commits);
  if (surelyLacks(grants, 'ALTER', name)) lack(['alter'], `alter ${table}`, 'ALTER', table);
  return found;
}

/** Why the user may not make a table and then fill it, as sentences that say how to let it. */
export async function creationConflicts(session: Session, name: TableName): Promise<readonly string[]> {
  const lacks = await lackedRights(session, name, undefined);
  const filling = lacks.filter((lack) => lack.for.includes('append')).map(({ text }) => text);
  if ((await refusal(session, `CREATE TABLE ${quoteTable(name)} (a int)`)) === undefined) return filling;
  const { to } = await readGrants(session);
  const database = quoteIdentifier(name.schema);
  return [
    `user ${to} may not make tables in database ${database}: GRANT CREATE ON ${database}.* TO ${to}`,
    ...filling,
  ];
}

async function isThere(session: Session, { schema, table }: TableName): Promise<boolean> {
  const found = await session.rows(
    'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?',
    [schema, table],
  );
  return found.length > 0;
}

/** What the user may not read: the whole of a table, or some of its columns by name; each with what lets it. */
export interface Unreadable {
  readonly table?: string;
  readonly columns: ReadonlyMap<string, string>;
}

/** What the user may not read of a table with these columns. */
export async function unreadable(
  session: Session,
  grants: Grants,
  name: TableName,
  columns: readonly string[],
): Promise<Unreadable> {
  const nothing: Unreadable = { columns: new Map() };
  if (surelyHas(grants, 'SELECT', name) || columns.length === 0) return nothing;
  const table = quoteTable(name);
  const number = await refusal(session, `SELECT ${quoteList(columns)} FROM ${table}`);
  if (number === undefined) return nothing;
  const sentence = (what: string, right: string) =>
    `user ${grants.to} may not read ${what}: GRANT ${right} ON ${table} TO ${grants.to}`;
  if (number !== OF_A_COLUMN) return { ...nothing, table: sentence(table, 'SELECT') };
  const found = new Map<string, string>();
  for (const column of columns) {
    const quoted = quoteIdentifier(column);
    if ((await refusal(session, `SELECT ${quoted} FROM ${table}`)) !== undefined)
      found.set(column, sentence(`column ${quoted} of ${table}`, `SELECT (${quoted})`));
  }
  return { columns: found };
}
