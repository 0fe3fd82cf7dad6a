import type { CosmosdbRequest, FrontAnswer } from './cosmosdb-front.ts';

type Item = Readonly<Record<string, unknown>>;

interface Change {
  readonly lsn: number;
  readonly operation: 'create' | 'replace' | 'delete';
  /** What tells items of a container apart: the partition key's value and the id. */
  readonly key: string;
  readonly item: Item;
}

interface Container {
  readonly rid: string;
  readonly partitionKey: string;
  lsn: number;
  readonly changes: Change[];
  readonly items: Map<string, Item>;
  /** Whether its one range was split into two. */
  isSplit: boolean;
  /** Whether all versions are kept; and from which change on. */
  keepsVersions: boolean;
  oldest: number;
}

const WHOLE = { id: '0', minInclusive: '', maxExclusive: 'FF' };
const HALVES = [
  { id: '1', minInclusive: '', maxExclusive: '80', parents: ['0'] },
  { id: '2', minInclusive: '80', maxExclusive: 'FF', parents: ['0'] },
];

/**
 * The change feed, which cosmosdb-server does not have, of what is written by way of the front. It is made after what Microsoft says
 * of the requests (https://learn.microsoft.com/rest/api/cosmos-db/list-documents, headers A-IM and If-None-Match; 304 and ETag), of
 * both modes' answers (https://learn.microsoft.com/azure/cosmos-db/change-feed-modes), of ranges that were split (410 with sub-status
 * 1002) and of versions that are too old (400). It is no server's: nothing of it was seen at Azure.
 */
export class CosmosdbFeed {
  readonly #containers = new Map<string, Container>();

  /** Splits a container's range into two, as Cosmos DB does when it grows. */
  split(container: string): void {
    this.#of(container).isSplit = true;
  }

  /** Forgets all versions up to now, as Cosmos DB does after some days. */
  forget(container: string): void {
    this.#of(container).oldest = this.#of(container).lsn;
  }

  /** A container whose versions are not kept has no feed of all versions. */
  keepNoVersions(container: string): void {
    this.#of(container).keepsVersions = false;
  }

  /** What the feed answers in the server's place; undefined where the request is none of its. */
  answer({ method, path, headers }: CosmosdbRequest): FrontAnswer {
    const found = /^\/dbs\/([^/]+)\/colls\/([^/]+)\/(docs|pkranges)\/?$/.exec(path);
    if (method !== 'GET' || !found) return undefined;
    const container = this.#containers.get(`${found[1]}/${found[2]}`);
    if (!container) return undefined;
    if (found[3] === 'pkranges') return container.isSplit ? ranges() : undefined;
    const mode = headers['a-im'];
    return mode === undefined ? undefined : feedOf(container, mode === 'Full-Fidelity Feed', headers);
  }

  /** Takes note of what was written. `answer` is the server's. */
  note({ method, path, headers, body }: CosmosdbRequest, status: number, answer: string): void {
    if (status >= 300) return;
    const [, database, what, name, kind, id = ''] = path.replace(/^\//, '').split('/');
    if (method === 'POST' && what === 'colls' && !name) {
      const { id: made, partitionKey } = JSON.parse(body) as {
        id: string;
        partitionKey?: { paths: string[] };
      };
      const { _rid: rid } = JSON.parse(answer) as { _rid: string };
      this.#containers.set(`${database}/${made}`, {
        rid,
        partitionKey: partitionKey?.paths[0]?.slice(1) ?? 'id',
        lsn: 1,
        changes: [],
        items: new Map(),
        isSplit: false,
        keepsVersions: true,
        oldest: 0,
      });
      return;
    }
    const container = this.#containers.get(`${database}/${name}`);
    const isQuery = (headers['content-type'] ?? '').includes('query');
    if (!container || kind !== 'docs' || isQuery) return;
    const partition = headers['x-ms-documentdb-partitionkey'] ?? '';
    if (method === 'DELETE') {
      const key = `${partition} ${decodeURIComponent(id)}`;
      const item = container.items.get(key);
      container.items.delete(key);
      if (item) container.changes.push({ lsn: ++container.lsn, operation: 'delete', key, item });
      return;
    }
    if (method !== 'POST' && method !== 'PUT') return;
    const item = JSON.parse(answer) as Item;
    const key = `${partition} ${item.id}`;
    const operation = container.items.has(key) ? 'replace' : 'create';
    container.items.set(key, item);
    container.changes.push({ lsn: ++container.lsn, operation, key, item });
  }

  #of(container: string): Container {
    const found = this.#containers.get(container);
    if (!found) throw new Error(`nobody made ${container} by way of the front`);
    return found;
  }
}

function ranges(): FrontAnswer {
  return { status: 200, body: JSON.stringify({ _rid: '', PartitionKeyRanges: HALVES, _count: 2 }) };
}

function feedOf(
  container: Container,
  isAll: boolean,
  headers: Readonly<Record<string, string>>,
): Exclude<FrontAnswer, string | undefined> {
  const range = headers['x-ms-documentdb-partitionkeyrangeid'] ?? WHOLE.id;
  if (container.isSplit && range === WHOLE.id)
    return { status: 410, headers: { 'x-ms-substatus': '1002' }, body: '{"code":"Gone","message":"split"}' };
  if (isAll && !container.keepsVersions)
    return refused('All versions and deletes change feed mode is not enabled.');
  const token = headers['if-none-match'];
  const end = {
    etag: `"${container.lsn}"`,
    'x-ms-request-charge': '1',
    'x-ms-content-path': container.rid,
    'x-ms-session-token': `${range}:1#${container.lsn}`,
  };
  if (token === '*') return { status: 304, headers: end };
  const after = Number(/\d+/.exec(token ?? '')?.[0] ?? 0);
  if (isAll && after < container.oldest)
    return refused('The continuation is older than the versions that are kept.');
  const later = container.changes.filter(
    ({ lsn, key }) => lsn > after && (!container.isSplit || halfOf(key) === range),
  );
  const isLast = ({ key, lsn }: Change) => !container.changes.some((one) => one.key === key && one.lsn > lsn);
  const told = isAll ? later : later.filter((one) => one.operation !== 'delete' && isLast(one));
  const page = told.slice(0, Number(headers['x-ms-max-item-count'] ?? 100));
  const last = page.at(-1);
  if (!last) return { status: 304, headers: end };
  const Documents = page.map((one) => (isAll ? versionOf(one, container) : { ...one.item, _lsn: one.lsn }));
  return {
    status: 200,
    headers: { ...end, etag: `"${last.lsn}"` },
    body: JSON.stringify({ _rid: '', Documents, _count: page.length }),
  };
}

function versionOf({ lsn, operation, item }: Change, { partitionKey }: Container) {
  const metadata = { operationType: operation, lsn, crts: item._ts, previousImageLSN: 0 };
  if (operation !== 'delete') return { current: item, metadata };
  return {
    metadata: { ...metadata, id: item.id, partitionKey: { [partitionKey]: item[partitionKey] } },
  };
}

function halfOf(key: string): string {
  return [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 2 === 0 ? '1' : '2';
}

function refused(message: string) {
  return { status: 400, body: JSON.stringify({ code: 'BadRequest', message }) };
}
