import { registry } from '../../engine/connectors/registry.ts';
import type { CellValue, ObjectSchema } from '../../engine/contract/contract.ts';
import { hasFacets } from '../../engine/contract/facet.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import { fixtureOf, titleOf } from './fixtures.ts';
import { ConnectorUnderTest, never } from './open-connector.ts';
import { describeWith } from './runnable.ts';
import { canonical, isRefused, samples } from './samples.ts';

const able = (facet: 'read' | 'load') =>
  [...registry.values()].filter((d) => hasFacets(d, facet) && !manifestOf(d));
/**
 * What every connector is paired with, both ways: a database and a store of Parquet files. What each of two systems gives and
 * takes is then known, and the number of pairs grows with that of connectors, not with its square.
 */
const COUNTERPARTS: readonly string[] = ['postgresql', 'local_files'];
const isEveryPair = process.env.SYNCFORM_EVERY_PAIR !== undefined;
const pairs = able('read').flatMap((from) =>
  able('load')
    .filter((to) => hasFacets(from, 'load') && hasFacets(to, 'read'))
    .filter((to) => isEveryPair || [from.id, to.id].some((id) => COUNTERPARTS.includes(id)))
    .map((to) => ({ from, to })),
);

type Definition = (typeof pairs)[number]['from'];
type Row = readonly CellValue[];

/** Every system is opened once, and what one is read from made once for all that take the same values. */
const opened = new Map<string, Promise<ConnectorUnderTest>>();
const sources = new Map<string, Promise<ObjectSchema>>();

afterAll(async () => {
  for (const one of opened.values()) await (await one)[Symbol.asyncDispose]();
});

function open(definition: Definition): Promise<ConnectorUnderTest> {
  const { id } = definition;
  const one = opened.get(id) ?? ConnectorUnderTest.open(definition, fixtureOf(id));
  opened.set(id, one);
  return one;
}

/** An object of a source with these rows, a column a type. */
function madeObject(id: string, source: ConnectorUnderTest, rows: readonly Row[]): Promise<ObjectSchema> {
  // JSON would have NaN and NULL for the same.
  const name = `${id} ${JSON.stringify(rows.map((row) => row.map((value) => `${typeof value} ${value}`)))}`;
  const make = async () => {
    const made = source.wanted(`everything_${sources.size}`, columns, ['id']);
    await source.create(made);
    await source.load(made, 'upsert', rows);
    const [object] = await source.facet('discover').describe([made.id], {}, never);
    return object as ObjectSchema;
  };
  const object = sources.get(name) ?? make();
  sources.set(name, object);
  return object;
}

const types = Object.keys(samples);
const columns = [{ name: 'id', type: 'int' }, ...types.map((type, i) => ({ name: `c${i}`, type }))];

for (const pair of pairs) {
  const ids = [pair.from.id, pair.to.id];
  describeWith(ids, ids.map(titleOf).join(' → '), () => suite(pair));
}

function suite({ from, to }: (typeof pairs)[number]): void {
  test('every type and value arrives as it left', async () => {
    const source = await open(from);
    const target = await open(to);
    const kept = (type: string) =>
      (samples[type] ?? []).filter(
        (v) => !isRefused(fixtureOf(from.id), type, v) && !isRefused(fixtureOf(to.id), type, v),
      );
    const height = Math.max(...types.map((t) => kept(t).length));
    const rows = Array.from({ length: height + 1 }, (_, row) => [
      row,
      ...types.map((t) => kept(t)[row] ?? null),
    ]);
    const object = await madeObject(from.id, source, rows);
    const fields = object.fields;
    const table = target.wanted(
      `from_${from.id}`,
      fields.map(({ name, type }) => ({ name, type })),
      ['id'],
    );
    await target.create(table);
    const extraction = await source.read(
      object.id,
      fields.map((f) => f.id),
    );
    expect(extraction.columns).toEqual(fields.map(({ name, type }) => ({ name, type })));
    const outcome = await target.loadFrom(table, 'replace', extraction);
    expect(outcome).toMatchObject({ inserted: rows.length, rejected: [] });

    const [arrived] = (await target.facet('discover').describe([table.id], {}, never)) as [ObjectSchema];
    const back = await target.rows(
      await target.read(
        table.id,
        arrived.fields.map((f) => f.id),
      ),
    );
    const comparable = [...back]
      .sort((a, b) => Number(a[0]) - Number(b[0]))
      .map((row) => row.map((v, i) => canonical(columns[i]?.type ?? 'string', v)));
    expect(comparable).toEqual(
      rows.map((row) =>
        row.map((v, i) => {
          const type = columns[i]?.type ?? 'string';
          return canonical(type, changed([source, target], type, v ?? null));
        }),
      ),
    );
  });
}

/** A value of a type after it went through systems that have no such type, one after the other. */
function changed(through: readonly ConnectorUnderTest[], type: string, value: CellValue): CellValue {
  const [{ fixture } = {}, ...others] = through;
  if (!fixture || value === null) return value;
  const change = fixture.changedTypes?.[type];
  const kept = change?.value && typeof value === 'string' ? change.value(value) : value;
  return changed(others, change?.type ?? type, kept);
}
