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

/** A system that scenarios read from or write to, by one connection. */
interface End {
  readonly type: Parameters<CrashLab['connect']>[0];
  readonly connection: string;
}

interface SourceEnd extends End {
  /** What a bulk sync copies. */
  readonly object: string;
  readonly place: Place;
  /** Makes the source with so many records; answers what changes it. */
  fill(lab: CrashLab, records: number): Promise<() => Promise<void>>;
}

interface TargetEnd extends End {
  place(table: string): Place;
}

const fromPostgres: SourceEnd = {
  type: 'postgresql',
  connection: 'from',
  object: 'public.source',
  place: inPostgres('source'),
  fill: postgresSource,
};
const fromFiles: SourceEnd = {
  type: 'local_files',
  connection: 'files',
  object: 'source.parquet',
  place: { system: 'parquet', file: 'files/source.parquet' },
  fill: (lab, records) => fileSource(lab, 'files/source.parquet', records),
};
const fromDuckdb: SourceEnd = {
  type: 'duckdb',
  connection: 'origin',
  object: 'main.source',
  place: inDuckdb('origin.duckdb', 'main.source'),
  fill: (lab, records) => duckdbSource(lab, 'origin.duckdb', records),
};
const toPostgres: TargetEnd = { type: 'postgresql', connection: 'to', place: inPostgres };
const toDuckdb: TargetEnd = {
  type: 'duckdb',
  connection: 'lake',
  place: (table) => inDuckdb('lake.duckdb', `main.${table}`),
};
const toFiles: TargetEnd = {
  type: 'local_files',
  connection: 'files',
  place: (table) => ({ system: 'parquet', file: `files/${table}.parquet` }),
};
/** One connection that is both source and target. */
const both = { connection: 'both' };

/** The source with its records, and the connections to both ends; one, where both ends have the same. */
async function makeEnds(lab: CrashLab, records: number, source: SourceEnd, target: TargetEnd) {
  const changeSource = await source.fill(lab, records);
  const from = await lab.connect(source.type, source.connection);
  const isSame = source.connection === target.connection;
  return { changeSource, from, to: isSame ? from : await lab.connect(target.type, target.connection) };
}

/** A bulk sync of one object. */
function bulk(
  name: string,
  source: SourceEnd,
  target: TargetEnd,
  options: Pick<BulkEnds, 'tracking'> = {},
): ScenarioMaker {
  return {
    name,
    kind: 'bulkSyncs',
    async make(lab, records) {
      const { changeSource, from, to } = await makeEnds(lab, records, source, target);
      return {
        kind: 'bulkSyncs',
        id: await bulkSync(lab, { from, to, object: source.object, ...options }),
        source: source.place,
        target: target.place('copied'),
        changeSource,
      };
    },
  };
}

/** A sync of a model of the DuckDB file, in a mode; `configuration` is that of its target. */
function modelled(
  name: string,
  mode: SyncMode,
  target: TargetEnd,
  configuration?: JsonObject,
): ScenarioMaker {
  return {
    name,
    kind: 'syncs',
    async make(lab, records) {
      const { changeSource, from, to } = await makeEnds(lab, records, fromDuckdb, target);
      return {
        kind: 'syncs',
        id: await modelSync(lab, from, to, mode, configuration),
        source: fromDuckdb.place,
        target: target.place('synced'),
        ...(mode === 'append' ? { history: inDuckdb('origin.duckdb', 'main.history') } : {}),
        changeSource,
      };
    },
  };
}

export const scenarios: readonly ScenarioMaker[] = [
  bulk('bulk sync, Postgres → DuckDB', fromPostgres, toDuckdb),
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
  bulk('bulk sync by tracking field, Postgres → DuckDB', fromPostgres, toDuckdb, { tracking: true }),
  bulk('bulk sync, Postgres → Postgres', { ...fromPostgres, ...both }, { ...toPostgres, ...both }),
  bulk('bulk sync, files → DuckDB', fromFiles, toDuckdb),
  bulk('bulk sync, Postgres → files', fromPostgres, toFiles, { tracking: true }),
  modelled('model sync, DuckDB → Postgres, updateOrCreate', 'updateOrCreate', toPostgres),
  modelled(
    'model sync, DuckDB → Postgres, into a table that resyncs make again',
    'updateOrCreate',
    toPostgres,
    {
      preserve_table_on_resync: false,
    },
  ),
  modelled('model sync, DuckDB → DuckDB, into a table that resyncs make again', 'replace', toDuckdb, {
    preserve_table_on_resync: false,
  }),
  modelled('model sync, DuckDB → Postgres, append', 'append', toPostgres),
];
