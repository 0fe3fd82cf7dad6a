import { join } from 'node:path';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { TARGET_ID } from '../contract/target-ids.ts';
import { flushNew } from '../kit/flush.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import type { RecordShape } from './diff.ts';
import type { ExtractionContext } from './extract-records.ts';
import { askIdentities, identityText } from './find-records.ts';
import type { StagedBatch } from './staged-batch.ts';
import type { SyncRun } from './sync-run.ts';

/**
 * A batch of an interrupted execution whose last records are still to be created. Some of them may have arrived without its being
 * noted: a target that can be asked is asked, and those that it has are updated, or in mode create taken as done. The batch gets
 * another id, because other records follow on those that were noted.
 */
export async function withUnsureCreates(
  run: SyncRun,
  session: DuckdbSession,
  staged: StagedBatch,
  shape: RecordShape,
  context: ExtractionContext,
): Promise<StagedBatch> {
  const { store, blueprint, sync } = run;
  const last = staged.stretches.at(-1);
  const name = shape.key[0];
  const canAsk = blueprint.writing?.canLook === true && staged.hasIds === true && name !== undefined;
  if (!canAsk || last?.operation !== 'create') return staged;
  const from = Math.max(staged.sent, last.first);
  const end = last.first + last.count;
  if (from >= end) return staged;
  const file = (path: string) => quoteLiteral(join(store.dataDir, path));
  const read = `read_parquet(${file(staged.changes)})`;
  const asked = `SELECT _syncform_key, ${identityText(shape, name)} AS identity FROM ${read} WHERE _syncform_place >= ${from}`;
  await askIdentities(run, session, asked, name, context);
  const [[answered] = []] = await session.all('SELECT count(*) FROM _syncform_found');
  const found = Number(answered);
  if (found === 0) return staged;
  const id = store.random.uuid();
  const changes = staged.changes.replace(/[^/\\]+$/, `${id}.changes.parquet`);
  const names = (of: string) => shape.columns.map(({ name }) => `${of}.${hubIdentifier(name)}`).join(', ');
  await session.run(
    `COPY (SELECT _syncform_place, _syncform_key, ${TARGET_ID.name}, ${names('b')} FROM ${read} b WHERE _syncform_place < ${from}
            UNION ALL
           SELECT ${from} + row_number() OVER (ORDER BY f.id IS NULL, c._syncform_place) - 1, c._syncform_key, f.id, ${names('c')}
             FROM (FROM ${read} WHERE _syncform_place >= ${from}) c LEFT JOIN _syncform_found f ON f._syncform_key = c._syncform_key
            ORDER BY _syncform_place)
       TO ${file(changes)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await flushNew(join(store.dataDir, changes));
  const isDone = sync.mode === 'create';
  const done = from - last.first + (isDone ? found : 0);
  const stretch = (operation: 'create' | 'update', first: number, count: number) =>
    count > 0 ? [{ operation, first, count, keyOnly: false }] : [];
  return {
    ...staged,
    batch: { ...staged.batch, id },
    changes,
    sent: isDone ? from + found : staged.sent,
    stretches: [
      ...staged.stretches.slice(0, -1),
      ...stretch('create', last.first, done),
      ...(isDone ? [] : stretch('update', from, found)),
      ...stretch('create', from + found, end - from - found),
    ],
  };
}
