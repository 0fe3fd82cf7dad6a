import type { FieldSchema, RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { duckdbFilters } from '../families/duckdb/filter-dialect.ts';
import { filterSql } from '../filters/filter-sql.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { fieldType } from '../types/field-type.ts';
import { fillAmbiguous } from './ambiguous-records.ts';
import { askTarget, canAskTarget, targetFilter } from './ask-target.ts';
import type { ComparedRecords } from './compare-records.ts';
import { relationOf, type Work } from './decided-records.ts';
import type { RecordShape } from './diff.ts';
import { type ExtractionContext, selectFromTarget } from './extract-records.ts';
import { termsMatchSql, termsSql } from './identity-match.ts';
import { sameValueSql } from './record-sql.ts';
import type { SyncRun } from './sync-run.ts';

/** What of the records to be sent was found in the target. */
export interface Found {
  /** The records that are sent: a relation of the columns of `records`, their identities as the target has them. */
  readonly outgoing: string;
  /** Records that match several of the target's, or one that another record matches as well. */
  readonly rejected: readonly RejectedRecord[];
}

/** The identities of the records that are not sent, for the ledger to leave them out. */
export const UNSENT = 'temp.main._syncform_unsent';

/** The identities that the target has: a table of one column, `value`. */
const THERE = 'temp.main._syncform_there';

/** How many records are named one by one; the target is not the place to look for more. */
const MAX_NAMED = 1000;

/**
 * Looks for records in the target by the function of the identity, among those that `target_filters` let through. Fills
 * `_syncform_outgoing` and `_syncform_unsent` of the session. What is not found is sent only where it may be created.
 */
export async function findInTarget(
  run: SyncRun,
  session: DuckdbSession,
  compared: ComparedRecords,
  work: Work,
  context: ExtractionContext,
): Promise<Found> {
  const { sync } = run;
  const { shape } = compared;
  const name = shape.key[0] as string;
  const records = relationOf(work);
  const rejected = canAskTarget(run)
    ? await askTarget(run, session, compared, records, context)
    : await matchHere(run, session, shape, records, context);
  const mayCreate = sync.mode !== 'update' && sync.mode !== 'remove';
  const column = hubIdentifier(name);
  const isFunction = sync.identity?.function !== 'Equality';
  const type = duckdbType(shape.columns.find((c) => c.name === name)?.type ?? 'string');
  const replaced = isFunction
    ? ` REPLACE (CASE WHEN f.value IS NULL THEN r.${column} ELSE CAST(f.value AS ${type}) END AS ${column})`
    : '';
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_outgoing AS
       SELECT r.*${replaced} FROM ${records} r LEFT JOIN _syncform_found f ON f._syncform_key = r._syncform_key
       WHERE NOT EXISTS (FROM _syncform_ambiguous a WHERE a._syncform_key = r._syncform_key)
         AND ${mayCreate ? 'true' : 'f._syncform_key IS NOT NULL'}`,
  );
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_unsent AS
       SELECT _syncform_key FROM ${records} r WHERE NOT EXISTS (FROM _syncform_outgoing o WHERE o._syncform_key = r._syncform_key)`,
  );
  await session.run('DROP TABLE _syncform_ambiguous');
  return { outgoing: 'temp.main._syncform_outgoing', rejected };
}

/** Reads the target's identities and matches them here. Fills `_syncform_found` and `_syncform_ambiguous`, and names its records. */
async function matchHere(
  run: SyncRun,
  session: DuckdbSession,
  shape: RecordShape,
  records: string,
  context: ExtractionContext,
): Promise<readonly RejectedRecord[]> {
  const name = shape.key[0] as string;
  await readIdentities(run, session, name, context);
  await session.run(`CREATE OR REPLACE TEMP TABLE _syncform_pairs AS ${pairs(run, shape, records, name)}`);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_found AS
       SELECT _syncform_key, any_value(value) AS value, count(*) AS matches, min(CAST(value AS VARCHAR)) AS one, max(CAST(value AS VARCHAR)) AS another
         FROM _syncform_pairs GROUP BY _syncform_key`,
  );
  await session.run('DROP TABLE _syncform_pairs');
  return rejectAmbiguous(session, records, name, run.sync.identity?.function ?? 'Equality');
}

/** Fills the table of the identities that the target has now, each once. */
async function readIdentities(
  run: SyncRun,
  session: DuckdbSession,
  name: string,
  context: ExtractionContext,
): Promise<void> {
  const { blueprint, target } = run;
  const field = blueprint.targetFields.find((f) => f.name === name);
  if (!field) {
    // A table, or a column of one, that is only being made.
    await session.run('CREATE OR REPLACE TEMP TABLE _syncform_there (value VARCHAR)');
    return;
  }
  const filter = targetFilter(run);
  const { filters = [], logic, fields: filtered = [] } = filter ?? {};
  const isThere = filters.length > 0 && target.can('query').canFilter === true;
  const fields: FieldSchema[] = [field, ...(isThere ? [] : filtered.filter((f) => f !== field))];
  const select = await selectFromTarget(run, fields, isThere ? filter : undefined, session, context);
  const where = isThere
    ? 'true'
    : filterSql(filters, logic, {
        dialect: duckdbFilters,
        columns: new Map(
          filtered.map((f) => [f.name, { sql: hubIdentifier(f.name), type: fieldType(f.type) }]),
        ),
        now: run.now,
      });
  const column = hubIdentifier(name);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_there AS
       SELECT DISTINCT ${column} AS value FROM (${select}) WHERE ${column} IS NOT NULL AND ${where}`,
  );
}

/** Records and identities of the target that match, each pair once. */
function pairs({ sync, blueprint }: SyncRun, shape: RecordShape, records: string, name: string): string {
  const { function: by } = sync.identity ?? { function: 'Equality' as const };
  const column = shape.columns.find((c) => c.name === name);
  const type = blueprint.targetFields.find((f) => f.name === name)?.type ?? 'string';
  if (by === 'Equality') {
    const same = sameValueSql(
      { sql: `r.${hubIdentifier(name)}`, type: column?.type ?? 'string' },
      { sql: 't.value', type },
    );
    return `SELECT r._syncform_key, t.value FROM ${records} r JOIN ${THERE} t ON ${same ?? 'false'}`;
  }
  const identityType = blueprint.identity?.field.type ?? 'string';
  const terms = (sql: string, of: string) => `unnest(${termsSql(by, sql, of)}) AS term`;
  return `SELECT DISTINCT r._syncform_key, t.value
    FROM (SELECT _syncform_key, ${terms('_syncform_identity', identityType)} FROM ${records}) r
    JOIN (SELECT value, ${terms('value', type)} FROM ${THERE}) t ON ${termsMatchSql(by, 'r.term', 't.term')}
    WHERE r.term <> '' AND t.term <> ''`;
}

/** Fills `_syncform_ambiguous` and names its records. */
async function rejectAmbiguous(
  session: DuckdbSession,
  records: string,
  name: string,
  by: string,
): Promise<readonly RejectedRecord[]> {
  await fillAmbiguous(session, {
    several: ['it matches ', ` identities of the target by ${by}`],
    shared: `another record of the model matches the same record of the target by ${by}`,
  });
  const column = `CAST(r.${hubIdentifier(name)} AS VARCHAR)`;
  const rows = await session.all(
    `SELECT ${column}, a.reason FROM ${records} r JOIN _syncform_ambiguous a ON a._syncform_key = r._syncform_key ORDER BY a._syncform_key LIMIT ${MAX_NAMED}`,
  );
  return rows.map(([value, reason]) => ({
    key: { [name]: value as string | null },
    reason: String(reason),
  }));
}
