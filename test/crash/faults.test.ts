import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { testNeeding } from '../needing.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { CrashLab } from './lab.ts';
import { isSame } from './ordeal.ts';
import { runInProcess } from './process.ts';
import { bulkSync, duckdbSource, inDuckdb, inPostgres, modelSync, postgresSource } from './scenarios.ts';

/*
 * What breaks around a run while the engine itself goes on: the run says so, the target is as it was, and the next run
 * goes on from there.
 */

jest.setTimeout(180_000);

const RECORDS = 30_000;

const toDuckdb = { source: inPostgres('source'), target: inDuckdb('lake.duckdb', 'main.copied') };
const toPostgres = { source: inDuckdb('origin.duckdb', 'main.source'), target: inPostgres('synced') };

/** Runs it with a fault, then without: the first run fails with the message and leaves the target as it was. */
async function survives(
  lab: CrashLab,
  sync: { kind: 'syncs' | 'bulkSyncs'; id: string; ends: typeof toDuckdb | typeof toPostgres },
  fault: { begin(): Promise<void> | void; end(): Promise<void> | void; message: RegExp },
): Promise<void> {
  const before = await lab.contents(sync.ends.target);
  await fault.begin();
  const broken = await lab.ending(sync.kind, sync.id);
  await fault.end();
  expect(broken).toMatchObject({ status: 'failed', error: expect.stringMatching(fault.message) });
  expect(await lab.contents(sync.ends.target)).toBe(before);
  expect(await lab.ending(sync.kind, sync.id)).toMatchObject({ status: 'completed', error: null });
  await isSame(lab, sync.ends, 'run again');
}

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

/** A small disk, of memory. */
async function smallDisk(path: string, megabytes: number): Promise<AsyncDisposable> {
  await mkdir(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' });
  return { [Symbol.asyncDispose]: async () => void execFileSync('umount', ['-l', path]) };
}

/** Whether this user may mount one. */
function isAllowed(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
}

/** Fills a disk; answers how to make room again. */
async function fill(disk: string): Promise<() => Promise<void>> {
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, '');
  for (const size of [1 << 20, 1 << 12, 1])
    while (
      await appendFile(ballast, Buffer.alloc(size)).then(
        () => true,
        () => false,
      )
    );
  return () => rm(ballast);
}

const noDisk = isAllowed() ? undefined : 'this user may not mount a disk of memory';

testNeeding(
  noDisk,
  'a full disk at the target fails the run; with room again the next one goes on',
  async () => {
    await using lab = await CrashLab.open({ prepare: (dir) => smallDisk(join(dir, 'disk'), 24) });
    const changeSource = await postgresSource(lab, RECORDS);
    const from = await lab.connect('postgresql', 'from');
    const to = await lab.connect('duckdb', 'disk/lake');
    const id = await bulkSync(lab, { from, to, object: 'public.source' });
    await lab.run('bulkSyncs', id);
    await changeSource();
    const ends = { ...toDuckdb, target: inDuckdb('disk/lake.duckdb', 'main.copied') };
    let makeRoom = async () => {};
    await survives(
      lab,
      { kind: 'bulkSyncs', id, ends },
      {
        begin: async () => {
          makeRoom = await fill(join(lab.dir, 'disk'));
        },
        end: () => makeRoom(),
        message: /space|full|could not (write|fsync)/i,
      },
    );
  },
);

testNeeding(
  noDisk,
  'a disk that fills up under the store stops the run; with room again the next one goes on',
  async () => {
    let fault: (() => Promise<void>) | undefined;
    await using lab = await CrashLab.open({
      prepare: (dir) => smallDisk(join(dir, '.syncform'), 16),
      at: async (step) => {
        if (step === 'before:stage' || step === 'before:acknowledge') await fault?.();
      },
    });
    const changeSource = await duckdbSource(lab, 'origin.duckdb', RECORDS);
    const from = await lab.connect('duckdb', 'origin');
    const id = await modelSync(lab, from, await lab.connect('postgresql', 'to'), 'append');
    const ends = { ...toPostgres, history: inDuckdb('origin.duckdb', 'main.history') };
    await lab.run('syncs', id);
    for (const only of [1, 2]) {
      await changeSource();
      let left: number = only;
      let makeRoom = async () => {};
      fault = async () => {
        if (--left === 0) makeRoom = await fill(lab.dataDir);
      };
      // That it failed cannot be written down either: whoever waits for its end is told.
      const told = await lab.ending('syncs', id).then(
        ({ error }) => error,
        (error: Error) => error.message,
      );
      expect(told).toMatch(/space|full/i);
      fault = undefined;
      await expect(lab.ending('syncs', id)).rejects.toThrow('the disk is full');
      await makeRoom();
      expect(await lab.ending('syncs', id)).toMatchObject({ status: 'completed', error: null });
      await isSame(lab, ends, 'run again');
    }
  },
);

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
