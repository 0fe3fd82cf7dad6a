import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest } from '@jest/globals';
import type { JsonObject } from '../../engine/kit/json.ts';
import { CrashLab } from '../crash/lab.ts';
import { bulkSync, postgresSource } from '../crash/scenarios.ts';
import { noDisk, smallDisk } from '../crash/small-disk.ts';
import { testNeeding } from '../needing.ts';
import { missingSshd, sshSettings, startSshd } from '../services/sshd.ts';

/* Where nothing can be written, the plan says so, by folder and with what to do. */

jest.setTimeout(120_000);

const CHILD = join(import.meta.dirname, 'ask-may-write.ts');
const SETPRIV = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const remount = (how: 'ro' | 'rw', path: string) =>
  execFileSync('mount', ['-o', `remount,${how}`, path], { stdio: 'ignore' });

describe('a target on a disk that is mounted for reading only', () => {
  const places: readonly (readonly [string, JsonObject])[] = [
    ['local_files', { path: 'disk' }],
    ['duckdb', { path: 'disk/lake.duckdb' }],
  ];
  for (const [type, configuration] of places)
    testNeeding(noDisk, `${type}: is refused by the plan, whether it is there or not`, async () => {
      await using lab = await CrashLab.open({ prepare: (dir) => smallDisk(join(dir, 'disk'), 24) });
      await postgresSource(lab, 10);
      const disk = join(lab.dir, 'disk');
      const from = await lab.connect('postgresql', 'from');
      const { id: to } = await lab.engine.connections.create({ name: 'to', type, configuration });
      const planned = () => bulkSync(lab, { from, to, object: 'public.source' });
      const refused = {
        code: 'invalid',
        message: expect.stringContaining(`in the folder ${disk}: its disk is read-only`),
      };
      remount('ro', disk);
      await expect(planned()).rejects.toMatchObject(refused);
      remount('rw', disk);
      await lab.run('bulkSyncs', await planned());
      remount('ro', disk);
      await expect(planned()).rejects.toMatchObject(refused);
      remount('rw', disk);
    });

  testNeeding(noDisk ?? missingSshd(), 'sftp: is refused by the connection', async () => {
    await using lab = await CrashLab.open({ prepare: (dir) => smallDisk(join(dir, 'disk'), 24) });
    await using ssh = await startSshd();
    const disk = join(lab.dir, 'disk');
    const { ssh: _, ...login } = sshSettings(ssh);
    remount('ro', disk);
    const connected = (more: JsonObject) =>
      lab.engine.connections.create({
        name: 'to',
        type: 'sftp',
        configuration: { ...login, path: disk, ...more },
      });
    await expect(connected({})).rejects.toMatchObject({
      message: expect.stringMatching(/^permission: cannot write to sftp:.*: its disk is read-only$/),
      hint: expect.stringContaining('read_only = true'),
    });
    expect(await connected({ read_only: true })).toMatchObject({ type: 'sftp' });
  });
});

describe('a user without the right to write', () => {
  const noUser = process.getuid?.() === 0 ? missingSetpriv() : undefined;

  testNeeding(noUser, 'is named, with the folder or the file', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'shut-'));
    try {
      await chmod(dir, 0o755);
      await mkdir(join(dir, 'shut'));
      await writeFile(join(dir, 'shut/lake.duckdb'), '');
      await chmod(join(dir, 'shut/lake.duckdb'), 0o444);
      await chmod(join(dir, 'shut'), 0o555);
      const said = JSON.parse(asOther(join(dir, 'shut'))) as Record<'folder' | 'below' | 'file', string[]>;
      const shut = [
        expect.stringMatching(`^user \\S+ may not write in the folder ${dir}/shut: allow it with chmod`),
      ];
      expect(said).toEqual({
        folder: shut,
        below: shut,
        file: [
          expect.stringContaining(`may not write to the file ${dir}/shut/lake.duckdb: allow it with chmod`),
        ],
      });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

/** Asks as another user than root what may be written. */
function asOther(folder: string): string {
  const command = [process.execPath, CHILD, folder];
  const [program = '', ...more] = process.getuid?.() === 0 ? [...SETPRIV, ...command] : command;
  return execFileSync(program, more, { encoding: 'utf8', cwd: '/' });
}

/** Why nothing can be run as another user, who must be able to read the program. */
function missingSetpriv(): string | undefined {
  try {
    execFileSync('setpriv', [...SETPRIV.slice(1), 'test', '-r', CHILD], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'nothing can be run here as a user other than root that reads this folder';
  }
}
