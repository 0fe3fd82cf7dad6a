import { registry } from '../../engine/connectors/registry.ts';
import type {
  CellValue,
  Column,
  OpenConnector,
  WriteFacet,
  WriteOperation,
  WriteTarget,
  WrittenChunk,
} from '../../engine/contract/contract.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import type { Manifest } from '../../engine/families/manifest/manifest.ts';
import { never, testHost } from '../contract/open-connector.ts';
import { type FakeSystem, settingsOf, startFake } from './fake-system.ts';
import { pointedAt, toFake } from './open-fake.ts';

/*
 * Every object of every manifest that records are written to, under a server that answers as the manifest says.
 */

const writing = [...registry.values()].flatMap((definition) => {
  const manifest = manifestOf(definition);
  return manifest?.objects?.length ? [manifest] : [];
});

test('there are systems that records are written to', () => {
  expect(writing.map(({ id }) => id)).toEqual(expect.arrayContaining(['hubspot', 'linear', 'stripe']));
});

for (const manifest of writing)
  describe.each((manifest.objects ?? []).map(({ name }) => name))(
    `${manifest.id}, under a fake made from its manifest: %s`,
    (name) => suite(manifest, name),
  );

function suite(manifest: Manifest, name: string): void {
  // A name with placeholders is of many objects.
  const object = name.replaceAll(/\{\w+\}/g, '7');
  let fake: FakeSystem;
  let host: Awaited<ReturnType<typeof testHost>>;
  let connection: OpenConnector;
  let writer: WriteFacet;
  let target: WriteTarget;
  beforeEach(async () => {
    fake = await startFake(manifest);
    host = await testHost();
    const definition = pointedAt(manifest, fake.origin);
    const config = definition.config.parse(toFake(fake.origin, settingsOf(manifest)));
    connection = await definition.open(config, host);
    writer = connection.facets.write as WriteFacet;
    target = (await writer.targets({}, never, object)).find(({ id }) => id === object) as WriteTarget;
  });
  afterEach(async () => {
    await connection[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });

  const fieldsOf = () => (target.fields === 'any' ? [] : target.fields);
  const idField = manifest.objects?.find((one) => one.name === name)?.id_field ?? 'id';
  const onlyFor = new Set(Object.keys(manifest.objects?.find((one) => one.name === name)?.only_for ?? {}));
  const identities = () => (target.identities === 'any' ? [] : target.identities);
  const identity = () =>
    identities().find(
      ({ field, operations, canLookup }) => field !== idField && (canLookup || operations.includes('upsert')),
    );
  /** The identity, what is required, and one field more. */
  const columns = (key: string | undefined): readonly Column[] => {
    const names = new Set([...(key === undefined ? [] : [key]), ...target.required]);
    for (const field of fieldsOf())
      if (
        names.size < target.required.length + 2 &&
        field.type === 'string' &&
        field.name !== idField &&
        !onlyFor.has(field.name) &&
        !/_id$/.test(field.name)
      )
        names.add(field.name);
    return fieldsOf().filter((field) => names.has(field.name));
  };
  const value = ({ name: column, type }: Column, n: number): CellValue => {
    if (type === 'json') return '["x"]';
    return type === 'string' ? `${column} ${n}` : type === 'boolean' ? true : String(n);
  };
  const rows = (of: readonly Column[], numbers: readonly number[]): readonly (readonly CellValue[])[] =>
    numbers.map((n) => of.map((column) => value(column, n)));

  async function write(
    operation: WriteOperation,
    of: readonly Column[],
    all: readonly (readonly CellValue[])[],
    key: string | undefined,
    hasIds = false,
  ): Promise<readonly WrittenChunk[]> {
    const chunks: WrittenChunk[] = [];
    await writer.write({
      object,
      configuration: {},
      operation,
      columns: of,
      key: key === undefined ? [] : [key],
      hasIds,
      rows: {
        format: 'rows',
        async *open() {
          yield all;
        },
      },
      offset: 0,
      batch: { scope: 'sync/model', id: `batch-${operation}` },
      sync_id: 'sync',
      execution_id: 'execution',
      signal: never,
      acknowledge: async (chunk) => void chunks.push(chunk),
      onProgress: () => {},
    });
    return chunks;
  }
  const held = () => fake.writes.held.get(name) as Map<string, Record<string, unknown>>;
  const rejected = (chunks: readonly WrittenChunk[]) => {
    let before = 0;
    return chunks.flatMap(({ records, rejected: some }) => {
      const places = some.map(({ index }) => before + index);
      before += records;
      return places;
    });
  };
  const total = (chunks: readonly WrittenChunk[]) => chunks.reduce((sum, { records }) => sum + records, 0);

  test('says what it takes: its fields, how its records are told apart, and its limits', () => {
    const { write } = pointedAt(manifest, fake.origin).facets;
    expect(write?.operations).toEqual(expect.arrayContaining([...target.operations]));
    expect(target.operations.length).toBeGreaterThan(0);
    expect(fieldsOf().length).toBeGreaterThan(0);
    const names = fieldsOf().map((field) => field.name);
    expect(names).toEqual(expect.arrayContaining([...target.required]));
    expect(names).not.toContain('set_by_system');
    expect(names).toEqual(expect.arrayContaining(identities().map(({ field }) => field)));
  });

  test('a record that is there already is updated, by upsert or by its id, and none is there twice', async () => {
    const key = identity();
    // What nothing tells apart is only created, and updated by its id.
    const of = columns(key?.field);
    if (!key) {
      await write('create', of, rows(of, [1, 2]), undefined);
      expect(held().size).toBe(2);
      return;
    }
    const theirs: Record<string, unknown> = {
      [key.field]: value({ name: key.field, type: 'string' }, 2),
      own: 'stays',
    };
    const known = fake.writes.add(name, theirs);
    const all = rows(of, [1, 2, 3, 4, 5]);
    if (key.operations.includes('upsert')) await write('upsert', of, all, key.field);
    else {
      const at = of.findIndex((column) => column.name === key.field);
      const values = all.map((row) => String(row[at]));
      const ids =
        (await writer.lookup?.({
          object,
          configuration: {},
          field: key.field,
          values,
          signal: never,
        })) ?? [];
      expect(ids).toEqual([[], [known], [], [], []]);
      const there = all.flatMap((row, i) =>
        ids[i]?.[0] === undefined ? [] : [[...row, ids[i]?.[0] as string]],
      );
      await write('update', of, there, key.field, true);
      await write(
        'create',
        of,
        all.filter((_, i) => ids[i]?.length === 0),
        key.field,
      );
    }
    expect(held().size).toBe(5);
    expect(held().get(known)).toMatchObject({ own: 'stays' });
    for (const column of of)
      if (column.name !== key.field && column.type === 'string')
        expect(held().get(known)).toMatchObject({ [column.name]: `${column.name} 2` });
  });

  test('of records of which one is refused the others are taken', async () => {
    const of = columns(undefined);
    const others = of.filter((column) => column.name !== idField);
    const told = (others.find((column) => column.type === 'string') ?? others[0]) as Column;
    fake.writes.refusal = (fields) =>
      String(fields[told.name]) === String(value(told, 2)) ? 'no twos' : undefined;
    const chunks = await write('create', of, rows(of, [1, 2, 3, 4, 5]), undefined);
    expect(total(chunks)).toBe(5);
    expect(rejected(chunks)).toEqual([1]);
    expect(chunks.flatMap((chunk) => chunk.rejected.map(({ reason }) => reason))[0]).toMatch(/no twos/);
    expect(held().size).toBe(4);
  });

  test('a system that is busy, or takes its token no more, is asked again; nothing is there twice', async () => {
    const of = columns(undefined);
    fake.failNext(2, 429, { 'retry-after': '0' });
    fake.endTokens();
    expect(total(await write('create', of, rows(of, [1, 2, 3]), undefined))).toBe(3);
    expect(held().size).toBe(3);
  });

  test('records are removed by their ids, and one that is gone already is no fault', async () => {
    if (!target.operations.includes('remove')) return expect(target.operations).toContain('update');
    const of = columns(undefined);
    await write('create', of, rows(of, [1, 2, 3]), undefined);
    const own = of.findIndex((column) => column.name === idField);
    const kept = [...held().keys()];
    const ids = own < 0 ? kept : rows(of, [1, 2, 3]).map((row) => row[own] as string);
    await write(
      'remove',
      [{ name: idField, type: 'string' }],
      ids.slice(0, 2).map((id) => [id]),
      idField,
    );
    expect([...held().keys()]).toEqual(kept.slice(2));
    const again = await write('remove', [{ name: idField, type: 'string' }], [[ids[0] as string]], idField);
    expect(total(again)).toBe(1);
  });
}
