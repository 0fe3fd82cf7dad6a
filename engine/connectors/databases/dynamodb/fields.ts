import type { ConnectorHost, FieldSchema } from '../../../contract/contract.ts';
import { addKinds, type FoundKinds, noteKinds } from '../../../families/documents/found-kinds.ts';
import { type LearningPlace, learnedKinds } from '../../../families/documents/learned-kinds.ts';
import type { Dynamodb } from './client.ts';
import { fieldsOf } from './field-types.ts';
import { type ScanRequest, scanItems } from './scan.ts';
import type { TableShape } from './tables.ts';
import { kindOf } from './values.ts';

/** The start of a table that is looked at, of pages of up to 1 MB; a table that ends there was looked at whole. */
const START = { pages: 5, items: 2_000 };
/** Of a larger one so many parts besides, each of its share of the partition keys' hashes, and the start of each. */
const PARTS = 20;
const OF_EACH = { pages: 1, items: 500 };
/** For how long what was found is good enough to read by, in ms. */
const FRESH_MS = 60_000;

/** The fields of tables, by looking at items. */
export class TableFields {
  readonly #dynamodb: Dynamodb;
  readonly #host: Pick<ConnectorHost, 'cacheDir'>;
  readonly #found = new Map<string, { readonly at: number; readonly kinds: Promise<FoundKinds> }>();

  constructor(dynamodb: Dynamodb, host: Pick<ConnectorHost, 'cacheDir'>) {
    this.#dynamodb = dynamodb;
    this.#host = host;
  }

  /**
   * The fields of a table. An item that comes later may have values of other kinds: what reading found is known from then on
   * (`learnKind`), so that the next plan has it. `isFresh` looks at the items again, whatever was found a moment ago.
   */
  async of(table: TableShape, isFresh: boolean, signal: AbortSignal): Promise<readonly FieldSchema[]> {
    const known = this.#found.get(table.name);
    const isKnown = known !== undefined && !isFresh && Date.now() - known.at < FRESH_MS;
    const kinds = isKnown ? known.kinds : this.#look(table, signal);
    if (!isKnown) this.#found.set(table.name, { at: Date.now(), kinds });
    const found = new Map(
      await kinds.catch((error: unknown) => {
        this.#found.delete(table.name);
        throw error;
      }),
    );
    addKinds(found, await learnedKinds(this.place(table.name)), true);
    return fieldsOf(found, table.key);
  }

  /** Where it is kept which kinds of values reading a table came upon. */
  place(table: string): LearningPlace {
    const { region, endpoint, access_id, iam_role_arn } = this.#dynamodb.config;
    return {
      cacheDir: this.#host.cacheDir,
      connector: 'dynamodb',
      system: JSON.stringify([endpoint ?? region, access_id ?? iam_role_arn ?? null]),
      collection: table,
    };
  }

  async #look({ name, key, keyTypes }: TableShape, signal: AbortSignal): Promise<FoundKinds> {
    const found: FoundKinds = new Map(
      key.map((of, i) => [of, new Set(keyTypes[i] === 'N' ? [] : [keyTypes[i] ?? 'S'])]),
    );
    const look = async (segments: number, sample: ScanRequest['sample'] & object) => {
      let isWhole = true;
      const request = { table: name, segments, sample, isConsistent: false };
      for await (const { items, hasMore } of scanItems(this.#dynamodb, request, signal)) {
        for (const item of items) noteKinds(found, item, kindOf);
        isWhole = !hasMore;
      }
      return isWhole;
    };
    if (!(await look(1, START))) await look(PARTS, OF_EACH);
    // A key without items: numbers of any kind may come.
    for (const [i, of] of key.entries())
      if (keyTypes[i] === 'N' && found.get(of)?.size === 0) found.get(of)?.add('N');
    return found;
  }
}
