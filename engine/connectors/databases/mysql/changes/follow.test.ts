import { describeNeeding } from '../../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../../test/services/mysql/mysql.ts';
import { type LogFixture, openLogFixture } from './testing/followed.ts';

const missing = missingMysql();
const isMysql = serverName === 'MySQL';

describeNeeding(missing, `the binary log at ${serverName}`, () => {
  let fixture: LogFixture;
  const sql = (text: string) => fixture.sql(text);
  beforeAll(async () => {
    fixture = await openLogFixture();
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  test('tables of two databases are followed beside each other, whatever statements call them', async () => {
    const other = await fixture.service.createDatabase();
    const [a, b] = [await fixture.table('twins'), await fixture.table(`${other}.twins`)];
    const { words } = await fixture.begin([a, b]);
    await sql(`UPDATE ${b} SET n = 2`);
    await sql(`USE ${other}`);
    await sql('TRUNCATE twins');
    await sql(`USE ${fixture.service.database}`);
    await sql('INSERT INTO twins VALUES (2, 2)');
    await sql(`DROP DATABASE ${other}`);
    expect(await words()).toEqual([`update ${b} 1,2`, `truncate ${b}`, `insert ${a} 2,2`, `altered ${b}`]);
  });

  test('names that differ in case only are two tables', async () => {
    const [lower, upper] = [await fixture.table('cased'), await fixture.table('CASED')];
    const { words } = await fixture.begin([upper]);
    await sql(`INSERT INTO ${lower} VALUES (2, 2)`);
    await sql('TRUNCATE cased');
    await sql(`INSERT INTO ${upper} VALUES (3, 3)`);
    expect(await words()).toEqual([`insert ${upper} 3,3`]);
  });

  test.each<readonly [string, string, string]>([
    ['renamed', 'RENAME TABLE gone TO away', 'renamed'],
    ['dropped', 'DROP TABLE IF EXISTS gone', 'dropped'],
    ...(isMysql
      ? []
      : [['recreated', 'CREATE OR REPLACE TABLE gone (id int PRIMARY KEY, n int)', 'recreated'] as const]),
    ['swapped', 'RENAME TABLE gone TO away, twin TO gone', 'renamed'],
  ])('a table that is %s is said to be altered', async (_what, statement, reason) => {
    await sql('DROP TABLE IF EXISTS gone, away, twin');
    const table = await fixture.table('gone');
    await fixture.table('twin');
    const { events } = await fixture.begin([table]);
    await sql(statement);
    const altered = (await events()).filter(({ type }) => type === 'altered');
    expect(altered).toEqual([{ type: 'altered', object: table, reason: expect.stringContaining(reason) }]);
  });

  test('what leaves rows and columns as they are does not alter a table', async () => {
    const table = await fixture.table('indexed');
    const { words } = await fixture.begin([table]);
    await sql('CREATE INDEX i ON indexed (n)');
    await sql('ALTER TABLE indexed ADD INDEX j (n, id), DROP INDEX i');
    await sql('ANALYZE TABLE indexed');
    await sql('OPTIMIZE TABLE indexed');
    await sql("ALTER TABLE indexed COMMENT = 'DROP COLUMN n'");
    await sql('INSERT INTO indexed VALUES (2, 2)');
    expect(await words()).toEqual([`insert ${table} 2,2`]);
  });

  test('rows are read in the columns of their time, though a column was renamed since', async () => {
    const table = await fixture.table('swapped', 'id int PRIMARY KEY, a int, b int');
    const { words } = await fixture.begin([table], ['id', 'a', 'b']);
    await sql('INSERT INTO swapped VALUES (2, 10, 20)');
    await sql('ALTER TABLE swapped CHANGE a b int, CHANGE b a int');
    await sql('INSERT INTO swapped VALUES (3, 30, 40)');
    expect(await words()).toEqual([`insert ${table} 2,10,20`, `altered ${table}`]);
  });

  test('the log goes on in its next file, compressed or not, with checksums or without', async () => {
    const table = await fixture.table('rotated', 'id int PRIMARY KEY, n int, note text');
    const { words, events, from } = await fixture.begin([table], ['id', 'note']);
    await sql("INSERT INTO rotated VALUES (2, 2, 'plain')");
    await sql('FLUSH BINARY LOGS');
    await sql("INSERT INTO rotated VALUES (6, 6, 'checked')");
    if (!isMysql) await sql('SET GLOBAL log_bin_compress = ON');
    await sql("INSERT INTO rotated VALUES (3, 3, repeat('long ', 100))");
    await sql("UPDATE rotated SET note = concat(note, repeat('er ', 100)) WHERE id = 3");
    await sql(
      'TRUNCATE rotated /* and a statement of a length that is worth to be compressed: '.concat(
        'x'.repeat(300),
        ' */',
      ),
    );
    if (!isMysql) await sql('SET GLOBAL log_bin_compress = OFF');
    await sql('SET GLOBAL binlog_checksum = NONE');
    await sql("INSERT INTO rotated VALUES (4, 4, 'unchecked')");
    await sql('FLUSH BINARY LOGS');
    await sql('SET GLOBAL binlog_checksum = CRC32');
    await sql("INSERT INTO rotated VALUES (5, 5, 'checked')");
    const long = 'long '.repeat(100);
    expect(await words()).toEqual([
      `insert ${table} 2,plain`,
      `insert ${table} 6,checked`,
      `insert ${table} 3,${long}`,
      `update ${table} 3,${long}${'er '.repeat(100)}`,
      `truncate ${table}`,
      `insert ${table} 4,unchecked`,
      `insert ${table} 5,checked`,
    ]);
    const positions = (await events(from)).flatMap((event) =>
      event.type === 'commit' ? [event.position] : [],
    );
    for (const [i, position] of positions.slice(1).entries())
      expect(fixture.changes.compare(position, positions[i] as string)).toBeGreaterThanOrEqual(0);
    // Whatever position it is, what is after it comes, and nothing else.
    const all = await words();
    for (const position of positions) {
      const after = await words(position);
      expect(after).toEqual(all.slice(all.length - after.length));
    }
  });

  test('a transaction in two phases counts where it is committed', async () => {
    const table = await fixture.table('xa');
    const first = await fixture.begin([table]);
    await sql("XA START 'one'");
    await sql('INSERT INTO xa VALUES (2, 2)');
    await sql("XA END 'one'");
    await sql("XA PREPARE 'one'");
    // Not in these rows, and logged before them.
    const second = await fixture.begin([table]);
    expect(second.rows.get(table)).toBe('1,\n');
    expect(await first.words()).toEqual([]);
    await sql("XA COMMIT 'one'");
    await sql("XA START 'two'");
    await sql('INSERT INTO xa VALUES (3, 3)');
    await sql("XA END 'two'");
    await sql("XA PREPARE 'two'");
    await sql("XA ROLLBACK 'two'");
    await sql("XA START 'three'");
    await sql('INSERT INTO xa VALUES (4, 4)');
    await sql("XA END 'three'");
    await sql("XA COMMIT 'three' ONE PHASE");
    expect(await first.words()).toEqual([`insert ${table} 2,2`, `insert ${table} 4,4`]);
    // Its stream begins after the changes were logged: the table has to be read again.
    expect(await second.words()).toEqual([`altered ${table}`]);
  });

  // A MySQL with GTIDs refuses a transaction that writes to both kinds of tables.
  if (!isMysql)
    test('what is taken back after it was logged is not believed', async () => {
      const table = await fixture.table('undone');
      await sql('CREATE TABLE unsafe (id int PRIMARY KEY) ENGINE = MyISAM');
      const { words } = await fixture.begin([table]);
      await sql('START TRANSACTION');
      await sql('INSERT INTO undone VALUES (2, 2)');
      await sql('SAVEPOINT s');
      await sql('INSERT INTO undone VALUES (3, 3)');
      await sql('INSERT INTO unsafe VALUES (1)');
      await sql('ROLLBACK TO s');
      await sql('COMMIT');
      const said = await words();
      expect([
        [`insert ${table} 2,2`],
        [`insert ${table} 2,2`, `insert ${table} 3,3`, `altered ${table}`],
      ]).toContainEqual(said);
    });

  test('what a session logs in less than whole rows, or as text, is noticed', async () => {
    const [table, text] = [await fixture.table('partly'), await fixture.table('spelled')];
    const { words } = await fixture.begin([table, text]);
    await sql("SET SESSION binlog_row_image = 'MINIMAL'");
    await sql('UPDATE partly SET n = 5 WHERE id = 1');
    await sql('DELETE FROM partly WHERE id = 1');
    await sql('INSERT INTO partly (id) VALUES (9)');
    await sql("SET SESSION binlog_row_image = 'FULL'");
    await sql("SET SESSION binlog_format = 'STATEMENT'");
    await sql('UPDATE spelled SET n = 5');
    await sql("SET SESSION binlog_format = 'ROW'");
    const said = await words();
    expect(said.slice(0, 2)).toEqual([`update ${table} 1,5`, `delete ${table} 1,?`]);
    expect(said.at(-1)).toBe(`altered ${text}`);
    expect(said.slice(2, -1)).toEqual([`altered ${table}`]);
  });

  test('generated and invisible columns are followed, of all engines with transactions', async () => {
    const table = await fixture.table(
      'made',
      'id int PRIMARY KEY, n int INVISIBLE, twice int AS (id * 2) VIRTUAL, thrice int AS (id * 3) STORED',
    );
    const { words } = await fixture.begin([table], ['thrice', 'twice', 'n', 'id']);
    await sql('INSERT INTO made (id, n) VALUES (5, 6)');
    await sql('UPDATE made SET id = 6 WHERE id = 5');
    expect(await words()).toEqual([`insert ${table} 15,10,6,5`, `update ${table} 18,12,6,6 was 5`]);
  });
});
