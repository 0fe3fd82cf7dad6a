import { expect, test } from '@jest/globals';
import { describeLoading } from '../../engine/connectors/warehouses/databricks/testing/loading.ts';
import { cdcLab } from './cdc-lab.ts';

describeLoading('changes into Databricks', (warehouse) => {
  test('are merged as they come, with their history beside', async () => {
    await using lab = await cdcLab();
    const { source } = lab;
    source.create('users', { id: 'bigint', name: 'string' });
    source.insert('users', { id: '1', name: 'one' });
    source.insert('users', { id: '2', name: 'two' });
    const target = await lab.connect('databricks', warehouse.settings);
    const { catalog, schema } = warehouse.local.service;
    const id = await lab.create({
      destination: { connection_id: target, configuration: { catalog, schema } },
      change_history: true,
    });
    await lab.run(id);
    source.update('users', { id: '1' }, { name: 'eins' });
    source.insert('users', { id: '3', name: '' });
    source.delete('users', { id: '2' });
    source.insert('users', { id: '4', name: 'four' });
    source.delete('users', { id: '4' });
    await lab.run(id);
    const table = `${warehouse.place()}.users`;
    expect(
      await warehouse.sql(`SELECT id, name, _syncform_deleted_at IS NOT NULL FROM ${table} ORDER BY id`),
    ).toEqual([
      ['1', 'eins', 'false'],
      ['2', 'two', 'true'],
      ['3', '', 'false'],
    ]);
    expect(
      await warehouse.sql(
        `SELECT _syncform_operation, id, name FROM ${table}_history ORDER BY _syncform_transaction, _syncform_sequence`,
      ),
    ).toEqual([
      ['update', '1', 'eins'],
      ['insert', '3', ''],
      ['delete', '2', null],
      ['insert', '4', 'four'],
      ['delete', '4', null],
    ]);
    await warehouse.sql(`DROP TABLE ${table}`);
    await warehouse.sql(`DROP TABLE ${table}_history`);
  }, 300_000);
});
