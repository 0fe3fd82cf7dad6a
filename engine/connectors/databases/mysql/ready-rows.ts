import type { RowsToLoad } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import * as family from '../../../families/sql/holders.ts';
import { sameKeyBy } from '../../../families/sql/merge-statements.ts';
import { isUniqueBy } from '../../../families/sql/merge-steps.ts';
import type { ArrivingColumn } from './arriving.ts';
import type { ExistingTarget } from './describe-target.ts';
import { quoteList } from './dialect.ts';
import type { Rejects } from './rejects.ts';
import type { Session } from './session.ts';
import { quoteIdentifier } from './sql.ts';
import { createStage, fill, INDEX_PREFIX, isWideStage, ROW, type Stages, stageRows } from './staging.ts';

export interface Merge {
  readonly request: RowsToLoad;
  /** The target's quoted name. */
  readonly table: string;
  readonly target: ExistingTarget;
  readonly columns: readonly ArrivingColumn[];
  readonly isMariadb: boolean;
  readonly stages: Stages;
}

/** Rows that can be merged: the table in which they are, and how they are there. */
export interface Staged {
  readonly stage: string;
  readonly columns: readonly ArrivingColumn[];
}

/** Stages the rows that can be merged: keys in the target's own types, so that they compare as the target compares them, each only once. */
export async function readyRows(session: Session, rejects: Rejects, merge: Merge): Promise<Staged> {
  const { request, target, columns, stages } = merge;
  const { key, deleteMissing = false } = request;
  await stageRows(session, stages.stage, columns, request, rejects.refuse);
  const isTyped = columns.every((c) => c.isExact || !key.includes(c.name));
  const ready = isTyped ? { stage: stages.stage, columns } : await typeKeys(session, rejects, merge);
  await rejects.duplicates(ready.stage, key);
  if (key.length > 0 && (deleteMissing || !isUniqueBy(target, key)))
    await session.run(
      `ALTER TABLE ${ready.stage} ADD INDEX (${key.map((name) => indexPart(name, columns)).join(', ')})`,
    );
  await refuseHeld(session, rejects, merge, ready.stage);
  return ready;
}

/** The value of a column of the staged rows `s`. */
export function stagedValue({ name }: ArrivingColumn): string {
  return `s.${quoteIdentifier(name)}`;
}

/** A condition on rows of `alias` and staged rows `s`: they have the same key. */
export function sameKey(key: readonly string[], alias = 't'): string {
  return sameKeyBy({ quoteIdentifier, key, keyOf: quoteIdentifier })(`${alias}.`);
}

/** A column of a key as a part of a temporary table's index. */
function indexPart(name: string, columns: readonly ArrivingColumn[]): string {
  const definition = columns.find((c) => c.name === name)?.definition ?? '';
  const isLong = /^((tiny|medium|long)?(text|blob)|varchar|varbinary)/.test(definition);
  const length = Number(/^var\w+\((\d+)\)/.exec(definition)?.[1] ?? Number.POSITIVE_INFINITY);
  return isLong && length > INDEX_PREFIX
    ? `${quoteIdentifier(name)}(${INDEX_PREFIX})`
    : quoteIdentifier(name);
}

/** Casts the rows into a second temporary table, whose key is of the target's types; records that do not fit are rejected. */
async function typeKeys(session: Session, rejects: Rejects, merge: Merge): Promise<Staged> {
  const { stage, typed, keys: tried } = merge.stages;
  const isKey = ({ name }: ArrivingColumn) => merge.request.key.includes(name);
  const columns = merge.columns.map((c) =>
    isKey(c) ? { ...c, stagedAs: c.definition, isExact: true, assigned: (staged: string) => staged } : c,
  );
  const numbers = rejects.numbers.map((name) => ({ name, definition: 'bigint' }));
  const all = [...columns.map(({ name, stagedAs: definition }) => ({ name, definition })), ...numbers];
  const value = (c: ArrivingColumn) => (isKey(c) ? c.assigned(stagedValue(c)) : stagedValue(c));
  const others = rejects.numbers.map((name) => `s.${quoteIdentifier(name)}`);
  const names = quoteList(all.map(({ name }) => name));
  await createStage(session, typed, all);
  if (isWideStage(all)) {
    // What a failed statement wrote into such a table would stay: the keys are tried apart.
    const keys = merge.columns.filter(isKey);
    await createStage(session, tried, [AT, ...keys]);
    await typeInto(
      session,
      rejects,
      stage,
      tried,
      [AT.name, ...keys.map((c) => c.name)],
      [`s.${ROW}`, ...keys.map(value)],
    );
    const values = merge.columns.map((c) => (isKey(c) ? `k.${quoteIdentifier(c.name)}` : stagedValue(c)));
    await session.run(
      `INSERT INTO ${typed} (${names}) SELECT ${[...values, ...others].join(', ')} FROM ${tried} AS k JOIN ${stage} AS s ON s.${ROW} = k.${quoteIdentifier(AT.name)} ORDER BY s.${ROW}`,
    );
    await session.run(`DROP TEMPORARY TABLE ${tried}`);
  } else {
    const values = [...merge.columns.map(value), ...others];
    await typeInto(
      session,
      rejects,
      stage,
      typed,
      all.map(({ name }) => name),
      values,
    );
  }
  return { stage: typed, columns };
}

/** The column that says of which staged row a key is. */
const AT = { name: '_syncform_at', definition: 'bigint' };

/** Casts values of the staged rows `s` into a table, but those of records that do not fit, which are rejected. */
async function typeInto(
  session: Session,
  rejects: Rejects,
  stage: string,
  into: string,
  names: readonly string[],
  values: readonly string[],
): Promise<void> {
  await session.run('START TRANSACTION');
  await rejects.stepwise(stage, async (where) => {
    const { rows } = await session.run(
      `INSERT INTO ${into} (${quoteList(names)}) SELECT ${values.join(', ')} FROM ${stage} AS s WHERE ${where} ORDER BY s.${ROW}`,
    );
    return rows;
  });
  await session.run('COMMIT');
}

/** Refuses rows of a stage, whose keys are in the target's types there, that are new and have the key of another record. */
function refuseHeld(session: Session, rejects: Rejects, merge: Merge, stage: string): Promise<void> {
  const { request, table, stages } = merge;
  const { key } = request;
  return family.refuseHeld(request, {
    number: `s.${quoteIdentifier(NUMBER.name)}`,
    async isFound(isNew) {
      const found = await session.rows(
        `SELECT 1 FROM ${stage} AS s JOIN ${table} AS t ON ${sameKey(key)} WHERE ${isNew} LIMIT 1`,
      );
      return found.length > 0;
    },
    async refuse(isNew, keys, reason) {
      const columns = key.map((name) => merge.columns.find((c) => c.name === name) as ArrivingColumn);
      await createStage(
        session,
        stages.holders,
        columns.map(({ name, stagedAs: definition }) => ({ name, definition })),
      );
      await fill(session, stages.holders, columns, keys, key, () => {});
      const index = `INDEX (${key.map((name) => indexPart(name, columns)).join(', ')})`;
      await createStage(session, stages.held, columns, index);
      const values = columns.map((c) => c.assigned(`a.${quoteIdentifier(c.name)}`)).join(', ');
      await session.run(
        `INSERT INTO ${stages.held} (${quoteList(key)}) SELECT ${values} FROM ${stages.holders} AS a ORDER BY a.${ROW}`,
      );
      await rejects.take(stage, `JOIN ${stages.held} AS h ON ${sameKey(key, 'h')}`, isNew, reason);
    },
  });
}
