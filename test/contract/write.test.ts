import { registry } from '../../engine/connectors/registry.ts';
import type {
  CellValue,
  Column,
  WriteOperation,
  WriteRequest,
  WrittenChunk,
} from '../../engine/contract/contract.ts';
import { hasFacets } from '../../engine/contract/facet.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import { fixtureOf } from './fixtures.ts';
import { ConnectorUnderTest, never } from './open-connector.ts';
import type { Receiver } from './receiver.ts';

// Those that are made from manifests are run by test/manifests.
const writers = [...registry.values()].filter((d) => hasFacets(d, 'write') && !manifestOf(d));

const COLUMNS: readonly Column[] = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
];

/** What a batch may say differently from one test to the next. */
interface BatchOptions {
  readonly offset?: number;
  readonly operation?: WriteOperation;
  readonly chunk?: number;
  readonly signal?: AbortSignal;
  acknowledge?(chunk: WrittenChunk): Promise<void>;
}

describe.each(writers)('records, written by $id', (definition) => {
  let under: ConnectorUnderTest;
  let receiver: Receiver;
  let batches = 0;

  beforeAll(async () => {
    under = await ConnectorUnderTest.open(definition, fixtureOf(definition.id));
    receiver = under.fixture.receiver as Receiver;
  });
  beforeEach(() => receiver.reset());
  afterAll(() => under?.[Symbol.asyncDispose]());

  const rows = (count: number): readonly (readonly CellValue[])[] =>
    Array.from({ length: count }, (_, i) => [String(i + 1), `name ${i + 1}`]);

  /** Writes what a batch has from an offset on; answers what was acknowledged. */
  async function write(
    batch: string,
    all: readonly (readonly CellValue[])[],
    options: BatchOptions = {},
  ): Promise<readonly WrittenChunk[]> {
    const chunks: WrittenChunk[] = [];
    const offset = options.offset ?? 0;
    const request: WriteRequest = {
      object: receiver.target,
      configuration: receiver.configuration(options.chunk ?? 2),
      operation: options.operation ?? 'create',
      columns: COLUMNS,
      key: ['id'],
      hasIds: false,
      rows: {
        format: 'rows',
        async *open() {
          // In portions that are not those of the requests.
          for (let i = offset; i < all.length; i += 3) yield all.slice(i, i + 3);
        },
      },
      offset,
      batch: { scope: 'sync/model', id: batch },
      sync_id: 'sync',
      execution_id: 'execution',
      signal: options.signal ?? never,
      async acknowledge(chunk) {
        await options.acknowledge?.(chunk);
        chunks.push(chunk);
      },
      onProgress: () => {},
    };
    await under.facet('write').write(request);
    return chunks;
  }
  const nextBatch = () => `batch-${++batches}`;
  const taken = () => receiver.requests.filter((r) => r.taken);
  const idsOf = (requests: Receiver['requests']) =>
    requests.map((r) => r.records.map((record) => String(record.values.id)));
  const total = (chunks: readonly WrittenChunk[]) => chunks.reduce((sum, c) => sum + c.records, 0);
  /** What a receiver that drops repeated keys is left with. */
  const once = () => idsOf([...new Map(taken().map((r) => [r.key, r])).values()]).flat();
  const refused = (reason: unknown) => (reason instanceof Error ? reason : new Error('it did not fail'));

  test('has targets that say what can be done with their records', async () => {
    const targets = await under.facet('write').targets(receiver.configuration(2), never, receiver.target);
    const target = targets.find((t) => t.id === receiver.target);
    const { operations } = under.can('write');
    expect(operations).toEqual(expect.arrayContaining(targets.flatMap((t) => t.operations)));
    expect(target?.operations.length).toBeGreaterThan(0);
  });

  test('every record arrives with its values and operation, in order, in chunks that are acknowledged', async () => {
    const [target] = await under.facet('write').targets(receiver.configuration(2), never, receiver.target);
    for (const operation of target?.operations ?? []) {
      receiver.reset();
      const chunks = await write(nextBatch(), rows(5), { operation });
      expect(chunks.map(({ records, rejected }) => ({ records, rejected }))).toEqual([
        { records: 2, rejected: [] },
        { records: 2, rejected: [] },
        { records: 1, rejected: [] },
      ]);
      expect(receiver.requests.flatMap((r) => r.records)).toEqual(
        // To remove a record, some systems need no more than its identity.
        [1, 2, 3, 4, 5].map((i) => ({
          operation,
          values: expect.objectContaining(operation === 'remove' ? { id: i } : { id: i, name: `name ${i}` }),
        })),
      );
      expect(new Set(receiver.requests.map((r) => r.key)).size).toBe(3);
    }
  });

  test('a batch without records sends nothing', async () => {
    expect(await write(nextBatch(), [])).toEqual([]);
    expect(receiver.requests).toEqual([]);
  });

  test('a chunk is not sent before the one ahead of it is acknowledged', async () => {
    const seen: number[] = [];
    await write(nextBatch(), rows(6), {
      async acknowledge() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        seen.push(receiver.requests.length);
      },
    });
    expect(seen).toEqual([1, 2, 3]);
  });

  test('a system in trouble is tried again with the same request, and takes it once', async () => {
    receiver.trouble('error', 'busy', 'drop');
    expect(total(await write(nextBatch(), rows(4)))).toBe(4);
    expect(idsOf(taken())).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    const [first, second, third, fourth] = receiver.requests;
    for (const again of [second, third, fourth])
      expect([again?.key, again?.body]).toEqual([first?.key, first?.body]);
  });

  test('a chunk whose answer got lost is sent again under the same key', async () => {
    receiver.trouble('forget');
    expect(total(await write(nextBatch(), rows(3)))).toBe(3);
    expect(idsOf(taken())).toEqual([['1', '2'], ['1', '2'], ['3']]);
    expect(once()).toEqual(['1', '2', '3']);
  });

  test('a record that is refused is rejected with the reason, and the others are taken', async () => {
    receiver.refuse(({ values }) => (values.id === 3 ? 'no threes, and your secret is known' : undefined));
    const chunks = await write(nextBatch(), rows(4));
    expect(chunks.map((c) => c.rejected.map((r) => r.index))).toEqual([[], [0]]);
    expect(chunks[1]?.rejected[0]?.reason).toMatch(/no threes/);
    expect(chunks[1]?.rejected[0]?.reason).not.toMatch(/secret/);
  });

  test.each(['closed', 'stranger'] as const)(
    'a system that is %s fails the batch, which goes on where it was',
    async (trouble) => {
      const batch = nextBatch();
      const acknowledged: WrittenChunk[] = [];
      const failed = await write(batch, rows(5), {
        async acknowledge(chunk) {
          acknowledged.push(chunk);
          if (acknowledged.length === 1) receiver.trouble(trouble);
        },
      }).then(() => undefined, refused);
      expect(failed?.message).not.toMatch(/secret|did not fail/);
      expect(total(acknowledged)).toBe(2);
      // As a day later: nobody remembers any more that the system wants to be left alone.
      if (trouble === 'closed') await under.reopen();
      expect(total(await write(batch, rows(5), { offset: 2 }))).toBe(3);
      expect(idsOf(taken())).toEqual([['1', '2'], ['3', '4'], ['5']]);
      const keys = receiver.requests.map((r) => r.key);
      expect(keys[2]).toBe(keys[1]);
    },
  );

  test('a process that dies before it could note an answer sends that chunk again, under the same key', async () => {
    const batch = nextBatch();
    let chunks = 0;
    const died = write(batch, rows(5), {
      async acknowledge() {
        if (++chunks === 2) throw new Error('killed');
      },
    });
    await expect(died).rejects.toThrow('killed');
    await write(batch, rows(5), { offset: 2 });
    expect(idsOf(taken())).toEqual([['1', '2'], ['3', '4'], ['3', '4'], ['5']]);
    expect(taken()[2]?.key).toBe(taken()[1]?.key);
    expect(once()).toEqual(['1', '2', '3', '4', '5']);
  });

  test('stops when it is told to, whether it waits for an answer or for the next try', async () => {
    for (const trouble of ['hang', 'error'] as const) {
      receiver.reset();
      receiver.trouble(...Array<typeof trouble>(3).fill(trouble));
      const stop = new AbortController();
      const stopped = write(nextBatch(), rows(2), { signal: stop.signal });
      const waiting = setInterval(() => receiver.requests.length > 0 && stop.abort(), 5);
      await expect(stopped).rejects.toMatchObject({ code: 'canceled' });
      clearInterval(waiting);
      expect(taken()).toEqual([]);
    }
  });
});
