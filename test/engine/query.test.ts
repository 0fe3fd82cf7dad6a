import { postgresEngine } from './postgres-engine.ts';

test('a query of a database is read no further than asked for, and leaves no statement running', async () => {
  await using postgres = await postgresEngine();
  const { engine, connection, sql } = postgres;
  await sql(`CREATE TABLE numbers AS SELECT i AS id, repeat('x', 100) AS filler, i::numeric / 7 AS seventh
             FROM generate_series(1, 500000) i`);
  const { fields, rows } = await engine.connections.query(
    connection,
    { query: 'SELECT id, seventh FROM numbers' },
    3,
  );
  expect(fields.map(({ name, type }) => [name, type])).toEqual([
    ['id', 'int'],
    ['seventh', 'number'],
  ]);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toEqual([1, '0.14285714285714285714']);
  await expect(engine.connections.query(connection, { table: 'public.nothing' }, 3)).rejects.toThrow(
    /nothing/,
  );
  const running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%numbers%'";
  expect(await sql(`${running} AND pid <> pg_backend_pid()`)).toEqual([['0']]);
});

test('a query that begins with a byte order mark, as files of some editors do, is read without it', async () => {
  await using postgres = await postgresEngine();
  const { engine, connection } = postgres;
  const query = '\uFEFFSELECT 1 AS one';
  expect((await engine.connections.query(connection, { query }, 1)).rows).toEqual([[1]]);
  const model = await engine.models.create({
    name: 'one',
    connection_id: connection,
    configuration: { query },
  });
  expect(model.configuration).toEqual({ query });
  const at = await engine.connections.query(connection, { query: '\uFEFFSELECT nope' }, 1).catch(String);
  expect(at).toMatch(/column "nope" does not exist \(line 1, column 8\)/);
});
