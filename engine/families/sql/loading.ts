import type {
  Batch,
  Findings,
  FindRequest,
  LoadFacet,
  LoadOutcome,
  LoadRequest,
} from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { TableName, TableNames } from './names.ts';
import type { SessionPool } from './session-pool.ts';

/** How a system loads rows and looks for records, each in a session that is its own for as long as that takes. */
export interface LoadingSystem<S> {
  readonly names: Pick<TableNames, 'tableName'>;
  readonly sessions: SessionPool<S>;
  /** The schema (or database) of a bare name, where the connection says one. */
  readonly bareIn?: string | undefined;
  /** The outcome committed with a batch, or undefined, once that can change no more: a commit may be under way. */
  committed(session: S, name: TableName, batch: Batch): Promise<LoadOutcome | undefined>;
  load(session: S, request: LoadRequest, name: TableName): Promise<LoadOutcome>;
  find(session: S, request: FindRequest, name: TableName): Promise<Findings>;
  /** An error of a statement, in words: what was being done, and the server's message. */
  statementError(doing: string, error: unknown): Error;
}

/** What a load facet does of them: errors of statements are told in words. */
export function loading<S>(
  system: LoadingSystem<S>,
): Required<Pick<LoadFacet, 'committed' | 'load' | 'find'>> {
  const { names, sessions, bareIn } = system;
  const work = <T>(
    doing: string,
    { table, signal }: Pick<LoadRequest, 'table' | 'signal'>,
    run: (session: S, name: TableName) => Promise<T>,
  ) =>
    sessions.use(signal, async (session) => {
      try {
        return await run(session, names.tableName(table.id, bareIn));
      } catch (error) {
        throw system.statementError(`${doing} ${table.id}`, error);
      }
    });
  return {
    committed: (table, batch, signal) =>
      sessions.use(signal, (session) => system.committed(session, names.tableName(table, bareIn), batch)),
    load: (request) => work('loading', request, (session, name) => system.load(session, request, name)),
    find: (request) =>
      work('looking for records in', request, (session, name) => system.find(session, request, name)),
  };
}

/** The table that rows go to; throws `source_changed` where there is none any more. */
export function thereStill<T>(found: T | null, { table }: { readonly table: { readonly id: string } }): T {
  if (found !== null) return found;
  throw new SyncformError('source_changed', `there is no table ${table.id} any more`, {
    hint: 'Plan again.',
  });
}

/** Rows `s` of a stage that are looked for among the rows `t` of a table. */
export interface Sought {
  readonly stage: string;
  /** SQL of the records' numbers of the rows `s`. */
  readonly number: string;
  readonly table: string;
  /** A condition that the table's rows have to meet. */
  readonly where: string | undefined;
  /** A condition on `t` and `s`: they have the same key. */
  readonly isSame: string;
}

/** The numbers of the records that are found. */
export async function foundNumbers(
  session: { rows(sql: string): Promise<readonly (readonly (string | null)[])[]> },
  { stage, number, table, where, isSame }: Sought,
): Promise<readonly number[]> {
  const among = `SELECT * FROM ${table}${where === undefined ? '' : ` WHERE ${where}`}`;
  const rows = await session.rows(
    `SELECT ${number} FROM ${stage} AS s WHERE EXISTS (SELECT 1 FROM (${among}) AS t WHERE ${isSame})`,
  );
  return rows.map(([found]) => Number(found));
}
