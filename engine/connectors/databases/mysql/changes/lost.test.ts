import { setTimeout as sleep } from 'node:timers/promises';
import { describeNeeding } from '../../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../../test/services/mysql/mysql.ts';
import { type LogFixture, openLogFixture } from './testing/followed.ts';

const missing = missingMysql();
const isMysql = serverName === 'MySQL';
const OTHER_SERVER = '3e11fa47-71ca-11e1-9e33-c80aa9429562';

const POSITION = /^([\da-f-]+)\/(binlog\.\d{6}):(\d+)\/(\d+)@(.*)$/;

describeNeeding(missing, `what a server’s log cannot say any more at ${serverName}`, () => {
  let fixture: LogFixture;
  const sql = (text: string) => fixture.sql(text);
  const head = () => fixture.changes.head(fixture.signal);
  const prepare = (position: string) =>
    fixture.changes.prepare({ id: 'lost', objects: [], configuration: {} }, position, fixture.signal);
  const lost = { code: 'changes_lost', hint: expect.stringContaining('--resync') };
  /** The same place with another part. */
  const changed = (position: string, part: number, to: string) => {
    const parts = (POSITION.exec(position) as RegExpExecArray).slice(1);
    parts[part] = to;
    const [server, file, offset, born, gtid] = parts;
    return `${server}/${file}:${offset}/${born}@${gtid}`;
  };
  /** Deletes the files before one. The server keeps those that somebody still reads, who may just have gone. */
  const purge = async (file: string) => {
    for (let oldest: unknown; oldest !== file; await sleep(20)) {
      await sql(`PURGE BINARY LOGS TO '${file}'`);
      oldest = (await sql('SHOW BINARY LOGS'))[0]?.[0];
    }
  };
  beforeAll(async () => {
    fixture = await openLogFixture();
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  test('a position is the server’s, a place in a file of a certain age, and GTIDs', async () => {
    const position = await head();
    expect(position).toMatch(POSITION);
    expect(await prepare(position)).toBe(position);
    await expect(prepare('binlog.000001:4')).rejects.toMatchObject({ code: 'invalid' });
  });

  test('a file that was purged, and a place that no file has', async () => {
    const position = await head();
    await sql('FLUSH BINARY LOGS');
    await sql('FLUSH BINARY LOGS');
    const [, last = ''] = POSITION.exec(await head())?.slice(1) ?? [];
    await purge(last);
    await expect(prepare(position)).rejects.toMatchObject(lost);
    await expect(prepare(changed(await head(), 2, '99999999'))).rejects.toMatchObject(lost);
  });

  test('a file of the same name and another age', async () => {
    await expect(prepare(changed(await head(), 3, '1700000000'))).rejects.toMatchObject(lost);
  });

  test('another server goes on where GTIDs say, and cannot without', async () => {
    const table = await fixture.table('failed_over');
    const { from, words } = await fixture.begin([table]);
    await sql('INSERT INTO failed_over VALUES (2, 2)');
    const before = await head();
    // A MySQL keeps its name: there the positions are made those of another one.
    const ofAnother = (position: string) => (isMysql ? changed(position, 0, OTHER_SERVER) : position);
    if (!isMysql) await sql('SET GLOBAL server_id = 2');
    await sql('FLUSH BINARY LOGS');
    await sql('INSERT INTO failed_over VALUES (3, 3)');
    try {
      const there = ofAnother(from);
      expect(await prepare(there)).toBe(there);
      expect(await words(there)).toEqual([`insert ${table} 2,2`, `insert ${table} 3,3`]);
      expect(await words(ofAnother(before))).toEqual([`insert ${table} 3,3`]);
      expect(fixture.changes.compare(ofAnother(before), await head())).toBeLessThan(0);
      await expect(prepare(changed(there, 4, ''))).rejects.toMatchObject(lost);
      const later = isMysql ? `${from.split('/')[0]}:1-999999` : '0-1-999999';
      await expect(prepare(changed(there, 4, later))).rejects.toMatchObject(lost);
    } finally {
      if (!isMysql) await sql('SET GLOBAL server_id = 1');
    }
  });

  test('the lag is what the log has after the last acknowledged position', async () => {
    const { changes, signal } = fixture;
    const stream = { id: 'lagging', objects: [], configuration: {} };
    expect((await changes.lag(stream, signal)).bytes).toBeUndefined();
    await changes.prepare(stream, null, signal);
    await fixture.table('lagging', 'id int PRIMARY KEY, note longtext');
    await sql("UPDATE lagging SET note = repeat('x', 100000)");
    const { bytes = 0, warnings } = await changes.lag(stream, signal);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(110_000);
    expect(warnings).toEqual([]);
    await sql('SET GLOBAL binlog_expire_logs_seconds = 3600');
    await sql('FLUSH BINARY LOGS');
    await sql('FLUSH BINARY LOGS');
    const late = await changes.lag(stream, signal);
    expect(late.warnings.join()).toContain('3600 seconds');
    await sql('SET GLOBAL binlog_expire_logs_seconds = 0');
    const [, file = ''] = POSITION.exec(await changes.prepare(stream, null, signal))?.slice(1) ?? [];
    await purge(file);
    await sql('FLUSH BINARY LOGS');
    expect((await changes.lag(stream, signal)).warnings.join()).toContain('the oldest file');
  });
});

/** Tables that MySQL has none of. */
const OF_MARIADB = [
  [
    'one that keeps its history',
    'CREATE TABLE cannot (id int PRIMARY KEY) WITH SYSTEM VERSIONING',
    'history',
  ],
  [
    'one with a compressed column',
    'CREATE TABLE cannot (id int PRIMARY KEY, t text COMPRESSED)',
    'compressed',
  ],
] as const;

describeNeeding(missing, `tables that cannot be followed at ${serverName}`, () => {
  let fixture: LogFixture;
  beforeAll(async () => {
    fixture = await openLogFixture({
      settings: { 'lower-case-table-names': '1', 'binlog-ignore-db': 'unlogged' },
    });
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  test.each<readonly [string, string, string]>([
    ['a view', 'CREATE VIEW cannot AS SELECT 1 AS id', 'view'],
    ['one without transactions', 'CREATE TABLE cannot (id int PRIMARY KEY) ENGINE = MyISAM', 'InnoDB'],
    ['one without a key', 'CREATE TABLE cannot (id int, KEY (id))', 'key'],
    ...(isMysql ? [] : OF_MARIADB),
    [
      'one in a character set of two bytes',
      'CREATE TABLE cannot (id int PRIMARY KEY, t text CHARACTER SET gbk)',
      'gbk',
    ],
    [
      'one whose rows a foreign key deletes',
      'CREATE TABLE cannot (id int PRIMARY KEY, p int REFERENCES parent (id) ON DELETE CASCADE)',
      'RESTRICT',
    ],
  ])('%s', async (_what, create, reason) => {
    const { changes, signal, service } = fixture;
    await fixture.sql('DROP VIEW IF EXISTS cannot');
    await fixture.sql('DROP TABLE IF EXISTS cannot');
    await fixture.sql('CREATE TABLE IF NOT EXISTS parent (id int PRIMARY KEY)');
    await fixture.sql(create);
    const object = `${service.database}.cannot`;
    const stream = { id: 'x', objects: [object, `${service.database}.parent`], configuration: {} };
    const faults = await changes.check(stream, signal);
    expect(faults).toEqual([{ object, message: expect.stringContaining(reason) }]);
  });

  test('one of a database that is left out of the log', async () => {
    await fixture.sql('CREATE DATABASE unlogged');
    const object = await fixture.table('unlogged.t');
    const faults = await fixture.changes.check(
      { id: 'x', objects: [object], configuration: {} },
      fixture.signal,
    );
    expect(faults).toEqual([{ object, message: expect.stringContaining('binlog_ignore_db') }]);
  });

  test('where names have no case, a table is known by any spelling', async () => {
    const table = await fixture.table('MiXed');
    const { words } = await fixture.begin([table.toLowerCase()]);
    await fixture.sql('INSERT INTO mIxEd VALUES (2, 2)');
    await fixture.sql('TRUNCATE MIXED');
    expect(await words()).toEqual([`insert ${table.toLowerCase()} 2,2`, `truncate ${table.toLowerCase()}`]);
  });
});
