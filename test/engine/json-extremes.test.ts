import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../engine/kit/json.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

/* Keys with a NUL character, numbers beyond every double and identifiers in capitals, from JSON files: kept as written, or one record's refusal. */

const FILES = {
  'key.json': '[{"id":1,"\\u0000":"x"},{"id":2,"b":2},{"id":3,"\\u0000":"y"}]',
  'part.ndjson': '{"id":1,"a":{"x":1}}\n{"id":2,"a":{"\\u0000":2}}\n{"id":3,"a":{"n":1e400}}\n',
  'text.json': '[{"id":1,"u":"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"},{"id":2,"u":null}]',
  'number.json': '[{"id":1,"n":1},{"id":2,"n":1e400},{"id":3,"n":-2.5e400},{"id":4,"n":1.5}]',
};

let on: PostgresEngine;
let dir: string;
let from: string;
beforeEach(async () => {
  on = await postgresEngine();
  dir = await mkdtemp(join(tmpdir(), 'extremes-'));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(dir, name), text);
  from = await connected('local_files', { path: dir });
});
afterEach(async () => {
  await on[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function connected(type: string, configuration: JsonObject): Promise<string> {
  return (await on.engine.connections.create({ name: type, type, configuration })).id;
}

/** Copies all files; answers how the run ended, and a table's rows. */
async function copied(to: string) {
  const { id } = await on.engine.bulkSyncs.create({
    name: 'extremes',
    active: true,
    mode: 'replicate',
    disable_record_timestamps: true,
    source: { connection_id: from },
    destination: { connection_id: to },
    schedule: { frequency: 'manual' },
    schemas: Object.keys(FILES).map((name) => ({
      id: name,
      user_output_name: name.replace(/\..*/, '_rows'),
    })),
  });
  const ended = await on.run('bulkSyncs', id);
  return {
    ended,
    rows: async (table: string) => (await on.engine.connections.query(to, { table }, 10)).rows,
  };
}

test('into DuckDB all is kept as it is written', async () => {
  const to = await connected('duckdb', { path: join(dir, 'lake.duckdb') });
  const { ended, rows } = await copied(to);
  expect(ended).toMatchObject({ status: 'completed', counts: { inserted: 12, rejected: 0 } });
  expect(await rows('main.key_rows')).toEqual([
    ['1', 'x', null],
    ['2', null, '2'],
    ['3', 'y', null],
  ]);
  expect(await rows('main.part_rows')).toEqual([
    ['1', '{"x":1}'],
    ['2', '{"\\u0000":2}'],
    ['3', '{"n":1e400}'],
  ]);
  expect(await rows('main.text_rows')).toEqual([
    ['1', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
    ['2', null],
  ]);
  expect(await rows('main.number_rows')).toEqual([
    ['1', '1'],
    ['2', '1e400'],
    ['3', '-2.5e400'],
    ['4', '1.5'],
  ]);
});

test('into PostgreSQL the record that jsonb cannot hold is refused alone', async () => {
  const { ended } = await copied(on.connection);
  expect(ended).toMatchObject({ status: 'errors', counts: { inserted: 11, rejected: 1 } });
  expect(await on.sql('SELECT id, n FROM number_rows ORDER BY id')).toEqual([
    ['1', '1'],
    ['2', '1e400'],
    ['3', '-2.5e400'],
    ['4', '1.5'],
  ]);
  expect(
    await on.sql("SELECT id, (a ->> 'n') = ('1' || repeat('0', 400)) FROM part_rows ORDER BY id"),
  ).toEqual([
    ['1', null],
    ['3', 't'],
  ]);
  expect(await on.sql('SELECT count(*) FROM key_rows')).toEqual([['3']]);
});
