import { z } from 'zod';
import {
  type Capabilities,
  type CellValue,
  type Column,
  type ConnectorDefinition,
  defineConnector,
  type Extraction,
  type FacetOf,
  type FieldSchema,
  type ObjectSchema,
  type OpenConnector,
} from '../../engine/contract/contract.ts';
import { nextRead, type SourceQuestions } from '../../engine/contract/next-read.ts';
import { numberedRequest } from '../../engine/contract/record-numbers.ts';
import type { TypeTables } from '../../engine/types/type-tables.ts';
import { asRow, type DummyRecord, type DummyTable, type DummyWorld } from './dummy-world.ts';
import type { Gate } from './gate.ts';

const nothing = z.strictObject({});
const types: TypeTables = { source: [{ from: '*', to: 'string' }], target: [{ from: '*', to: 'any' }] };

const fields: readonly FieldSchema[] = [
  { id: 'id', name: 'id', type: 'string', remote_type: 'text', nullable: false, is_primary_key: true },
  { id: 'text', name: 'text', type: 'string', remote_type: 'text', nullable: true, is_primary_key: false },
  {
    id: 'revision',
    name: 'revision',
    type: 'bigint',
    remote_type: 'bigint',
    nullable: false,
    is_primary_key: false,
  },
];
const object: ObjectSchema = { id: 'records', name: 'records', output_name: 'records', fields };

/** Rows are handed over this many at a time. */
const BATCH = 3;

const dummyCapabilities = {
  test: {},
  discover: {},
  query: {},
  read: {},
  define: { canCount: true },
  load: { takes: ['rows'], canChangeTable: true },
} as const satisfies Capabilities;

const receiverCapabilities = {
  test: {},
  write: { canLookup: true, operations: ['create', 'update', 'remove'] },
} as const satisfies Capabilities;

/**
 * A system in memory whose every effect is a point of the gate, at which the simulation has it fail or its user die:
 * `dummy` is a source and has tables, `dummy_receiver` takes records.
 */
export function dummyConnectors(world: DummyWorld, gate: Gate): readonly ConnectorDefinition[] {
  const asDefinition = (definition: unknown) => definition as ConnectorDefinition;
  const dummy = defineConnector({
    id: 'dummy',
    name: 'Dummy',
    description: 'A system in memory.',
    config: nothing,
    definitions: {
      model: nothing,
      bulkSource: nothing,
      bulkDestination: nothing,
      syncTarget: nothing,
      createTarget: z.strictObject({ name: z.string() }),
    },
    types,
    facets: dummyCapabilities,
    open: async () => openDummy(world, gate),
  });
  const { canChangeTable: _, ...apart } = dummyCapabilities.load;
  return [
    // Some worlds make a table only before its rows.
    asDefinition(world.makesWithRows ? dummy : { ...dummy, facets: { ...dummyCapabilities, load: apart } }),
    asDefinition(
      defineConnector({
        id: 'dummy_receiver',
        name: 'Dummy receiver',
        description: 'Takes records in memory.',
        config: nothing,
        definitions: { syncTarget: nothing },
        types,
        facets: receiverCapabilities,
        open: async () => ({
          facets: { test: { test: async () => {} }, write: writeFacet(world, gate) },
          [Symbol.asyncDispose]: async () => {},
        }),
      }),
    ),
  ];
}

async function openDummy(world: DummyWorld, gate: Gate): Promise<OpenConnector<typeof dummyCapabilities>> {
  const extraction = (from?: number): Extraction => ({
    columns: fields.map(({ name, type }) => ({ name, type })),
    offers: [{ format: 'rows', open: () => rowsOf(world, gate, from) }],
  });
  const questions: SourceQuestions = {
    async fingerprint() {
      await gate.pass('fingerprint');
      return world.hasFingerprint ? `${world.revision}` : undefined;
    },
    async highWater() {
      await gate.pass('high water');
      const revisions = [...world.source.values()].map(({ revision }) => revision);
      return revisions.length > 0 ? `${Math.max(...revisions)}` : null;
    },
  };
  return {
    facets: {
      test: { test: async () => {} },
      discover: {
        list: async () => [object],
        describe: async (ids) => (ids.includes(object.id) ? [object] : []),
      },
      query: { describe: async () => fields, extract: async () => extraction() },
      read: {
        next: (request, position, signal) => nextRead(questions, request, position, signal),
        extract: async ({ after }) => extraction(after && Number(after.value)),
      },
      define: {
        tableId: (name) => name,
        columnType: () => ({ target_type: 'any' }),
        describe: async (id) =>
          world.tables.has(id)
            ? {
                id,
                columns: fields.map(({ name, type, nullable }) => ({
                  name,
                  type,
                  target_type: 'any',
                  nullable,
                })),
                key: ['id'],
                unique: [],
              }
            : null,
        countRows: async (id) => world.tables.get(id)?.rows.length ?? 0,
        change: (wanted, existing) =>
          existing
            ? { action: 'none', statements: [], conflicts: [] }
            : { action: 'create', statements: [`CREATE ${wanted.id}`], conflicts: [] },
        async apply({ statements }) {
          await gate.pass('create table');
          for (const statement of statements) {
            const id = statement.replace('CREATE ', '');
            if (!world.tables.has(id)) world.tables.set(id, { rows: [], commits: new Map() });
          }
          await gate.pass('created table');
        },
        async drop(id) {
          world.tables.delete(id);
        },
      },
      load: loadFacet(world, gate),
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The source's rows of one moment. */
async function* rowsOf(
  world: DummyWorld,
  gate: Gate,
  from: number | undefined,
): AsyncGenerator<readonly (readonly CellValue[])[]> {
  await gate.pass('read');
  const rows = [...world.source.values()]
    .filter(({ revision }) => from === undefined || revision >= from)
    .map(asRow);
  for (let at = 0; at < rows.length; at += BATCH) {
    yield rows.slice(at, at + BATCH);
    await gate.pass('read batch');
  }
}

function loadFacet(world: DummyWorld, gate: Gate): FacetOf<typeof dummyCapabilities, 'load'> {
  const tableOf = (id: string): DummyTable => {
    const table = world.tables.get(id);
    if (!table) throw new Error(`there is no table ${id}`);
    return table;
  };
  return {
    async committed(table, batch) {
      await gate.pass('ask for commit');
      return world.tables.get(table)?.commits.get(batch.id);
    },
    async load(request) {
      const { table, batch: of, operation, signal, onProgress, change } = request;
      const { columns, rows } = numberedRequest(request);
      if (rows.format !== 'rows') throw new TypeError(rows.format);
      await gate.pass('begin load');
      const there =
        change && !world.tables.has(table.id) ? { rows: [], commits: new Map() } : tableOf(table.id);
      const before = there.commits.get(of.id);
      if (before) return before;
      const arrived: DummyRecord[] = [];
      const numbers = new Map<DummyRecord, number>();
      for await (const part of rows.open(signal)) {
        for (const cells of part) {
          const record = recordOf(columns, cells);
          arrived.push(record);
          if (request.numbered) numbers.set(record, Number(cells.at(-1)));
        }
        onProgress({ rows: part.length });
        await gate.pass('load batch');
      }
      await gate.pass('commit');
      world.tables.set(table.id, there);
      const outcome = world.load(there, of.id, operation, arrived, numbers);
      await gate.pass('committed');
      return outcome;
    },
  };
}

/** A record that arrives, with the id that the system was asked for, where it has one. */
interface Arrived {
  readonly record: DummyRecord;
  readonly own: string | null;
}

function writeFacet(world: DummyWorld, gate: Gate): FacetOf<typeof receiverCapabilities, 'write'> {
  return {
    targets: async () => [
      {
        id: 'records',
        name: 'records',
        fields: 'any',
        operations: ['create', 'update', 'remove'],
        identities: 'any',
        required: [],
        limits: {},
      },
      {
        id: 'contacts',
        name: 'contacts',
        fields: 'any',
        operations: ['create', 'update', 'remove'],
        identities: [{ field: 'id', operations: [], canLookup: true }],
        required: [],
        limits: { requestsAtOnce: 1 },
      },
    ],
    async lookup({ values }) {
      await gate.pass('lookup');
      return values.map((value) =>
        [...world.contacts].filter(([, { id }]) => id === value).map(([own]) => own),
      );
    },
    async write({ object: target, batch, columns, operation, rows, offset, signal, acknowledge }) {
      let at = offset;
      const receive = (chunk: readonly Arrived[]) => {
        if (target === 'records')
          return world.receive(
            `${batch.id}:${at}`,
            operation,
            chunk.map(({ record }) => record),
          ).rejected;
        return chunk.flatMap(({ record, own }, index) => {
          const reason = world.takeContact(operation, record, own);
          return reason === undefined ? [] : [{ index, reason }];
        });
      };
      const send = async (chunk: readonly Arrived[]) => {
        await gate.pass('send');
        const rejected = receive(chunk);
        await gate.pass('sent');
        await acknowledge({ records: chunk.length, rejected });
        at += chunk.length;
      };
      let chunk: Arrived[] = [];
      for await (const part of rows.open(signal)) {
        for (const cells of part) {
          const own = cells[columns.length] ?? null;
          chunk.push({ record: recordOf(columns, cells), own: own === null ? null : String(own) });
          if (chunk.length < BATCH) continue;
          await send(chunk);
          chunk = [];
        }
      }
      if (chunk.length > 0) await send(chunk);
    },
  };
}

function recordOf(columns: readonly Column[], cells: readonly CellValue[]): DummyRecord {
  const value = (name: string) => cells[columns.findIndex((column) => column.name === name)] ?? null;
  const text = value('text');
  return {
    id: String(value('id')),
    text: text === null ? null : String(text),
    revision: Number(value('revision')),
  };
}
