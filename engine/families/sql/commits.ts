import { createHash } from 'node:crypto';
import type { Batch, LoadOutcome } from '../../contract/contract.ts';
import type { SqlWords } from './dialect.ts';
import { type TableName, tableNames } from './names.ts';

/** What commits are kept through: a session of a connector's own. */
export interface CommitSession {
  rows(sql: string): Promise<readonly (readonly (string | null)[])[]>;
  run(sql: string): Promise<unknown>;
}

/** What was loaded, kept in a table of the target's own schema: its row is committed with the rows it speaks of. */
export interface Commits {
  /** Makes the table of commits if it is not there. Not in the loading transaction, which others would then wait for. */
  ensureCommits(session: CommitSession, target: TableName): Promise<void>;
  /** The outcome committed with a batch, or undefined. */
  committedOutcome(session: CommitSession, target: TableName, batch: Batch): Promise<LoadOutcome | undefined>;
  /** Notes a batch's outcome, and forgets what the same scope committed over a month ago, or no longer needs. */
  recordCommit(session: CommitSession, target: TableName, batch: Batch, outcome: LoadOutcome): Promise<void>;
  /** Forgets a table’s commits; the last table’s takes the table of commits with it, unless it `keepsEmpty`. */
  forgetTable(session: CommitSession, target: TableName, keepsEmpty?: boolean): Promise<void>;
}

/** A scope as an index can hold it, however long it is. */
export function scopeDigest(scope: string): string {
  return createHash('sha256').update(scope).digest('hex');
}

/** The commits of a dialect. */
export function sqlCommits(dialect: SqlWords): Commits {
  const { quoteLiteral, commits } = dialect;
  const { formatTableId, quoteTable } = tableNames(dialect);
  const commitsOf = ({ schema }: TableName): TableName => ({ schema, table: '_syncform_commits' });
  const tableOf = (target: TableName) => quoteTable(commitsOf(target));
  const isThere = async (session: CommitSession, target: TableName) =>
    (await session.rows(commits.exists(commitsOf(target)))).length > 0;
  const ofScope = ({ scope }: Batch) =>
    commits.digestsScope
      ? `scope_digest = ${quoteLiteral(scopeDigest(scope))}`
      : `scope = ${quoteLiteral(scope)}`;

  return {
    async ensureCommits(session, target) {
      if (await isThere(session, target)) return;
      const table = tableOf(target);
      const lock = commits.whileMaking?.(table);
      if (lock !== undefined) {
        await session.run('BEGIN');
        await session.run(lock);
      }
      if (lock === undefined || !(await isThere(session, target))) await session.run(commits.create(table));
      if (lock !== undefined) await session.run('COMMIT');
    },
    async committedOutcome(session, target, batch) {
      if (!(await isThere(session, target))) return undefined;
      const [row] = await session.rows(
        `SELECT outcome FROM ${tableOf(target)} WHERE ${ofScope(batch)} AND batch_id = ${quoteLiteral(batch.id)}`,
      );
      return row && (JSON.parse(row[0] as string) as LoadOutcome);
    },
    async recordCommit(session, target, batch, outcome) {
      const table = tableOf(target);
      const forgotten = (batch.forget ?? []).map((id) => ` OR batch_id = ${quoteLiteral(id)}`).join('');
      // Looked for without a lock, and then named: a DELETE that finds nothing may lock what others insert.
      const old = await session.rows(
        `SELECT batch_id FROM ${table} WHERE ${ofScope(batch)} AND (committed_at < ${commits.monthAgo}${forgotten})`,
      );
      if (old.length > 0) {
        const ids = old.map(([id]) => quoteLiteral(id as string)).join(', ');
        await session.run(`DELETE FROM ${table} WHERE ${ofScope(batch)} AND batch_id IN (${ids})`);
      }
      const values = [
        ...(commits.digestsScope ? [scopeDigest(batch.scope)] : []),
        batch.scope,
        batch.id,
        formatTableId(target),
        outcomeText(outcome, commits.longestOutcome),
      ];
      const columns = [
        ...(commits.digestsScope ? ['scope_digest'] : []),
        'scope',
        'batch_id',
        'table_id',
        'outcome',
      ];
      const texts = values.map(quoteLiteral).join(', ');
      await session.run(
        commits.now === undefined
          ? `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${texts})`
          : `INSERT INTO ${table} (${columns.join(', ')}, committed_at) SELECT ${texts}, ${commits.now}`,
      );
    },
    async forgetTable(session, target, keepsEmpty = false) {
      if (!(await isThere(session, target))) return;
      const table = tableOf(target);
      await session.run(`DELETE FROM ${table} WHERE table_id = ${quoteLiteral(formatTableId(target))}`);
      if (keepsEmpty) return;
      const [left] = await session.rows(`SELECT count(*) FROM ${table}`);
      if (left?.[0] === '0') await session.run(`DROP TABLE ${table}`);
    },
  };
}

/** An outcome as JSON; where that is too long, without some of the records that were rejected, the first of which stay. */
function outcomeText(outcome: LoadOutcome, longest = Number.POSITIVE_INFINITY): string {
  const text = JSON.stringify(outcome);
  if (Buffer.byteLength(text) <= longest || outcome.rejected.length === 0) return text;
  const rejected = outcome.rejected.slice(0, Math.floor(outcome.rejected.length / 2));
  return outcomeText({ ...outcome, rejected }, longest);
}
