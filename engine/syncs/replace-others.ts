import type { SyncInput } from '../api/documents.ts';
import { InvalidError } from '../api/errors.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import { ALLOWED, rowsOfOthers } from '../executions/rows-of-others.ts';
import { type Finding, findings } from '../findings/finding.ts';
import type { SyncBlueprint } from './plan-sync.ts';

/**
 * Findings on a plan of mode replace on a table with rows that the sync did not load; `isOwn` tells the tables that it did. Throws
 * an InvalidError unless the definition allows to replace such rows.
 */
export async function replacingFindings(
  { mode, allow_destructive }: Pick<SyncInput, 'mode' | 'allow_destructive'>,
  { table, change, delivery }: Pick<SyncBlueprint, 'table' | 'change' | 'delivery'>,
  target: UsedConnection,
  isOwn: (table: string) => Promise<boolean>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (mode !== 'replace' || delivery === 'write' || change.action === 'create') return [];
  if (await isOwn(table.id)) return [];
  const others = await rowsOfOthers(target.facet('define'), table.id, signal);
  if (!others) return [];
  const sentence = `${others.table} has ${others.words} that this sync did not load`;
  if (allow_destructive) return findings('destructive', [`${sentence}: they are replaced`]);
  throw new InvalidError([
    {
      path: ['target'],
      message: `${sentence}: mode replace would delete them. ${ALLOWED}`,
      code: 'destructive',
    },
  ]);
}
