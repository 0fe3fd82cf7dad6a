import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { sweepTempFolders, tempFolder } from './temp-folder.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('what a dead process left goes, what a living one has stays', async () => {
  const own = tempFolder(dataDir);
  const machine = basename(own).split('-')[2];
  const { pid } = spawnSync('true');
  const foreign = join(dataDir, 'tmp', '1-1-0123456789ab');
  const old = join(dataDir, 'tmp', '2-2-0123456789ab');
  const dead = [
    join(dataDir, 'tmp', `${pid}-1-${machine}`),
    join(dataDir, 'tmp', `${process.pid}-1-${machine}`),
  ];
  for (const folder of [own, foreign, old, ...dead])
    mkdirSync(join(folder, 'session-x'), { recursive: true });
  const longAgo = new Date(Date.now() - 30 * 24 * 3600 * 1000);
  utimesSync(old, longAgo, longAgo);
  await sweepTempFolders(dataDir, Date.now());
  expect(readdirSync(join(dataDir, 'tmp')).sort()).toEqual([basename(own), basename(foreign)].sort());
});

test('there is nothing to do where there is no folder yet', async () => {
  await expect(sweepTempFolders(join(dataDir, 'none'), 0)).resolves.toBeUndefined();
});
