import { createHash } from 'node:crypto';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import type { CellValue, WriteRequest } from '../../../../contract/contract.ts';
import { messageOf, SyncformError } from '../../../../kit/errors.ts';
import type { TimesAs } from '../config.ts';
import { bsonOf, type Driver, type TextAs } from './bson-of.ts';

/** A record on its way: what MongoDB is told, or why it cannot be. */
export type OutgoingRecord = { readonly bytes: number } & (
  | { readonly model: AnyBulkWriteOperation }
  | { readonly reason: string }
);

/** The largest document that MongoDB takes. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024;
/** Beyond this a document's size is measured and no more guessed. */
const MAY_BE_LARGE = LARGEST_DOCUMENT / 4;

interface Field {
  readonly name: string;
  readonly path: readonly string[];
  readonly at: number;
  readonly bson: (value: CellValue) => unknown;
}

/** Makes operations of rows. Columns are named once, rows come many. A name with dots is the path of a field within documents. */
export class RecordMaker {
  readonly #driver: Driver;
  readonly #request: Pick<WriteRequest, 'operation' | 'hasIds' | 'batch' | 'columns'>;
  readonly #fields: readonly Field[];
  readonly #key: Field | undefined;
  readonly #batch: Buffer;

  constructor(
    driver: Driver,
    request: Pick<WriteRequest, 'operation' | 'hasIds' | 'batch' | 'columns' | 'key'>,
    textAs: ReadonlyMap<string, TextAs>,
    timesAs: TimesAs,
  ) {
    this.#driver = driver;
    this.#request = request;
    refusePaths(request.columns.map(({ name }) => name));
    this.#fields = request.columns.map((column, at) => ({
      name: column.name,
      path: column.name.split('.'),
      at,
      bson: bsonOf(driver, column, textAs.get(column.name) ?? 'string', timesAs),
    }));
    this.#key = this.#fields.find(({ name }) => name === request.key[0]);
    this.#batch = createHash('sha256').update(request.batch.id).digest().subarray(0, 8);
  }

  /** The operation for a row. `place` is that of the record in its batch: the same record of a batch always becomes the same. */
  record(row: readonly CellValue[], place: number): OutgoingRecord {
    const bytes = sizeOf(row);
    const values = new Map<Field, unknown>();
    for (const field of this.#fields)
      try {
        values.set(field, field.bson(row[field.at] ?? null));
      } catch (error) {
        return { bytes, reason: `field "${field.name}": ${messageOf(error)}` };
      }
    const model = this.#model(row, values, place);
    if (bytes > MAY_BE_LARGE && this.#driver.BSON.serialize(documentOf(model)).length > LARGEST_DOCUMENT)
      return { bytes, reason: 'it takes more than 16 MB, the most that a document may have in MongoDB' };
    return { bytes, model };
  }

  #model(
    row: readonly CellValue[],
    values: ReadonlyMap<Field, unknown>,
    place: number,
  ): AnyBulkWriteOperation {
    const { operation, hasIds, columns } = this.#request;
    if (operation === 'create') return { insertOne: { document: this.#document(values, place) } };
    const filter = hasIds ? this.#byId(row[columns.length]) : this.#byKey(values);
    if (operation === 'remove') return { deleteOne: { filter } };
    const isNew = operation === 'upsert';
    const set = Object.fromEntries(
      [...values].filter(([field]) => field !== this.#key).map(([{ name }, value]) => [name, value]),
    );
    // Where nothing but the identity is told, an update still has to say something.
    const some = Object.keys(set).length > 0 ? { $set: set } : undefined;
    if (!isNew) return { updateOne: { filter, update: some ?? { $set: this.#byKey(values) } } };
    const isIdTold = [...values.keys()].some(({ name }) => name === '_id');
    const first = isIdTold ? this.#byKey(values) : { _id: this.#ownId(place) };
    return {
      updateOne: {
        filter,
        upsert: true,
        update: { ...some, ...(some && isIdTold ? {} : { $setOnInsert: first }) },
      },
    };
  }

  #byId(text: CellValue | undefined): Document {
    return { _id: (this.#driver.BSON.EJSON.parse(String(text), { relaxed: false }) as { id: unknown }).id };
  }

  #byKey(values: ReadonlyMap<Field, unknown>): Document {
    if (!this.#key) throw new SyncformError('invalid', 'records without an identity can only be created');
    return { [this.#key.name]: values.get(this.#key) };
  }

  #document(values: ReadonlyMap<Field, unknown>, place: number): Map<string, unknown> {
    const document = new Map<string, unknown>();
    const own = [...values].find(([{ name }]) => name === '_id');
    document.set('_id', own ? own[1] : this.#ownId(place));
    for (const [{ path }, value] of values) {
      if (path[0] === '_id' && path.length === 1) continue;
      let at = document;
      for (const name of path.slice(0, -1)) {
        const inner = (at.get(name) as Map<string, unknown> | undefined) ?? new Map<string, unknown>();
        at.set(name, inner);
        at = inner;
      }
      at.set(path.at(-1) as string, value);
    }
    return document;
  }

  /** The id of a document that brings none: of batch and place, so that a record that is sent twice is one document. */
  #ownId(place: number): unknown {
    const bytes = Buffer.alloc(12);
    this.#batch.copy(bytes);
    bytes.writeUInt32BE(place % 2 ** 32, 8);
    return new this.#driver.ObjectId(bytes);
  }
}

function documentOf(model: AnyBulkWriteOperation): Document {
  if ('insertOne' in model) return model.insertOne.document;
  return 'updateOne' in model ? (model.updateOne.update as Document) : {};
}

/** About how many bytes a row takes. */
function sizeOf(row: readonly CellValue[]): number {
  let bytes = 64;
  for (const value of row)
    bytes +=
      24 +
      (typeof value === 'string'
        ? Buffer.byteLength(value)
        : value instanceof Uint8Array
          ? value.byteLength
          : 0);
  return bytes;
}

/** Refuses names that are no paths of fields, and two of which one lies within the other. */
function refusePaths(names: readonly string[]): void {
  for (const name of names) {
    const parts = name.split('.');
    const refuse = (why: string) => {
      throw new SyncformError('invalid', `the field "${name}" ${why}`, {
        hint: 'Give the field another target.',
      });
    };
    if (parts.includes('')) refuse('is no path: a part of it between dots is empty');
    if (parts.some((part) => part.startsWith('$')))
      refuse('has a part that begins with $, which MongoDB takes for an operator');
    const outer = names.find((other) => name.startsWith(`${other}.`));
    if (outer !== undefined) refuse(`lies within the field "${outer}", which is written as a whole`);
  }
}
