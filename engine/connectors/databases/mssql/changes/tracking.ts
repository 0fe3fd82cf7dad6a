import type { ChangeEvent } from '../../../../contract/changes.ts';
import { type TableName, tableNames } from '../../../../families/sql/names.ts';
import type { SqlSystem, SqlTable } from '../../../../families/sql/system.ts';
import { mssqlDialect } from '../dialect.ts';
import type { Session } from '../sessions.ts';
import { alteration, databaseFaults, keyOf, notATable } from './faults.ts';
import type { FollowedTable } from './followed-table.ts';
import type { ChangeLog, WantedTable } from './log.ts';
import { cleanedUp } from './lost.ts';
import { comparePlaces } from './position.ts';

const { quoteIdentifier, quoteLiteral, transactions } = mssqlDialect;
const { quoteTable, tableName, formatTableId } = tableNames(mssqlDialect);

/** Changes that are gathered and put in order in memory, at most; what one transaction changed comes as it is read. */
const AT_ONCE = 5_000;

/**
 * Change tracking (https://learn.microsoft.com/sql/relational-databases/track-changes/work-with-change-tracking-sql-server): of each
 * row that changed since a version, the last change. Its values are those of the row, in one snapshot with the version.
 */
export function trackingLog(system: SqlSystem<Session>): ChangeLog {
  return {
    method: 'change_tracking',
    faults,
    head: currentVersion,
    async oldest(session, ids) {
      const rows = await session.rows(trackedTables(ids.map((id) => tableName(id))));
      return new Map(rows.map(([schema, table, , oldest]) => [idOf(schema, table), oldest ?? '0']));
    },
    async begin(_sessions, session, table) {
      await session.run(transactions.begin);
      const place = await currentVersion(session);
      const [row] = await session.rows(trackedTables([table.table]));
      return { place, keptBy: `${row?.[2]}` };
    },
    read: (session, tables, from, until) => readTracked(system, session, tables, from, until),
  };
}

function idOf(schema: string | null | undefined, table: string | null | undefined): string {
  return formatTableId({ schema: schema ?? '', table: table ?? '' });
}

async function currentVersion(session: Session): Promise<string> {
  const [row] = await session.rows(
    'SELECT CONVERT(nvarchar(20), CHANGE_TRACKING_CURRENT_VERSION()) AS version',
  );
  return row?.[0] ?? '0';
}

/** Tables that are tracked: schema, name, what keeps their changes, and the version from which on these are there. */
function trackedTables(names: readonly TableName[]): string {
  const wanted = names.map(
    ({ schema, table }) => `(s.name = ${quoteLiteral(schema)} AND o.name = ${quoteLiteral(table)})`,
  );
  return `SELECT s.name, o.name, CONCAT(o.object_id, N'/', t.begin_version), CONVERT(nvarchar(20), t.min_valid_version),
  HAS_PERMS_BY_NAME(CONCAT(QUOTENAME(s.name), N'.', QUOTENAME(o.name)), N'OBJECT', N'VIEW CHANGE TRACKING')
FROM sys.change_tracking_tables AS t JOIN sys.objects AS o ON o.object_id = t.object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE ${wanted.length > 0 ? wanted.join(' OR ') : '1 = 0'}`;
}

const faults: ChangeLog['faults'] = async (session, tables) => {
  const [tracking] = await session.rows(
    'SELECT 1 AS one FROM sys.change_tracking_databases AS d WHERE d.database_id = DB_ID()',
  );
  const ofDatabase = await databaseFaults(session);
  if (!tracking)
    return [
      ...ofDatabase,
      {
        message:
          'The database tracks no changes. Run: ALTER DATABASE CURRENT SET CHANGE_TRACKING = ON (CHANGE_RETENTION = 7 DAYS, AUTO_CLEANUP = ON).',
      },
    ];
  const rows = await session.rows(trackedTables(tables.map(({ table }) => table.table)));
  const tracked = new Map(rows.map((row) => [idOf(row[0], row[1]), row[4] === '1']));
  return [
    ...ofDatabase,
    ...tables.flatMap((wanted) => {
      const message = faultOf(wanted, tracked.get(wanted.table.id));
      return message === undefined ? [] : [{ table: wanted.table, message }];
    }),
  ];
};

function faultOf({ table, wanted }: WantedTable, mayView: boolean | undefined): string | undefined {
  const name = quoteTable(table.table);
  const key = keyOf(table);
  if (table.isView) return notATable;
  if (key.length === 0) return 'it has no primary key, without which no changes are tracked. Add one.';
  if (wanted && !sameNames(wanted.key, key))
    return `change tracking knows its rows by their primary key (${key.join(', ')}), and the key is to be ${wanted.key.join(', ')}. Take the primary key, or set change_method = "cdc".`;
  if (mayView === undefined)
    return `its changes are not tracked. Run: ALTER TABLE ${name} ENABLE CHANGE_TRACKING.`;
  return mayView
    ? undefined
    : `its changes may not be read. Run: GRANT VIEW CHANGE TRACKING ON ${name} TO the connection’s user.`;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

/** What is read within one snapshot: versions after `from` up to `to`. `head` is where the database is. */
interface Window {
  readonly to: string;
  readonly isOneVersion: boolean;
}

async function* readTracked(
  system: SqlSystem<Session>,
  session: Session,
  tables: readonly FollowedTable[],
  start: string,
  until: string | undefined,
): AsyncGenerator<readonly ChangeEvent[], string> {
  for (let from = start; ; ) {
    await session.run(transactions.begin);
    const [row] = await session.rows(
      `SELECT CONVERT(nvarchar(20), CHANGE_TRACKING_CURRENT_VERSION()) AS version, CONVERT(nvarchar(30), SYSUTCDATETIME(), 121) AS said`,
    );
    const head = row?.[0] ?? '0';
    const end = until !== undefined && comparePlaces(until, head) < 0 ? until : head;
    const altered = await alterations(system, session, tables);
    const there = tables.filter(({ isOver }) => !isOver);
    await refuseCleanedUp(session, there, from);
    const { to, isOneVersion } = await nextWindow(session, there, from, end);
    const time = `${row?.[1]}+00`;
    if (altered.length > 0) yield altered;
    if (isOneVersion) for (const table of there) yield* streamed(session, table, from, to);
    else yield* inOrder(await gathered(session, there, from, to), time);
    await session.run(transactions.commit);
    // A sign where the last change was not at the end of the window.
    yield [{ type: 'commit', position: `ct:${to}`, ...(isOneVersion ? { time } : {}) }];
    if (comparePlaces(to, end) >= 0) return to;
    from = to;
  }
}

/** Tables that are not what their snapshots handed over: made anew, tracked anew, or of other columns. */
async function alterations(
  { describe }: SqlSystem<Session>,
  session: Session,
  tables: readonly FollowedTable[],
): Promise<readonly ChangeEvent[]> {
  const left = tables.filter(({ isOver }) => !isOver);
  if (left.length === 0) return [];
  const names = left.map(({ name }) => name);
  const found = new Map(
    (await describe(session, names)).map((table): [string, SqlTable] => [table.id, table]),
  );
  const keptBy = new Map(
    (await session.rows(trackedTables(names))).map(([schema, table, kept]) => [idOf(schema, table), kept]),
  );
  return left.flatMap((table) => {
    const reason =
      alteration(table, found.get(table.id)) ??
      (keptBy.get(table.id) === table.keptBy
        ? undefined
        : 'its changes are tracked anew: what came in between is not known');
    if (reason === undefined) return [];
    table.isOver = true;
    return [{ type: 'altered' as const, object: table.id, reason }];
  });
}

async function refuseCleanedUp(
  session: Session,
  tables: readonly FollowedTable[],
  from: string,
): Promise<void> {
  const rows = await session.rows(trackedTables(tables.map(({ name }) => name)));
  const oldest = new Map(rows.map(([schema, table, , version]) => [idOf(schema, table), version ?? '0']));
  for (const table of tables) {
    const first = oldest.get(table.id) ?? '0';
    if (comparePlaces(first, table.after(from)) > 0)
      throw cleanedUp(
        `table ${table.id} has its changes from version ${first} on, and was read up to ${table.after(from)} (a TRUNCATE TABLE cleans up as well)`,
      );
  }
}

function changesOf(table: FollowedTable, from: string): string {
  return `CHANGETABLE(CHANGES ${quoteTable(table.name)}, ${table.after(from)})`;
}

/** So many versions that their changes can be put in order in memory; else the next one alone. */
async function nextWindow(
  session: Session,
  tables: readonly FollowedTable[],
  from: string,
  end: string,
): Promise<Window> {
  if (tables.length === 0 || comparePlaces(from, end) >= 0) return { to: end, isOneVersion: false };
  const versions = tables
    .map(
      (table) =>
        `SELECT c.SYS_CHANGE_VERSION AS v FROM ${changesOf(table, from)} AS c WHERE c.SYS_CHANGE_VERSION <= ${end}`,
    )
    .join(' UNION ALL ');
  const [row] = await session.rows(
    `SELECT COUNT(*) AS n, CONVERT(nvarchar(20), MIN(q.v)) AS first, CONVERT(nvarchar(20), MAX(q.v)) AS last FROM (SELECT TOP (${AT_ONCE}) a.v FROM (${versions}) AS a ORDER BY a.v) AS q`,
  );
  const [count, first, last] = row ?? [];
  if (Number(count) < AT_ONCE) return { to: end, isOneVersion: false };
  // Of the last version there may be more.
  return first === last
    ? { to: `${last}`, isOneVersion: true }
    : { to: `${BigInt(`${last}`) - 1n}`, isOneVersion: false };
}

/** The changes of one table: version, operation, key, fields. A row that is gone has no fields. */
function selectChanges(table: FollowedTable, from: string, to: string): string {
  const same = table.key.map(({ name }) => {
    const column = quoteIdentifier(name);
    return `t.${column} = c.${column}`;
  });
  return `SELECT CONVERT(nvarchar(20), c.SYS_CHANGE_VERSION) AS v, c.SYS_CHANGE_OPERATION AS o, ${table.selectKey('c')}, ${table.select('t')}
FROM ${changesOf(table, from)} AS c LEFT JOIN ${quoteTable(table.name)} AS t ON ${same.join(' AND ')}
WHERE c.SYS_CHANGE_VERSION <= ${to} ORDER BY c.SYS_CHANGE_VERSION`;
}

function changeOf(table: FollowedTable, row: readonly (string | null)[]): ChangeEvent {
  const [, operation, ...values] = row;
  const key = values.slice(0, table.key.length);
  if (operation?.trim() === 'D') return table.departure(key);
  return table.change(operation?.trim() === 'I' ? 'insert' : 'update', values.slice(table.key.length));
}

async function* streamed(
  session: Session,
  table: FollowedTable,
  from: string,
  to: string,
): AsyncGenerator<readonly ChangeEvent[]> {
  for await (const rows of session.stream(selectChanges(table, from, to)))
    yield rows.map((row) => changeOf(table, row));
}

type Versioned = readonly [version: string, change: ChangeEvent];

async function gathered(
  session: Session,
  tables: readonly FollowedTable[],
  from: string,
  to: string,
): Promise<readonly Versioned[]> {
  const all: Versioned[] = [];
  if (comparePlaces(from, to) >= 0) return all;
  for (const table of tables)
    for (const row of await session.rows(selectChanges(table, from, to)))
      all.push([`${row[0]}`, changeOf(table, row)]);
  return all.sort(([a], [b]) => comparePlaces(a, b));
}

/** Changes in the order of their versions, each version with its commit. */
function* inOrder(changes: readonly Versioned[], time: string): Generator<readonly ChangeEvent[]> {
  const events = changes.flatMap(([version, change], i): ChangeEvent[] => {
    const isLast = changes[i + 1]?.[0] !== version;
    return isLast ? [change, { type: 'commit', position: `ct:${version}`, time }] : [change];
  });
  if (events.length > 0) yield events;
}
