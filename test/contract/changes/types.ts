import { never } from '../open-connector.ts';
import { textOf } from './replica.ts';
import type { ChangesUnderTest } from './under-test.ts';

/** That a value is the same text from the snapshot and from the stream, for every type. */
export function typesSuite(under: () => ChangesUnderTest): void {
  test('a value is the same from the snapshot and from the stream, whatever its type', async () => {
    const samples = under().fixture.types;
    const sql = (statement: string) => under().sql(statement);
    const tables: string[] = [];
    for (const { type, values } of samples) {
      const table = await under().table(`id int PRIMARY KEY, v ${type} NULL`);
      for (const [i, value] of ['NULL', ...values].entries())
        await sql(`INSERT INTO ${table} VALUES (${i}, ${value})`);
      tables.push(table);
    }
    const stream = under().stream(tables);
    const from = await under().changes.prepare(stream, null, never);
    const taken = [];
    for (const table of tables) taken.push(await under().snapshot(stream, table, ['id', 'v']));
    for (const table of tables) await sql(`INSERT INTO ${table} SELECT id + 1000, v FROM ${table}`);
    const objects = taken.map(({ followed }) => followed);
    const events = await under().eventsUntilNow(stream, objects, from);
    for (const [i, { type }] of samples.entries()) {
      const { followed, rows } = taken[i] as (typeof taken)[number];
      const streamed = events.flatMap((event) =>
        event.type === 'insert' && event.object === followed.id ? [event.values] : [],
      );
      const values = new Map(
        streamed.map(([id, v]) => [String(id), v === null ? null : textOf(v as string)]),
      );
      const isBoolean = (await under().fieldType(followed.id, 'v')) === 'boolean';
      const spelled = (text: string | null) =>
        isBoolean && text !== null ? String(text.startsWith('t')) : text;
      const [fromSnapshot, fromStream] = [
        rows.map(([id, v]) => [id, spelled(v as string | null)]),
        rows.map(([id]) => [id, spelled(values.get(String(Number(id) + 1000)) ?? null)]),
      ];
      expect([type, fromStream]).toEqual([type, fromSnapshot]);
      expect([type, streamed.length]).toEqual([type, rows.length]);
    }
  });
}
