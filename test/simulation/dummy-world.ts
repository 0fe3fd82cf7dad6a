import type {
  CellValue,
  LoadOperation,
  LoadOutcome,
  RejectedRecord,
} from '../../engine/contract/contract.ts';

/** A record: an identity, a text, and a number that grows with every change in the world. */
export interface DummyRecord {
  readonly id: string;
  readonly text: string | null;
  readonly revision: number;
}

export const asRow = ({ id, text, revision }: DummyRecord): readonly CellValue[] => [id, text, `${revision}`];

/** Two records that are the same have the same text. */
export const nameOf = ({ id, text, revision }: DummyRecord): string => JSON.stringify([id, text, revision]);

/** A table at the target: rows, and the batches that they came of, in one piece as under a transaction. */
export interface DummyTable {
  rows: readonly DummyRecord[];
  readonly commits: Map<string, LoadOutcome>;
}

/** A request that the receiver has answered. */
export interface Received {
  readonly payload: string;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

/** A source, target tables and a receiver of records, in memory: what is outside of the process, and survives it. */
export class DummyWorld {
  readonly source = new Map<string, DummyRecord>();
  /** Every record that the source ever had, by `nameOf`. */
  readonly history = new Set<string>();
  readonly tables = new Map<string, DummyTable>();
  /** What the receiver has, by id. */
  readonly received = new Map<string, DummyRecord>();
  readonly requests = new Map<string, Received>();
  /** What a system has that gives its own ids and takes whatever comes, also twice; by those ids. */
  readonly contacts = new Map<string, DummyRecord>();
  /** What has happened that must not: a record created twice, a repeated key with other contents. */
  readonly wrongs: string[] = [];
  /** Whether the source can say that it has not changed. */
  hasFingerprint = false;
  /** Whether a table is made in one piece with the first rows. */
  makesWithRows = false;
  /** Texts that targets refuse. */
  readonly refusedTexts = new Set<string>();
  /** Whether they do so at all now. */
  isRefusing = true;
  revision = 0;

  put(id: string, text: string | null): void {
    const record = { id, text, revision: ++this.revision };
    this.source.set(id, record);
    this.history.add(nameOf(record));
  }

  remove(id: string): void {
    this.revision++;
    this.source.delete(id);
  }

  refusal({ text }: DummyRecord): string | undefined {
    return this.isRefusing && text !== null && this.refusedTexts.has(text)
      ? `the text "${text}" is refused`
      : undefined;
  }

  /** Applies rows, of which some are numbered, and notes the batch, both or neither. */
  load(
    table: DummyTable,
    batch: string,
    operation: LoadOperation,
    rows: readonly DummyRecord[],
    numbers: ReadonlyMap<DummyRecord, number>,
  ): LoadOutcome {
    const rejected: RejectedRecord[] = [];
    const taken = rows.filter((row) => {
      const reason = this.refusal(row);
      const number = numbers.get(row);
      if (reason !== undefined)
        rejected.push({ key: { id: row.id }, reason, ...(number === undefined ? {} : { number }) });
      return reason === undefined;
    });
    const outcome = { ...merge(table, operation, taken), rejected };
    table.commits.set(batch, outcome);
    return outcome;
  }

  /** Takes a request; one that was taken before under the same key is answered as it was. */
  receive(key: string, operation: string, records: readonly DummyRecord[]): Received {
    const payload = JSON.stringify([operation, records]);
    const before = this.requests.get(key);
    if (before) {
      if (before.payload !== payload) this.wrongs.push(`request ${key} came again with other contents`);
      return before;
    }
    const rejected: { index: number; reason: string }[] = [];
    for (const [index, record] of records.entries()) {
      const reason = operation === 'remove' ? undefined : this.refusal(record);
      if (reason !== undefined) rejected.push({ index, reason });
      else this.#apply(operation, record);
    }
    const answer = { payload, rejected };
    this.requests.set(key, answer);
    return answer;
  }

  /** Takes a record that is named by the system's own id, or creates one; answers why it does not. */
  takeContact(operation: string, record: DummyRecord, own: string | null): string | undefined {
    const reason = operation === 'remove' ? undefined : this.refusal(record);
    if (reason !== undefined) return reason;
    if (operation === 'create') this.contacts.set(`contact-${this.contacts.size}-${this.revision}`, record);
    else if (own === null || !this.contacts.has(own))
      this.wrongs.push(`there is no contact ${own} to ${operation}`);
    else if (operation === 'remove') this.contacts.delete(own);
    else this.contacts.set(own, record);
    return undefined;
  }

  #apply(operation: string, record: DummyRecord): void {
    const there = this.received.has(record.id);
    if (operation === 'create' && there) this.wrongs.push(`record ${record.id} was created twice`);
    if (operation === 'update' && !there)
      this.wrongs.push(`record ${record.id} was updated before it was there`);
    if (operation === 'remove') this.received.delete(record.id);
    else this.received.set(record.id, record);
  }
}

function merge(table: DummyTable, operation: LoadOperation, rows: readonly DummyRecord[]) {
  const before = table.rows;
  const there = new Map(before.map((row) => [row.id, row]));
  const isNew = (row: DummyRecord) => !there.has(row.id);
  const fresh = rows.filter(isNew);
  const known = rows.filter((row) => !isNew(row));
  const counts = (inserted: number, updated: number, deleted: number) => ({ inserted, updated, deleted });
  const replaced = () => {
    const coming = new Map(rows.map((row) => [row.id, row]));
    return before.map((row) => coming.get(row.id) ?? row);
  };
  switch (operation) {
    case 'replace':
      table.rows = rows;
      return counts(rows.length, 0, before.length);
    case 'append':
      table.rows = [...before, ...rows];
      return counts(rows.length, 0, 0);
    case 'insert':
      table.rows = [...before, ...fresh];
      return counts(fresh.length, 0, 0);
    case 'upsert':
      table.rows = [...replaced(), ...fresh];
      return counts(fresh.length, known.length, 0);
    case 'update':
      table.rows = replaced();
      return counts(0, known.length, 0);
    case 'delete': {
      const gone = new Set(rows.map((row) => row.id));
      table.rows = before.filter((row) => !gone.has(row.id));
      return counts(0, 0, before.length - table.rows.length);
    }
  }
}
