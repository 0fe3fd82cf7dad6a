import type { ChangeFeedPullModelIterator, CosmosClient } from '@azure/cosmos';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import { untilAborted } from '../../../../kit/abort.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import type { Cosmosdb } from '../client.ts';
import { formatId } from '../container-name.ts';
import type { ContainerShape } from '../containers.ts';
import { statusOf } from '../failure.ts';
import type { Item } from '../values.ts';
import { changeOf, type FeedChange } from './feed-change.ts';
import type { FeedMode, RangePlace } from './position.ts';

/** What came by one reading. */
export interface FeedPage {
  /** Changes of one range, in their order. */
  readonly changes: readonly FeedChange[];
  /** Where all ranges are afterwards. */
  readonly ranges: readonly RangePlace[];
  /** Whether no range had anything more. */
  readonly isTip: boolean;
}

/** The driver's token of a container's feed. The driver's version is pinned, and a test reads such a token. */
interface Token {
  readonly rid: string;
  readonly Continuation: readonly {
    readonly minInclusive: string;
    readonly maxExclusive: string;
    readonly continuationToken?: string;
  }[];
}

/** Changes in a page, at most. */
const PAGE = 1_000;
const [OK, NOT_MODIFIED, BAD_REQUEST, NOT_FOUND] = [200, 304, 400, 404];
/** What a change's number is where the feed told none. */
export const UNKNOWN_LSN = 'unknown';

/**
 * The feed of a container, or of some ranges of it, read by the driver: range after range, and where Cosmos DB has split a range
 * (410, Gone) those that it was split into, from the same place on.
 */
export class Feed {
  readonly #cosmosdb: Cosmosdb;
  readonly #container: ContainerShape;
  readonly #mode: FeedMode;
  #ranges: readonly RangePlace[] | 'now';
  #iterator: ChangeFeedPullModelIterator<Item> | undefined;

  /** `from` is where ranges are read on, or `now`: only what is written later comes. */
  constructor(
    cosmosdb: Cosmosdb,
    container: ContainerShape,
    mode: FeedMode,
    from: readonly RangePlace[] | 'now',
  ) {
    this.#cosmosdb = cosmosdb;
    this.#container = container;
    this.#mode = mode;
    this.#ranges = from;
  }

  /** Reads on. Throws `changes_lost` where Cosmos DB does not go on from where the feed was. */
  async next(signal: AbortSignal): Promise<FeedPage> {
    const id = formatId(this.#container);
    const answer = await this.#cosmosdb.ask(`reading the change feed of ${id}`, signal, async (client) => {
      try {
        this.#iterator ??= await this.#open(client);
        return await untilAborted(this.#iterator.readNext(), signal);
      } catch (error) {
        this.#iterator = undefined;
        throw this.#lostOr(error);
      }
    });
    const told = JSON.parse(answer.continuationToken) as Token;
    const isWhole = told.Continuation.every(({ continuationToken }) => continuationToken);
    if ((answer.statusCode !== OK && answer.statusCode !== NOT_MODIFIED) || !isWhole) {
      this.#iterator = undefined;
      const message = `the change feed of ${id} does not go on: Cosmos DB answers ${answer.statusCode}`;
      throw new SyncformError('failed', message, {
        hint: 'Run again: what was not read yet comes then.',
      });
    }
    const changes = (answer.result ?? []).map((value) => changeOf(value, this.#mode));
    this.#ranges = this.#moved(told, changes);
    return { changes, ranges: this.#ranges, isTip: answer.statusCode === NOT_MODIFIED };
  }

  async #open(client: CosmosClient) {
    const { ChangeFeedMode, ChangeFeedStartFrom } = await import('../driver.ts');
    const { database, container, rid } = this.#container;
    const token = (ranges: readonly RangePlace[]): Token => ({
      rid,
      Continuation: ranges.map(({ min, max, token }) => ({
        minInclusive: min,
        maxExclusive: max,
        continuationToken: token,
      })),
    });
    return client
      .database(database)
      .container(container)
      .items.getChangeFeedIterator<Item>({
        maxItemCount: PAGE,
        changeFeedMode:
          this.#mode === 'all' ? ChangeFeedMode.AllVersionsAndDeletes : ChangeFeedMode.LatestVersion,
        changeFeedStartFrom:
          this.#ranges === 'now'
            ? ChangeFeedStartFrom.Now()
            : ChangeFeedStartFrom.Continuation(JSON.stringify(token(this.#ranges))),
      });
  }

  /** The ranges after a page: the driver puts the one that it read last at the end. */
  #moved({ Continuation }: Token, changes: readonly FeedChange[]): readonly RangePlace[] {
    const before = this.#ranges === 'now' ? [] : this.#ranges;
    return Continuation.map(({ minInclusive: min, maxExclusive: max, continuationToken }, i) => {
      const isRead = i === Continuation.length - 1 && changes.length > 0;
      const came = isRead ? (changes.at(-1)?.lsn ?? UNKNOWN_LSN) : undefined;
      const lsn = came ?? before.find((range) => range.min <= min && min < range.max)?.lsn;
      return { min, max, token: continuationToken ?? '', ...(lsn === undefined ? {} : { lsn }) };
    });
  }

  #lostOr(error: unknown): unknown {
    const id = formatId(this.#container);
    if (statusOf(error) === NOT_FOUND) return changesLost(`there is no container ${id} any more`);
    if (error instanceof Error && /not for the current container/.test(error.message))
      return changesLost(`${id} is another container now`);
    if (this.#mode === 'all' && this.#ranges !== 'now' && statusOf(error) === BAD_REQUEST)
      return changesLost(
        `Cosmos DB does not go on with the change feed of ${id} from where it was read last`,
        'it keeps all versions for as long as the account’s continuous backups (7 or 30 days)',
      );
    return error;
  }
}

/** Where the feed of a container is now, in each range. */
export async function tipOf(
  cosmosdb: Cosmosdb,
  container: ContainerShape,
  mode: FeedMode,
  signal: AbortSignal,
): Promise<readonly RangePlace[]> {
  const { ranges } = await new Feed(cosmosdb, container, mode, 'now').next(signal);
  return ranges;
}
