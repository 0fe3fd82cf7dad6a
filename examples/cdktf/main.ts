/*
 * Real US flights of 2001: files land in a DuckDB file, and a query over them feeds a table of delays per airport.
 * The same as ../quickstart/main.tf, as a program.
 */
import { join } from 'node:path';
import {
  BulkSync,
  DuckdbConnection,
  LocalFilesConnection,
  Model,
  ModelSync,
  SyncformProvider,
} from '@syncform/constructs/cdktf';
import { App, Fn, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

/** The files to load, and the table that each becomes. */
const TABLES = {
  'airports.csv': 'airports',
  'birdstrikes.csv': 'birdstrikes',
  'flights-3m.parquet': 'flights',
  'movies.json': 'movies',
};

const DELAYS = `
  SELECT
    origin AS airport,
    name,
    city,
    count(*) AS flights,
    round(avg(delay), 1) AS average_delay, -- minutes
    count(*) FILTER (WHERE delay > 15) AS late
  FROM raw.flights
  JOIN raw.airports ON iata = origin
  GROUP BY ALL
`;

class Flights extends TerraformStack {
  /** `folder` has the data, and gets the warehouse. */
  constructor(scope: Construct, id: string, folder: string) {
    super(scope, id);
    const data = join(folder, 'data');

    new SyncformProvider(this, 'syncform');
    const files = new LocalFilesConnection(this, 'files', { name: 'Downloaded files', path: data });
    const warehouse = new DuckdbConnection(this, 'warehouse', {
      name: 'Warehouse',
      path: join(folder, 'warehouse.duckdb'),
    });

    // Every file into a table of its own, under the schema "raw". It runs again when a file's contents change.
    const raw = new BulkSync(this, 'raw', {
      name: 'Files to warehouse',
      source: files,
      destination: { connection: warehouse, configuration: { schema: 'raw' } },
      schemas: mapValues(TABLES, (outputName) => ({ outputName })),
      triggers: mapValues(TABLES, (_, file) => Fn.filesha256(join(data, file))),
    });

    const delays = Model.fromQuery(this, 'delays', {
      name: 'Delays per airport',
      connection: warehouse,
      identifier: 'airport',
      query: DELAYS,
    });

    // One row an airport. The first run creates the table; later runs write only the rows that are new or changed.
    const sync = new ModelSync(this, 'airport_delays', {
      name: 'Delays per airport',
      mode: 'updateOrCreate',
      target: { connection: warehouse, create: { name: 'airport_delays' } },
      identity: { source: delays.field('airport'), target: 'airport' },
      fields: delays.pick('name', 'city', 'flights', 'average_delay', 'late'),
      triggers: { loaded: raw.lastExecution.id },
    });

    new TerraformOutput(this, 'loaded', { value: raw.lastExecution });
    new TerraformOutput(this, 'synced', { value: sync.lastExecution });
  }
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

const app = new App();
new Flights(app, 'flights', import.meta.dirname);
app.synth();
