import type { SyncInput, SyncPlan } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import { changeOfPlace } from '../contract/place.ts';
import type { ExecutionContext } from '../executions/contract.ts';
import { type CountedTable, rowsChanged, saysRowsChanged } from '../executions/row-counts.ts';
import { SyncformError } from '../kit/errors.ts';
import { type Finding, findings } from '../kit/findings/finding.ts';
import type { Ledger } from '../store/store.ts';
import { comparedAs } from './compare-records.ts';
import type { SyncBlueprint } from './plan-sync.ts';
import type { SyncRun } from './sync-run.ts';

/** Findings on a plan: why the sync will start over, as far as that can be told without asking the target. */
export function startOverFindings(
  { mode }: Pick<SyncInput, 'mode'>,
  { table, change }: Pick<SyncBlueprint, 'table' | 'change'>,
  target: UsedConnection,
  ledger: Ledger | null,
): readonly Finding[] {
  if (!ledger) return [];
  const sent =
    mode === 'append' ? 'every record is appended' : 'every record is sent that is not there as it is';
  const moved = changeOfPlace(ledger.target_place, target);
  if (moved) return findings('starts-over', [`${moved}: the sync starts over there, and ${sent}`]);
  if (change.action === 'create')
    return findings('starts-over', [
      `${table.id} is not there any more: it is recreated, and every record is sent`,
    ]);
  return [];
}

/** Finding on a plan of a sync that goes on from what it has sent: that a changed definition sends much of it again. */
export function sentAgainFindings(
  { definition_version }: Pick<SyncPlan, 'definition_version'>,
  ledger: Ledger | null,
): readonly Finding[] {
  if (!ledger?.definition_version || ledger.definition_version === definition_version) return [];
  const rows = ledger.rows.toLocaleString('en-US');
  return findings('reads-all-again', [
    `the definition is not that of the last run: all records are compared again, and up to ${rows} of those that the target has are sent again`,
  ]);
}

/**
 * Asks the target, before the ledger is believed, whether it still holds the last batch: it may have been restored from a
 * backup, or the connection may lead to another one. Answers the run, which starts over where it does not. Throws where
 * nothing but the user can know what is to be sent.
 */
export async function withStanding(
  run: SyncRun,
  { log, signal }: Pick<ExecutionContext, 'log' | 'signal'>,
): Promise<SyncRun> {
  const { sync, store, target, blueprint } = run;
  const { table, change, delivery, model } = blueprint;
  const ledger = await store.ledgers.get(sync.id);
  if (!ledger || run.resync || change.action === 'create') return run;
  const moved = changeOfPlace(ledger.target_place, target);
  // What has no batches cannot be asked for one.
  if (delivery === 'write' || ledger.batch_id === null) {
    if (moved && delivery === 'write') log('warn', `${moved}: the sync starts over there`);
    return moved ? { ...run, startsOver: true } : run;
  }
  const batch = { scope: `${sync.id}/${model.id}`, id: ledger.batch_id };
  if (await target.facet('load').committed(table.id, batch, signal)) {
    // The definition makes the same records as before: somebody else took from the table what has to be added to it now.
    const isAltered = change.action === 'alter' && ledger.digest === comparedAs(run).digest;
    const altered = isAltered ? `${table.id} was altered by somebody else` : await saysOtherRows(run, signal);
    if (altered === undefined) return run;
    if (sync.mode === 'append' || sync.skip_initial_backfill) {
      if (!isAltered) log('warn', `${altered}. Only what is new is sent; ${resyncHint(sync.id)}`);
      return run;
    }
    log('warn', `${altered}. Every record is compared with it again`);
    return { ...run, startsOver: true };
  }
  const lost = `${table.id} does not hold what was sent last${moved ? `: ${moved}` : ', as if it had been restored from a backup or replaced'}`;
  if (moved) {
    log('warn', `${lost}. The sync starts over there`);
    return { ...run, startsOver: true };
  }
  if (sync.mode === 'append' && !sync.allow_reset)
    throw new SyncformError(
      'failed',
      `${lost}; which records it has already cannot be known in mode append`,
      {
        hint: `To have all records appended once more, set allow_reset = true, or: syncform run ${sync.id} --resync. To have none appended twice, empty the table before.`,
      },
    );
  if (sync.skip_initial_backfill) {
    log(
      'warn',
      `${lost}. With skip_initial_backfill only what changes from now on is sent; ${resyncHint(sync.id)}`,
    );
    return run;
  }
  log('warn', `${lost}. Every record is compared with it again`);
  return { ...run, startsOver: true };
}

const resyncHint = (id: string) => `to send every record: syncform run ${id} --resync`;

/**
 * That rows which matter to a mode came to the table or went from it: those that went, as they are to be there, and with mode
 * replace those that came as well.
 */
async function saysOtherRows(run: SyncRun, signal: AbortSignal): Promise<string | undefined> {
  const { sync, store, blueprint } = run;
  if (sync.mode === 'remove') return undefined;
  const by = await rowsChanged(store.rowCounts, countedTable(run), signal);
  if (by === 0 || (by > 0 && sync.mode !== 'replace')) return undefined;
  return saysRowsChanged(blueprint.table.id, by);
}

/** The table of a sync, to be counted. */
export function countedTable({ sync, target, blueprint }: SyncRun): CountedTable {
  return { syncId: sync.id, object: blueprint.model.id, table: blueprint.table.id, target };
}
