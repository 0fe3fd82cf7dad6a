import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Execution, SyncInput } from '../../engine/api/documents.ts';
import { openEngine } from '../../engine/embedded.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';

/** A system with a table of two columns, `id` (its key) and `n`. */
export interface EqualTarget extends AsyncDisposable {
  readonly type: string;
  readonly configuration: JsonObject;
  /** The table's id. */
  readonly object: string;
  /** Adds a row whose `n` is 0, while no connection is open. */
  insert(id: string): Promise<void>;
  /** The values of `n`, while no connection is open. */
  values(): Promise<readonly (string | null)[]>;
}

/** A column type, and two texts that it holds equal. */
export type EqualKind = readonly [type: string, one: string, other: string];

const MODES = ['updateOrCreate', 'create', 'replace'] as const;

/**
 * Tests that of two identities that a target holds equal the second is refused in every run, and that the one that is there
 * keeps its row and its values. `open` makes an empty table with a key of a type; its tables are in `folder` if they are
 * files.
 */
export function testEqualKeys(
  open: (type: string, folder: string) => Promise<EqualTarget>,
  kinds: readonly EqualKind[],
): void {
  describe.each(kinds)('%s holds %s and %s equal', (type, one, other) => {
    const refused = { status: 'errors', counts: { inserted: 0, updated: 0, rejected: 1 } };

    test.each(MODES)('in one batch, mode %s', async (mode) => {
      await using lab = await equalLab(open, type, mode);
      await lab.write(`${one},1`, `${other},2`);
      expect(await lab.run()).toMatchObject({ status: 'errors', counts: { inserted: 1, rejected: 1 } });
      const [first] = await lab.values();
      const [loser] = await lab.rejected();
      for (const attempts of [2, 3]) {
        expect(await lab.run()).toMatchObject(refused);
        expect(await lab.rejected()).toMatchObject([
          { key: loser?.key, reason: expect.stringContaining('(id)'), attempts },
        ]);
        expect(await lab.values()).toEqual([first]);
      }
    });

    test.each(MODES)('in two batches, mode %s', async (mode) => {
      await using lab = await equalLab(open, type, mode);
      await lab.write(`${one},1`);
      expect(await lab.run()).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
      await lab.write(`${other},2`, `${one},1`);
      expect(await lab.run()).toMatchObject({ status: 'errors', counts: { rejected: 1 } });
      for (const attempts of [2, 3]) {
        expect(await lab.run()).toMatchObject(refused);
        expect(await lab.rejected()).toMatchObject([{ key: { id: other }, attempts }]);
        expect(await lab.values()).toEqual(['1']);
      }
      // A change of the record that is there arrives, also where the other comes along.
      await lab.write(`${other},2`, `${one},3`);
      expect(await lab.run()).toMatchObject({ status: 'errors', counts: { rejected: 1 } });
      expect(await lab.values()).toEqual([mode === 'create' ? '1' : '3']);
      // Once the model does not have it any more, the other may have its row.
      await lab.write(`${other},2`);
      expect(await lab.run()).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
      expect(await lab.rejected()).toEqual([]);
      expect(await lab.values()).toEqual([mode === 'create' ? '1' : '2']);
    });

    test('mode update finds a row by the target’s own equality, and refuses the second record of it', async () => {
      await using lab = await equalLab(open, type, 'update');
      await lab.write(`${other},1`);
      expect(await lab.run()).toMatchObject({ status: 'completed', counts: { updated: 0, rejected: 0 } });
      await lab.insert(one);
      expect(await lab.preview()).toMatchObject({ update: 1, rejected: 0 });
      expect(await lab.run()).toMatchObject({ status: 'completed', counts: { updated: 1, rejected: 0 } });
      expect(await lab.values()).toEqual(['1']);
      await lab.write(`${one},2`, `${other},1`);
      for (const attempts of [1, 2, 3]) {
        expect(await lab.preview()).toMatchObject({ update: 0, rejected: 1 });
        expect(await lab.run()).toMatchObject({ status: 'errors', counts: { updated: 0, rejected: 1 } });
        expect(await lab.rejected()).toMatchObject([
          { key: { id: one }, reason: expect.stringContaining('(id)'), attempts },
        ]);
        expect(await lab.values()).toEqual(['1']);
      }
    });

    test('mode update refuses the second of two in one batch, and says so in a preview', async () => {
      await using lab = await equalLab(open, type, 'update');
      await lab.insert(one);
      await lab.write(`${one},1`, `${other},2`);
      expect(await lab.preview()).toMatchObject({ update: 1, rejected: 1 });
      expect(await lab.run()).toMatchObject({ status: 'errors', counts: { updated: 1, rejected: 1 } });
      const [first] = await lab.values();
      expect(await lab.run()).toMatchObject({ status: 'errors', counts: { updated: 0, rejected: 1 } });
      expect(await lab.values()).toEqual([first]);
    });

    test('mode update with filters on the target finds a row by the target’s own equality', async () => {
      await using lab = await equalLab(open, type, 'update', [
        { field: 'n', function: 'Equality', value: '0' },
      ]);
      await lab.insert(one);
      await lab.write(`${other},1`);
      expect(await lab.run()).toMatchObject({ status: 'completed', counts: { updated: 1 } });
      await lab.write(`${other},2`);
      expect(await lab.run()).toMatchObject({ status: 'completed', counts: { updated: 0 } });
      expect(await lab.values()).toEqual(['1']);
    });

    test('mode remove finds a row by the target’s own equality, as its preview says', async () => {
      await using lab = await equalLab(open, type, 'remove');
      await lab.insert(one);
      await lab.write(`${other},1`);
      expect(await lab.preview()).toMatchObject({ remove: 1, rejected: 0 });
      expect(await lab.run()).toMatchObject({ status: 'completed', counts: { deleted: 1, rejected: 0 } });
      expect(await lab.values()).toEqual([]);
    });
  });
}

async function equalLab(
  open: (type: string, folder: string) => Promise<EqualTarget>,
  type: string,
  mode: SyncInput['mode'],
  target_filters?: SyncInput['target_filters'],
) {
  const folder = await mkdtemp(join(tmpdir(), 'equal-'));
  const dataDir = join(folder, '.syncform');
  const target = await open(type, folder);
  const engine = await openEngine({ dataDir, baseDir: folder });
  const connect = async (of: string, configuration: JsonObject) =>
    (await engine.connections.create({ name: of, type: of, configuration })).id;
  const connection_id = await connect('local_files', { path: folder });
  // A text that is not a number keeps DuckDB from taking keys for numbers.
  const write = (...rows: readonly string[]) =>
    writeFile(join(folder, 'people.csv'), ['id,n', 'none,0', ...rows, ''].join('\n'));
  await write();
  const query = `SELECT id, CAST(n AS INTEGER) AS n FROM "people.csv" WHERE id <> 'none'`;
  const model = await engine.models.create({ name: 'people', connection_id, configuration: { query } });
  const source = (field: string) => ({ model_id: model.id, field });
  const { id } = await engine.syncs.create({
    name: 'people',
    active: true,
    mode,
    schedule: { frequency: 'manual' },
    target: {
      connection_id: await connect(target.type, target.configuration),
      object: target.object,
    },
    fields: ['id', 'n'].map((name) => ({ target: name, source: source(name) })),
    identity: { source: source('id'), target: 'id', function: 'Equality' },
    ...(target_filters ? { target_filters } : {}),
  });
  return {
    write,
    values: () => target.values(),
    insert: (text: string) => target.insert(text),
    preview: async () => (await engine.syncs.preview(id)).objects[0]?.counts,
    run: async (): Promise<Execution> => engine.executions.ended((await engine.syncs.start(id)).id),
    async rejected() {
      await using store = await openStoreForReading(dataDir, systemClock);
      return (await store.rejections.list()).map(({ key, reason, attempts }) => ({ key, reason, attempts }));
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await target[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
