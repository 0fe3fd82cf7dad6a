import type { RowsToLoad } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import * as family from '../../../families/sql/holders.ts';
import { sameKeyBy } from '../../../families/sql/merge-statements.ts';
import { type ArrivingColumn, definition } from './arriving.ts';
import type { ExistingTarget } from './describe-target.ts';
import { quoteList } from './dialect.ts';
import type { NulMarker } from './nul-characters.ts';
import type { Rejects } from './rejects.ts';
import { quoteIdentifier } from './sql.ts';
import { copyInto, STAGE } from './staging.ts';

export interface Merge {
  readonly request: RowsToLoad;
  /** The target's quoted name. */
  readonly table: string;
  readonly target: ExistingTarget;
  readonly columns: readonly ArrivingColumn[];
}

/** The staged rows, and the values in the target's types that each column gives. */
export interface Staged {
  readonly stage: string;
  value(column: ArrivingColumn): string;
}

/** A condition on `t` and `s`: they have the same key. */
export function sameKey(key: readonly string[]): string {
  return sameKeyBy({ quoteIdentifier, key, keyOf: quoteIdentifier })('t.');
}

/** Takes out of the staged rows what cannot be merged: rows with a NUL character, without a key, of a key that is another's. */
export async function readyRows(
  session: Session,
  rejects: Rejects,
  merge: Merge,
  nul: NulMarker,
): Promise<Staged> {
  await rejects.nulCharacters(STAGE, merge.columns, nul);
  const staged = await withTypedKeys(session, rejects, merge);
  await rejects.keys(staged.stage, merge.request.key);
  await refuseHeld(session, rejects, merge, staged.stage);
  return staged;
}

/**
 * Keys are compared in the target's types: where they arrive in others, all rows are cast into a second temporary
 * table first. Other columns are cast on their way into the target.
 */
async function withTypedKeys(session: Session, rejects: Rejects, merge: Merge): Promise<Staged> {
  const arriving = { stage: STAGE, value: (c: ArrivingColumn) => c.cast(`s.${quoteIdentifier(c.name)}`) };
  const isTyped = merge.columns.every(
    (c) =>
      !merge.request.key.includes(c.name) ||
      c.type === c.targetType ||
      (c.type === 'text' && c.targetType.startsWith('character varying')),
  );
  if (isTyped) return arriving;
  const numbers = rejects.numbers.map(quoteIdentifier);
  const definitions = [
    ...merge.columns.map((c) => definition(c, c.targetType)),
    ...numbers.map((number) => `${number} bigint`),
  ];
  await session.run(`CREATE TEMPORARY TABLE syncform_typed (${definitions.join(', ')}) ON COMMIT DROP`);
  const names = quoteList([...merge.columns.map((c) => c.name), ...rejects.numbers]);
  const values = [...merge.columns.map(arriving.value), ...numbers.map((number) => `s.${number}`)].join(', ');
  await rejects.stepwise(STAGE, (where) =>
    session.run(
      `INSERT INTO pg_temp.syncform_typed (${names}) SELECT ${values} FROM ${STAGE} AS s WHERE ${where} ORDER BY s.ctid`,
    ),
  );
  return { stage: 'pg_temp.syncform_typed', value: (c) => `s.${quoteIdentifier(c.name)}` };
}

/** Refuses rows of a stage, whose keys are in the target's types there, that are new and have the key of another record. */
function refuseHeld(session: Session, rejects: Rejects, merge: Merge, stage: string): Promise<void> {
  const { request, table } = merge;
  const { key } = request;
  return family.refuseHeld(request, {
    number: `s.${quoteIdentifier(NUMBER.name)}`,
    async isFound(isNew) {
      const [found] = await session.rows(
        `SELECT EXISTS (SELECT FROM ${stage} AS s JOIN ${table} AS t ON ${sameKey(key)} WHERE ${isNew})`,
      );
      return found?.[0] === 't';
    },
    async refuse(isNew, keys, reason) {
      const columns = key.map((name) => merge.columns.find((c) => c.name === name) as ArrivingColumn);
      const create = (name: string, type: (column: ArrivingColumn) => string) =>
        session.run(
          `CREATE TEMPORARY TABLE ${name} (${columns.map((c) => definition(c, type(c))).join(', ')}) ON COMMIT DROP`,
        );
      await create('syncform_holders', (c) => c.type);
      await create('syncform_held', (c) => c.targetType);
      await copyInto(session, 'pg_temp.syncform_holders', columns, keys);
      const values = columns.map((c) => c.cast(`h.${quoteIdentifier(c.name)}`)).join(', ');
      await session.run(
        `INSERT INTO pg_temp.syncform_held (${quoteList(key)}) SELECT ${values} FROM pg_temp.syncform_holders AS h`,
      );
      const isHeld = key
        .map((name) => `h.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`)
        .join(' AND ');
      await rejects.take(
        stage,
        `${isNew} AND EXISTS (SELECT FROM pg_temp.syncform_held AS h WHERE ${isHeld})`,
        reason,
      );
    },
  });
}
