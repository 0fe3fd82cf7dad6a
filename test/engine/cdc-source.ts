import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  type ChangedValue,
  type ChangeEvent,
  type ChangesFacet,
  type FollowRequest,
  UNCHANGED,
} from '../../engine/contract/changes.ts';
import {
  type CellValue,
  type ConnectorDefinition,
  defineConnector,
  type Extraction,
  type FieldSchema,
  type ReadRequest,
} from '../../engine/contract/contract.ts';
import { SyncformError } from '../../engine/kit/errors.ts';

export type Row = Readonly<Record<string, CellValue>>;

/** A table of the source: what it holds now. */
interface Table {
  fields: FieldSchema[];
  key: readonly string[];
  readonly rows: Map<string, Row>;
}

/** A change as the log has it: rows by names, so that a follower may ask for the fields that it wants. */
type Logged =
  | {
      readonly type: 'insert' | 'update' | 'delete';
      readonly table: string;
      readonly row: Row;
      readonly unchanged?: readonly string[];
      readonly oldKey?: Row;
    }
  | { readonly type: 'truncate'; readonly table: string }
  | { readonly type: 'altered'; readonly table: string };

interface Transaction {
  readonly position: number;
  readonly time: string;
  readonly changes: readonly Logged[];
}

export const positionText = (n: number) => String(n).padStart(12, '0');

/** A database in memory, with a log of all that was committed to it. It outlives the engines that follow it. */
export class CdcSource {
  readonly tables = new Map<string, Table>();
  readonly log: Transaction[] = [];
  /** Streams that keep their log, by id, with the last position that they acknowledged. */
  readonly slots = new Map<string, number>();
  /** Columns whose values an update does not bring unless it changes them, by table. */
  readonly stored = new Map<string, readonly string[]>();
  snapshots = 0;
  /** Called when a snapshot has been taken and before its rows are read. */
  onSnapshot: (() => void | Promise<void>) | undefined;
  isDown = false;
  /** Whether it says nothing of transactions without changes of interest, unless it is at its end. */
  isQuiet = false;
  faults: { readonly object?: string; readonly message: string }[] = [];
  #position = 0;
  #pending: Logged[] | undefined;
  #wake: (() => void)[] = [];

  get position(): number {
    return this.#position;
  }

  create(name: string, columns: Readonly<Record<string, string>>, key: readonly string[] = ['id']): void {
    const fields = Object.entries(columns).map(([id, type]) => fieldOf(id, type, key));
    this.tables.set(name, { fields, key, rows: new Map() });
  }

  /** Several changes in one transaction. */
  transaction(work: () => void): void {
    this.#pending = [];
    work();
    const changes = this.#pending;
    this.#pending = undefined;
    this.#commit(changes);
  }

  insert(name: string, row: Row): void {
    const table = this.#table(name);
    const id = keyOf(table, row);
    if (table.rows.has(id)) throw new Error(`${id} is there`);
    const whole = Object.fromEntries(table.fields.map((f) => [f.id, row[f.id] ?? null]));
    table.rows.set(id, whole);
    this.#write({ type: 'insert', table: name, row: whole });
  }

  update(name: string, key: Row, values: Row): void {
    const table = this.#table(name);
    const id = keyOf(table, key);
    const before = table.rows.get(id);
    if (!before) throw new Error(`${id} is not there`);
    const after = { ...before, ...values };
    const newId = keyOf(table, after);
    if (newId !== id && table.rows.has(newId)) throw new Error(`${newId} is there`);
    table.rows.delete(id);
    table.rows.set(newId, after);
    const unchanged = (this.stored.get(name) ?? []).filter((column) => !(column in values));
    this.#write({
      type: 'update',
      table: name,
      row: after,
      unchanged,
      ...(newId === id ? {} : { oldKey: before }),
    });
  }

  delete(name: string, key: Row): void {
    const table = this.#table(name);
    const id = keyOf(table, key);
    if (!table.rows.delete(id)) throw new Error(`${id} is not there`);
    this.#write({ type: 'delete', table: name, row: key });
  }

  truncate(name: string): void {
    this.#table(name).rows.clear();
    this.#write({ type: 'truncate', table: name });
  }

  /** Adds a column, filled with a value, or drops one where no type is given. */
  alter(name: string, column: string, type?: string, value: CellValue = null): void {
    const table = this.#table(name);
    table.fields = table.fields.filter((f) => f.id !== column);
    if (type !== undefined) table.fields.push(fieldOf(column, type, table.key));
    for (const [id, { [column]: _, ...row }] of table.rows)
      table.rows.set(id, type === undefined ? row : { ...row, [column]: value });
    this.#write({ type: 'altered', table: name });
  }

  /** The connector's definition. */
  connector(): ConnectorDefinition {
    return defineConnector({
      id: 'cdc_source',
      name: 'CDC source',
      description: 'A database in memory, with a log.',
      config: z.strictObject({}),
      definitions: { bulkSource: z.strictObject({}) },
      types: { source: [{ from: '*', to: 'string' }], target: [] },
      facets: { test: {}, discover: {}, read: {}, changes: {} },
      open: async () => ({
        facets: {
          test: { test: async () => {} },
          discover: {
            list: async () => [...this.tables.keys()].map((id) => ({ id, name: id, output_name: id })),
            describe: async (ids: readonly string[]) =>
              ids.flatMap((id) => {
                const table = this.tables.get(id);
                return table ? [{ id, name: id, output_name: id, fields: table.fields }] : [];
              }),
          },
          read: {
            next: async () => ({ what: 'whole', note: null, isExact: false }),
            extract: async (request: ReadRequest) => this.#extract(request),
          },
          changes: this.#changes(),
        },
        [Symbol.asyncDispose]: async () => {},
      }),
    }) as unknown as ConnectorDefinition;
  }

  #changes(): ChangesFacet {
    return {
      check: async () => this.faults,
      prepare: async ({ id }, position) => {
        const kept = this.slots.get(id);
        if (position !== null && (kept === undefined || Number(position) < kept))
          throw new SyncformError('changes_lost', `the log of stream ${id} is gone`);
        if (position === null) this.slots.set(id, this.#position);
        return position ?? positionText(this.#position);
      },
      head: async () => positionText(this.#position),
      snapshot: async (_stream, request) => {
        this.snapshots++;
        const at = this.#position;
        const extraction = this.#extract(request);
        await this.onSnapshot?.();
        return {
          extraction,
          handover: positionText(at),
          position: positionText(at),
          [Symbol.asyncDispose]: async () => {},
        };
      },
      follow: async (request, signal) => {
        const id = request.stream.id;
        if (Number(request.from) < (this.slots.get(id) ?? Number.POSITIVE_INFINITY))
          throw new SyncformError('changes_lost', `the log of stream ${id} is gone`);
        return {
          events: this.#events(request, signal),
          acknowledge: async (position) => {
            this.slots.set(id, Number(position));
          },
          [Symbol.asyncDispose]: async () => {},
        };
      },
      compare: (a, b) => Number(a) - Number(b),
      lag: async () => ({ bytes: undefined, warnings: [] }),
      release: async (id) => {
        if (this.isDown) throw new SyncformError('connection_failed', 'the source is down');
        this.slots.delete(id);
      },
    };
  }

  async *#events(request: FollowRequest, signal: AbortSignal): AsyncGenerator<readonly ChangeEvent[]> {
    const altered = new Set<string>();
    let at = Number(request.from);
    const until = request.until === undefined ? Number.POSITIVE_INFINITY : Number(request.until);
    for (;;) {
      if (signal.aborted) throw new SyncformError('canceled', 'canceled');
      const next = this.log.find(({ position }) => position > at);
      if (!next) {
        yield [{ type: 'commit', position: positionText(this.#position) }];
        if (this.#position >= until) return;
        await Promise.race([sleep(20), new Promise<void>((resolve) => this.#wake.push(resolve))]);
        continue;
      }
      let hasChanges = false;
      for (const change of next.changes) {
        const event = this.#event(change, next.position, request, altered);
        if (event) yield [event];
        hasChanges ||= event !== undefined;
      }
      if (this.isQuiet && !hasChanges && next.position < until) {
        at = next.position;
        continue;
      }
      yield [{ type: 'commit', position: positionText(next.position), time: next.time }];
      at = next.position;
      if (at >= until) return;
    }
  }

  #event(
    change: Logged,
    position: number,
    { objects }: FollowRequest,
    altered: Set<string>,
  ): ChangeEvent | undefined {
    const followed = objects.find(({ id }) => id === change.table);
    if (!followed || altered.has(change.table) || position <= Number(followed.handover)) return undefined;
    if (change.type === 'truncate') return { type: 'truncate', object: change.table };
    if (change.type === 'altered') {
      altered.add(change.table);
      return { type: 'altered', object: change.table, reason: 'its columns changed' };
    }
    const isDelete = change.type === 'delete';
    const values = followed.fields.map((id): ChangedValue => {
      if (isDelete && !followed.key.includes(id)) return UNCHANGED;
      return change.unchanged?.includes(id) ? UNCHANGED : (change.row[id] ?? null);
    });
    const { oldKey } = change;
    return {
      type: change.type,
      object: change.table,
      values,
      ...(oldKey ? { oldKey: followed.key.map((id) => oldKey[id] ?? null) } : {}),
    };
  }

  #extract({ object, fields }: ReadRequest): Extraction {
    const table = this.#table(object);
    const columns = fields.map((id) => {
      const field = table.fields.find((f) => f.id === id);
      if (!field) throw new Error(`${object} has no ${id}`);
      return { name: field.name, type: field.type };
    });
    const rows = [...table.rows.values()].map((row) => fields.map((id) => row[id] ?? null));
    return {
      columns,
      uniqueBy: table.key,
      offers: [
        {
          format: 'rows',
          async *open() {
            for (let i = 0; i < rows.length; i += 1000) yield rows.slice(i, i + 1000);
          },
        },
      ],
    };
  }

  #write(change: Logged): void {
    if (this.#pending) this.#pending.push(change);
    else this.#commit([change]);
  }

  #commit(changes: readonly Logged[]): void {
    this.#position++;
    const time = `2025-01-01 00:${String(Math.floor(this.#position / 60) % 60).padStart(2, '0')}:${String(this.#position % 60).padStart(2, '0')}+00`;
    this.log.push({ position: this.#position, time, changes });
    for (const wake of this.#wake.splice(0)) wake();
  }

  #table(name: string): Table {
    const table = this.tables.get(name);
    if (!table) throw new Error(`there is no table ${name}`);
    return table;
  }
}

function fieldOf(id: string, type: string, key: readonly string[]): FieldSchema {
  const is_primary_key = key.includes(id);
  return { id, name: id, type, remote_type: type, nullable: !is_primary_key, is_primary_key };
}

function keyOf(table: Table, row: Row): string {
  return JSON.stringify(table.key.map((id) => row[id]));
}
