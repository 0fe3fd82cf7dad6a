import {
  type Alteration,
  type ChangedValue,
  type FollowedObject,
  type RowChange,
  UNCHANGED,
} from '../../../../contract/changes.ts';
import type { CellValue } from '../../../../contract/contract.ts';
import { type LearningPlace, learnKind } from '../../../../families/documents/learned-kinds.ts';
import { cellOf, type Item, kindOf } from '../values.ts';
import type { Handover } from './handover.ts';
import type { StreamRecord } from './shards.ts';

/** Makes changes of rows of a table's records. */
export class FollowedRows {
  readonly #object: FollowedObject;
  readonly #types: Handover['types'];
  readonly #place: LearningPlace;
  /** Names of attributes that the next plan is to know of. */
  readonly #learned = new Set<string>();
  #isOver = false;

  constructor(object: FollowedObject, { types }: Handover, place: LearningPlace) {
    this.#object = object;
    this.#types = types;
    this.#place = place;
  }

  /** Whether nothing more comes of the table: it is to be read again. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What a record comes to. A value that its field's type cannot hold ends what is said of the table. */
  async change({ eventName, dynamodb }: StreamRecord): Promise<RowChange | Alteration> {
    const { id: object, fields } = this.#object;
    const { Keys = {}, NewImage, OldImage } = dynamodb ?? {};
    if (eventName === 'REMOVE') {
      const image = { ...OldImage, ...Keys };
      const values = fields.map(
        (field) => (field in image ? this.#cell(field, image) : undefined) ?? UNCHANGED,
      );
      return { type: 'delete', object, values };
    }
    if (!NewImage) return this.#end('its stream does not bring new images any more');
    for (const name of Object.keys(NewImage))
      if (!(name in this.#types)) await this.#learn(name, NewImage, Keys);
    const values: ChangedValue[] = [];
    for (const field of fields) {
      const cell = this.#cell(field, NewImage);
      if (cell === undefined) return this.#misfit(field, NewImage, Keys);
      values.push(cell);
    }
    return { type: eventName === 'INSERT' ? 'insert' : 'update', object, values };
  }

  /** A field's value; undefined where its type cannot hold it. */
  #cell(field: string, image: Item): CellValue | undefined {
    const type = this.#types[field];
    return type === undefined ? undefined : cellOf(image[field], type);
  }

  async #misfit(name: string, image: Item, keys: Item): Promise<Alteration> {
    const type = this.#types[name] ?? 'unknown';
    await this.#learn(name, image, keys);
    return this.#end(`the column "${name}" is ${type}, and has a value of type ${kindOf(image[name])} now`);
  }

  /** Has the next plan know that a field has values of a kind. */
  async #learn(name: string, image: Item, keys: Item): Promise<void> {
    const kind = kindOf(image[name]);
    if (kind === undefined || this.#learned.has(name)) return;
    this.#learned.add(name);
    const type = this.#types[name] ?? 'unknown';
    const field = {
      id: name,
      name,
      type,
      remote_type: 'of what was found',
      nullable: true,
      is_primary_key: name in keys,
    };
    await learnKind(this.#place, { field, kind, document: '' });
  }

  #end(reason: string): Alteration {
    this.#isOver = true;
    return { type: 'altered', object: this.#object.id, reason: `${this.#object.id}: ${reason}` };
  }
}
