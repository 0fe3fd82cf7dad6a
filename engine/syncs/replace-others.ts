import type { SyncInput } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import { ALLOWED, type RowsOfOthers, rowsOfOthers } from '../executions/rows-of-others.ts';
import { InvalidError } from '../kit/errors.ts';
import type { SyncBlueprint } from './plan-sync.ts';

/**
 * Rows of others that a run of mode replace would replace, or undefined; `isOwn` tells the tables that the sync loaded itself. Throws
 * an InvalidError unless the definition allows to replace such rows.
 */
export async function rowsToReplace(
  { mode, allow_destructive }: Pick<SyncInput, 'mode' | 'allow_destructive'>,
  { table, change, delivery }: Pick<SyncBlueprint, 'table' | 'change' | 'delivery'>,
  target: UsedConnection,
  isOwn: (table: string) => Promise<boolean>,
  signal: AbortSignal,
): Promise<RowsOfOthers | undefined> {
  if (mode !== 'replace' || delivery === 'write' || change.action === 'create') return undefined;
  if (await isOwn(table.id)) return undefined;
  const others = await rowsOfOthers(target.facet('define'), table.id, signal);
  if (!others || allow_destructive) return others;
  throw new InvalidError([
    {
      path: ['target'],
      message: `${sentenceOn(others)}: mode replace would delete them. ${ALLOWED}`,
      code: 'destructive',
    },
  ]);
}

/** The reviewer's sentence on rows that are replaced. */
export function replacingSentence(others: RowsOfOthers): string {
  return `${sentenceOn(others)}: they are replaced`;
}

function sentenceOn({ table, words }: RowsOfOthers): string {
  return `${table} has ${words} that this sync did not load`;
}
