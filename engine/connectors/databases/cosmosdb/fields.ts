import type { ConnectorHost, FieldSchema } from '../../../contract/contract.ts';
import { addKinds, type FoundKinds, noteKinds } from '../../../families/documents/found-kinds.ts';
import {
  type LearningPlace,
  learnedKinds,
  rememberKinds,
} from '../../../families/documents/learned-kinds.ts';
import type { Cosmosdb } from './client.ts';
import { formatId } from './container-name.ts';
import { type ContainerShape, keyOf } from './containers.ts';
import { fieldsOf } from './field-types.ts';
import { valueAt } from './item-values.ts';
import { selectOf } from './select.ts';
import { type Item, kindOf } from './values.ts';

/** Items that are looked at; a container that has no more was looked at whole. */
const START = 5_000;
const NEWEST = 1_000;
const PAGE = 1_000;
/** For how long what was found is good enough to read by, in ms. */
const FRESH_MS = 60_000;

/** The fields of containers and queries, by looking at items. */
export class ItemFields {
  readonly #cosmosdb: Cosmosdb;
  readonly #host: Pick<ConnectorHost, 'cacheDir'>;
  readonly #found = new Map<string, { readonly at: number; readonly kinds: Promise<FoundKinds> }>();

  constructor(cosmosdb: Cosmosdb, host: Pick<ConnectorHost, 'cacheDir'>) {
    this.#cosmosdb = cosmosdb;
    this.#host = host;
  }

  /**
   * The fields of a container. An item that comes later may have values of other kinds: what reading found is known from then on
   * (`learnKind`), so that the next plan has it. `isFresh` looks at the items again, whatever was found a moment ago.
   */
  async of(
    container: ContainerShape,
    isFresh: boolean,
    signal: AbortSignal,
  ): Promise<readonly FieldSchema[]> {
    const id = formatId(container);
    const known = this.#found.get(id);
    const isKnown = known !== undefined && !isFresh && Date.now() - known.at < FRESH_MS;
    const kinds = isKnown ? known.kinds : this.#look(container, signal);
    if (!isKnown) this.#found.set(id, { at: Date.now(), kinds });
    const found = new Map(
      await kinds.catch((error: unknown) => {
        this.#found.delete(id);
        throw error;
      }),
    );
    const place = this.place(container);
    addKinds(found, await learnedKinds(place), true);
    if (!isKnown)
      await rememberKinds(place, Object.fromEntries([...found].map(([name, all]) => [name, [...all]])));
    return fieldsOf(found, keyOf(container));
  }

  /** The fields of what a query over a container yields. What is no object is the field `value`. */
  async ofQuery(
    container: ContainerShape,
    query: string,
    signal: AbortSignal,
  ): Promise<readonly FieldSchema[]> {
    const found: FoundKinds = new Map();
    await this.#lookAt(container, query, START, signal, (item) => noteKinds(found, item, kindOf));
    addKinds(found, await learnedKinds(this.place(container, query)), true);
    return fieldsOf(found, []).map((field) => ({ ...field, nullable: true }));
  }

  /** Where it is kept which kinds of values reading a container, or a query over it, came upon. */
  place(container: ContainerShape, query?: string): LearningPlace {
    return {
      cacheDir: this.#host.cacheDir,
      connector: 'cosmosdb',
      system: JSON.stringify([this.#cosmosdb.config.uri, container.rid]),
      collection: formatId(container),
      query,
    };
  }

  async #look(container: ContainerShape, signal: AbortSignal): Promise<FoundKinds> {
    const found: FoundKinds = new Map([['id', new Set(['string'])]]);
    const note = (item: Item) => {
      noteKinds(found, item, kindOf);
      for (const path of container.partitionKey)
        if (path.length > 1) noteKinds(found, { [path.join('.')]: valueAt(item, path) }, kindOf);
    };
    const seen = await this.#lookAt(container, selectOf({}), START, signal, note);
    if (seen < START) return found;
    const newest = `SELECT TOP ${NEWEST} * FROM c ORDER BY c._ts DESC`;
    await this.#lookAt(container, newest, NEWEST, signal, note);
    return found;
  }

  async #lookAt(
    container: ContainerShape,
    query: string,
    most: number,
    signal: AbortSignal,
    note: (item: Item) => void,
  ): Promise<number> {
    let seen = 0;
    const pages = this.#cosmosdb.pages('looking at', container, { query }, { maxItemCount: PAGE }, signal);
    for await (const page of pages) {
      for (const value of page) note(itemOf(value));
      seen += page.length;
      if (seen >= most) break;
    }
    return seen;
  }
}

/** What a query yields as an item: SELECT VALUE may yield what is no object. */
export function itemOf(value: unknown): Item {
  return kindOf(value) === 'object' ? (value as Item) : { value };
}
