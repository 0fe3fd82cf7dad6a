import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CellValue,
  Column,
  ConnectorDefinition,
  ConnectorHost,
  Extraction,
  FacetCapabilities,
  FacetName,
  Facets,
  LoadOperation,
  LoadOutcome,
  OpenConnector,
  RowSource,
  TableChange,
  TargetTable,
} from '../../engine/contract/contract.ts';
import { checkConfig } from '../../engine/contract/describe-config.ts';
import { capabilitiesOf, facet } from '../../engine/contract/facet.ts';
import { NUMBER } from '../../engine/contract/record-numbers.ts';
import { ProcessBudgets } from '../../engine/families/http/quota.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { transfer } from '../../engine/movement/transfer.ts';
import type { ConnectorFixture, OpenFixture } from './fixture.ts';

export const never: AbortSignal = new AbortController().signal;

/** A host as the engine gives one, over a temporary folder. */
export async function testHost(): Promise<ConnectorHost & AsyncDisposable> {
  const tempDir = await mkdtemp(join(tmpdir(), 'contract-'));
  return {
    baseDir: tempDir,
    tempDir,
    knownHosts: join(tempDir, 'known_hosts'),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    withSession: (work) => withDuckdbSession({ tempDir }, work),
    log: () => {},
    [Symbol.asyncDispose]: () => rm(tempDir, { recursive: true, force: true }),
  };
}

function offer(rows: readonly (readonly CellValue[])[]): RowSource {
  return {
    format: 'rows',
    async *open() {
      yield rows;
    },
  };
}

/** An open connection under test, with what the suites do to it. */
export class ConnectorUnderTest implements AsyncDisposable {
  readonly definition: ConnectorDefinition;
  readonly fixture: OpenFixture;
  readonly host: ConnectorHost & AsyncDisposable;
  #open: Awaited<ReturnType<ConnectorDefinition['open']>>;
  readonly #config: Readonly<Record<string, unknown>>;
  #batches = 0;

  static async open(registered: ConnectorDefinition, of: ConnectorFixture): Promise<ConnectorUnderTest> {
    const definition = of.standIn ?? registered;
    const host = await testHost();
    const fixture = await of.open();
    expect(checkConfig(definition.config, fixture.config)).toEqual([]);
    const made = definition.generate?.(randomBytes) ?? {};
    const config = definition.config.parse({ ...fixture.config, ...made });
    const open = await definition.open(config, host);
    return new ConnectorUnderTest(definition, fixture, host, config, open);
  }

  private constructor(
    definition: ConnectorDefinition,
    fixture: OpenFixture,
    host: ConnectorHost & AsyncDisposable,
    config: Readonly<Record<string, unknown>>,
    open: Awaited<ReturnType<ConnectorDefinition['open']>>,
  ) {
    this.definition = definition;
    this.fixture = fixture;
    this.host = host;
    this.#config = config;
    this.#open = open;
  }

  /** What the connector declares of a facet. */
  can<N extends FacetName>(name: N): FacetCapabilities[N] {
    return capabilitiesOf({ definition: this.definition, config: this.#config }, name);
  }

  facet<N extends FacetName>(name: N): Facets[N] {
    return facet({ definition: this.definition, config: this.#config }, this.#open, name);
  }

  /** Closes the connection and opens it again in a process of which nobody remembers what the system asked for. */
  async reopen(): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
    const host = { ...this.host, budgets: new ProcessBudgets() };
    this.#open = await this.definition.open(this.#config, host);
  }

  /** The connection itself. */
  get opened(): OpenConnector {
    return this.#open;
  }

  /** A table as the engine would want it, of field types, under an output name. */
  wanted(name: string, columns: readonly Column[], key: readonly string[]): TargetTable {
    const define = this.facet('define');
    return {
      id: define.tableId(name, this.fixture.destination),
      columns: columns.map((c) => ({ ...c, ...define.columnType(c.type), nullable: !key.includes(c.name) })),
      key,
    };
  }

  async create(table: TargetTable): Promise<void> {
    const define = this.facet('define');
    await define.apply(define.change(table, await define.describe(table.id, never)), never);
  }

  /** Loads rows; the same `batch` twice is the same batch. */
  async load(
    table: TargetTable,
    operation: LoadOperation,
    rows: readonly (readonly CellValue[])[],
    options: {
      readonly batch?: string;
      readonly change?: TableChange;
      readonly columns?: readonly Column[];
      readonly key?: readonly string[];
      /** The rows' numbers. */
      readonly numbers?: readonly number[];
    } = {},
  ): Promise<LoadOutcome> {
    const columns = options.columns ?? table.columns.map(({ name, type }) => ({ name, type }));
    const { numbers, ...others } = options;
    const numbered = numbers && {
      columns: [...columns, NUMBER],
      offers: [offer(rows.map((row, i) => [...row, String(numbers[i])]))],
    };
    return this.loadFrom(
      table,
      operation,
      { columns, offers: [offer(rows)] },
      { ...others, ...(numbered ? { numbered } : {}) },
    );
  }

  /** Loads whatever another connection extracts. */
  async loadFrom(
    table: TargetTable,
    operation: LoadOperation,
    extraction: Extraction,
    options: {
      readonly batch?: string;
      readonly change?: TableChange;
      readonly key?: readonly string[];
      /** The same with the records' numbers. */
      readonly numbered?: Extraction;
    } = {},
  ): Promise<LoadOutcome> {
    const loader = this.facet('load');
    const { takes } = this.can('load');
    return this.host.withSession(async (session) => {
      const transferring = { session, signal: never, log: () => {} };
      const { rows } = await transfer(extraction, takes, transferring);
      const numbered = options.numbered && (await transfer(options.numbered, takes, transferring)).rows;
      return loader.load({
        table,
        ...(options.change ? { change: options.change } : {}),
        operation,
        columns: extraction.columns,
        key: options.key ?? table.key,
        rows,
        ...(numbered ? { numbered, isRepeatable: true } : {}),
        batch: { scope: `sync/${table.id}`, id: options.batch ?? `batch-${++this.#batches}` },
        session,
        signal: never,
        onProgress: () => {},
      });
    });
  }

  /** Every row of an extraction, as exact values. */
  async rows(extraction: Extraction): Promise<readonly (readonly CellValue[])[]> {
    return this.host.withSession(async (session) => {
      const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
      if (rows.format !== 'rows') throw new TypeError(rows.format);
      const all: (readonly CellValue[])[] = [];
      for await (const batch of rows.open(never)) all.push(...batch);
      return all;
    });
  }

  /** An object's extraction, by the `read` facet. */
  async read(
    object: string,
    fields: readonly string[],
    after?: { field: string; value: string },
  ): Promise<Extraction> {
    const configuration: JsonObject = {};
    return this.facet('read').extract({ object, fields, configuration, ...(after ? { after } : {}) }, never);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
    await this.fixture[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
  }
}
