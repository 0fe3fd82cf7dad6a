import type { ConnectorHost, FieldSchema } from '../../../contract/contract.ts';
import { addKinds, type FoundKinds, noteKinds } from '../../../families/documents/found-kinds.ts';
import {
  type LearnedKinds,
  type LearningPlace,
  learnedKinds,
  rememberKinds,
} from '../../../families/documents/learned-kinds.ts';
import { RecentKinds } from '../../../families/documents/recent-kinds.ts';
import type { Dynamodb } from './client.ts';
import { fieldsOf } from './field-types.ts';
import { type ScanRequest, scanItems } from './scan.ts';
import type { TableShape } from './tables.ts';
import { kindOf } from './values.ts';

/** The start of a table that is looked at, of pages of up to 1 MB; a table that ends there was looked at whole. */
const START = { pages: 2, items: 2_000 };
/** Of a larger one so many parts besides, each of its share of the partition keys' hashes, and the start of each. */
const PARTS = 20;
const OF_EACH = { pages: 1, items: 250 };

/** The fields of tables, by looking at items. */
export class TableFields {
  readonly #dynamodb: Dynamodb;
  readonly #host: Pick<ConnectorHost, 'cacheDir'>;
  readonly #recent = new RecentKinds();

  constructor(dynamodb: Dynamodb, host: Pick<ConnectorHost, 'cacheDir'>) {
    this.#dynamodb = dynamodb;
    this.#host = host;
  }

  /**
   * The fields of a table. An item that comes later may have values of other kinds: what reading found is known from then on
   * (`learnKind`), so that the next plan has it. `isFresh` looks at the items again, whatever was found a moment ago.
   */
  async of(table: TableShape, isFresh: boolean, signal: AbortSignal): Promise<readonly FieldSchema[]> {
    const look = () => this.#look(table, signal);
    const { found, isNew } = await this.#recent.of(table.name, isFresh, look);
    const place = this.place(table);
    addKinds(found, exceptKey(table, await learnedKinds(place)), true);
    if (isNew) await rememberKinds(place, exceptKey(table, kindsOf(found)));
    // Without items, numbers of any kind may come in the key.
    for (const [i, name] of table.key.entries())
      if (table.keyTypes[i] === 'N' && !found.get(name)?.size) found.set(name, new Set(['N']));
    return fieldsOf(found, table.key);
  }

  /** Where it is kept which kinds of values reading a table came upon. */
  place(table: Pick<TableShape, 'name' | 'created'>): LearningPlace {
    const { region, endpoint, access_id, iam_role_arn } = this.#dynamodb.config;
    return {
      cacheDir: this.#host.cacheDir,
      connector: 'dynamodb',
      system: JSON.stringify([endpoint ?? region, access_id ?? iam_role_arn ?? null, table.created]),
      collection: table.name,
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
    return found;
  }
}

function kindsOf(found: FoundKinds): LearnedKinds {
  return Object.fromEntries([...found].map(([name, kinds]) => [name, [...kinds]]));
}

/** What the table itself says of its key need not be learned; only of numbers it does not say which. */
function exceptKey({ key, keyTypes }: TableShape, kinds: LearnedKinds): LearnedKinds {
  const isLearned = (name: string) => !key.includes(name) || keyTypes[key.indexOf(name)] === 'N';
  return Object.fromEntries(Object.entries(kinds).filter(([name]) => isLearned(name)));
}
