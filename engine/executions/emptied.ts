import type { ExecutionContext } from './contract.ts';

/**
 * Warns of a source that had records and has none any more, after its target's were removed with it: nothing is wrong with
 * that, and yet it is seldom meant.
 */
export function warnOfEmptied(
  source: string,
  table: string,
  counts: { readonly read: number; readonly removed: number },
  { log }: Pick<ExecutionContext, 'log'>,
): void {
  if (counts.read > 0 || counts.removed === 0) return;
  const records = counts.removed === 1 ? 'the one record' : `all ${counts.removed} records`;
  log(
    'warn',
    `${source} has no records any more, so that ${records} of ${table} were removed; if that is not meant, fix the source and run again`,
    source,
  );
}
