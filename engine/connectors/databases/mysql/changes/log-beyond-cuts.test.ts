import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import { describeNeeding } from '../../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../../test/services/mysql/mysql.ts';
import { SHOW_LOG_END } from '../../../../../test/services/mysql/words.ts';
import { type LogFixture, openLogFixture } from './testing/followed.ts';

describeNeeding(missingMysql(), `a server that is killed while it writes its log, at ${serverName}`, () => {
  let fixture: LogFixture;
  beforeAll(async () => {
    const settings = { 'innodb-flush-log-at-trx-commit': '1', 'sync-binlog': '1' };
    fixture = await openLogFixture({ restarts: true, settings });
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  /** A line to the server that is there now. */
  const connect = async () => {
    const { host, port, user, password, database } = fixture.service;
    for (let left = 300; ; left--)
      try {
        const client = await mysql.createConnection({
          host,
          port,
          user,
          password,
          database,
          rowsAsArray: true,
        });
        client.on('error', () => {});
        return client;
      } catch (error) {
        if (left === 0) throw error;
        await sleep(100);
      }
  };
  const run = async (...statements: readonly string[]) => {
    const client = await connect();
    let rows: unknown;
    for (const statement of statements) [rows] = await client.query(statement);
    client.destroy();
    return rows as string[][];
  };
  /** Changes the end of the log's last file, kills the server, and waits until it is there again. */
  const breakOff = async (change: (path: string, length: number) => Promise<void>) => {
    const [[basename = '', pidFile = ''] = []] = await run('SELECT @@log_bin_basename, @@pid_file');
    const [[file = '', length = 0] = []] = await run(SHOW_LOG_END);
    await change(basename.replace(/[^/]+$/, file), Number(length));
    const pid = Number(await readFile(pidFile, 'utf8'));
    process.kill(pid, 'SIGKILL');
    while (Number(await readFile(pidFile, 'utf8').catch(() => pid)) === pid) await sleep(20);
  };

  test('is followed in the file that it goes on in, whatever of an event the old one ends with', async () => {
    const table = `${fixture.service.database}.cut_event`;
    await run('CREATE TABLE cut_event (id int PRIMARY KEY, n int)');
    const { words } = await fixture.begin([table]);
    await run('INSERT INTO cut_event VALUES (2, 2)');
    await breakOff(async (path, length) => {
      await using file = await open(path, 'r+');
      // A file begins with a mark of four bytes and a first event, of which this is not the whole.
      const start = Buffer.alloc(30);
      await file.read(start, 0, start.length, 4);
      await file.write(start, 0, start.length, length);
    });
    await run('INSERT INTO cut_event VALUES (3, 3)');
    expect(await words()).toEqual([`insert ${table} 2,2`, `insert ${table} 3,3`]);
  });

  test('a table is read again where the last transaction of the old file lacks its end', async () => {
    const [whole, cut] = ['whole', 'cut_transaction'].map((name) => `${fixture.service.database}.${name}`);
    if (!whole || !cut) throw new Error('no tables');
    await run(
      'CREATE TABLE whole (id int PRIMARY KEY, n int)',
      'CREATE TABLE cut_transaction (id int PRIMARY KEY, n int)',
    );
    const { words } = await fixture.begin([whole, cut]);
    await run('INSERT INTO whole VALUES (2, 2)', 'INSERT INTO cut_transaction VALUES (2, 2)');
    await breakOff(async (path, length) => {
      await using file = await open(path, 'r+');
      await file.truncate(length - 10);
    });
    await run('INSERT INTO whole VALUES (3, 3)');
    expect(await words()).toEqual([
      `insert ${whole} 2,2`,
      // A MySQL that starts again takes the unfinished transaction out of its log.
      ...(serverName === 'MySQL' ? [] : [`insert ${cut} 2,2`, `altered ${cut}`]),
      `insert ${whole} 3,3`,
    ]);
  });
});
