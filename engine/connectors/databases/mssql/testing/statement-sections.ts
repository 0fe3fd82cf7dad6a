import type { ConnectorUnderTest } from '../../../../../test/contract/open-connector.ts';
import { never } from '../../../../../test/contract/open-connector.ts';
import type {
  CellValue,
  Extraction,
  LoadOperation,
  LoadRequest,
  TargetTable,
} from '../../../../contract/contract.ts';
import { largestOf } from '../../../../contract/testing/asked.ts';

/** Notes what is sent while something is done, under a title. */
export type Section = (title: string, work: () => Promise<unknown>) => Promise<void>;

/** What a server was sent, section by section; a batch that came in an earlier one is left out. */
export function sentSections(batches: readonly string[], shown: (batch: string) => string) {
  let text = '';
  const section: Section = async (title, work) => {
    const before = batches.length;
    await work();
    const known = new Set(batches.slice(0, before).map(shown));
    const sent = batches
      .slice(before)
      .map(shown)
      .filter((batch, i, all) => !known.has(batch) && all.indexOf(batch) === i);
    text += `\n-- ${title}\n\n${sent.map((batch) => `${batch.trim()}\nGO\n`).join('')}`;
  };
  return { section, text: () => text };
}

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'code', type: 'string' },
  { name: 'active', type: 'boolean' },
  { name: 'price', type: 'decimal(12,2)' },
  { name: 'at', type: 'datetime_tz' },
  { name: 'weight', type: 'double' },
  { name: 'bytes', type: 'binary' },
];
const ROW = ['1', 'a', true, '1.50', '2024-01-02 03:04:05+00', 1.5, new Uint8Array([1])];

export function load(
  under: ConnectorUnderTest,
  table: TargetTable,
  operation: LoadOperation,
  more: Partial<LoadRequest> = {},
) {
  return under.host.withSession((session) =>
    under.facet('load').load({
      table,
      operation,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      key: table.key,
      rows: {
        format: 'rows',
        async *open() {
          yield [ROW as readonly CellValue[]];
        },
      },
      batch: { scope: 'sync', id: operation },
      session,
      signal: never,
      onProgress: () => {},
      ...more,
    }),
  );
}

/** From logging in to a query as a model, but for changes. Answers the id of the table that was loaded. */
export async function commonSections(under: ConnectorUnderTest, section: Section): Promise<string> {
  const define = under.facet('define');
  const read = under.facet('read');
  const table = under.wanted('items', COLUMNS, ['id']);
  const byCode = under.wanted('by_code', COLUMNS.slice(0, 2), ['code']);
  const id = 'dbo.items';
  await section('Logging in', () => under.facet('test').test(never));
  await section('Listing and describing tables', () => under.facet('discover').list({}, never));
  await section('A new table; one in another schema, with a key of texts', async () => {
    await define.apply(define.change(table, null), never);
    await define.apply(define.change({ ...byCode, id: 'sales.by_code' }, null), never);
  });
  await section('A column more, and a wider one', async () => {
    const wider = {
      ...table,
      id: 'dbo.wider',
      columns: [...table.columns.slice(0, 1), { name: 'n', type: 'int', target_type: 'int', nullable: true }],
    };
    await define.apply(define.change(wider, null), never);
    const n = { name: 'n', type: 'bigint', target_type: 'bigint', nullable: true };
    const wanted = { ...wider, columns: [...table.columns.slice(0, 2), n] };
    await define.apply(define.change(wanted, await define.describe(wider.id, never)), never);
  });
  await section('updateOrCreate: staged, then merged', () => load(under, table, 'upsert'));
  await section('create', () => load(under, table, 'insert'));
  await section('update', () => load(under, table, 'update'));
  await section('append', () => load(under, { ...table, key: [] }, 'append'));
  await section('replace', () => load(under, table, 'replace'));
  await section('remove', () => load(under, table, 'delete'));
  await section('A merge after which rows that did not come are deleted', () =>
    load(under, table, 'upsert', { deleteMissing: true, batch: { scope: 'sync', id: 'missing' } }),
  );
  await section('Has a batch been committed?', () =>
    under.facet('load').committed(id, { scope: 'sync', id: 'upsert' }, never),
  );
  await section('Reading a table, and where the next read goes on', async () => {
    await under.rows(
      await under.read(
        id,
        COLUMNS.map(({ name }) => name),
      ),
    );
    await largestOf(read, id, 'at', {}, never);
    await under.rows(await under.read(id, ['id'], { field: 'at', value: '2024-01-02 03:04:05+00' }));
  });
  await section('A query as a model, with filters', async () => {
    const model = { query: 'SELECT id, code, price, at FROM dbo.items' };
    const query = under.facet('query');
    const fields = await query.describe(model, never);
    const filters = [
      { field: 'code', function: 'Equality', value: 'a' },
      { field: 'code', function: 'StringContains', value: '100%' },
      { field: 'code', function: 'StringOneOf', value: ['a', 'b'] },
      { field: 'at', function: 'OnOrAfter', value: '2024-01-01' },
      { field: 'price', function: 'LessThan', value: 2 },
    ];
    await under.rows(
      (await query.extractFiltered?.(
        model,
        fields,
        { filters: filters as never, logic: undefined, fields, now: 0 },
        never,
      )) as Extraction,
    );
  });
  return id;
}
