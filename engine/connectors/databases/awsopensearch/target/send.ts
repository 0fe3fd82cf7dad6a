import { parse, stringify } from 'lossless-json';
import type { WriteOperation, WrittenChunk } from '../../../../contract/contract.ts';
import { pause } from '../../../../kit/abort.ts';
import { ConnectionError } from '../../../../kit/errors.ts';
import type { Document, Opensearch } from '../client.ts';
import type { OutgoingRecord } from './outgoing.ts';

/** What a bulk request answers of one of its lines. */
interface Item {
  readonly status: number;
  readonly result?: string;
  readonly error?: {
    readonly type?: string;
    readonly reason?: string;
    readonly caused_by?: { readonly reason?: string };
  };
}

/** How often records are sent that the domain had no room for, and after how many milliseconds first. */
const TRIES = 6;
const PAUSE_MS = 500;

/** Sends a chunk, and says of each record what became of it. `key` names the request, and is the same when it is sent again. */
export async function sendChunk(
  opensearch: Opensearch,
  index: string,
  operation: WriteOperation,
  chunk: readonly OutgoingRecord[],
  key: string,
  signal: AbortSignal,
): Promise<WrittenChunk> {
  const items = new Map<number, Item>();
  let waiting = chunk.map((_, i) => i).filter((i) => chunk[i]?.id !== undefined);
  for (let attempt = 0; waiting.length > 0; attempt++) {
    const sent = waiting;
    const answers = await bulk(
      opensearch,
      index,
      sent.map((i) => chunk[i]?.lines ?? '').join(''),
      key,
      signal,
    );
    for (const [n, i] of sent.entries()) items.set(i, answers[n] ?? { status: 500 });
    waiting = sent.filter((i) => isBusy(items.get(i)?.status));
    if (waiting.length === 0) break;
    if (attempt + 1 >= TRIES)
      throw new ConnectionError(
        'http',
        `writing to ${index}: the domain has no room for more at the moment`,
        {
          hint: 'Run again later: the records go on from where they were.',
        },
      );
    await pause(PAUSE_MS * 2 ** attempt, signal);
  }
  const same =
    operation === 'create' ? await sameAsThere(opensearch, index, chunk, items, signal) : new Set();
  const rejected = chunk.flatMap((record, i) => {
    const reason =
      record.id === undefined ? 'it has no _id' : same.has(i) ? undefined : reasonOf(items.get(i));
    return reason === undefined ? [] : [{ index: i, reason: opensearch.redactor.mask(reason) }];
  });
  const created = [...items.values()].filter(({ result }) => result === 'created').length;
  return { records: chunk.length, rejected, ...(operation === 'upsert' ? { created } : {}) };
}

async function bulk(
  opensearch: Opensearch,
  index: string,
  body: string,
  key: string,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  const path = `${encodeURIComponent(index)}/_bulk`;
  const headers = { 'x-opaque-id': key };
  const answer = await opensearch.ask(`writing to ${index}`, { method: 'POST', path, body, headers }, signal);
  const { items } = JSON.parse(stringify(answer) ?? '{}') as { items?: Readonly<Record<string, Item>>[] };
  return (items ?? []).map((item) => Object.values(item)[0] ?? { status: 500 });
}

function isBusy(status: number | undefined): boolean {
  return status === 429 || status === 503;
}

function reasonOf(item: Item | undefined): string | undefined {
  if (item?.error === undefined) return undefined;
  const { type, reason = 'it was refused', caused_by: cause } = item.error;
  if (type === 'document_missing_exception') return 'there is no document with its _id';
  if (type === 'version_conflict_engine_exception') return 'there is a document with its _id already';
  return cause?.reason === undefined ? reason : `${reason}: ${cause.reason}`;
}

/**
 * Those of records that were to be made and are there already which are there exactly as they were sent: the request was sent
 * before, and its answer was lost.
 */
async function sameAsThere(
  opensearch: Opensearch,
  index: string,
  chunk: readonly OutgoingRecord[],
  items: ReadonlyMap<number, Item>,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const conflicts = chunk.flatMap((record, i) => (items.get(i)?.status === 409 ? [{ record, i }] : []));
  if (conflicts.length === 0) return new Set();
  const documents = await documentsOf(
    opensearch,
    index,
    conflicts.map(({ record }) => record.id ?? ''),
    true,
    signal,
  );
  const isSame = (record: OutgoingRecord, there: Document | undefined) =>
    there?.found === true && stringify(there._source) === stringify(parse(record.document));
  return new Set(conflicts.filter(({ record }, n) => isSame(record, documents[n])).map(({ i }) => i));
}

/** Documents by their ids, in their order; `found` of each says whether it is there. */
export async function documentsOf(
  opensearch: Opensearch,
  index: string,
  ids: readonly string[],
  withSource: boolean,
  signal: AbortSignal,
): Promise<readonly Document[]> {
  const path = `${encodeURIComponent(index)}/_mget?_source=${withSource}`;
  const answer = await opensearch.ask(
    `looking for documents in ${index}`,
    { method: 'POST', path, body: { ids } },
    signal,
  );
  return answer.docs as readonly Document[];
}
