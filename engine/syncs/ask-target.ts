import type { Column, LoadColumn, RejectedRecord, RowFilter, RowSource } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { hasFacets } from '../contract/facet.ts';
import { NUMBER } from '../contract/record-numbers.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { transfer } from '../movement/transfer.ts';
import type { ComparedRecords } from './compare-records.ts';
import { listNumbers } from './diff.ts';
import type { ExtractionContext } from './extract-records.ts';
import { knownHolders, numberedAs } from './number-records.ts';
import { nameAsSent, numbersOf } from './refused-records.ts';
import type { SyncRun } from './sync-run.ts';

/*
 * Which of the records a table has is best known by the table: two identities may be the same to it that differ (text that
 * takes no notice of case, a uuid in capitals, 1.0 and 1.00). It is asked for equality; other functions are worked out here.
 */

/** Whether the target can say which records it has. */
export function canAskTarget({ sync, target, blueprint }: SyncRun): boolean {
  if (sync.identity?.function !== 'Equality' || !hasFacets(target.definition, 'load')) return false;
  const isThere = blueprint.targetFields.some(({ name }) => name === blueprint.key[0]);
  return isThere && target.can('load').canFind === true;
}

/** What of the target's rows takes part, where not all of them do. */
export function targetFilter({ sync, blueprint, now }: SyncRun): RowFilter | undefined {
  const filters = sync.target_filters ?? [];
  if (filters.length === 0) return undefined;
  const logic = sync.target.filter_logic?.trim() ? sync.target.filter_logic : undefined;
  const fields = blueprint.targetFields.filter((f) => filters.some((one) => one.field === f.name));
  return { filters, logic, fields, now };
}

/**
 * Asks the target which records of a relation it has. Fills `_syncform_found` and `_syncform_ambiguous` of the session, each
 * with a column `_syncform_key`; those of the second are answered by name.
 */
export async function askTarget(
  run: SyncRun,
  session: DuckdbSession,
  compared: ComparedRecords,
  records: string,
  { signal, log }: ExtractionContext,
): Promise<readonly RejectedRecord[]> {
  const { blueprint, sync, target } = run;
  const { shape, before, read } = compared;
  const loader = target.facet('load');
  const numbered = numberedAs(records, before, read);
  const columns: LoadColumn[] = shape.columns
    .filter(({ name }) => blueprint.key.includes(name))
    .map(({ name, type }) => ({ name, type }));
  const rowsOf = async (brought: readonly Column[], from = numbered): Promise<RowSource> => {
    const select = `SELECT ${brought.map((c) => hubIdentifier(c.name)).join(', ')} FROM ${from}`;
    const offers: RowSource[] = [{ format: 'relation', attach: async () => select }];
    return (
      await transfer({ columns: brought, offers }, target.can('load').takes, {
        session,
        signal,
        log: () => {},
      })
    ).rows;
  };
  const holders = knownHolders(run, compared, records);
  const { found = [], rejected = [] } =
    (await loader.find?.({
      table: blueprint.table,
      operation: sync.mode === 'remove' ? 'delete' : 'update',
      columns,
      key: blueprint.key,
      rows: await rowsOf(columns),
      numbered: await rowsOf([...columns, NUMBER]),
      ...(holders
        ? { holders: { firstNew: holders.firstNew, keys: await rowsOf(columns, holders.records) } }
        : {}),
      filter: targetFilter(run),
      isRepeatable: true,
      session,
      signal,
      onProgress: () => {},
    })) ?? {};
  log('info', `looking in the target: it has ${found.length} of the records that are new or changed`);
  await listNumbers(session, found, '_syncform_numbers_found');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_found AS
       SELECT r._syncform_key FROM ${numbered} r SEMI JOIN _syncform_numbers_found f ON f.number = r.${NUMBER.name}`,
  );
  await listNumbers(session, numbersOf(rejected));
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_ambiguous AS
       SELECT r._syncform_key FROM ${numbered} r SEMI JOIN refused f ON f.number = r.${NUMBER.name}`,
  );
  return nameAsSent(session, numbered, shape, rejected);
}
