import type { VerifiedObject, VerifyOptions } from '../api/documents.ts';
import type { FieldSchema } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { hasFacets } from '../contract/facet.ts';
import { changeOfPlace } from '../contract/place.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { hubIdentifier, hubRelation } from '../movement/hub-names.ts';
import { lossThatShows } from '../verification/comparable.ts';
import type { ComparedColumn, Difference } from '../verification/compare-rows.ts';
import { unverifiable, type Verification, verifyRows } from '../verification/verified-object.ts';
import { type CompareReporter, compareRecords } from './compare-records.ts';
import { acknowledged, type RecordShape } from './diff.ts';
import { type ExtractionContext, selectFromTarget } from './extract-records.ts';
import { findInTarget } from './find-in-target.ts';
import { LedgerFiles } from './ledger-files.ts';
import { looksInTarget } from './plan-lookup.ts';
import type { SyncRun } from './sync-run.ts';

/** What each mode promises that there is none of. */
const FAULTS: Readonly<Record<SyncRun['sync']['mode'], readonly Difference[]>> = {
  create: ['missing'],
  update: ['different'],
  updateOrCreate: ['missing', 'different'],
  replace: ['missing', 'different', 'surplus'],
  append: ['missing'],
  remove: ['surplus'],
};

/** Compares the records of a sync's models, what its ledger says of them, and the rows of its target. */
export async function verifySync(
  run: SyncRun,
  { samples, onProgress = () => {} }: VerifyOptions,
  signal: AbortSignal,
): Promise<readonly VerifiedObject[]> {
  const { blueprint, target } = run;
  const about = {
    id: blueprint.model.id,
    name: blueprint.model.input.name,
    table: blueprint.table.id,
  };
  if (blueprint.delivery === 'write' || !hasFacets(target.definition, 'query'))
    return [unverifiable(about, `${target.definition.name} cannot be read`)];
  return run.host.withSession(async (session) => {
    onProgress(`reading ${about.name}`);
    const verification = await prepare(run, session, about, { signal, log: () => {} });
    const progress = (line: string) => onProgress(`${about.name}: ${line}`);
    return [await verifyRows(session, verification, { samples, signal, progress })];
  });
}

/**
 * Fills the table `_syncform_distrusted` (`ref`, as the ledger's keys) with the records of which the target does not hold
 * what it acknowledged; answers how many there are.
 */
export async function findDistrusted(
  run: SyncRun,
  session: DuckdbSession,
  context: ExtractionContext,
): Promise<number> {
  const { blueprint } = run;
  const about = { id: blueprint.model.id, name: blueprint.model.input.name, table: blueprint.table.id };
  const verification = await prepare(run, session, about, context);
  await verifyRows(session, verification, { samples: 0, signal: context.signal, progress: () => {} });
  const faults = verification.faults.map((fault) => quoteLiteral(fault)).join(', ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_distrusted AS
       SELECT DISTINCT ref FROM _syncform_differing WHERE NOT pending AND ref IS NOT NULL AND difference IN (${faults})`,
  );
  // The run makes a table of that name; without a ledger to compare with it was a view.
  await session.run('DROP VIEW IF EXISTS changes');
  const [row] = await session.all('SELECT count(*) FROM _syncform_distrusted');
  return Number(row?.[0] ?? 0);
}

const silent: CompareReporter = { path: () => {}, progress: () => {}, step: (_name, work) => work() };

async function prepare(
  planned: SyncRun,
  session: DuckdbSession,
  about: Pick<VerifiedObject, 'id' | 'name' | 'table'>,
  context: ExtractionContext,
): Promise<Verification> {
  const run = { ...(await withFields(planned, context.signal)), isLooking: true };
  const { sync, store } = run;
  const ledger = await store.ledgers.get(sync.id);
  // The records as a whole, whatever the ledger says of them.
  const read = await compareRecords({ ...run, startsOver: true }, session, silent, context);
  const { shape } = read;
  const isElsewhere = changeOfPlace(ledger?.target_place, run.target) !== undefined;
  const known = isElsewhere ? undefined : await new LedgerFiles(run).comparable(read.digest);
  const compared = columnsOf(run, shape);
  const isPresence = sync.mode === 'remove';
  let sent = 'records';
  if (looksInTarget(sync)) {
    const work = { from: 'records', where: 'true' } as const;
    sent = (await findInTarget({ ...run, startsOver: true }, session, read, work, context)).outgoing;
  }
  const pending =
    known === undefined
      ? 'true'
      : `NOT EXISTS (FROM ${acknowledged(known)} k WHERE k._syncform_key = r._syncform_key AND k._syncform_hash = r._syncform_hash)`;
  const held = await heldRows(run, session, compared.fields, context);
  const faults = FAULTS[sync.mode];
  return {
    ...about,
    not_compared: compared.left,
    comparison: {
      // What is to be removed should have no row at all: the target's rows that match are the surplus.
      sent: isPresence ? `(SELECT * FROM ${sent} WHERE false) AS r` : `${sent} AS r`,
      ref: 'r._syncform_key',
      isPending: pending,
      held: isPresence
        ? presentRows(held, `(SELECT * FROM ${sent} AS r WHERE NOT (${pending}))`, compared.key)
        : `${held} AS h`,
      key: compared.key,
      values: compared.values,
    },
    // What the first run skipped is known to the ledger and was never sent.
    faults: sync.skip_initial_backfill ? faults.filter((fault) => fault !== 'missing') : faults,
    acknowledged: ledger?.rows ?? null,
  };
}

function presentRows(held: string, sent: string, key: readonly ComparedColumn[]): string {
  const same = key.map(({ sent: s, held: h }) => `CAST(${s.sql} AS VARCHAR) = CAST(${h.sql} AS VARCHAR)`);
  return `(SELECT h.* FROM ${held} AS h WHERE EXISTS (FROM ${sent} AS r WHERE ${same.join(' AND ') || 'false'})) AS h`;
}

/** A run that knows the fields of its target, where the table is there. */
async function withFields(run: SyncRun, signal: AbortSignal): Promise<SyncRun> {
  const { blueprint, target } = run;
  if (blueprint.change.action === 'create' || blueprint.targetFields.length > 0) return run;
  const targetFields = await target.facet('query').describe({ table: blueprint.table.id }, signal);
  return { ...run, blueprint: { ...blueprint, targetFields } };
}

interface Columns {
  readonly key: readonly ComparedColumn[];
  readonly values: readonly ComparedColumn[];
  readonly left: Verification['not_compared'];
  /** The target's fields that are read. */
  readonly fields: readonly FieldSchema[];
}

function columnsOf({ sync, blueprint }: SyncRun, shape: RecordShape): Columns {
  const left: { column: string; reason: string }[] = [];
  const key: ComparedColumn[] = [];
  const values: ComparedColumn[] = [];
  const fields: FieldSchema[] = [];
  // In mode append rows have no key in the target: a record that changed is there several times.
  const keys = sync.mode === 'append' ? [] : shape.key;
  for (const { name, type, isEncrypted, only } of shape.columns) {
    const field = blueprint.targetFields.find((one) => one.name === name);
    const held = { sql: `h.${hubIdentifier(name)}`, type: field?.type ?? type };
    const column = { name, sent: { sql: `r.${hubIdentifier(name)}`, type }, held };
    const isKey = keys.includes(name);
    const lossy = lossThatShows(blueprint.plan.tables[0]?.columns.find((one) => one.name === name));
    const reason = isEncrypted
      ? 'it is encrypted, with another outcome each time'
      : only
        ? `it is written only when a record is ${only}d`
        : lossy
          ? `the target does not keep it exactly: ${lossy}`
          : undefined;
    if (isKey) key.push(column);
    else if (reason !== undefined) left.push({ column: name, reason });
    else if (sync.mode !== 'create' && sync.mode !== 'remove') values.push(column);
    else continue;
    if (field && (isKey || reason === undefined)) fields.push(field);
  }
  return { key, values, left, fields };
}

/** A FROM item without alias: the target's rows. */
async function heldRows(
  run: SyncRun,
  session: DuckdbSession,
  fields: readonly FieldSchema[],
  context: ExtractionContext,
): Promise<string> {
  if (run.blueprint.change.action === 'create' || fields.length === 0) {
    const { columns } = run.blueprint.table;
    const nulls = columns.map(({ name }) => `NULL AS ${hubIdentifier(name)}`).join(', ');
    return `(SELECT ${nulls} WHERE false)`;
  }
  const select = await selectFromTarget(run, fields, undefined, session, context);
  return `(SELECT * FROM ${hubRelation(select, fields)})`;
}
