import type { ConnectorDefinition } from '../../engine/contract/contract.ts';
import type { OpenFixture } from '../contract/fixture.ts';
import { fixtureOf } from '../contract/fixtures.ts';
import { describeWith } from '../contract/runnable.ts';
import { type CdcLab, cdcLab } from './cdc-lab.ts';

/*
 * Changes into MotherDuck. A DuckDB file takes the service's place and reads what is staged in the bucket of a real S3 server;
 * the fixture fails where anything stays in that bucket.
 */

describeWith(
  ['motherduck'],
  'changes into MotherDuck (a DuckDB file in its place, staged in a local S3 server)',
  () => {
    const fixture = fixtureOf('motherduck');
    let open: OpenFixture;
    let lab: CdcLab;
    let connection: string;
    beforeEach(async () => {
      open = await fixture.open();
      lab = await cdcLab({}, [fixture.standIn as ConnectorDefinition]);
      connection = await lab.connect('motherduck', open.config);
      lab.source.create('users', { id: 'bigint', name: 'string', balance: 'decimal(38,4)' });
      lab.source.insert('users', {
        id: '1',
        name: 'one',
        balance: '1234567890123456789012345678901234.5678',
      });
      lab.source.insert('users', { id: '2', name: 'two', balance: null });
    }, 60_000);
    afterEach(async () => {
      await lab?.[Symbol.asyncDispose]();
      await open?.[Symbol.asyncDispose]();
    });

    const into = (advanced = {}, over = {}) =>
      lab.create({
        destination: { connection_id: connection, configuration: { schema: 'app', ...advanced } },
        ...over,
      });
    const rows = (query: string) => lab.rows(query, connection);
    const users = () =>
      rows('SELECT id, name, balance, _syncform_deleted_at IS NOT NULL FROM app.users ORDER BY id');
    const change = () => {
      const { source } = lab;
      source.update('users', { id: '1' }, { name: 'eins' });
      source.delete('users', { id: '2' });
      source.transaction(() => {
        source.insert('users', { id: '3', name: 'three', balance: '0.0001' });
        source.update('users', { id: '3' }, { name: 'drei' });
      });
      source.insert('users', { id: '4', name: '', balance: '-1' });
      source.delete('users', { id: '4' });
    };

    const FIRST = [
      ['1', 'one', '1234567890123456789012345678901234.5678', 'false'],
      ['2', 'two', null, 'false'],
    ];
    const LAST = [
      ['1', 'eins', '1234567890123456789012345678901234.5678', 'false'],
      ['2', 'two', null, 'true'],
      ['3', 'drei', '0.0001', 'false'],
    ];

    test('the table is filled, then holds each row as it is last; rows that are deleted are marked', async () => {
      const id = await into();
      await lab.run(id);
      expect(await users()).toEqual(FIRST);
      change();
      await lab.run(id);
      expect(await users()).toEqual(LAST);
      // A run without changes writes nothing.
      const commits = 'SELECT count(*) FROM main._syncform_commits';
      const before = await rows(commits);
      await lab.run(id);
      expect([await rows(commits), await users()]).toEqual([before, LAST]);
    }, 120_000);

    test('with hard deletes, rows that are deleted go', async () => {
      const id = await into({ advanced: { hard_deletes: true } });
      await lab.run(id);
      change();
      await lab.run(id);
      expect(await rows('SELECT id, name FROM app.users ORDER BY id')).toEqual([
        ['1', 'eins'],
        ['3', 'drei'],
      ]);
    }, 120_000);

    test('the history has every change once and in order, also where runs are killed around the load', async () => {
      const id = await into({}, { change_history: true });
      await lab.run(id);
      change();
      for (const point of ['before:load', 'after:load', 'before:changes']) {
        let left = 1;
        lab.failpoint = (name) => {
          if (name === point && left-- > 0) throw new Error(`killed at ${name}`);
        };
        expect((await lab.ended(id)).status).toBe('failed');
      }
      lab.failpoint = () => {};
      await lab.run(id);
      await lab.run(id);
      expect(await users()).toEqual(LAST);
      expect(
        await rows(
          'SELECT _syncform_operation, id, name FROM app.users_history ORDER BY _syncform_transaction, _syncform_sequence',
        ),
      ).toEqual([
        ['update', '1', 'eins'],
        ['delete', '2', null],
        ['insert', '3', 'three'],
        ['update', '3', 'drei'],
        ['insert', '4', ''],
        ['delete', '4', null],
      ]);
    }, 120_000);

    test('a column that the source gets on the way is added and filled', async () => {
      const id = await into();
      await lab.run(id);
      lab.source.alter('users', 'note', 'string');
      lab.source.insert('users', { id: '3', name: 'three', balance: null, note: 'new' });
      await lab.run(id);
      expect(await rows('SELECT id, note FROM app.users ORDER BY id')).toEqual([
        ['1', null],
        ['2', null],
        ['3', 'new'],
      ]);
    }, 120_000);

    test('a table that the source empties is emptied in MotherDuck', async () => {
      const id = await into({ advanced: { hard_deletes: true } });
      await lab.run(id);
      lab.source.truncate('users');
      lab.source.insert('users', { id: '9', name: 'nine', balance: null });
      await lab.run(id);
      expect(await rows('SELECT id, name FROM app.users')).toEqual([['9', 'nine']]);
    }, 120_000);
  },
);
