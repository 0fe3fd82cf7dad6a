import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { CuttingProxy } from './cutting-proxy.ts';
import { CrashLab } from './lab.ts';
import { isSame } from './ordeal.ts';
import { runInProcess } from './process.ts';
import { bulkSync, duckdbSource, inDuckdb, inPostgres, modelSync, postgresSource } from './scenarios.ts';
import { survives } from './survives.ts';

/*
 * What breaks around a run while the engine itself goes on: the run says so, the target is as it was, and the next run
 * goes on from there.
 */

jest.setTimeout(180_000);

const RECORDS = 30_000;

const toDuckdb = { source: inPostgres('source'), target: inDuckdb('lake.duckdb', 'main.copied') };
const toPostgres = { source: inDuckdb('origin.duckdb', 'main.source'), target: inPostgres('synced') };

describe('a line that is cut', () => {
  test.each([20_000, 500_000])('while the source is read, after %d bytes', async (bytes) => {
    await using lab = await CrashLab.open();
    await using proxy = await CuttingProxy.open(lab.postgres.port);
    const changeSource = await postgresSource(lab, RECORDS);
    const from = await lab.connect('postgresql', 'from', proxy.port);
    const to = await lab.connect('duckdb', 'lake');
    const id = await bulkSync(lab, { from, to, object: 'public.source' });
    await lab.run('bulkSyncs', id);
    await changeSource();
    const sync = { kind: 'bulkSyncs', id, ends: toDuckdb } as const;
    await survives(lab, sync, {
      begin: () => proxy.cutIn(bytes),
      end: () => {
        proxy.cutAfter = undefined;
      },
      message: /./,
    });
  });

  test.each([20_000, 300_000])('while the target is written, after %d bytes', async (bytes) => {
    await using lab = await CrashLab.open();
    await using proxy = await CuttingProxy.open(lab.postgres.port);
    const changeSource = await duckdbSource(lab, 'origin.duckdb', RECORDS);
    const from = await lab.connect('duckdb', 'origin');
    const to = await lab.connect('postgresql', 'to', proxy.port);
    const id = await modelSync(lab, from, to, 'updateOrCreate');
    await lab.run('syncs', id);
    await changeSource();
    const sync = { kind: 'syncs', id, ends: toPostgres } as const;
    await survives(lab, sync, {
      begin: () => proxy.cutIn(bytes),
      end: () => {
        proxy.cutAfter = undefined;
      },
      message: /./,
    });
  });
});

test('a server that ends its sessions fails the run and no more', async () => {
  let fault: (() => Promise<void>) | undefined;
  await using lab = await CrashLab.open({
    ownServer: true,
    at: async (step) => {
      if (step === 'before:load') await fault?.();
    },
  });
  const changeSource = await duckdbSource(lab, 'origin.duckdb', RECORDS);
  const from = await lab.connect('duckdb', 'origin');
  const id = await modelSync(lab, from, await lab.connect('postgresql', 'to'), 'updateOrCreate');
  await lab.run('syncs', id);
  const sync = { kind: 'syncs', id, ends: toPostgres } as const;
  const loading = "FROM pg_stat_activity WHERE application_name = 'syncform' AND query LIKE 'COPY%'";
  const whileLoading = async (work: () => Promise<void>) => {
    for (;;) {
      const [[count] = []] = await lab.sql(`SELECT count(*) ${loading}`);
      if (Number(count) > 0) return work();
      await sleep(1);
    }
  };
  await changeSource();
  let ended: Promise<void> | undefined;
  fault = async () => {
    ended = whileLoading(async () => {
      await lab.sql(`SELECT pg_terminate_backend(pid) ${loading}`);
    });
  };
  await survives(lab, sync, {
    begin: () => {},
    end: async () => {
      fault = undefined;
      await ended;
    },
    message: /./,
  });
});

test('a source that is altered while it is read says so, and the next run takes it as it is', async () => {
  let fault: (() => Promise<void>) | undefined;
  await using lab = await CrashLab.open({
    at: async (step) => {
      if (step === 'before:extract') await fault?.();
    },
  });
  const changeSource = await postgresSource(lab, RECORDS);
  const [from, to] = [await lab.connect('postgresql', 'from'), await lab.connect('duckdb', 'lake')];
  const id = await bulkSync(lab, { from, to, object: 'public.source' });
  await lab.run('bulkSyncs', id);
  await changeSource();
  const sync = { kind: 'bulkSyncs', id, ends: toDuckdb } as const;
  fault = async () => {
    await lab.sql('ALTER TABLE source RENAME COLUMN amount TO price');
  };
  await survives(lab, sync, {
    begin: () => {},
    end: async () => {
      fault = undefined;
      await lab.sql('ALTER TABLE source RENAME COLUMN price TO amount');
    },
    message: /source.*(amount|price|changed|column)/s,
  });
});

describe('two processes', () => {
  test('that run one sync take turns', async () => {
    await using lab = await CrashLab.open();
    const changeSource = await duckdbSource(lab, 'origin.duckdb', RECORDS);
    const from = await lab.connect('duckdb', 'origin');
    const id = await modelSync(lab, from, await lab.connect('postgresql', 'to'), 'append');
    const run = { dataDir: lab.dataDir, kind: 'syncs', id } as const;
    await Promise.all([1, 2, 3].map(() => runInProcess(run, 'none')));
    await changeSource();
    await Promise.all([runInProcess(run, 'none'), lab.run('syncs', id), runInProcess(run, 'none')]);
    const ends = { ...toPostgres, history: inDuckdb('origin.duckdb', 'main.history') };
    await expect(isSame(lab, ends, 'run by several at once')).resolves.toBeUndefined();
  });

  test.each(['with', 'without'])(
    "of which one cancels what the other runs, %s DuckDB's extension: it stops, and the target is as it was",
    async (how) => {
      const extensions = process.env.SYNCFORM_DUCKDB_EXTENSIONS;
      if (how === 'without') delete process.env.SYNCFORM_DUCKDB_EXTENSIONS;
      await using _ = {
        async [Symbol.asyncDispose]() {
          if (extensions !== undefined) process.env.SYNCFORM_DUCKDB_EXTENSIONS = extensions;
        },
      };
      await using lab = await CrashLab.open();
      await postgresSource(lab, RECORDS);
      const [from, to] = [await lab.connect('postgresql', 'from'), await lab.connect('duckdb', 'lake')];
      const id = await bulkSync(lab, { from, to, object: 'public.source' });
      await lab.run('bulkSyncs', id);
      const before = await lab.contents(toDuckdb.target);
      // Whoever reads the table waits.
      await lab.sql('BEGIN; LOCK TABLE source IN ACCESS EXCLUSIVE MODE');
      const running = runInProcess({ dataDir: lab.dataDir, kind: 'bulkSyncs', id }, 'none');
      const failure = expect(running).rejects.toThrow('canceled');
      for (;;) {
        const [execution] = await lab.engine.executions.list({ active: true });
        if (execution && (await lab.sql(WAITING)).length > 0) {
          await lab.engine.executions.cancel(execution.id);
          break;
        }
        await sleep(50);
      }
      await failure;
      await lab.sql('COMMIT');
      expect(await lab.contents(toDuckdb.target)).toBe(before);
      expect(await lab.leftovers()).toEqual([]);
    },
  );
});

/** Sessions that wait for a lock. */
const WAITING = 'SELECT pid FROM pg_locks WHERE NOT granted';
