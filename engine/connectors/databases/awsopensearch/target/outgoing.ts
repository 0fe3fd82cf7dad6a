import type { CellValue, WriteRequest } from '../../../../contract/contract.ts';
import { RecordWriter } from '../../../../families/http/record-json.ts';
import { ID } from '../indices.ts';

/** A record on its way. */
export interface OutgoingRecord {
  /** The document's id. Absent of a record that has none. */
  readonly id?: string;
  /** The lines of a bulk request: what is to be done, and with what. */
  readonly lines: string;
  /** The document, as JSON. */
  readonly document: string;
}

/** Objects within a document are merged by an update, unless a script puts a new one in the place of the old. */
const REPLACE = 'ctx._source.putAll(params.document)';

/** Makes records of a request's rows. */
export class RecordMaker {
  readonly #request: WriteRequest;
  readonly #writer: RecordWriter;
  readonly #names: readonly string[];
  readonly #key: number;
  readonly #hasObjects: boolean;

  constructor(request: WriteRequest) {
    const { columns, key } = request;
    this.#request = request;
    this.#writer = new RecordWriter(columns);
    this.#names = columns.map(({ name }) => name).filter((name) => name !== ID);
    this.#key = columns.findIndex(({ name }) => name === (key[0] ?? ID));
    this.#hasObjects = columns.some(({ type }) => /^(json|object)/.test(type));
  }

  /** @param place The record's in its batch: without an id of its own it makes one, that is the same whenever the batch is sent. */
  record(row: readonly CellValue[], place: number): OutgoingRecord {
    const { batch, key } = this.#request;
    const document = this.#writer.object(row, this.#names);
    const value = this.#key < 0 ? undefined : row[this.#key];
    const id =
      value !== undefined && value !== null
        ? String(value)
        : key.length === 0
          ? `${batch.id}-${place}`
          : undefined;
    return id === undefined
      ? { document, lines: '' }
      : { id, document, lines: this.#lines(JSON.stringify({ _id: id }), document) };
  }

  #lines(at: string, document: string): string {
    const { operation, key } = this.#request;
    const retrying = `${at.slice(0, -1)},"retry_on_conflict":3}`;
    if (operation === 'remove') return `{"delete":${at}}\n`;
    if (operation === 'create') return `{"${key.length === 0 ? 'index' : 'create'}":${at}}\n${document}\n`;
    const isUpsert = operation === 'upsert';
    const change = this.#hasObjects
      ? `{"script":{"lang":"painless","source":"${REPLACE}","params":{"document":${document}}}${isUpsert ? `,"upsert":${document}` : ''}}`
      : `{"doc":${document}${isUpsert ? ',"doc_as_upsert":true' : ''}}`;
    return `{"update":${retrying}}\n${change}\n`;
  }
}
