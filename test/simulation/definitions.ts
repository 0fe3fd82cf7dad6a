import type { SyncMode } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import type { DummyRecord, DummyWorld } from './dummy-world.ts';
import { nameOf } from './dummy-world.ts';

/** A sync under simulation. */
export interface SimulatedSync {
  readonly name: string;
  readonly kind: 'syncs' | 'bulkSyncs';
  /** Whether it can be told to send everything again: what appends would double it, as it should. */
  readonly canResync: boolean;
  /** Whether records that are refused are tried again. */
  readonly retries: boolean;
  create(engine: EngineApi, connections: Connections): Promise<string>;
  /** The records at its target. */
  held(world: DummyWorld): readonly DummyRecord[];
  /** What is wrong with the target whatever has happened. */
  never(world: DummyWorld): readonly string[];
  /** What is wrong with the target after a run that came through while the source stayed as it is. */
  afterwards(world: DummyWorld): readonly string[];
}

export interface Connections {
  readonly dummy: string;
  readonly receiver: string;
  readonly model: string;
}

interface Rules {
  readonly appends?: boolean;
  /** Whether the target loses what the source no longer has. */
  readonly deletes?: boolean;
  readonly refuses?: boolean;
}

function rules(
  held: SimulatedSync['held'],
  { appends = false, deletes = false, refuses = false }: Rules,
): Pick<SimulatedSync, 'held' | 'never' | 'afterwards'> {
  return {
    held,
    never(world) {
      const rows = held(world);
      const told = rows.map(appends ? nameOf : ({ id }) => id);
      return [
        ...world.wrongs,
        ...told.filter((name, i) => told.indexOf(name) !== i).map((name) => `${name} is there twice`),
        ...rows.filter((row) => !world.history.has(nameOf(row))).map((row) => `${nameOf(row)} never was`),
      ];
    },
    afterwards(world) {
      const rows = held(world);
      const names = new Set(rows.map(nameOf));
      const expected = [...world.source.values()].filter(
        (record) => !refuses || world.refusal(record) === undefined,
      );
      return [
        ...expected
          .filter((record) => !names.has(nameOf(record)))
          .map((record) => `${nameOf(record)} is missing`),
        ...(deletes
          ? rows.filter(({ id }) => !world.source.has(id)).map((row) => `${nameOf(row)} is left`)
          : []),
      ];
    },
  };
}

const inTable = (id: string) => (world: DummyWorld) => world.tables.get(id)?.rows ?? [];

function bulk(name: string, mode: 'replicate' | 'snapshot', tracking: boolean): SimulatedSync {
  return {
    name,
    kind: 'bulkSyncs',
    canResync: true,
    retries: false,
    async create(engine, { dummy }) {
      const { id } = await engine.bulkSyncs.create({
        name,
        active: true,
        mode,
        source: { connection_id: dummy },
        destination: { connection_id: dummy },
        schedule: { frequency: 'manual' },
        schemas: [
          { id: 'records', user_output_name: name, ...(tracking ? { tracking_field: 'revision' } : {}) },
        ],
        disable_record_timestamps: true,
      });
      return id;
    },
    ...rules(inTable(name), { deletes: !tracking }),
  };
}

/** Into a table, or to an object of the receiver. */
function sync(name: string, mode: SyncMode, object?: 'records' | 'contacts'): SimulatedSync {
  const held =
    object === undefined
      ? inTable(name)
      : (world: DummyWorld) => [...(object === 'records' ? world.received : world.contacts).values()];
  return {
    name,
    kind: 'syncs',
    canResync: mode !== 'append' && object !== 'records',
    retries: true,
    async create(engine, { dummy, receiver, model }) {
      const field = (of: string) => ({ target: of, source: { model_id: model, field: of } });
      const { id } = await engine.syncs.create({
        name,
        active: true,
        mode,
        target:
          object === undefined
            ? { connection_id: dummy, create: { name } }
            : { connection_id: receiver, object },
        fields: ['id', 'text', 'revision'].map(field),
        schedule: { frequency: 'manual' },
        ...(mode === 'append'
          ? {}
          : { identity: { source: { model_id: model, field: 'id' }, target: 'id', function: 'Equality' } }),
      });
      return id;
    },
    ...rules(held, { appends: mode === 'append', deletes: mode === 'replace', refuses: true }),
  };
}

export const syncs: readonly SimulatedSync[] = [
  bulk('replicated', 'replicate', false),
  bulk('tracked', 'replicate', true),
  bulk('snapshotted', 'snapshot', false),
  sync('upserted', 'updateOrCreate'),
  sync('appended', 'append'),
  sync('replaced', 'replace'),
  sync('received', 'replace', 'records'),
  sync('looked for', 'updateOrCreate', 'contacts'),
];
