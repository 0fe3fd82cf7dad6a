import type { RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { throwIfAborted } from '../kit/abort.ts';
import { toText } from '../movement/csv-dialect.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { fieldType } from '../types/field-type.ts';
import { fillAmbiguous } from './ambiguous-records.ts';
import type { ComparedRecords } from './compare-records.ts';
import type { Standing } from './decide.ts';
import { relationOf, selectGone, workOf } from './decided-records.ts';
import type { RecordShape } from './diff.ts';
import type { ExtractionContext } from './extract-records.ts';
import type { SyncRun } from './sync-run.ts';

/** Identities that a target is asked for at a time. */
const AT_ONCE = 5000;

/** How many records are named one by one. */
const MAX_NAMED = 1000;

/**
 * Asks a target that takes records which of those that may be sent it has. Fills `_syncform_found` (`_syncform_key`,
 * the target's `id`) and `_syncform_ambiguous`; the records of the second, which the target has several times or for another record of the model as well, are answered by name.
 */
export async function findRecords(
  run: SyncRun,
  session: DuckdbSession,
  { shape, known }: Pick<ComparedRecords, 'shape' | 'known'>,
  standings: readonly Standing[],
  { signal, log }: ExtractionContext,
): Promise<readonly RejectedRecord[]> {
  const name = shape.key[0] as string;
  await askIdentities(run, session, askedIdentities(shape, known, standings, name), name, { signal, log });
  await fillAmbiguous(session, {
    several: ['the target has ', ' records of this identity'],
    shared: 'another record of the model has the same record of the target',
  });
  const rejected = await session.all(
    `SELECT a.identity, m.reason FROM _syncform_asked a JOIN _syncform_ambiguous m USING (_syncform_key) ORDER BY a.place LIMIT ${MAX_NAMED}`,
  );
  await session.run('DROP TABLE _syncform_asked');
  return rejected.map(([value, reason]) => ({
    key: { [name]: value as string | null },
    reason: String(reason),
  }));
}

/**
 * Asks the target for the identities that SQL yields (`_syncform_key`, `identity` as text). Fills `_syncform_found`, and `_syncform_asked` of the
 * session with what was asked.
 */
export async function askIdentities(
  run: SyncRun,
  session: DuckdbSession,
  asked: string,
  field: string,
  { signal, log }: ExtractionContext,
): Promise<void> {
  const { target, blueprint, sync } = run;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_asked AS SELECT row_number() OVER (ORDER BY _syncform_key) - 1 AS place, * FROM (${asked}) WHERE identity IS NOT NULL`,
  );
  await session.run('CREATE OR REPLACE TEMP TABLE _syncform_answers (place BIGINT, id VARCHAR)');
  const [[total] = []] = await session.all('SELECT count(*) FROM _syncform_asked');
  for (let first = 0; first < Number(total); first += AT_ONCE) {
    throwIfAborted(signal);
    // As JSON: DuckDB's client drops a byte order mark that a text begins with.
    const rows = await session.all(
      `SELECT CAST(to_json(identity) AS VARCHAR) FROM _syncform_asked WHERE place >= ${first} AND place < ${first + AT_ONCE} ORDER BY place`,
    );
    const values = rows.map(([text]) => JSON.parse(String(text)) as string);
    const ids = await target.facet('write').lookup?.({
      object: blueprint.table.id,
      configuration: sync.target.configuration ?? {},
      field,
      values,
      signal,
    });
    await noteAnswers(session, first, ids ?? []);
  }
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_found AS
       SELECT a._syncform_key, min(f.id) AS id, count(*) AS matches, min(f.id) AS one, max(f.id) AS another
         FROM _syncform_asked a JOIN (SELECT DISTINCT place, id FROM _syncform_answers) f ON f.place = a.place GROUP BY a._syncform_key`,
  );
  await session.run('DROP TABLE _syncform_answers');
  const [[found] = []] = await session.all('SELECT count(*) FROM _syncform_found');
  log('info', `looking in the target: it has ${found} of ${total} records`);
}

/** SQL of a record's identity as text, of the columns of a shape. */
export function identityText({ columns }: Pick<RecordShape, 'columns'>, name: string): string {
  const type = columns.find((column) => column.name === name)?.type ?? 'string';
  return `CAST(${toText(hubIdentifier(name), fieldType(type))} AS VARCHAR)`;
}

/** SQL of the identities that are asked for, with their records' keys. */
function askedIdentities(
  shape: Pick<RecordShape, 'columns' | 'key'>,
  known: string | undefined,
  standings: readonly Standing[],
  name: string,
): string {
  const identity = identityText(shape, name);
  const select = (from: string) => `SELECT _syncform_key, ${identity} AS identity FROM ${from}`;
  const present = standings.filter((standing) => standing !== 'gone');
  const parts = [
    ...(present.length > 0 ? [select(relationOf(workOf(present)))] : []),
    ...(standings.includes('gone') && known !== undefined ? [select(`(${selectGone(shape, known)})`)] : []),
  ];
  return parts.length > 0
    ? parts.join(' UNION ALL ')
    : "SELECT '' AS _syncform_key, NULL AS identity WHERE false";
}

async function noteAnswers(
  session: DuckdbSession,
  first: number,
  ids: readonly (readonly string[])[],
): Promise<void> {
  const appender = await session.connection.createAppender('_syncform_answers', 'main', 'temp');
  for (const [i, found] of ids.entries())
    for (const id of found) {
      appender.appendBigInt(BigInt(first + i));
      appender.appendVarchar(id);
      appender.endRow();
    }
  appender.flushSync();
  appender.closeSync();
}
