import type { SyncInput } from '../../engine/api/documents.ts';
import { bulkLab } from './bulk-lab.ts';

test('a new identity column is planned as it is made: in a table that is there it may be empty, in a new one not', async () => {
  await using lab = await bulkLab();
  await lab.sql(`CREATE TABLE people (id int PRIMARY KEY, name text); INSERT INTO people VALUES (1, 'Ada')`);
  await lab.sql(`CREATE TABLE there (name text); INSERT INTO there VALUES ('theirs')`);
  const connection_id = lab.connections.postgres;
  const { id: model_id } = await lab.engine.models.create({
    name: 'people',
    connection_id,
    configuration: { table: 'public.people' },
  });
  const sync = (target: object): SyncInput => ({
    name: 'people',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id, ...target },
    identity: { source: { model_id, field: 'id' }, target: 'ref', function: 'Equality', new_field: true },
    fields: [{ source: { model_id, field: 'name' }, target: 'name' }],
  });
  for (const [table, target, isNullable] of [
    ['there', { object: 'public.there' }, 'YES'],
    ['made', { create: { name: 'public.made' } }, 'NO'],
  ] as const) {
    const { tables } = await lab.engine.syncs.plan(sync(target));
    const line = tables[0]?.statements.join('\n').match(/.*"ref".*/)?.[0];
    expect([table, /NOT NULL/.test(line ?? '')]).toEqual([table, isNullable === 'NO']);
    const { id } = await lab.engine.syncs.create(sync(target));
    const started = await lab.engine.syncs.start(id);
    expect(await lab.engine.executions.ended(started.id)).toMatchObject({ status: 'completed' });
    expect(
      await lab.sql(
        `SELECT is_nullable FROM information_schema.columns WHERE table_name = '${table}' AND column_name = 'ref'`,
      ),
    ).toEqual([[isNullable]]);
  }
});
