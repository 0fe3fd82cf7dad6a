import { Readable } from 'node:stream';
import driver from 'mysql2/promise';
import { testHost } from '../../../../../test/contract/open-connector.ts';
import {
  type MysqlOptions,
  type MysqlService,
  startMysql,
} from '../../../../../test/services/mysql/mysql.ts';
import type {
  CellValue,
  Column,
  ConnectorHost,
  Extraction,
  Facets,
  LoadColumn,
  LoadOutcome,
  LoadRequest,
  OpenConnector,
  TargetTable,
} from '../../../../contract/contract.ts';
import { csvLine } from '../../../../movement/csv-dialect.ts';
import { transfer } from '../../../../movement/transfer.ts';
import { type MysqlConfig, mysqlConfig } from '../config.ts';
import { mysql } from '../definition.ts';

/** A database of a test's own, open through the connector and, beside it, for SQL of the test's. */
export interface Fixture extends AsyncDisposable {
  readonly service: MysqlService;
  readonly config: MysqlConfig;
  readonly host: ConnectorHost;
  readonly facets: Facets;
  /** Never fires. */
  readonly signal: AbortSignal;
  /** Runs one statement and answers its rows, values as the server's text. */
  sql(text: string): Promise<(string | null)[][]>;
  /** Another connector to the same server, with other settings. */
  open(changes: Partial<Record<keyof MysqlConfig, unknown>>): Promise<OpenConnector>;
  /** Every row of an extraction, as exact values. */
  rows(extraction: Extraction): Promise<readonly (readonly CellValue[])[]>;
  /** Loads rows in the engine's dialect of CSV, under a batch of their own. */
  load(work: LoadRows): Promise<LoadOutcome>;
}

export interface LoadRows extends Pick<LoadRequest, 'operation' | 'deleteMissing' | 'marks'> {
  readonly table: string;
  readonly columns: readonly LoadColumn[];
  readonly key?: readonly string[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** A table as wanted, in the types that MySQL gives the columns. */
export function targetTable(
  { define }: Pick<Facets, 'define'>,
  id: string,
  columns: readonly Column[],
  key: readonly string[] = [],
): TargetTable {
  return {
    id,
    key,
    columns: columns.map(({ name, type }) => ({
      name,
      type,
      ...define.columnType(type),
      nullable: !key.includes(name),
    })),
  };
}

/**
 * Opens a fixture; see startMysql of what `options` ask for. `changes` are the settings in which its own connection differs
 * from the service's.
 */
export async function openFixture(
  options?: MysqlOptions,
  changes: (service: MysqlService) => Parameters<Fixture['open']>[0] = () => ({}),
): Promise<Fixture> {
  const service = await startMysql(options);
  const host = await testHost();
  const signal = new AbortController().signal;
  const input = service.configuration;
  const config = mysqlConfig.parse(input);
  const client = await driver.createConnection({
    host: service.host,
    port: service.port,
    user: service.user,
    password: service.password,
    database: service.database,
    charset: 'utf8mb4',
    rowsAsArray: true,
    typeCast: (field) => field.string('utf8'),
  });
  // A test may kill the server, and this line with it.
  client.on('error', () => {});
  await client.query("SET time_zone = '+00:00'");
  const opened: OpenConnector[] = [];
  const open: Fixture['open'] = async (changes) => {
    const connector = await mysql.open(mysqlConfig.parse({ ...input, ...changes }), host);
    opened.push(connector);
    return connector;
  };
  const facets = (await open(changes(service))).facets as Facets;
  let batches = 0;
  return {
    service,
    config,
    host,
    facets,
    signal,
    open,
    sql: async (text) => (await client.query(text))[0] as unknown as (string | null)[][],
    rows: (extraction) =>
      host.withSession(async (session) => {
        const { rows } = await transfer(extraction, ['rows'], { session, signal, log: () => {} });
        const all: (readonly CellValue[])[] = [];
        if (rows.format === 'rows') for await (const batch of rows.open(signal)) all.push(...batch);
        return all;
      }),
    load: ({ table, columns, key = [], rows, ...work }) =>
      host.withSession((session) =>
        facets.load.load({
          ...work,
          table: targetTable(facets, table, columns, key),
          columns,
          key,
          rows: {
            format: 'csv',
            open: async () => Readable.from([Buffer.from(rows.map(csvLine).join(''))], { objectMode: false }),
          },
          batch: { scope: table, id: `batch ${batches++}` },
          session,
          signal,
          onProgress: () => {},
        }),
      ),
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each[Symbol.asyncDispose]();
      client.destroy();
      await service.stop();
      await host[Symbol.asyncDispose]();
    },
  };
}
