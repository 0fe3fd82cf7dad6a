import {
  type Alteration,
  type ChangedValue,
  type FollowedObject,
  type RowChange,
  UNCHANGED,
} from '../../../../contract/changes.ts';
import { type LearningPlace, learnKind } from '../../../../families/documents/learned-kinds.ts';
import type { ContainerShape } from '../containers.ts';
import { keyOf } from '../containers.ts';
import { OWN } from '../field-types.ts';
import { fieldValue, valueAt } from '../item-values.ts';
import { cellOf, type Item, kindOf } from '../values.ts';
import type { FeedChange } from './feed-change.ts';
import type { Handover } from './handover.ts';

/** What items have in the feed alone. */
const OF_FEED = '_lsn';

/** Makes changes of rows of what a container's feed tells. */
export class FollowedRows {
  readonly #object: FollowedObject;
  readonly #types: Handover['types'];
  readonly #container: ContainerShape;
  readonly #place: LearningPlace;
  /** Names of properties that the next plan is to know of. */
  readonly #learned = new Set<string>();
  #isOver = false;

  constructor(object: FollowedObject, { types }: Handover, container: ContainerShape, place: LearningPlace) {
    this.#object = object;
    this.#types = types;
    this.#container = container;
    this.#place = place;
  }

  /** Whether nothing more comes of the container: it is to be read again. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What a change comes to. A value that its field's type cannot hold ends what is said of the container. */
  async change(change: FeedChange): Promise<RowChange | Alteration> {
    const { id: object, fields } = this.#object;
    const { type, item } = change;
    if (type === 'delete') return this.#deletion(change);
    for (const name of Object.keys(item))
      if (!(name in this.#types) && name !== OF_FEED && !OWN.has(name)) await this.#learn(name, item);
    const values: ChangedValue[] = [];
    for (const field of fields) {
      const cell = cellOf(this.#valueOf(item, field), this.#types[field] ?? 'json');
      if (cell === undefined) return this.#misfit(field, item);
      values.push(cell);
    }
    return { type: type === 'insert' ? 'insert' : 'update', object, values };
  }

  #deletion({ item, deleted }: FeedChange): RowChange | Alteration {
    const { id: object, fields, key } = this.#object;
    const known = new Map<string, unknown>([['id', deleted?.id]]);
    const { partitionKey: paths } = this.#container;
    const told = deleted?.partitionKey ?? {};
    const inOrder = Object.values(told);
    for (const [i, path] of paths.entries()) {
      const named = told[path.join('.')] ?? told[path.join('/')] ?? told[`/${path.join('/')}`];
      const value =
        named ?? (inOrder.length === paths.length ? inOrder[i] : undefined) ?? valueAt(item, path);
      if (path.join('.') !== 'id') known.set(path.join('.'), value ?? null);
    }
    const values = fields.map((field): ChangedValue => {
      const value = known.has(field) ? known.get(field) : this.#valueOf(item, field);
      if (value === undefined) return UNCHANGED;
      return cellOf(value, this.#types[field] ?? 'json') ?? UNCHANGED;
    });
    const lacking = key.find((name) => values[fields.indexOf(name)] === UNCHANGED);
    if (lacking !== undefined)
      return this.#end(`its change feed does not tell "${lacking}" of deleted items`);
    return { type: 'delete', object, values };
  }

  #valueOf(item: Item, field: string): unknown {
    return fieldValue(item, field, this.#container.partitionKey);
  }

  async #misfit(name: string, item: Item): Promise<Alteration> {
    const type = this.#types[name] ?? 'unknown';
    await this.#learn(name, item);
    const kind = kindOf(this.#valueOf(item, name));
    return this.#end(`the column "${name}" is ${type}, and has a value of type ${kind} now`);
  }

  /** Has the next plan know that a field has values of a kind. */
  async #learn(name: string, item: Item): Promise<void> {
    const kind = kindOf(this.#valueOf(item, name));
    if (kind === undefined || this.#learned.has(name)) return;
    this.#learned.add(name);
    const field = {
      id: name,
      name,
      type: this.#types[name] ?? 'unknown',
      remote_type: 'of what was found',
      nullable: true,
      is_primary_key: keyOf(this.#container).includes(name),
    };
    await learnKind(this.#place, { field, kind, document: '' });
  }

  #end(reason: string): Alteration {
    this.#isOver = true;
    return { type: 'altered', object: this.#object.id, reason: `${this.#object.id}: ${reason}` };
  }
}
