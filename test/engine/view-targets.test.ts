import { type BulkLab, bulkLab, toDuckdb, toPostgres } from './bulk-lab.ts';

let on: BulkLab;
beforeEach(async () => {
  on = await bulkLab();
});
afterEach(() => on[Symbol.asyncDispose]());

test.each([toPostgres, toDuckdb])(
  'a view at $name is no table to write to, and no name for one: both are said at plan',
  async (to) => {
    await on.sql('CREATE TABLE people (id int PRIMARY KEY, name text)');
    const { engine, connections } = on;
    const connection = connections[to.connection];
    if (to === toPostgres) {
      await on.sql('CREATE SCHEMA lake');
      await on.sql('CREATE VIEW lake.people AS SELECT 1 AS id');
    } else {
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const instance = await DuckDBInstance.create(`${on.dir}/store.duckdb`);
      const duckdb = await instance.connect();
      await duckdb.run('CREATE SCHEMA lake; CREATE VIEW lake.people AS SELECT 1 AS id');
      duckdb.closeSync();
      instance.closeSync();
    }
    await expect(engine.bulkSyncs.plan(on.bulk(to))).rejects.toThrow(
      /people: lake\.people is a view at the destination\. Give the table .* another user_output_name/,
    );
    const { id } = await engine.models.create({
      name: 'people',
      connection_id: on.connection,
      configuration: { table: 'public.people' },
    });
    const source = { model_id: id, field: 'id' };
    const sync = (target: object) =>
      engine.syncs.plan({
        name: 'people',
        active: true,
        mode: 'updateOrCreate',
        schedule: { frequency: 'manual' },
        target: { connection_id: connection, ...target },
        identity: { source, target: 'id', function: 'Equality' },
        fields: [{ source, target: 'id' }],
      });
    const isView = /lake\.people at connection "\w+" is a view, and rows are written to tables only/;
    await expect(sync({ object: 'lake.people' })).rejects.toThrow(isView);
    await expect(sync({ create: { name: 'lake.people' } })).rejects.toThrow(isView);
  },
);
