import { registry } from '../../engine/connectors/registry.ts';
import type {
  CellValue,
  Column,
  Extraction,
  FacetName,
  FieldSchema,
  ObjectSchema,
  TargetTable,
} from '../../engine/contract/contract.ts';
import { hasFacets } from '../../engine/contract/facet.ts';
import { largestOf } from '../../engine/contract/testing/asked.ts';
import {
  type ChangeContext,
  type ChangedTable,
  changeTable,
  loadWithChange,
} from '../../engine/executions/load-with-change.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import { ConnectionError, messageOf, SyncformError } from '../../engine/kit/errors.ts';
import { shortStatements } from '../../engine/kit/short-statement.ts';
import type { Repositories, TargetTableRecord } from '../../engine/store/store.ts';
import { declaredNames, openedNames } from './declared.ts';
import { fixtureOf, isTried, titleOf } from './fixtures.ts';
import { ConnectorUnderTest, never } from './open-connector.ts';
import { notPlain, plainError } from './plain-words.ts';
import { describeWith } from './runnable.ts';
import { canonical, isRefused, samples } from './samples.ts';

const NUMBERS: readonly Column[] = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
];
const ROWS: readonly (readonly CellValue[])[] = [
  ['1', 'one'],
  ['2', 'two'],
];

/** Rows in an order of their own, so that sets of rows can be compared. */
function sorted(rows: readonly (readonly CellValue[])[]): readonly string[] {
  return rows.map((r) => r.map(String).join('|')).sort();
}

// Those that are made from manifests have a suite of their own, in test/manifests.
for (const [id, definition] of registry)
  if (!manifestOf(definition) && isTried(id))
    describeWith([id], `the contract, kept by ${titleOf(id)}`, () => suite(id));

function suite(id: string): void {
  const definition = registry.get(id) as NonNullable<ReturnType<typeof registry.get>>;
  const has = (...facets: readonly FacetName[]) => hasFacets(definition, ...facets);
  /** A test of what these facets do; a connector without them has no such test. */
  const testOf = (facets: readonly FacetName[], title: string, run: () => Promise<void>) => {
    if (has(...facets)) test(title, run);
  };
  const fixture = fixtureOf(id);
  let under: ConnectorUnderTest;
  let names = 0;

  beforeAll(async () => {
    under = await ConnectorUnderTest.open(definition, fixture);
  });
  afterAll(() => under?.[Symbol.asyncDispose]());

  /** An object with ROWS in it. */
  async function numbers(): Promise<string> {
    if (under.fixture.seed) return under.fixture.seed();
    const table = under.wanted(`numbers_${++names}`, NUMBERS, []);
    await under.create(table);
    await under.load(table, 'append', ROWS);
    return table.id;
  }
  let unchanging: Promise<string> | undefined;
  /** An object with ROWS in it that no test changes. */
  const readOnly = () => {
    unchanging ??= numbers();
    return unchanging;
  };
  const describeOne = async (object: string) => {
    const [schema] = await under.facet('discover').describe([object], {}, never);
    return schema as ObjectSchema;
  };
  const contents = async (object: string) => {
    const schema = await describeOne(object);
    return under.rows(
      await under.read(
        object,
        schema.fields.map((f) => f.id),
      ),
    );
  };

  /** The fields of an object but for those that the system gives each. */
  const seeded = (fields: readonly FieldSchema[]) =>
    fields.filter(({ name }) => !under.fixture.ownFields?.includes(name));

  test('opens with exactly the facets and methods that it declares; changes only where they are to be detected', () => {
    expect(openedNames(under.opened)).toEqual(declaredNames(under.definition));
    expect(under.opened.facets.changes).toBeUndefined();
  });

  test('test: passes what works and names the part of what does not', async () => {
    const { isUnreachable } = under.fixture;
    if (isUnreachable)
      expect(messageOf(await plainError(() => under.facet('test').test(never)))).toMatch(isUnreachable);
    else await under.facet('test').test(never);
    for (const [part, config] of Object.entries(under.fixture.broken)) {
      const failed = async () => {
        const open = await under.definition.open(definition.config.parse(config), under.host);
        await using _ = open;
        await open.facets.test?.test(never);
      };
      const error = await plainError(failed);
      expect([part, error]).toEqual([part, expect.any(ConnectionError)]);
      expect([part, (error as ConnectionError).part]).toEqual([part, part]);
      expect((error as Error).message).not.toMatch(/wrong|secret/);
    }
  });

  testOf(
    ['discover'],
    'discover: lists objects, describes the known ones and leaves out the others',
    async () => {
      const object = await readOnly();
      const discover = under.facet('discover');
      const listed = await discover.list({}, never);
      expect(listed.map((o) => o.id)).toContain(object);
      expect(listed.map((o) => o.id).filter((o) => o.includes('_syncform'))).toEqual([]);
      const described = await discover.describe([object, 'no.such.object'], {}, never);
      expect(described.map((o) => o.id)).toEqual([object]);
      expect(seeded(described[0]?.fields ?? []).map((f) => [f.name, f.type])).toEqual([
        ['id', under.fixture.idType ?? 'bigint'],
        ['name', 'string'],
      ]);
    },
  );

  testOf(
    ['query'],
    'query: yields an object as a model, field by field, and says which setting is wrong',
    async () => {
      const object = await readOnly();
      const query = under.facet('query');
      const fields = seeded(await query.describe(under.fixture.model(object), never));
      expect(fields.map((f) => [f.name, f.type])).toEqual([
        ['id', under.fixture.idType ?? 'bigint'],
        ['name', 'string'],
      ]);
      const names = await under.rows(
        await query.extract(under.fixture.model(object), fields.slice(1), never),
      );
      expect(sorted(names)).toEqual(['one', 'two']);
      for (const { configuration, path } of under.fixture.wrongModels) {
        const error = await plainError(() => query.describe(configuration, never));
        expect([configuration, error]).toEqual([configuration, expect.any(SyncformError)]);
        expect([configuration, (error as SyncformError).code, (error as SyncformError).path]).toEqual([
          configuration,
          'invalid',
          path,
        ]);
      }
    },
  );

  testOf(['read'], 'read: yields the rows of the fields asked for, in that order', async () => {
    const object = await readOnly();
    expect(sorted(await under.rows(await under.read(object, ['name', 'id'])))).toEqual(['one|1', 'two|2']);
  });

  testOf(['read'], 'read: finds the largest value of a field and reads from there on', async () => {
    const object = await readOnly();
    expect(await largestOf(under.facet('read'), object, 'id', {}, never)).toBe('2');
    const later = await under.rows(await under.read(object, ['id'], { field: 'id', value: '2' }));
    expect(sorted(later)).toEqual(['2']);
  });

  testOf(['define'], 'define: makes a table as wanted, once, and then has nothing left to do', async () => {
    const columns = Object.keys(samples).map((type, i) => ({ name: `c${i}`, type }));
    const table = under.wanted(`every_type_${++names}`, [{ name: 'id', type: 'bigint' }, ...columns], ['id']);
    const define = under.facet('define');
    const change = define.change(table, null);
    expect(change).toMatchObject({ action: 'create', conflicts: [] });
    await define.apply(change, never);
    await define.apply(change, never);
    const existing = await define.describe(table.id, never);
    expect(define.change(table, existing)).toEqual({ action: 'none', statements: [], conflicts: [] });
  });

  testOf(['define'], 'define: adds a column, and calls what would lose data a conflict', async () => {
    const define = under.facet('define');
    const name = `altered_${++names}`;
    const day = { name: 'day', type: 'date' };
    const before = under.wanted(name, [...NUMBERS, day], ['id']);
    await under.create(before);
    const after = under.wanted(name, [...NUMBERS, day, { name: 'added', type: 'decimal(12,2)' }], ['id']);
    const change = define.change(after, await define.describe(before.id, never));
    expect(change).toMatchObject({ action: 'alter', conflicts: [] });
    await define.apply(change, never);
    await define.apply(change, never);
    expect(define.change(after, await define.describe(before.id, never)).action).toBe('none');
    const other = under.wanted(name, [...NUMBERS, { name: 'day', type: 'boolean' }], ['id']);
    expect(define.change(other, await define.describe(before.id, never)).conflicts).toHaveLength(1);
  });

  testOf(['define'], 'define: drops a table, whether it is there or not', async () => {
    const define = under.facet('define');
    const object = await numbers();
    await define.drop(object, never);
    await define.drop(object, never);
    expect(await define.describe(object, never)).toBeNull();
  });

  testOf(
    ['define', 'load', 'read'],
    'load: awkward names of tables and columns are taken as they are',
    async () => {
      const columns = [
        { name: 'Upper Case', type: 'bigint' },
        { name: 'select', type: 'string' },
        { name: 'quo"te', type: 'string' },
        { name: 'ünï 漢', type: 'string' },
        { name: 'duck 🦆', type: 'string' },
      ].filter((c) => under.fixture.refusedNames?.[c.name] === undefined);
      const table = under.wanted(`Awkward Näme ${++names}`, columns, ['Upper Case']);
      await under.create(table);
      const row = columns.map((_, i) => String(i));
      await under.load(table, 'upsert', [row]);
      expect(await contents(table.id)).toEqual([row]);
      for (const name of Object.keys(under.fixture.refusedNames ?? {})) {
        const refused = under.wanted(`refused_${++names}`, [...NUMBERS, { name, type: 'string' }], ['id']);
        const { conflicts, nameConflicts } = under.facet('define').change(refused, null);
        expect(conflicts.join()).toContain(name);
        expect(nameConflicts?.join()).toContain(name);
      }
    },
  );

  testOf(['read'], 'faults: an object that is not there is named in plain words', async () => {
    const reading = async () => under.rows(await under.read('no_such_object', ['id']));
    expect(messageOf(await plainError(reading))).toContain('no_such_object');
  });

  testOf(
    ['define', 'load', 'read'],
    'faults: a table that is gone, one with too many columns, and values that a column cannot hold, in plain words',
    async () => {
      const gone = under.wanted(`gone_${++names}`, NUMBERS, ['id']);
      expect(messageOf(await plainError(() => under.load(gone, 'upsert', ROWS)))).toContain(`gone_${names}`);

      const many = Array.from({ length: 5_000 }, (_, i) => ({ name: `column_${i}`, type: 'string' }));
      const wide = under.wanted(`wide_${++names}`, many, []);
      const made = await under.create(wide).then(
        () => '-',
        (error: unknown) => messageOf(error),
      );
      expect(notPlain(made)).toEqual([]);

      const into = under.wanted(`odd_${++names}`, [...NUMBERS, { name: 'n', type: 'decimal(4,2)' }], ['id']);
      await under.create(into);
      const columns = [...NUMBERS, { name: 'n', type: 'string' }];
      const said = await under.load(into, 'upsert', [['1', 'secret row', 'twelve']], { columns }).then(
        ({ rejected }) => rejected.map(({ reason }) => reason),
        (error: unknown) => [messageOf(error)],
      );
      expect(said.flatMap(notPlain)).toEqual([]);
      expect(said.join()).not.toContain('secret row');
      await under.facet('define').drop(into.id, never);
    },
  );

  const takesRows = has('define', 'load', 'read');
  if (takesRows)
    describe('load', () => {
      const table = async (key: readonly string[] = ['id']) => {
        const made = under.wanted(`loaded_${++names}`, NUMBERS, key);
        await under.create(made);
        if (key.length) await under.load(made, 'append', ROWS);
        return made;
      };
      const found = async (id: string) => sorted(await contents(id));

      test('upsert inserts, updates what differs and leaves the rest', async () => {
        const into = await table();
        const outcome = await under.load(into, 'upsert', [
          ['1', 'one'],
          ['2', 'zwei'],
          ['3', 'three'],
        ]);
        expect(outcome).toEqual({ inserted: 1, updated: 1, deleted: 0, rejected: [] });
        expect(await found(into.id)).toEqual(['1|one', '2|zwei', '3|three']);
      });

      test('insert leaves rows that are there alone', async () => {
        const into = await table();
        const outcome = await under.load(into, 'insert', [
          ['1', 'uno'],
          ['3', 'three'],
        ]);
        expect(outcome).toEqual({ inserted: 1, updated: 0, deleted: 0, rejected: [] });
        expect(await found(into.id)).toEqual(['1|one', '2|two', '3|three']);
      });

      test('update changes only rows that are there', async () => {
        const into = await table();
        const outcome = await under.load(into, 'update', [
          ['1', 'uno'],
          ['3', 'three'],
        ]);
        expect(outcome).toEqual({ inserted: 0, updated: 1, deleted: 0, rejected: [] });
        expect(await found(into.id)).toEqual(['1|uno', '2|two']);
      });

      test('delete removes by key', async () => {
        const into = await table();
        const outcome = await under.load(into, 'delete', [
          ['1', 'whatever'],
          ['9', null],
        ]);
        expect(outcome).toEqual({ inserted: 0, updated: 0, deleted: 1, rejected: [] });
        expect(await found(into.id)).toEqual(['2|two']);
      });

      test('replace makes the contents exactly these rows', async () => {
        const into = await table();
        const outcome = await under.load(into, 'replace', [
          ['2', 'two'],
          ['4', null],
        ]);
        expect(outcome).toMatchObject({ inserted: 2, rejected: [] });
        expect(await found(into.id)).toEqual(['2|two', '4|null']);
      });

      test('append adds rows, equal ones too', async () => {
        const into = await table([]);
        await under.load(into, 'append', [['1', 'one']]);
        await under.load(into, 'append', [['1', 'one']]);
        expect(await found(into.id)).toEqual(['1|one', '1|one']);
      });

      test('a batch that is committed is not loaded again and answers as before', async () => {
        const into = await table([]);
        const loader = under.facet('load');
        const batch = { scope: `sync/${into.id}`, id: 'once' };
        expect(await loader.committed(into.id, batch, never)).toBeUndefined();
        const first = await under.load(into, 'append', ROWS, { batch: 'once' });
        const second = await under.load(into, 'append', ROWS, { batch: 'once' });
        expect(second).toEqual(first);
        expect(await loader.committed(into.id, batch, never)).toEqual(first);
        expect(await found(into.id)).toEqual(['1|one', '2|two']);
      });

      test('a record without key, and the second of one key, are rejected by name; the others arrive', async () => {
        const into = await table();
        const outcome = await under.load(into, 'upsert', [
          [null, 'nobody'],
          ['5', 'five'],
          ['6', 'six'],
          ['6', 'six again'],
        ]);
        expect(outcome).toMatchObject({ inserted: 2, updated: 0 });
        expect(outcome.rejected.map((r) => String(r.key.id)).sort()).toEqual(['6', 'null']);
        for (const { reason } of outcome.rejected) expect(reason).not.toBe('');
        expect(await found(into.id)).toHaveLength(4);
      });

      test.each(['upsert', 'insert', 'replace'] as const)(
        '%s of numbered records: those refused are named by number, and of one key the smallest number is taken',
        async (operation) => {
          const empty = under.wanted(`empty_${++names}`, NUMBERS, ['id']);
          await under.create(empty);
          const there = ['1|one', '2|two'];
          const kept = operation === 'replace' ? [] : there;
          for (const [into, before] of [
            [await table(), kept],
            [empty, []],
            ...(operation === 'replace' ? [[await table([]), []] as const] : []),
          ] as const) {
            const rows = [
              [null, 'nobody'],
              ['6', 'six again'],
              ['5', 'five'],
              ['6', 'six'],
            ];
            const outcome = await under.load(into, operation, rows, { numbers: [7, 9, 8, 3], key: ['id'] });
            expect(outcome).toMatchObject({ inserted: 2, updated: 0 });
            expect(outcome.rejected.map((r) => [r.number, r.key.id]).sort()).toEqual([
              [7, null],
              [9, '6'],
            ]);
            expect(await found(into.id)).toEqual([...before, '5|five', '6|six']);
          }
        },
      );

      test('columns that a batch does not bring keep their values', async () => {
        const into = under.wanted(
          `partial_${++names}`,
          [...NUMBERS, { name: 'note', type: 'string' }],
          ['id'],
        );
        await under.create(into);
        await under.load(into, 'upsert', [['1', 'one', 'kept']]);
        await under.load(
          into,
          'upsert',
          [
            ['1', 'uno'],
            ['2', 'two'],
          ],
          { columns: NUMBERS },
        );
        expect(await found(into.id)).toEqual(['1|uno|kept', '2|two|null']);
      });

      /** What is wanted of a table that has more columns and a wider one; a load that breaks off half-way; what it is told. */
      const broken: Extraction = {
        columns: [...NUMBERS, { name: 'note', type: 'string' }],
        offers: [
          {
            format: 'rows',
            async *open() {
              yield [['7', 'seven', 'a note']];
              throw new SyncformError('failed', 'the line went dead');
            },
          },
        ],
      };
      const widened = (name: string) => under.wanted(name, broken.columns, ['id']);
      const narrow = (name: string) =>
        under.wanted(
          name,
          [
            // Where no type can be changed, a column more is all that is altered.
            { name: 'id', type: fixture.keepsTypes === undefined ? 'int' : 'bigint' },
            { name: 'name', type: 'string' },
          ],
          ['id'],
        );
      const changeOf = async (to: TargetTable) => {
        const define = under.facet('define');
        return define.change(to, await define.describe(to.id, never));
      };

      test.each(['create', 'alter'] as const)(
        'a load that fails leaves the catalog as before a planned %s, or the error says what was changed',
        async (action) => {
          const name = `undone_${++names}`;
          if (action === 'alter') {
            await under.create(narrow(name));
            await under.load(narrow(name), 'append', ROWS);
          }
          const to = widened(name);
          const before = await under.facet('define').describe(to.id, never);
          const change = await changeOf(to);
          expect(change).toMatchObject({ action, conflicts: [] });
          const made = new Set<string>();
          const noted: ChangeContext = {
            signal: never,
            log: () => {},
            checkpoint: (_name, work) =>
              work({
                targetTables: {
                  add: async (of: TargetTableRecord) => made.add(of.table),
                  remove: async (of: TargetTableRecord) => made.delete(of.table),
                },
              } as unknown as Repositories),
          };
          const changed: ChangedTable = {
            syncId: 's',
            target: { id: 'c', can: (of) => under.can(of), facet: (of) => under.facet(of) },
            table: to,
            change,
            object: undefined,
          };
          const pending = await changeTable(changed, noted);
          const batch = { scope: `sync/${to.id}`, id: 'undone' };
          const error = await loadWithChange(
            changed,
            pending,
            () => batch,
            noted,
            () =>
              under.loadFrom(to, 'upsert', broken, {
                batch: 'undone',
                ...(pending ? { change: pending } : {}),
              }),
          ).catch((thrown: unknown) => thrown as SyncformError);
          expect(messageOf(error)).toContain('the line went dead');
          if (under.can('load').canChangeTable) {
            expect(await under.facet('define').describe(to.id, never)).toEqual(before);
            expect(made).toEqual(new Set());
          } else {
            const said = (error as SyncformError).hint;
            expect(said).toContain(to.id);
            if (action === 'alter') expect(said).toContain(shortStatements(change.statements));
          }
          if (action === 'alter') expect(await found(to.id)).toHaveLength(2);
        },
      );

      test.each(['upsert', 'insert', 'append', 'replace'] as const)(
        '%s with a change of the table makes or alters it with the rows, where it can do that',
        async (operation) => {
          if (!under.can('load').canChangeTable)
            return expect(under.can('load').canChangeTable).toBeUndefined();
          for (const isThere of [false, true]) {
            const name = `changed_${++names}`;
            if (isThere) {
              await under.create(narrow(name));
              await under.load(narrow(name), 'append', [['1', 'one']]);
            }
            const to = widened(name);
            const change = await changeOf(to);
            const rows = [
              ['5000000000', 'large', 'a note'],
              ['5000000000', 'large again', 'a note'],
              ['6', 'six', 'b'],
            ];
            const outcome = await under.load(to, operation, rows, {
              change,
              numbers: [1, 2, 3],
              batch: `${operation}`,
            });
            const isKeyed = operation !== 'append';
            expect(outcome).toMatchObject({ inserted: isKeyed ? 2 : outcome.inserted, updated: 0 });
            expect(outcome.rejected.map((r) => r.number)).toEqual(
              isKeyed || outcome.rejected.length > 0 ? [2] : [],
            );
            expect((await changeOf(to)).action).toBe('none');
            expect(await found(to.id)).toEqual(
              [
                ...(isThere && operation !== 'replace' ? ['1|one|null'] : []),
                ...(isKeyed || outcome.rejected.length > 0 ? [] : ['5000000000|large again|a note']),
                '5000000000|large|a note',
                '6|six|b',
              ].sort(),
            );
            const again = await under.load(to, operation, rows, { change, batch: `${operation}` });
            expect(again).toEqual(outcome);
          }
        },
      );

      test('a source that breaks off half-way leaves the table as it was', async () => {
        const into = await table();
        const broken = under.loadFrom(into, 'replace', {
          columns: NUMBERS,
          offers: [
            {
              format: 'rows',
              async *open() {
                yield [['7', 'seven']];
                throw new Error('the line went dead');
              },
            },
          ],
        });
        await expect(broken).rejects.toThrow(/the line went dead/);
        expect(await found(into.id)).toEqual(['1|one', '2|two']);
      });
    });

  if (takesRows)
    describe('values of every type, one column each', () => {
      const types = Object.keys(samples);
      const columns = types.map((type, i) => ({ name: `v${i}`, type }));
      const isKept = (type: string, value: CellValue) => !isRefused(fixture, type, value);
      const kept = (type: string) => [null, ...(samples[type] ?? []).filter((value) => isKept(type, value))];
      let into: TargetTable;
      let sent: readonly (readonly CellValue[])[];
      let schema: ObjectSchema;
      let back: readonly (readonly CellValue[])[];

      beforeAll(async () => {
        into = under.wanted(`typed_${++names}`, [{ name: 'id', type: 'int' }, ...columns], ['id']);
        await under.create(into);
        const height = Math.max(...types.map((type) => kept(type).length));
        sent = Array.from({ length: height }, (_, i) => [i, ...types.map((type) => kept(type)[i] ?? null)]);
        const outcome = await under.load(into, 'upsert', sent);
        expect(outcome).toEqual({ inserted: height, updated: 0, deleted: 0, rejected: [] });
        schema = await describeOne(into.id);
        back = [...(await contents(into.id))].sort((a, b) => Number(a[0]) - Number(b[0]));
      });

      test.each(types)('%s comes back as it went', (type) => {
        const column = types.indexOf(type) + 1;
        const changed = under.fixture.changedTypes?.[type];
        expect(schema.fields.map((f) => f.type)[column]).toBe(changed?.type ?? type);
        const expected = kept(type).map((v) =>
          changed?.value && typeof v === 'string' ? changed.value(v) : v,
        );
        const found = back.slice(0, expected.length).map((row) => row[column] ?? null);
        expect(found.map((v) => canonical(type, v))).toEqual(expected.map((v) => canonical(type, v)));
      });

      test('loading the same again changes nothing: what was written equals what was sent', async () => {
        const again = await under.load(into, 'upsert', sent);
        expect(again).toEqual({ inserted: 0, updated: 0, deleted: 0, rejected: [] });
      });

      const refused = columns.flatMap(({ name, type }) =>
        (samples[type] ?? []).filter((value) => !isKept(type, value)).map((value) => ({ name, value })),
      );
      if (refused.length > 0)
        test('what cannot be kept is refused, record by record, and not stored as something else', async () => {
          const rows = refused.map(({ name, value }, i) => [
            1000 + i,
            ...columns.map((column) => (column.name === name ? value : null)),
          ]);
          const outcome = await under.load(into, 'upsert', rows);
          expect(outcome).toMatchObject({ inserted: 0, updated: 0 });
          expect(outcome.rejected.map((r) => r.key.id)).toEqual(refused.map((_, i) => String(1000 + i)));
          const numbers = refused.map((_, i) => 70 + i);
          const numbered = await under.load(into, 'upsert', rows, { numbers });
          expect(numbered.rejected.map((r) => r.number)).toEqual(numbers);
          for (const [i, { reason }] of outcome.rejected.entries())
            expect(reason).toMatch(new RegExp(`\\b${refused[i]?.name}\\b`));
        });
    });
}
