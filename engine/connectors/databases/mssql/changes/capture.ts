import type { ChangeEvent } from '../../../../contract/changes.ts';
import { tableNames } from '../../../../families/sql/names.ts';
import { mssqlDialect } from '../dialect.ts';
import type { Session } from '../sessions.ts';
import { type CapturedRow, capturedChanges } from './captured-changes.ts';
import { databaseFaults, keyOf, notATable } from './faults.ts';
import type { FollowedTable } from './followed-table.ts';
import type { ChangeLog, WantedTable } from './log.ts';
import { cleanedUp } from './lost.ts';
import { comparePlaces, FIRST_LSN, nextLsn } from './position.ts';

const { quoteLiteral, transactions } = mssqlDialect;
const { formatTableId, quoteTable } = tableNames(mssqlDialect);

/** Events that are handed on at once. */
const AT_ONCE = 1_000;

/**
 * Change data capture (https://learn.microsoft.com/sql/relational-databases/track-changes/about-change-data-capture-sql-server): a job
 * of the server puts every change, with what was before, from its log into tables; transactions are ordered by their commits' LSNs.
 */
export function captureLog(): ChangeLog {
  return {
    method: 'cdc',
    faults,
    head: async (session) => (await capturedUpTo(session)).lsn,
    async oldest(session, ids) {
      const found = await instances(session);
      return new Map(found.filter(({ id }) => ids.includes(id)).map(({ id, oldest }) => [id, oldest]));
    },
    async begin(sessions, session, table, signal) {
      const name = quoteTable(table.table);
      return sessions.use(signal, async (locking) => {
        // While nobody writes to the table, all that was written is before this end of the log, and what will be is after it.
        await locking.run(transactions.begin);
        await locking.rows(`SELECT TOP (1) 1 AS one FROM ${name} WITH (TABLOCK, HOLDLOCK)`);
        await session.run(transactions.begin);
        await session.rows(`SELECT TOP (1) 1 AS one FROM ${name}`);
        const [row] = await locking.rows('SELECT log_end_lsn FROM sys.dm_db_log_stats(DB_ID())');
        const keptBy = (await instances(locking)).find(({ id }) => id === table.id)?.name ?? '';
        await locking.run(transactions.commit);
        return { place: `${row?.[0]}`.replaceAll(':', '').toUpperCase(), keptBy };
      });
    },
    read: readCaptured,
  };
}

/** Where the job is that captures changes, and the minutes by which the server's clock is ahead of UTC. */
async function capturedUpTo(session: Session): Promise<{ readonly lsn: string; readonly offset: string }> {
  const [row] = await session.rows(
    'SELECT CONVERT(nvarchar(20), sys.fn_cdc_get_max_lsn(), 2) AS lsn, CONVERT(nvarchar(5), DATEDIFF(minute, SYSUTCDATETIME(), SYSDATETIME())) AS ahead',
  );
  return { lsn: row?.[0] ?? FIRST_LSN, offset: row?.[1] ?? '0' };
}

/** A table of captured changes. A table has two at most, of which the newer one counts. */
interface Instance {
  readonly name: string;
  /** The table's. */
  readonly id: string;
  /** From which LSN on its changes are there. */
  readonly oldest: string;
  readonly columns: readonly string[];
}

async function instances(session: Session): Promise<readonly Instance[]> {
  const rows = await session.rows(
    `SELECT s.name, o.name, i.capture_instance, CONVERT(nvarchar(20), sys.fn_cdc_get_min_lsn(i.capture_instance), 2), c.column_name
FROM cdc.change_tables AS i JOIN sys.objects AS o ON o.object_id = i.source_object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN cdc.captured_columns AS c ON c.object_id = i.object_id ORDER BY i.create_date DESC, i.capture_instance, c.column_ordinal`,
  );
  return [...Map.groupBy(rows, ([, , name]) => `${name}`)].map(([name, columns]) => {
    const [schema, table, , oldest] = columns[0] ?? [];
    return {
      name,
      id: formatTableId({ schema: `${schema}`, table: `${table}` }),
      oldest: oldest ?? FIRST_LSN,
      columns: columns.map((row) => `${row[4]}`),
    };
  });
}

const faults: ChangeLog['faults'] = async (session, tables) => {
  const ofDatabase = await databaseFaults(session);
  const [row] = await session.rows(
    'SELECT CAST(d.is_cdc_enabled AS int) AS enabled FROM sys.databases AS d WHERE d.database_id = DB_ID()',
  );
  if (row?.[0] !== '1')
    return [...ofDatabase, { message: 'The database captures no changes. Run: EXEC sys.sp_cdc_enable_db.' }];
  const captured = await instances(session);
  return [
    ...ofDatabase,
    ...tables.flatMap((wanted) => {
      const message = faultOf(
        wanted,
        captured.find(({ id }) => id === wanted.table.id),
      );
      return message === undefined ? [] : [{ table: wanted.table, message }];
    }),
  ];
};

function faultOf({ table, wanted }: WantedTable, instance: Instance | undefined): string | undefined {
  if (table.isView) return notATable;
  const { schema, table: name } = table.table;
  const enable = `EXEC sys.sp_cdc_enable_table @source_schema = ${quoteLiteral(schema)}, @source_name = ${quoteLiteral(name)}, @role_name = NULL`;
  if (keyOf(table).length === 0 && !wanted?.key.length)
    return 'it has no primary key, so that nothing tells its rows apart. Add one, or set a key.';
  if (!instance) return `its changes are not captured. Run: ${enable}.`;
  const missing = wanted?.fields.filter((field) => !instance.columns.includes(field)) ?? [];
  if (missing.length === 0) return undefined;
  return `its capture instance ${instance.name} does not hold ${missing.join(', ')}. Make another one: ${enable}, @capture_instance = another name.`;
}

/** A change, or the place at which a table was altered. */
type Item =
  | CapturedRow
  | { readonly lsn: string; readonly seq: ''; readonly altered: FollowedTable; readonly reason: string };

async function* readCaptured(
  session: Session,
  tables: readonly FollowedTable[],
  from: string,
  until: string | undefined,
): AsyncGenerator<readonly ChangeEvent[], string> {
  const { lsn: captured, offset } = await capturedUpTo(session);
  const to = until !== undefined && comparePlaces(until, captured) < 0 ? until : captured;
  if (comparePlaces(from, to) >= 0) {
    // What was captured may be before the end of a log that was asked for.
    yield [{ type: 'commit', position: `cdc:${from}` }];
    return from;
  }
  const followed = tables.filter(({ isOver }) => !isOver);
  const sources = await openSources(session, followed, from, to, offset);
  let events: ChangeEvent[] = [];
  let open: { readonly lsn: string; readonly time: string | undefined } | undefined;
  const close = () => {
    if (open)
      events.push({
        type: 'commit',
        position: `cdc:${open.lsn}`,
        ...(open.time === undefined ? {} : { time: open.time }),
      });
  };
  for await (const item of inOrder(sources)) {
    if (open && open.lsn !== item.lsn) {
      close();
      open = undefined;
    }
    if ('altered' in item) {
      item.altered.isOver = true;
      events.push({ type: 'altered', object: item.altered.id, reason: item.reason });
      open ??= { lsn: item.lsn, time: undefined };
    } else if (!item.table.isOver) {
      events.push(item.change);
      open = { lsn: item.lsn, time: item.time };
    }
    if (events.length < AT_ONCE) continue;
    yield events;
    events = [];
  }
  const isAtEnd = open?.lsn === to;
  close();
  if (!isAtEnd) events.push({ type: 'commit', position: `cdc:${to}` });
  yield events;
  return to;
}

/** The changes of each table, and where it was altered. */
async function openSources(
  session: Session,
  tables: readonly FollowedTable[],
  from: string,
  to: string,
  offset: string,
): Promise<readonly AsyncIterator<Item>[]> {
  const known = new Map((await instances(session)).map((instance) => [instance.name, instance]));
  const altered = await alterations(session, from, to);
  const sources: AsyncIterator<Item>[] = [];
  for (const table of tables) {
    const first = nextLsn(table.after(from));
    const instance = known.get(table.keptBy);
    const uncaptured = table.fields.find(({ name }) => !instance?.columns.includes(name));
    const reason = !instance
      ? `capture instance ${table.keptBy} is gone`
      : uncaptured && `column ${uncaptured.name} is not in capture instance ${instance.name}`;
    const change = altered.find(({ id, lsn }) => id === table.id && comparePlaces(lsn, first) >= 0);
    if (reason !== undefined) sources.push(one({ lsn: nextLsn(from), seq: '', altered: table, reason }));
    else if (change) sources.push(one({ lsn: change.lsn, seq: '', altered: table, reason: change.reason }));
    if (!instance || uncaptured || comparePlaces(first, to) > 0) continue;
    if (comparePlaces(first, instance.oldest) < 0)
      throw cleanedUp(
        `table ${table.id} has its changes from LSN ${instance.oldest} on, and was read up to ${table.after(from)}`,
      );
    sources.push(capturedChanges(session, table, { first, to, offset }));
  }
  return sources;
}

async function* one(item: Item): AsyncGenerator<Item> {
  yield item;
}

/** Where the columns of tables were altered, the earliest first. */
async function alterations(
  session: Session,
  from: string,
  to: string,
): Promise<readonly { readonly id: string; readonly lsn: string; readonly reason: string }[]> {
  const rows = await session.rows(
    `SELECT s.name, o.name, CONVERT(nvarchar(20), d.ddl_lsn, 2), CONVERT(nvarchar(200), d.ddl_command)
FROM cdc.ddl_history AS d JOIN sys.objects AS o ON o.object_id = d.source_object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE d.ddl_lsn > 0x${from} AND d.ddl_lsn <= 0x${to} ORDER BY d.ddl_lsn`,
  );
  return rows.map(([schema, table, lsn, command]) => ({
    id: formatTableId({ schema: `${schema}`, table: `${table}` }),
    lsn: `${lsn}`,
    reason: `a column was altered: ${command}`,
  }));
}

/** Items of several sources, each of which is in order, in the order of the log. */
async function* inOrder(sources: readonly AsyncIterator<Item>[]): AsyncGenerator<Item> {
  const heads: { readonly source: AsyncIterator<Item>; item: Item }[] = [];
  for (const source of sources) {
    const next = await source.next();
    if (!next.done) heads.push({ source, item: next.value });
  }
  while (heads.length > 0) {
    let at = 0;
    for (let i = 1; i < heads.length; i++) if (isBefore(heads[i]?.item, heads[at]?.item)) at = i;
    const head = heads[at];
    if (!head) return;
    yield head.item;
    const next = await head.source.next();
    if (next.done) heads.splice(at, 1);
    else head.item = next.value;
  }
}

function isBefore(a: Item | undefined, b: Item | undefined): boolean {
  if (!a || !b) return false;
  return a.lsn === b.lsn ? a.seq < b.seq : a.lsn < b.lsn;
}
