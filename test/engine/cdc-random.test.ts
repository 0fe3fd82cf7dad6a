import { expect, it } from '@jest/globals';
import type { CellValue } from '../../engine/contract/contract.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { describeNeeding } from '../needing.ts';
import { SeededRandom, seedOr } from '../random.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { startPostgres } from '../services/postgres.ts';
import { type CdcLab, cdcLab } from './cdc-lab.ts';
import type { CdcSource } from './cdc-source.ts';

const FAILPOINTS = [
  'stream',
  'snapshot',
  'pending-changes',
  'load',
  'changes-of-objects',
  'changes',
  'extract',
  'define',
].flatMap((name) => [`before:${name}`, `after:${name}`]);

const KEYS = 12;
const TABLES = ['users', 'orders'];

/** Does something to the source. Few keys, so that changes meet. */
function mutate(source: CdcSource, random: SeededRandom): void {
  const name = random.pick(TABLES);
  const table = source.tables.get(name);
  if (!table) throw new Error(name);
  const free = Array.from({ length: KEYS }, (_, i) => `${i}`).filter(
    (id) => !table.rows.has(JSON.stringify([id])),
  );
  const taken = [...table.rows.values()].map(({ id }) => String(id));
  const text = (): CellValue => random.pick([null, '', 'a,"b"', `t${random.below(1000)}`, 'é\n']);
  const what = random.next();
  if (taken.length > 0 && what < 0.35) {
    const values: Record<string, CellValue> = {};
    for (const column of ['name', 'note', 'kind'])
      if (random.chance(0.4)) values[column] = column === 'kind' ? random.pick(['a', 'b']) : text();
    source.update(name, { id: random.pick(taken) }, values);
  } else if (taken.length > 0 && what < 0.5) source.delete(name, { id: random.pick(taken) });
  else if (taken.length > 0 && free.length > 0 && what < 0.6)
    source.update(name, { id: random.pick(taken) }, { id: random.pick(free), name: text() });
  else if (what < 0.62) source.truncate(name);
  else if (what < 0.64) {
    const has = table.fields.some(({ id }) => id === 'extra');
    if (has) source.alter(name, 'extra');
    else source.alter(name, 'extra', 'string', 'filled');
  } else if (free.length > 0)
    source.insert(name, { id: random.pick(free), name: text(), note: text(), kind: random.pick(['a', 'b']) });
}

function work(source: CdcSource, random: SeededRandom): void {
  for (let n = random.below(8); n > 0; n--) {
    if (random.chance(0.6)) mutate(source, random);
    else
      source.transaction(() => {
        for (let i = random.below(6); i >= 0; i--) mutate(source, random);
      });
  }
}

/** Where changes go. */
interface Target {
  readonly connection: string;
  readonly configuration: JsonObject;
  table(name: string): string;
}

/** Each answers the target, once the lab is there, and what is to be stopped in the end. */
const targets: Readonly<Record<string, (lab: CdcLab, stack: AsyncDisposableStack) => Promise<Target>>> = {
  duckdb: async ({ connections }) => ({
    connection: connections.lake,
    configuration: { schema: 'app' },
    table: (name) => `app.${name}`,
  }),
  async postgresql({ connect }, stack) {
    const { configuration } = stack.use(await startPostgres());
    return {
      connection: await connect('postgresql', { ...configuration }),
      configuration: { schema: 'app' },
      table: (name) => `app.${name}`,
    };
  },
  async mysql({ connect }, stack) {
    const { configuration } = stack.use(await startMysql());
    return {
      connection: await connect('mysql', { ...configuration }),
      configuration: {},
      table: (name) => name,
    };
  },
  local_files: async ({ connect }) => ({
    connection: await connect('local_files', { path: 'files' }),
    configuration: { format: 'parquet' },
    table: (name) => `"${name}.parquet"`,
  }),
};

async function expectEqual(
  { source, rows }: CdcLab,
  target: Target,
  isFiltered: boolean,
  isHard: boolean,
): Promise<void> {
  for (const name of TABLES) {
    const table = source.tables.get(name);
    const expected = [...(table?.rows.values() ?? [])]
      .filter(({ kind }) => !isFiltered || kind === 'a')
      .map(({ id, name: n, note, kind }) => [id, n, note, kind])
      .sort(([a], [b]) => Number(a) - Number(b));
    const where = isHard ? '' : 'WHERE _syncform_deleted_at IS NULL';
    const found = await rows(
      `SELECT id, name, note, kind FROM ${target.table(name)} ${where} ORDER BY id`,
      target.connection,
    );
    expect(found).toEqual(expected);
  }
}

// The second run, at MySQL, is of that alone.
for (const to of serverName === 'MySQL' ? ['mysql'] : Object.keys(targets))
  describeNeeding(
    to === 'mysql' ? missingMysql() : undefined,
    `any changes, with crashes in between, into ${to === 'mysql' ? serverName : to}`,
    () => {
      const first = seedOr(1);
      const count = Number(process.env.SYNCFORM_TEST_SEEDS ?? (to === 'duckdb' ? 4 : 2));
      it.each(Array.from({ length: count }, (_, i) => first + i))(
        'end as the source is (seed %i)',
        async (seed) => {
          const random = new SeededRandom(seed);
          await using stack = new AsyncDisposableStack();
          const lab = stack.use(await cdcLab());
          const { source } = lab;
          const target = await (targets[to] as (typeof targets)[string])(lab, stack);
          for (const name of TABLES)
            source.create(name, { id: 'bigint', name: 'string', note: 'string', kind: 'string' });
          if (random.chance(0.6)) source.stored.set('users', ['note']);
          const isFiltered = random.chance(0.4);
          const isHard = random.chance(0.5);
          work(source, random);
          const filters = [{ field_id: 'kind', function: 'Equality', value: 'a' }];
          const id = await lab.create({
            destination: {
              connection_id: target.connection,
              configuration: { ...target.configuration, advanced: { hard_deletes: isHard } },
            },
            ...(isFiltered
              ? {
                  schemas: TABLES.map((name) => ({ id: name, filters })),
                  automatically_add_new_fields: 'all' as const,
                }
              : {}),
          });
          for (let round = 0; round < 8; round++) {
            source.onSnapshot = random.chance(0.3) ? () => work(source, random) : undefined;
            work(source, random);
            if (random.chance(0.5)) {
              const at = random.pick(FAILPOINTS);
              let left = 1 + random.below(3);
              lab.failpoint = (name) => {
                if (name === at && --left <= 0) throw new Error(`killed at ${name}`);
              };
            }
            const { status, error } = await lab.ended(id);
            lab.failpoint = () => {};
            if (status !== 'completed') expect(error).toContain('killed at');
            else if (source.onSnapshot === undefined) await expectEqual(lab, target, isFiltered, isHard);
          }
          source.onSnapshot = undefined;
          await lab.run(id);
          await expectEqual(lab, target, isFiltered, isHard);
        },
        120_000,
      );
    },
  );
