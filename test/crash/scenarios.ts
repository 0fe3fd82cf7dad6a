import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyncMode } from '../../engine/api/documents.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import type { CrashLab, Place } from './lab.ts';
import type { Kind } from './process.ts';
import { COLUMNS, change, firstRecords } from './records.ts';

/** A sync from one system to another, whose source changes and whose target can be compared with it. */
export interface Scenario {
  readonly kind: Kind;
  readonly id: string;
  readonly source: Place;
  readonly target: Place;
  /** Everything that the source ever held, where the target keeps it; the target may hold no more than that. */
  readonly history?: Place;
  changeSource(): Promise<void>;
}

export interface ScenarioMaker {
  readonly name: string;
  readonly kind: Kind;
  make(lab: CrashLab, records: number): Promise<Scenario>;
}

/** Changes a source table, and what has ever been in it, by statements. */
function changing(run: (statements: readonly string[]) => Promise<void>): () => Promise<void> {
  let round = 0;
  return async () => {
    round++;
    const moment = `TIMESTAMP '2025-01-01' + ${round} * INTERVAL '1 hour'`;
    await run([
      ...change('source', round),
      `INSERT INTO history SELECT * FROM source WHERE updated_at = ${moment}`,
    ]);
  };
}

export async function postgresSource(lab: CrashLab, records: number): Promise<() => Promise<void>> {
  const run = async (statements: readonly string[]) => {
    await lab.sql(['BEGIN', ...statements, 'COMMIT'].join(';'));
  };
  await run([
    `CREATE TABLE source (${COLUMNS})`,
    `INSERT INTO source ${firstRecords(records)}`,
    'CREATE TABLE history AS SELECT * FROM source',
  ]);
  await lab.sql('ANALYZE source');
  return changing(run);
}

export async function duckdbSource(
  lab: CrashLab,
  file: string,
  records: number,
): Promise<() => Promise<void>> {
  const run = (statements: readonly string[]) => lab.duckdb(file, ['BEGIN', ...statements, 'COMMIT']);
  await run([
    `CREATE TABLE source (${COLUMNS.replace(' PRIMARY KEY', '')})`,
    `INSERT INTO source ${firstRecords(records)}`,
    'CREATE TABLE history AS SELECT * FROM source',
  ]);
  return changing(run);
}

/** A parquet file that is written again from a table beside it. */
async function fileSource(lab: CrashLab, file: string, records: number): Promise<() => Promise<void>> {
  const change = await duckdbSource(lab, 'beside.duckdb', records);
  const write = async () => {
    const path = join(lab.dir, file);
    await lab.duckdb('beside.duckdb', [`COPY source TO '${path}.new' (FORMAT parquet)`]);
    await rename(`${path}.new`, path);
  };
  await write();
  return async () => {
    await change();
    await write();
  };
}

interface BulkEnds {
  readonly from: string;
  readonly to: string;
  readonly object: string;
  readonly tracking?: boolean;
  readonly format?: string;
}

export async function bulkSync(
  lab: CrashLab,
  { from, to, object, tracking, format }: BulkEnds,
): Promise<string> {
  const { id } = await lab.engine.bulkSyncs.create({
    name: 'bulk',
    active: true,
    mode: 'replicate',
    disable_record_timestamps: true,
    source: { connection_id: from },
    destination: { connection_id: to, ...(format === undefined ? {} : { configuration: { format } }) },
    schedule: { frequency: 'manual' },
    schemas: [
      { id: object, user_output_name: 'copied', ...(tracking ? { tracking_field: 'updated_at' } : {}) },
    ],
  });
  return id;
}

export async function modelSync(
  lab: CrashLab,
  from: string,
  to: string,
  mode: SyncMode,
  configuration: JsonObject = {},
): Promise<string> {
  const model = await lab.engine.models.create({
    name: 'source',
    connection_id: from,
    configuration: { table: 'main.source' },
    identifier: 'id',
  });
  const field = (name: string) => ({ target: name, source: { model_id: model.id, field: name } });
  const { id } = await lab.engine.syncs.create({
    name: 'sync',
    active: true,
    mode,
    target: { connection_id: to, create: { name: 'synced' }, configuration },
    fields: ['id', 'name', 'amount', 'active', 'updated_at'].map(field),
    schedule: { frequency: 'manual' },
    ...(mode === 'append'
      ? {}
      : { identity: { source: { model_id: model.id, field: 'id' }, target: 'id', function: 'Equality' } }),
  });
  return id;
}

export const inPostgres = (table: string): Place => ({ system: 'postgres', table });
export const inDuckdb = (file: string, table: string): Place => ({ system: 'duckdb', file, table });

export const scenarios: readonly ScenarioMaker[] = [
  {
    name: 'bulk sync, Postgres → DuckDB',
    kind: 'bulkSyncs',
    async make(lab, records) {
      const changeSource = await postgresSource(lab, records);
      const [from, to] = [await lab.connect('postgresql', 'from'), await lab.connect('duckdb', 'lake')];
      return {
        kind: 'bulkSyncs',
        id: await bulkSync(lab, { from, to, object: 'public.source' }),
        source: inPostgres('source'),
        target: inDuckdb('lake.duckdb', 'main.copied'),
        changeSource,
      };
    },
  },
  {
    name: 'bulk sync of small tables that are committed together, Postgres → DuckDB',
    kind: 'bulkSyncs',
    async make(lab, records) {
      const tables = ['part_1', 'part_2', 'part_3'];
      for (const table of tables)
        await lab.sql(
          `CREATE TABLE ${table} (${COLUMNS}); INSERT INTO ${table} ${firstRecords(records / 4)}`,
        );
      await lab.sql(
        `ANALYZE; CREATE VIEW source AS ${tables.map((table) => `SELECT * FROM ${table}`).join(' UNION ALL ')}`,
      );
      let round = 0;
      const [from, to] = [await lab.connect('postgresql', 'from'), await lab.connect('duckdb', 'lake')];
      const { id } = await lab.engine.bulkSyncs.create({
        name: 'bulk',
        active: true,
        mode: 'replicate',
        disable_record_timestamps: true,
        source: { connection_id: from },
        destination: { connection_id: to },
        schedule: { frequency: 'manual' },
        schemas: tables.map((table) => ({ id: `public.${table}` })),
      });
      return {
        kind: 'bulkSyncs',
        id,
        source: inPostgres('source'),
        target: inDuckdb('lake.duckdb', 'main.part_*'),
        async changeSource() {
          round++;
          const changes = tables.flatMap((table) => change(table, round));
          await lab.sql(['BEGIN', ...changes, 'COMMIT'].join(';'));
        },
      };
    },
  },
  {
    name: 'bulk sync by tracking field, Postgres → DuckDB',
    kind: 'bulkSyncs',
    async make(lab, records) {
      const changeSource = await postgresSource(lab, records);
      const [from, to] = [await lab.connect('postgresql', 'from'), await lab.connect('duckdb', 'lake')];
      return {
        kind: 'bulkSyncs',
        id: await bulkSync(lab, { from, to, object: 'public.source', tracking: true }),
        source: inPostgres('source'),
        target: inDuckdb('lake.duckdb', 'main.copied'),
        changeSource,
      };
    },
  },
  {
    name: 'bulk sync, Postgres → Postgres',
    kind: 'bulkSyncs',
    async make(lab, records) {
      const changeSource = await postgresSource(lab, records);
      const connection = await lab.connect('postgresql', 'both');
      return {
        kind: 'bulkSyncs',
        id: await bulkSync(lab, { from: connection, to: connection, object: 'public.source' }),
        source: inPostgres('source'),
        target: inPostgres('copied'),
        changeSource,
      };
    },
  },
  {
    name: 'bulk sync, files → DuckDB',
    kind: 'bulkSyncs',
    async make(lab, records) {
      const changeSource = await fileSource(lab, 'files/source.parquet', records);
      const [from, to] = [await lab.connect('local_files', 'files'), await lab.connect('duckdb', 'lake')];
      return {
        kind: 'bulkSyncs',
        id: await bulkSync(lab, { from, to, object: 'source.parquet' }),
        source: { system: 'parquet', file: 'files/source.parquet' },
        target: inDuckdb('lake.duckdb', 'main.copied'),
        changeSource,
      };
    },
  },
  {
    name: 'bulk sync, Postgres → files',
    kind: 'bulkSyncs',
    async make(lab, records) {
      const changeSource = await postgresSource(lab, records);
      const [from, to] = [await lab.connect('postgresql', 'from'), await lab.connect('local_files', 'files')];
      return {
        kind: 'bulkSyncs',
        id: await bulkSync(lab, { from, to, object: 'public.source', tracking: true }),
        source: inPostgres('source'),
        target: { system: 'parquet', file: 'files/copied.parquet' },
        changeSource,
      };
    },
  },
  {
    name: 'model sync, DuckDB → Postgres, updateOrCreate',
    kind: 'syncs',
    async make(lab, records) {
      const changeSource = await duckdbSource(lab, 'origin.duckdb', records);
      const [from, to] = [await lab.connect('duckdb', 'origin'), await lab.connect('postgresql', 'to')];
      return {
        kind: 'syncs',
        id: await modelSync(lab, from, to, 'updateOrCreate'),
        source: inDuckdb('origin.duckdb', 'main.source'),
        target: inPostgres('synced'),
        changeSource,
      };
    },
  },
  {
    name: 'model sync, DuckDB → Postgres, into a table that resyncs make again',
    kind: 'syncs',
    async make(lab, records) {
      const changeSource = await duckdbSource(lab, 'origin.duckdb', records);
      const [from, to] = [await lab.connect('duckdb', 'origin'), await lab.connect('postgresql', 'to')];
      return {
        kind: 'syncs',
        id: await modelSync(lab, from, to, 'updateOrCreate', { preserve_table_on_resync: false }),
        source: inDuckdb('origin.duckdb', 'main.source'),
        target: inPostgres('synced'),
        changeSource,
      };
    },
  },
  {
    name: 'model sync, DuckDB → DuckDB, into a table that resyncs make again',
    kind: 'syncs',
    async make(lab, records) {
      const changeSource = await duckdbSource(lab, 'origin.duckdb', records);
      const [from, to] = [await lab.connect('duckdb', 'origin'), await lab.connect('duckdb', 'lake')];
      return {
        kind: 'syncs',
        id: await modelSync(lab, from, to, 'replace', { preserve_table_on_resync: false }),
        source: inDuckdb('origin.duckdb', 'main.source'),
        target: inDuckdb('lake.duckdb', 'main.synced'),
        changeSource,
      };
    },
  },
  {
    name: 'model sync, DuckDB → Postgres, append',
    kind: 'syncs',
    async make(lab, records) {
      const changeSource = await duckdbSource(lab, 'origin.duckdb', records);
      const [from, to] = [await lab.connect('duckdb', 'origin'), await lab.connect('postgresql', 'to')];
      return {
        kind: 'syncs',
        id: await modelSync(lab, from, to, 'append'),
        source: inDuckdb('origin.duckdb', 'main.source'),
        target: inPostgres('synced'),
        history: inDuckdb('origin.duckdb', 'main.history'),
        changeSource,
      };
    },
  },
];
