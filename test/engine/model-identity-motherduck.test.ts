import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyncInput } from '../../engine/api/documents.ts';
import type { ConnectorDefinition } from '../../engine/contract/contract.ts';
import { fixtureOf } from '../contract/fixtures.ts';
import { describeWith } from '../contract/runnable.ts';
import { cdcLab } from './cdc-lab.ts';

describeWith(['motherduck'], 'records matched in MotherDuck (a DuckDB file in its place)', () => {
  test.each([
    [
      'update',
      { updated: 1, inserted: 0 },
      [
        ['1', 'eins'],
        ['2', 'two'],
      ],
    ],
    [
      'updateOrCreate',
      { updated: 1, inserted: 1 },
      [
        ['1', 'eins'],
        ['2', 'two'],
        ['3', 'drei'],
      ],
    ],
    [
      'create',
      { updated: 0, inserted: 1 },
      [
        ['1', 'one'],
        ['2', 'two'],
        ['3', 'drei'],
      ],
    ],
    ['remove', { deleted: 1 }, [['2', 'two']]],
  ] as const)(
    'mode %s finds those that the table has',
    async (mode, counts, rows) => {
      const fixture = fixtureOf('motherduck');
      await using open = await fixture.open();
      await using lab = await cdcLab({}, [fixture.standIn as ConnectorDefinition]);
      const { engine } = lab;
      await writeFile(join(lab.dir, 'files', 'accounts.csv'), 'id,name\n1,one\n2,two\n');
      await mkdir(join(lab.dir, 'models'));
      await writeFile(join(lab.dir, 'models', 'leads.csv'), 'id,name\n1,eins\n3,drei\n');
      const connection_id = await lab.connect('motherduck', open.config);
      const fill = await lab.create({
        mode: 'snapshot',
        source: { connection_id: await lab.connect('local_files', { path: 'files' }), configuration: {} },
        destination: { connection_id, configuration: { disable_record_timestamps: true } },
      });
      await lab.run(fill);
      const { id: model_id } = await engine.models.create({
        name: 'leads',
        connection_id: await lab.connect('local_files', { path: 'models' }),
        configuration: { table: 'leads.csv' },
      });
      const sync: SyncInput = {
        name: 'leads to accounts',
        active: true,
        mode,
        schedule: { frequency: 'manual' },
        target: { connection_id, object: 'accounts' },
        fields: [{ target: 'name', source: { model_id, field: 'name' } }],
        identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
      };
      const { id } = await engine.syncs.create(sync);
      const { id: execution } = await engine.syncs.start(id, {});
      expect(await engine.executions.ended(execution)).toMatchObject({
        status: 'completed',
        error: null,
        counts,
      });
      expect(await lab.rows('SELECT id, name FROM accounts ORDER BY id', connection_id)).toEqual(rows);
    },
    120_000,
  );
});
