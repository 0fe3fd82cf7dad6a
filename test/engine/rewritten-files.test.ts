import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../engine/embedded.ts';
import { bulkLab, destinations } from './bulk-lab.ts';
import { inDuckdb } from './in-duckdb.ts';

test('a plan names the types that columns of somebody else’s parquet file get when it is written again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rewritten-'));
  const file = join(folder, 'accounts.parquet');
  await inDuckdb(':memory:', [
    `COPY (SELECT '1' AS id, uuid() AS token, INTERVAL 2 DAY AS span, 7::UINTEGER AS small, 8::UBIGINT AS large, 9::INTEGER AS kept)
     TO '${file}'`,
  ]);
  await writeFile(join(folder, 'source.csv'), 'id,name\n"1","Ada"\n"x","Bob"\n');
  {
    await using engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
    const { id: connection_id } = await engine.connections.create({
      name: 'files',
      type: 'local_files',
      configuration: { path: folder },
    });
    const { id: model_id } = await engine.models.create({
      name: 'source',
      connection_id,
      configuration: { table: 'source.csv' },
    });
    const input = {
      name: 'accounts',
      active: true,
      mode: 'updateOrCreate' as const,
      schedule: { frequency: 'manual' as const },
      target: { connection_id, object: 'accounts.parquet' },
      identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' as const },
      fields: [{ source: { model_id, field: 'name' }, target: 'name', new: true }],
    };
    const { warnings, tables } = await engine.syncs.plan(input);
    const sentence =
      'accounts.parquet is written again with its rows: "token" is UUID and becomes VARCHAR, "span" is INTERVAL and becomes VARCHAR, "small" is UINTEGER and becomes BIGINT, "large" is UBIGINT and becomes ';
    expect(warnings[0]).toContain(sentence);
    expect(tables[0]?.statements).toHaveLength(1);
    const sync = await engine.syncs.create(input);
    const started = await engine.syncs.start(sync.id);
    expect(await engine.executions.ended(started.id)).toMatchObject({ status: 'completed' });
    // What is named is what becomes of them, and after that nothing changes any more.
    const described = await inDuckdb(':memory:', [
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${file}')`,
    ]);
    const types = new Map(described.map(([name, type]) => [String(name), String(type)]));
    for (const [, name, type] of warnings[0]?.matchAll(/"(\w+)" is \w+ and becomes ([\w(),]+?)(?=, "|$)/g) ??
      [])
      expect([name, types.get(String(name))]).toEqual([name, type]);
    expect(types.get('kept')).toBe('INTEGER');
    expect((await engine.syncs.plan(input, { id: sync.id })).warnings.join()).not.toContain('written again');
  }
  await rm(folder, { recursive: true, force: true });
});

test('rows of somebody else’s CSV file keep the digits of their numbers when it is written again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rewritten-'));
  const file = join(folder, 'prices.csv');
  await writeFile(file, 'id,price,share,note\n7,40.00,0.5,a\n8,12345678901234567.89,0.25,b\n');
  await writeFile(join(folder, 'source.csv'), 'id,price,share\n8,0.1,0.1\n9,1.5,0.2\n');
  {
    await using engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
    const { id: connection_id } = await engine.connections.create({
      name: 'files',
      type: 'local_files',
      configuration: { path: folder },
    });
    const { id: model_id } = await engine.models.create({
      name: 'source',
      connection_id,
      configuration: { table: 'source.csv' },
    });
    const field = (name: string) => ({ source: { model_id, field: name }, target: name });
    const input = {
      name: 'prices',
      active: true,
      mode: 'create' as const,
      schedule: { frequency: 'manual' as const },
      target: { connection_id, object: 'prices.csv' },
      identity: { ...field('id'), function: 'Equality' as const },
      fields: [field('price'), field('share')],
    };
    const { tables } = await engine.syncs.plan(input);
    expect(tables[0]?.columns.map(({ name, target_type }) => [name, target_type])).toEqual([
      ['id', 'BIGINT'],
      ['price', 'VARCHAR'],
      ['share', 'DOUBLE'],
    ]);
    const sync = await engine.syncs.create(input);
    const started = await engine.syncs.start(sync.id);
    expect(await engine.executions.ended(started.id)).toMatchObject({ status: 'completed' });
    expect((await readFile(file, 'utf8')).trimEnd().split('\n').sort()).toEqual([
      '7,40.00,0.5,a',
      '8,12345678901234567.89,0.25,b',
      '9,1.5,0.2,',
      'id,price,share,note',
    ]);
  }
  await rm(folder, { recursive: true, force: true });
});

test.each(destinations.filter(({ name }) => /csv/.test(name)))(
  '$name: a file with timestamps to which somebody adds a row is merged into, and records that go are marked',
  async (to) => {
    await using lab = await bulkLab();
    await lab.sql(
      `CREATE TABLE edited (id int PRIMARY KEY, name text); INSERT INTO edited VALUES (1, 'one'), (2, 'two')`,
    );
    const id = await lab.create(to);
    await lab.moved(id);
    const file = join(lab.dir, 'files', to.table('edited').replaceAll('"', ''));
    await appendFile(file, '7,theirs,,,\n');
    await lab.sql(`DELETE FROM edited WHERE id = 2`);
    await lab.moved(id);
    await lab.moved(id);
    const rows = await lab.rows(to, 'id, name, _syncform_deleted_at IS NULL', 'edited', 'ORDER BY 1');
    expect(rows).toEqual([
      ['1', 'one', 'true'],
      ['2', 'two', 'false'],
      ['7', 'theirs', 'true'],
    ]);
  },
);
