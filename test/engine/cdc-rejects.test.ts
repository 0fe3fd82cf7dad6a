import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { type PostgresService, startPostgres } from '../services/postgres.ts';
import { type CdcLab, cdcLab } from './cdc-lab.ts';

let lab: CdcLab;
let server: PostgresService;
let client: pg.Client;
let id: string;
beforeEach(async () => {
  lab = await cdcLab();
  server = await startPostgres();
  client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  lab.source.create('users', { id: 'double', n: 'bigint', note: 'string' });
  lab.source.insert('users', { id: 1, n: '1', note: 'x' });
  const connection_id = await lab.connect('postgresql', server.configuration);
  id = await lab.create({ destination: { connection_id, configuration: { schema: 'app' } } });
  await lab.run(id);
  await client.query('ALTER TABLE app.users ADD CONSTRAINT positive CHECK (n > 0)');
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
  await client.end();
  await server[Symbol.asyncDispose]();
});

const run = () => lab.ended(id);
const refused = { status: 'errors', counts: { rejected: 1 } };
const well = { status: 'completed', counts: { rejected: 0 } };
const there = async () =>
  (await client.query('SELECT id, n FROM app.users WHERE _syncform_deleted_at IS NULL ORDER BY id')).rows;

it('a record refused among changes stays counted until its row changes and is accepted', async () => {
  const { source } = lab;
  source.insert('users', { id: 1e20, n: '-2', note: 'x' });
  expect(await run()).toMatchObject(refused);
  expect(await run()).toMatchObject(refused);
  source.insert('users', { id: 3, n: '3', note: 'x' });
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 1, rejected: 1 } });
  source.update('users', { id: 1e20 }, { n: '-4' });
  expect(await run()).toMatchObject(refused);
  source.update('users', { id: 1e20 }, { n: '4' });
  expect(await run()).toMatchObject(well);
  expect(await run()).toMatchObject(well);
  expect(await there()).toHaveLength(3);
});

it('a record refused among changes is forgotten when its row is deleted, and when the table is emptied', async () => {
  const { source } = lab;
  source.insert('users', { id: 1.5, n: '-2', note: 'x' });
  expect(await run()).toMatchObject(refused);
  source.delete('users', { id: 1.5 });
  expect(await run()).toMatchObject(well);
  source.insert('users', { id: 2.5, n: '-2', note: 'x' });
  expect(await run()).toMatchObject(refused);
  source.truncate('users');
  expect(await run()).toMatchObject(well);
});

it('an update of some columns of a record that was refused whole reads the object again', async () => {
  const { source } = lab;
  source.stored.set('users', ['note']);
  source.insert('users', { id: 2, n: '-2', note: 'kept' });
  expect(await run()).toMatchObject(refused);
  source.update('users', { id: 2 }, { n: '2' });
  expect(await run()).toMatchObject(well);
  expect((await client.query('SELECT n, note FROM app.users WHERE id = 2')).rows).toEqual([
    { n: '2', note: 'kept' },
  ]);
});
