import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest } from '@jest/globals';
import type { JsonObject } from '../../engine/kit/json.ts';
import { testNeeding } from '../needing.ts';
import { missingS3, startS3 } from '../services/s3/s3.ts';
import { missingSshd, sshSettings, startSshd } from '../services/sshd.ts';
import { CrashLab, type Place } from './lab.ts';
import { isSame } from './ordeal.ts';
import { bulkSync, duckdbSource, inDuckdb, inPostgres, modelSync, postgresSource } from './scenarios.ts';
import { fill, noDisk, smallDisk } from './small-disk.ts';
import { survives } from './survives.ts';

/*
 * A disk that is full: the run says which object and which folder, nothing half is left, what was there before is whole,
 * and with room again the next run goes on.
 */

jest.setTimeout(180_000);

const missingFromS3 = await missingS3();

const RECORDS = 30_000;
const FULL = 'is full. Make room there and run again: what was committed before is kept.';

/** Fills a disk while a sync runs that has run before. */
async function survivesFull(
  lab: CrashLab,
  sync: Parameters<typeof survives>[1],
  disk: string,
  { said, left }: { readonly said: string; readonly left?: number },
): Promise<void> {
  let makeRoom = async () => {};
  await survives(lab, sync, {
    begin: async () => {
      makeRoom = await fill(disk, left);
    },
    end: async () => {
      await makeRoom();
      // What DuckDB wrote ahead is gone once it opens the file again.
      expect((await lab.leftovers()).filter((left) => !left.endsWith('.wal'))).toEqual([]);
    },
    message: new RegExp(`${RegExp.escape(said)} ${RegExp.escape(FULL)}`),
  });
}

/** A lab with a small disk in its folder. */
const labWith = (folder: string, megabytes: number, at?: (step: string) => Promise<void>) =>
  CrashLab.open({ prepare: (dir) => smallDisk(join(dir, folder), megabytes), ...(at ? { at } : {}) });

describe('a full disk at the target', () => {
  async function intoDisk(
    lab: CrashLab,
    type: string,
    settings: JsonObject,
    target: Place,
    said: string,
    { left, format }: { readonly left?: number; readonly format?: string } = {},
  ): Promise<void> {
    const changeSource = await postgresSource(lab, RECORDS);
    const from = await lab.connect('postgresql', 'from');
    const { id: to } = await lab.engine.connections.create({ name: 'to', type, configuration: settings });
    const id = await bulkSync(lab, {
      from,
      to,
      object: 'public.source',
      ...(format === undefined ? {} : { format }),
    });
    await lab.run('bulkSyncs', id);
    await changeSource();
    const ends = { source: inPostgres('source'), target };
    await survivesFull(lab, { kind: 'bulkSyncs', id, ends }, join(lab.dir, 'disk'), {
      said,
      ...(left === undefined ? {} : { left }),
    });
  }

  testNeeding(noDisk, 'of a DuckDB file', async () => {
    await using lab = await labWith('disk', 24);
    const target = inDuckdb('disk/lake.duckdb', 'main.copied');
    const said = `loading copied: the disk of the folder ${lab.dir}/disk`;
    await intoDisk(lab, 'duckdb', { path: 'disk/lake.duckdb' }, target, said);
  });

  for (const format of ['parquet', 'csv', 'json'] as const)
    for (const left of [0, 8_192])
      testNeeding(noDisk, `of a ${format} file, with ${left} bytes left`, async () => {
        await using lab = await labWith('disk', 24);
        const file = `disk/copied.${format}`;
        const target = { system: 'written', file, format } as const;
        const said = `loading ${lab.dir}/${file}: the disk of the folder ${lab.dir}/disk`;
        await intoDisk(lab, 'local_files', { path: 'disk' }, target, said, { left, format });
      });

  testNeeding(noDisk ?? missingSshd(), 'of a folder on an SFTP server', async () => {
    await using lab = await labWith('disk', 24);
    await using ssh = await startSshd();
    const { ssh: _, ...login } = sshSettings(ssh);
    const path = join(lab.dir, 'disk');
    const server = `sftp://${ssh.user}@${ssh.host}:${ssh.port}`;
    const target = { system: 'parquet', file: 'disk/copied/*.parquet' } as const;
    const said = `loading copied: the disk of the folder ${server}/${path}/copied`;
    await intoDisk(lab, 'sftp', { ...login, path, format: 'parquet' }, target, said);
    expect((await readdir(join(path, 'copied'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a full disk below an S3 server', () => {
  testNeeding(noDisk ?? missingFromS3, 'of the files of a table', async () => {
    await using lab = await labWith('disk', 24);
    const disk = join(lab.dir, 'disk');
    await using s3 = await startS3({ folder: disk });
    const changeSource = await postgresSource(lab, RECORDS);
    const from = await lab.connect('postgresql', 'from');
    const { id: to } = await lab.engine.connections.create({
      name: 'to',
      type: 's3',
      configuration: {
        s3_bucket_name: `s3://${s3.bucket}/lake`,
        s3_bucket_region: s3.region,
        aws_access_key_id: s3.accessKeyId,
        aws_secret_access_key: s3.secretAccessKey,
        endpoint: s3.endpoint,
      },
    });
    const id = await bulkSync(lab, { from, to, object: 'public.source' });
    await lab.run('bulkSyncs', id);
    await changeSource();
    const target = { system: 'parquet', file: `disk/${s3.bucket}/lake/copied/*.parquet` } as const;
    const ends = { source: inPostgres('source'), target };
    let makeRoom = async () => {};
    await survives(
      lab,
      { kind: 'bulkSyncs', id, ends },
      {
        begin: async () => {
          makeRoom = await fill(disk);
        },
        end: async () => {
          await makeRoom();
          expect(await s3.unfinishedUploads()).toEqual([]);
          expect(await lab.leftovers()).toEqual([]);
        },
        message: new RegExp(
          `^public.source: bucket: cannot write to bucket ${s3.bucket}: it has no room left. Make room there and run again: what was committed before is kept.$`,
        ),
      },
    );
  });
});

describe('a full disk at the target of a first run', () => {
  testNeeding(noDisk, 'leaves no file', async () => {
    await using lab = await labWith('disk', 8);
    await postgresSource(lab, RECORDS);
    const from = await lab.connect('postgresql', 'from');
    const to = await lab.connect('local_files', 'disk');
    const id = await bulkSync(lab, { from, to, object: 'public.source' });
    const makeRoom = await fill(join(lab.dir, 'disk'));
    expect(await lab.ending('bulkSyncs', id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining(`the disk of the folder ${lab.dir}/disk`),
    });
    await makeRoom();
    expect(await readdir(join(lab.dir, 'disk'))).toEqual([]);
    await lab.run('bulkSyncs', id);
    const target = { system: 'parquet', file: 'disk/copied.parquet' } as const;
    await isSame(lab, { source: inPostgres('source'), target }, 'run again');
  });
});

describe('a full disk under the data directory', () => {
  testNeeding(
    noDisk,
    'while the store is written stops the run; with room again the next one goes on',
    async () => {
      let fault: (() => Promise<void>) | undefined;
      await using lab = await labWith('.syncform', 16, async (step) => {
        if (step === 'before:stage' || step === 'before:acknowledge') await fault?.();
      });
      const changeSource = await duckdbSource(lab, 'origin.duckdb', RECORDS);
      const from = await lab.connect('duckdb', 'origin');
      const id = await modelSync(lab, from, await lab.connect('postgresql', 'to'), 'append');
      const ends = {
        source: inDuckdb('origin.duckdb', 'main.source'),
        target: inPostgres('synced'),
        history: inDuckdb('origin.duckdb', 'main.history'),
      };
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
        expect(told).toMatch(/the disk (of the folder \S+ )?is full/);
        expect(told).toContain(lab.dataDir);
        fault = undefined;
        await expect(lab.ending('syncs', id)).rejects.toThrow('the disk is full');
        await makeRoom();
        expect(await lab.ending('syncs', id)).toMatchObject({ status: 'completed', error: null });
        await isSame(lab, ends, 'run again');
      }
    },
  );

  testNeeding(noDisk, 'while the next ledger is written', async () => {
    let fault: (() => Promise<void>) | undefined;
    await using lab = await labWith('.syncform', 16, async (step) => {
      if (step === 'before:stage') await fault?.();
    });
    const changeSource = await duckdbSource(lab, 'origin.duckdb', RECORDS);
    const from = await lab.connect('duckdb', 'origin');
    const id = await modelSync(lab, from, await lab.connect('postgresql', 'to'), 'updateOrCreate');
    await lab.run('syncs', id);
    await changeSource();
    let makeRoom = async () => {};
    await survives(
      lab,
      {
        kind: 'syncs',
        id,
        ends: { source: inDuckdb('origin.duckdb', 'main.source'), target: inPostgres('synced') },
      },
      {
        begin: () => {
          fault = async () => {
            makeRoom = await fill(lab.dataDir, 200_000);
          };
        },
        end: async () => {
          fault = undefined;
          await makeRoom();
        },
        message: new RegExp(
          `the disk of the folder ${RegExp.escape(lab.dataDir)}\\S* ${RegExp.escape(FULL)}`,
        ),
      },
    );
    expect(await lab.leftovers()).toEqual([]);
  });

  testNeeding(noDisk, 'where DuckDB lays down what its memory does not hold', async () => {
    const memory = process.env.SYNCFORM_DUCKDB_MEMORY;
    process.env.SYNCFORM_DUCKDB_MEMORY = '40MB';
    try {
      await using lab = await labWith('.syncform', 12);
      await duckdbSource(lab, 'origin.duckdb', 20 * RECORDS);
      const from = await lab.connect('duckdb', 'origin');
      const id = await modelSync(lab, from, await lab.connect('postgresql', 'to'), 'updateOrCreate');
      expect(await lab.ending('syncs', id)).toMatchObject({
        status: 'failed',
        error: expect.stringContaining(`the disk of the folder ${lab.dataDir} ${FULL}`),
      });
      expect(await lab.leftovers()).toEqual([]);
    } finally {
      if (memory === undefined) delete process.env.SYNCFORM_DUCKDB_MEMORY;
      else process.env.SYNCFORM_DUCKDB_MEMORY = memory;
    }
  });
});
