import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CellValue,
  Column,
  ConnectorHost,
  Extraction,
  Facets,
  LoadOperation,
  LoadOutcome,
  ReadRequest,
  TargetTable,
} from '../../../contract/contract.ts';
import { versionOf } from '../../../contract/testing/asked.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { openDuckdbSession, withDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { transfer } from '../../../movement/transfer.ts';

export const never: AbortSignal = new AbortController().signal;

/** A host over a folder of its own, with DuckDB running until it is disposed of. */
export async function testHost(): Promise<ConnectorHost & AsyncDisposable & { readonly warnings: string[] }> {
  const dir = await mkdtemp(join(tmpdir(), 'file-store-'));
  const tempDir = join(dir, 'temp');
  const session = await openDuckdbSession({ tempDir });
  const warnings: string[] = [];
  return {
    baseDir: dir,
    tempDir,
    cacheDir: join(dir, 'cache'),
    knownHosts: join(dir, 'known_hosts'),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    withSession: (work) => withDuckdbSession({ tempDir }, work),
    log: (level, message) => {
      if (level === 'warn') warnings.push(message);
    },
    warnings,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A connection's facets, with what tests do to them. */
export class FilesUnderTest {
  readonly facets: Facets;
  readonly #host: ConnectorHost;
  readonly #configuration: JsonObject;
  #batches = 0;

  /** `configuration` is what a bulk sync's source says of the files. */
  constructor(facets: Partial<Facets>, host: ConnectorHost, configuration: JsonObject = {}) {
    this.facets = facets as Facets;
    this.#host = host;
    this.#configuration = configuration;
  }

  async ids(): Promise<readonly string[]> {
    return (await this.facets.discover.list({}, never)).map(({ id }) => id);
  }

  /** `name type` of an object's fields. */
  async types(object: string): Promise<readonly string[] | undefined> {
    const [schema] = await this.facets.discover.describe([object], this.#configuration, never);
    return schema?.fields.map(({ name, type }) => `${name} ${type}`);
  }

  /** An object's rows as texts, sorted. */
  async rows(object: string, changes?: ReadRequest['changes']): Promise<readonly string[]> {
    const [schema] = await this.facets.discover.describe([object], this.#configuration, never);
    const fields = schema?.fields.map(({ id }) => id) ?? [];
    const configuration = this.#configuration;
    const request = { object, fields, configuration, ...(changes ? { changes } : {}) };
    return sorted(await this.cells(await this.facets.read.extract(request, never)));
  }

  cells(extraction: Extraction): Promise<readonly (readonly CellValue[])[]> {
    return this.#host.withSession(async (session) => {
      const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
      const all: (readonly CellValue[])[] = [];
      if (rows.format === 'rows') for await (const batch of rows.open(never)) all.push(...batch);
      return all;
    });
  }

  fingerprint(object: string): Promise<string | undefined> {
    return versionOf(this.facets.read, object, {}, never);
  }

  /** Makes a table or recreates it. */
  async create(
    name: string,
    columns: readonly Column[],
    key: readonly string[] = [],
    configuration: JsonObject = {},
  ): Promise<TargetTable> {
    const { define } = this.facets;
    const table: TargetTable = {
      id: define.tableId(name, configuration),
      key,
      configuration,
      columns: columns.map((c) => ({ ...c, ...define.columnType(c.type), nullable: !key.includes(c.name) })),
    };
    await define.apply(define.change(table, await define.describe(table.id, never)), never);
    return table;
  }

  load(
    table: TargetTable,
    operation: LoadOperation,
    rows: readonly (readonly CellValue[])[],
    { batch = `b${++this.#batches}`, signal = never }: { batch?: string; signal?: AbortSignal } = {},
  ): Promise<LoadOutcome> {
    return this.#host.withSession((session) =>
      this.facets.load.load({
        table,
        operation,
        columns: table.columns.map(({ name, type }) => ({ name, type })),
        key: table.key,
        rows: {
          format: 'rows',
          async *open() {
            yield rows;
          },
        },
        batch: { scope: 's', id: batch },
        session,
        signal,
        onProgress: () => {},
      }),
    );
  }
}

function sorted(rows: readonly (readonly CellValue[])[]): readonly string[] {
  return rows.map((row) => row.map(String).join('|')).sort();
}
