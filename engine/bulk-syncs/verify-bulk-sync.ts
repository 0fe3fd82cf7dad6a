import type { VerifiedObject, VerifyOptions } from '../api/documents.ts';
import type { FieldSchema } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { hasFacets } from '../contract/facet.ts';
import { trackedUpTo } from '../contract/next-read.ts';
import { changeOfPlace } from '../contract/place.ts';
import { messageOf, SyncformError } from '../kit/errors.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { fromText } from '../movement/csv-dialect.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier, hubRelation } from '../movement/hub-names.ts';
import { transfer } from '../movement/transfer.ts';
import { fieldType } from '../types/field-type.ts';
import { lossThatShows } from '../verification/comparable.ts';
import type { ComparedColumn } from '../verification/compare-rows.ts';
import { unverifiable, type Verification, verifyRows } from '../verification/verified-object.ts';
import type { ObjectRun } from './bulk-sync-run.ts';
import { wholeObject } from './extract-rows.ts';
import { rowFilter } from './plan-filter.ts';
import type { ObjectBlueprint } from './plan-object.ts';
import { DELETED_AT, UPDATED_AT } from './record-columns.ts';
import { readPosition } from './source-range.ts';

type VerifyRun = Omit<ObjectRun, 'releaseStream' | 'replan'>;

/** Compares the rows of each object with those of its table, an object after the other. */
export async function verifyBulkSync(
  run: VerifyRun,
  { samples, schemas, onProgress = () => {} }: VerifyOptions,
  signal: AbortSignal,
): Promise<readonly VerifiedObject[]> {
  const verified: VerifiedObject[] = [];
  const isWanted = (id: string) => schemas?.includes(id) ?? true;
  for (const { object, error } of run.blueprint.faulty)
    if (isWanted(object))
      verified.push(unverifiable({ id: object, name: object, table: '' }, messageOf(error)));
  for (const planned of run.blueprint.objects) {
    const { object, table } = planned;
    if (!isWanted(object.id)) continue;
    const about = { id: object.id, name: object.name, table: table.id };
    const reason = whyNot(run, planned);
    if (reason !== undefined) {
      verified.push(unverifiable(about, reason));
      continue;
    }
    onProgress(`reading ${object.id}`);
    const progress = (line: string) => onProgress(`${object.id}: ${line}`);
    const compare = async (session: DuckdbSession) =>
      verifyRows(session, await prepare(run, planned, about, session, signal), { samples, signal, progress });
    verified.push(
      await run.host.withSession(compare).catch((error: unknown) => {
        // One that cannot be read says nothing of the others.
        if (signal.aborted || !(error instanceof SyncformError)) throw error;
        return unverifiable(about, messageOf(error));
      }),
    );
  }
  return verified;
}

function whyNot({ destination }: VerifyRun, { appendsOnly }: ObjectBlueprint): string | undefined {
  if (appendsOnly) return 'its table holds every change, not the rows as they are now';
  if (!hasFacets(destination.definition, 'query')) return `${destination.definition.name} cannot be read`;
  return undefined;
}

async function prepare(
  run: VerifyRun,
  planned: ObjectBlueprint,
  about: Pick<VerifiedObject, 'id' | 'name' | 'table'>,
  session: DuckdbSession,
  signal: AbortSignal,
): Promise<Verification> {
  const { store, sync } = run;
  const { table, mergesOthers } = planned;
  const read = await wholeObject(run, planned, rowFilter(planned.filter, store.clock.now()), signal);
  const extraction = (await read.check?.(session, signal, true)) ?? read;
  const { rows } = await transfer(extraction, ['relation'], { session, signal, log: () => {} });
  if (rows.format !== 'relation') throw new TypeError(`asked for a relation, got ${rows.format}`);
  const sent = `(SELECT * FROM ${hubRelation(await rows.attach(session, signal), extraction.columns)})`;
  const there = await heldRows(run, planned, session, signal);
  const left: { column: string; reason: string }[] = [];
  const key: ComparedColumn[] = [];
  const values: ComparedColumn[] = [];
  for (const [i, field] of planned.fields.entries()) {
    const column = planned.columns[i] as (typeof planned.columns)[number];
    const held = there.fields.find(({ name }) => name === column.name);
    const compared = {
      name: column.name,
      sent: { sql: `r.${hubIdentifier(field.name)}`, type: column.type },
      held: { sql: `h.${hubIdentifier(column.name)}`, type: held?.type ?? column.type },
    };
    const lossy = planned.obfuscated.has(field.id)
      ? undefined
      : lossThatShows(planned.plan.columns.find(({ name }) => name === column.name));
    if (table.key.includes(column.name)) key.push(compared);
    else if (lossy)
      left.push({ column: column.name, reason: `the target does not keep it exactly: ${lossy}` });
    else values.push(compared);
  }
  const marked = there.fields.some(({ name }) => name === DELETED_AT)
    ? [`h.${hubIdentifier(DELETED_AT)} IS NULL`]
    : [];
  const own =
    mergesOthers && there.fields.some(({ name }) => name === UPDATED_AT)
      ? [`h.${hubIdentifier(UPDATED_AT)} IS NOT NULL`]
      : [];
  const where = [...marked, ...own].join(' AND ') || 'true';
  return {
    ...about,
    not_compared: left,
    comparison: {
      sent: `${sent} AS r`,
      isPending: await pendingSql(run, planned),
      held: `(SELECT * FROM ${there.select} AS h WHERE ${where}) AS h`,
      key,
      values,
    },
    faults:
      sync.mode === 'snapshot' || key.length > 0 || !mergesOthers ? ['missing', 'different', 'surplus'] : [],
    acknowledged: null,
  };
}

/** SQL: whether a record has not been sent yet, as far as the position tells. */
async function pendingSql(run: VerifyRun, planned: ObjectBlueprint): Promise<string> {
  const { store, sync } = run;
  const { object, version, trackingField, fields } = planned;
  const position = await store.positions.get(sync.id, object.id);
  const isElsewhere =
    changeOfPlace(position?.source_place, run.source) ??
    changeOfPlace(position?.target_place, run.destination);
  // All of it is read and sent again by the next run.
  if (position === null || position.definition_version !== version || isElsewhere !== undefined)
    return 'true';
  const from = trackedUpTo(readPosition(position))?.value;
  const tracking = fields.find(({ id }) => id === trackingField);
  if (tracking === undefined || from === undefined || planned.obfuscated.has(tracking.id)) return 'false';
  const value = `CAST(${fromText(quoteLiteral(from), fieldType(tracking.type))} AS ${duckdbType(tracking.type)})`;
  // The next run reads the position's own value again.
  return `coalesce(r.${hubIdentifier(tracking.name)} >= ${value}, true)`;
}

/** The table's rows, as a FROM item without alias, and their fields. */
async function heldRows(
  { destination }: VerifyRun,
  { table, change }: ObjectBlueprint,
  session: DuckdbSession,
  signal: AbortSignal,
): Promise<{ readonly select: string; readonly fields: readonly FieldSchema[] }> {
  if (change.action === 'create') {
    const nulls = table.columns.map(({ name }) => `NULL AS ${hubIdentifier(name)}`).join(', ');
    return { select: `(SELECT ${nulls} WHERE false)`, fields: [] };
  }
  const query = destination.facet('query');
  const configuration = { table: table.id };
  const wanted = new Set(table.columns.map(({ name }) => name));
  const fields = (await query.describe(configuration, signal)).filter(({ name }) => wanted.has(name));
  const extraction = await query.extract(configuration, fields, signal);
  const { rows } = await transfer(extraction, ['relation'], { session, signal, log: () => {} });
  if (rows.format !== 'relation') throw new TypeError(`asked for a relation, got ${rows.format}`);
  return {
    select: `(SELECT * FROM ${hubRelation(await rows.attach(session, signal), fields)})`,
    fields,
  };
}
