import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { testNeeding } from '../needing.ts';
import { missingMysql, startMysql } from '../services/mysql/mysql.ts';

/** A target to be: its connection, and how its table is named. */
interface Target extends AsyncDisposable {
  readonly type: string;
  readonly configuration: Record<string, string | number | boolean>;
  readonly table: string;
}

let folder: string;
const targets: Readonly<Record<string, () => Promise<Target>>> = {
  async duckdb() {
    const configuration = { path: join(folder, 'target.duckdb') };
    return { type: 'duckdb', configuration, table: 'main.accounts', async [Symbol.asyncDispose]() {} };
  },
  async local_files() {
    await mkdir(join(folder, 'target'));
    const configuration = { path: join(folder, 'target') };
    return {
      type: 'local_files',
      configuration,
      table: 'accounts.parquet',
      async [Symbol.asyncDispose]() {},
    };
  },
  async mysql() {
    const server = await startMysql();
    return {
      type: 'mysql',
      configuration: server.configuration,
      table: 'accounts',
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

let engine: EngineApi;
let target: Target;
let connection: string;
let files: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'targets-'));
  engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await target?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const write = (...rows: readonly string[]) =>
  writeFile(join(folder, 'accounts.csv'), ['id,mail,name,state', ...rows, ''].join('\n'));

async function open(name: string): Promise<void> {
  const started = targets[name]!;
  target = await started();
  await write('1,a@acme.com,Ada,open', '2,b@globex.fr,Bob,closed');
  const connect = async (type: string, configuration: Target['configuration']) =>
    (await engine.connections.create({ name: type, type, configuration })).id;
  files = await connect('local_files', { path: folder });
  connection =
    target.type === 'local_files'
      ? await connect('local_files', target.configuration)
      : await connect(target.type, target.configuration);
}

/** Creates a sync of the CSV file; answers how to run it. */
async function sync(
  name: string,
  over: Partial<SyncInput>,
  by: SyncInput['identity'],
): Promise<() => Promise<unknown>> {
  const { id } = await engine.syncs.create({
    name,
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: connection, object: target.table },
    fields: [],
    identity: by,
    ...over,
  });
  return async () => {
    const execution = await engine.executions.ended((await engine.syncs.start(id)).id);
    const { inserted, updated, deleted, rejected } = execution.counts;
    return { status: execution.status, error: execution.error, inserted, updated, deleted, rejected };
  };
}
const outcome = (over: object) => ({
  status: 'completed',
  error: null,
  inserted: 0,
  updated: 0,
  deleted: 0,
  rejected: 0,
  ...over,
});
async function rows(): Promise<readonly (readonly unknown[])[]> {
  const { fields, rows } = await engine.connections.query(connection, { table: target.table }, 100);
  const places = ['id', 'mail', 'name', 'state'].map((name) => fields.findIndex((f) => f.name === name));
  return rows
    .map((row) => places.map((place) => row[place] ?? null))
    .sort((a, b) => Number(a[0]) - Number(b[0]));
}

for (const name of Object.keys(targets))
  testNeeding(
    name === 'mysql' ? missingMysql() : undefined,
    `${name} is a target of every mode, function and filter`,
    async () => {
      await open(name);
      const model = await engine.models.create({
        name: 'accounts',
        connection_id: files,
        configuration: { table: 'accounts.csv' },
      });
      const source = (field: string) => ({ model_id: model.id, field });
      const field = (target_: string, sync_mode?: string) => ({
        target: target_,
        source: source(target_),
        ...(sync_mode ? { sync_mode } : {}),
      });
      const byId = { source: source('id'), target: 'id', function: 'Equality' } as const;

      const first = await sync(
        'first',
        {
          target: { connection_id: connection, create: { name: target.table } },
          fields: [field('mail', 'create'), field('name'), field('state', 'update')],
        },
        byId,
      );
      expect(await first()).toEqual(outcome({ inserted: 2 }));
      await write('1,x@x.com,Adele,open', '2,b@globex.fr,Bob,closed');
      expect(await first()).toEqual(outcome({ updated: 1 }));
      expect((await rows()).map((row) => row.map(String))).toEqual([
        ['1', 'a@acme.com', 'Adele', 'open'],
        ['2', 'b@globex.fr', 'Bob', 'null'],
      ]);

      await write('7,https://www.ACME.com/x,New,lead', '8,nowhere.org,Other,lead');
      const update = await sync(
        'update',
        { mode: 'update', fields: [field('name')] },
        { source: source('mail'), target: 'mail', function: 'DomainMatch' },
      );
      expect(await update()).toEqual(outcome({ updated: 1 }));
      expect((await rows())[0]?.[2]).toBe('New');

      await write('1,a,Filtered,x', '2,b,Filtered,x');
      const filtered = await sync(
        'filtered',
        {
          mode: 'update',
          fields: [field('name')],
          target_filters: [{ field: 'state', function: 'Equality', value: 'open' }],
        },
        byId,
      );
      expect(await filtered()).toEqual(outcome({ updated: 1 }));
      expect((await rows()).map((row) => row[2])).toEqual(['Filtered', 'Bob']);

      const remove = await sync('remove', { mode: 'remove', fields: [field('id')] }, byId);
      await write('2,b,Bob,x', '3,c,Cyd,x');
      expect(await remove()).toEqual(outcome({ deleted: 1 }));
      const replace = await sync(
        'replace',
        { mode: 'replace', allow_destructive: true, fields: [field('name')] },
        byId,
      );
      expect(await replace()).toEqual(outcome({ inserted: 2, deleted: 1 }));
      expect((await rows()).map((row) => row[2])).toEqual(['Bob', 'Cyd']);
    },
  );
