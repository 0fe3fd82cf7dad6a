import { describeNeeding } from '../../../../../test/needing.ts';
import { missingMysql } from '../../../../../test/services/mysql/mysql.ts';
import { connectionFailure } from '../../../../families/sql/testing/connection-tests.ts';
import { type LogFixture, openLogFixture } from './testing/followed.ts';

describeNeeding(missingMysql(), 'what only MySQL’s log has', () => {
  let fixture: LogFixture;
  const sql = (text: string) => fixture.sql(text);
  beforeAll(async () => {
    fixture = await openLogFixture();
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  test('compressed transactions, small and large, beside others', async () => {
    const table = await fixture.table('compressed', 'id int PRIMARY KEY, n int, note longtext');
    const { words, events } = await fixture.begin([table], ['id', 'note']);
    await sql('SET SESSION binlog_transaction_compression = ON');
    await sql("INSERT INTO compressed VALUES (2, 2, 'small')");
    await sql('START TRANSACTION');
    for (const id of [3, 4, 5])
      await sql(`INSERT INTO compressed VALUES (${id}, 0, repeat('${id}ü', 20000))`);
    await sql('DELETE FROM compressed WHERE id = 1');
    await sql('COMMIT');
    await sql('TRUNCATE compressed');
    await sql('SET SESSION binlog_transaction_compression = OFF');
    await sql("INSERT INTO compressed VALUES (6, 6, 'plain')");
    const long = (id: number) => `insert ${table} ${id},${`${id}ü`.repeat(20_000)}`;
    const all = await words();
    expect(all).toEqual([
      `insert ${table} 2,small`,
      long(3),
      long(4),
      long(5),
      `delete ${table} 1,`,
      `truncate ${table}`,
      `insert ${table} 6,plain`,
    ]);
    const [, second] = (await events()).flatMap((e) => (e.type === 'commit' && e.time ? [e.position] : []));
    expect(await words(second)).toEqual(all.slice(5));
  });

  test('a server that compresses all transactions may be followed', async () => {
    await sql('SET GLOBAL binlog_transaction_compression = ON');
    try {
      expect(
        await fixture.changes.check({ id: 'x', objects: [], configuration: {} }, fixture.signal),
      ).toEqual([]);
    } finally {
      await sql('SET GLOBAL binlog_transaction_compression = OFF');
    }
  });

  test('a session that logs parts of JSON documents is noticed, and a server that does is refused', async () => {
    const [table, other] = [
      await fixture.table('parts', 'id int PRIMARY KEY, n int, data json'),
      await fixture.table('whole'),
    ];
    await sql(`UPDATE parts SET data = '{"a": "${'x'.repeat(500)}", "b": 1}'`);
    const { words } = await fixture.begin([table, other]);
    await sql("SET SESSION binlog_row_value_options = 'PARTIAL_JSON'");
    await sql("UPDATE parts SET data = json_set(data, '$.b', 2)");
    await sql("SET SESSION binlog_row_value_options = ''");
    await sql('INSERT INTO whole VALUES (2, 2)');
    expect(await words()).toEqual([`altered ${table}`, `insert ${other} 2,2`]);
    await sql("SET GLOBAL binlog_row_value_options = 'PARTIAL_JSON'");
    try {
      expect(await connectionFailure(fixture.open, { change_detection: true })).toMatchObject({
        message: expect.stringContaining('binlog_row_value_options is PARTIAL_JSON'),
      });
    } finally {
      await sql("SET GLOBAL binlog_row_value_options = ''");
    }
  });

  test('GTIDs with tags: the log is followed, and its places are known to this server alone', async () => {
    const table = await fixture.table('tagged');
    const { words, events } = await fixture.begin([table]);
    await sql('INSERT INTO tagged VALUES (2, 2)');
    await sql("SET SESSION gtid_next = 'AUTOMATIC:nightly'");
    await sql('INSERT INTO tagged VALUES (3, 3)');
    await sql("SET SESSION gtid_next = 'AUTOMATIC'");
    await sql('INSERT INTO tagged VALUES (4, 4)');
    const all = await words();
    expect(all).toEqual([`insert ${table} 2,2`, `insert ${table} 3,3`, `insert ${table} 4,4`]);
    const positions = (await events()).flatMap((event) => (event.type === 'commit' ? [event.position] : []));
    const gtids = positions.map((position) => position.split('@')[1]);
    expect(gtids[0]).toMatch(/:1-\d+$/);
    expect(gtids.slice(-2)).toEqual(['', '']);
    for (const position of positions) {
      const after = await words(position);
      expect(after).toEqual(all.slice(all.length - after.length));
    }
    expect((await fixture.changes.head(fixture.signal)).split('@')[1]).toBe('');
  });

  test('tables with an invisible primary key, and with indexes of expressions', async () => {
    await sql('SET SESSION sql_generate_invisible_primary_key = ON');
    const keyless = await fixture.table('keyless', 'id int, n int');
    await sql('SET SESSION sql_generate_invisible_primary_key = OFF');
    const indexed = await fixture.table(
      'indexed',
      'id int PRIMARY KEY, n int, tags json, UNIQUE ((n * 2)), INDEX ((CAST(tags->"$[*]" AS unsigned ARRAY)))',
    );
    const { words } = await fixture.begin([indexed]);
    const invisible = await fixture.begin([keyless], ['my_row_id', 'id'], ['my_row_id']);
    await sql(`INSERT INTO indexed VALUES (2, 2, '[1, 2]')`);
    await sql('UPDATE indexed SET n = 3 WHERE id = 2');
    await sql('INSERT INTO keyless VALUES (1, 1)');
    await sql('DELETE FROM keyless WHERE my_row_id = 1');
    expect(await words()).toEqual([`insert ${indexed} 2,2`, `update ${indexed} 2,3`]);
    expect(await invisible.words()).toEqual([`insert ${keyless} 2,1`, `delete ${keyless} 1,1`]);
  });
});
