import { registry } from '../../engine/connectors/registry.ts';
import { fixtureOf, titleOf } from '../contract/fixtures.ts';
import { describeWith } from '../contract/runnable.ts';
import { cdcLab } from './cdc-lab.ts';

/*
 * The same changes into every destination that there is. Tables have each row as it is last; files, which cannot be changed,
 * have every change as a row of its own.
 */

/** Starts a Spark: its changes are in cdc-databricks.test.ts. */
const ELSEWHERE: readonly string[] = ['databricks'];
const destinations = [...registry.values()]
  .filter(({ id, facets }) => facets.load !== undefined && !ELSEWHERE.includes(id))
  .map(({ id }) => id);

/** What tables hold in the end, and what files do: operation, id and name. */
const LAST = [
  ['1', 'eins', true],
  ['2', 'two', false],
  ['3', 'drei', false],
];
const ALL = [
  ['snapshot', '1', 'one'],
  ['update', '1', 'eins'],
  ['insert', '2', 'two'],
  ['insert', '3', 'three'],
  ['update', '3', 'drei'],
  ['delete', '1', null],
];

for (const id of destinations)
  describeWith([id], `changes into ${titleOf(id)}`, () => {
    test('arrive each once, in their order, whatever run they are of', async () => {
      const fixture = fixtureOf(id);
      await using open = await fixture.open();
      await using lab = await cdcLab({}, fixture.standIn ? [fixture.standIn] : []);
      const { source, engine, connections } = lab;
      source.create('users', { id: 'bigint', name: 'string' });
      source.insert('users', { id: '1', name: 'one' });
      const connection_id = await lab.connect(id, open.config);
      const destination = { connection_id, configuration: open.destination };
      const definition = {
        name: 'cdc',
        active: true,
        mode: 'replicate' as const,
        source: { connection_id: connections.source },
        destination,
        schedule: { frequency: 'manual' as const },
      };
      const plan = await engine.bulkSyncs.plan(definition);
      const sync = await lab.create({ destination });
      await lab.run(sync);
      source.update('users', { id: '1' }, { name: 'eins' });
      source.insert('users', { id: '2', name: 'two' });
      await lab.run(sync);
      source.insert('users', { id: '3', name: 'three' });
      source.update('users', { id: '3' }, { name: 'drei' });
      source.delete('users', { id: '1' });
      await lab.run(sync);
      await lab.run(sync);

      const table = plan.tables[0]?.table ?? '';
      const { fields, rows } = await engine.connections.query(connection_id, open.model(table), 100);
      const at = (name: string) => fields.findIndex((field) => field.name === name);
      const text = (row: (typeof rows)[number], name: string) => {
        const value = row[at(name)];
        return value === null || value === undefined ? null : String(value);
      };
      if (at('_syncform_operation') < 0) {
        const found = rows.map((row) => [
          text(row, 'id'),
          text(row, 'name'),
          text(row, '_syncform_deleted_at') !== null,
        ]);
        expect(found.sort()).toEqual(LAST);
      } else {
        // The second change of a transaction comes after the first: no two of these share both.
        const order = (row: (typeof rows)[number]) =>
          Number(text(row, '_syncform_transaction') ?? 0) * 100 +
          Number(text(row, '_syncform_sequence') ?? 0);
        const ordered = [...rows].sort((a, b) => order(a) - order(b));
        expect(
          ordered.map((row) => [text(row, '_syncform_operation'), text(row, 'id'), text(row, 'name')]),
        ).toEqual(ALL);
      }
    }, 120_000);
  });
