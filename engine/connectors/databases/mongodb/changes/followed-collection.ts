import type { Document, Timestamp } from 'mongodb';
import {
  type ChangedValue,
  type FollowedObject,
  type RowChange,
  UNCHANGED,
} from '../../../../contract/changes.ts';
import type { CellValue } from '../../../../contract/contract.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import { parseHandover } from '../../../../families/log/handover.ts';
import { cellOf, jsonText, kindOf } from '../values.ts';
import { afterUpdate, touches, type UpdateDescription } from './apply-update.ts';
import type { Handover } from './handover.ts';
import { timeOf } from './stream.ts';

const LESSON = 'changeStreamPreAndPostImages with a longer expireAfterSeconds keeps more';

/** A document has a value that its field's type cannot hold. */
export class OtherKind extends Error {
  override readonly name = 'OtherKind';
  readonly field: string;
  readonly kind: string;
  readonly document: string;

  constructor(field: string, value: unknown, document: Document) {
    super(`field "${field}" has a value of type ${kindOf(value)}`);
    this.field = field;
    this.kind = kindOf(value);
    this.document = jsonText(document.documentKey?._id).slice(0, 100);
  }
}

/** A collection that is followed: what its snapshot handed over, and how its changes become those of rows. */
export class FollowedCollection {
  readonly id: string;
  readonly types: Handover['types'];
  /** Whether nothing more comes of it. */
  isAltered = false;
  readonly #object: FollowedObject;
  readonly #time: bigint;
  readonly #hasImages: boolean;

  /** `hasImages`: the stream shows documents as they were and became, rather than as they are by now. */
  constructor(object: FollowedObject, hasImages: boolean) {
    this.#hasImages = hasImages;
    const { time, types } = parseHandover<Handover>(object.handover, object.id);
    this.id = object.id;
    this.types = types;
    this.#object = object;
    this.#time = BigInt(time);
  }

  /** Whether the snapshot holds an event already. */
  holds(event: Document): boolean {
    return timeOf(event.clusterTime as Timestamp) <= this.#time;
  }

  /**
   * The change of an event that writes or deletes a document. Throws `OtherKind` of a value that its field cannot hold, and
   * `changes_lost` where the collection did not keep what the document was.
   */
  change(event: Document): RowChange {
    const type =
      event.operationType === 'delete' || event.operationType === 'insert' ? event.operationType : 'update';
    const object = this.id;
    const before = event.fullDocumentBeforeChange as Document | null | undefined;
    if (type === 'delete') {
      const gone: Document = before ?? event.documentKey;
      const values = this.#object.fields.map((field): ChangedValue => {
        if (field in gone) return this.#cell(field, gone[field], event);
        return before ? null : UNCHANGED;
      });
      this.#expectKey(values);
      return { type, object, values };
    }
    const values = this.#object.fields.map((field) => this.#changed(field, event));
    if (type === 'insert') return { type, object, values };
    const oldKey = this.#oldKey(values, before, event);
    return oldKey ? { type, object, values, oldKey } : { type, object, values };
  }

  #changed(field: string, event: Document): ChangedValue {
    const { fullDocument, documentKey, fullDocumentBeforeChange: before } = event;
    if (field in (documentKey ?? {})) return this.#cell(field, documentKey[field], event);
    if (event.operationType !== 'update') return this.#cell(field, fullDocument?.[field], event);
    const update = (event.updateDescription ?? {}) as UpdateDescription;
    if (!touches(update, field)) return UNCHANGED;
    const updated = update.updatedFields ?? {};
    // A name with dots is not to be told from a path: its value is that of the document.
    if (!field.includes('.')) {
      if (Object.hasOwn(updated, field)) return this.#cell(field, updated[field], event);
      if (update.removedFields?.includes(field)) return null;
      // A part within the field was written.
      if (!fullDocument && before) return this.#cell(field, afterUpdate(before[field], field, update), event);
    }
    if (fullDocument) return this.#cell(field, fullDocument[field], event);
    if (this.#hasImages)
      throw changesLost(
        `${this.id} did not keep what the document ${jsonText(documentKey?._id)} became`,
        LESSON,
      );
    // A document that is gone by now: a later event deletes it.
    return UNCHANGED;
  }

  #oldKey(
    values: ChangedValue[],
    before: Document | null | undefined,
    event: Document,
  ): CellValue[] | undefined {
    const { fields, key } = this.#object;
    if (key.every((name) => name in (event.documentKey ?? {}))) return undefined;
    if (!before)
      throw changesLost(
        `${this.id} did not keep what the document ${jsonText(event.documentKey?._id)} was before it changed, and the key is no _id`,
        LESSON,
      );
    const old = key.map((name) => this.#cell(name, before[name], event));
    let isChanged = false;
    for (const [i, name] of key.entries()) {
      const at = fields.indexOf(name);
      if (values[at] === UNCHANGED) values[at] = old[i] as CellValue;
      if (values[at] !== old[i]) isChanged = true;
    }
    return isChanged ? old : undefined;
  }

  #expectKey(values: readonly ChangedValue[]): void {
    const { fields, key } = this.#object;
    const missing = key.find((name) => values[fields.indexOf(name)] === UNCHANGED);
    if (missing !== undefined)
      throw changesLost(
        `${this.id} did not keep what a deleted document was, and its key has ${missing}`,
        LESSON,
      );
  }

  #cell(field: string, value: unknown, event: Document): CellValue {
    const cell = cellOf(value, this.types[field] ?? 'json');
    if (cell === undefined) throw new OtherKind(field, value, event);
    return cell;
  }
}
