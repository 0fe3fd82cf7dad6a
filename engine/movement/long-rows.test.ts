import { Readable } from 'node:stream';
import { type LongRow, withoutLongRows } from './long-rows.ts';

async function passed(text: string, most: number, pieces: number) {
  const told: LongRow[] = [];
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, i) =>
    bytes.subarray(i * pieces, (i + 1) * pieces),
  );
  const rest: Buffer[] = [];
  for await (const chunk of Readable.from(chunks).pipe(withoutLongRows(most, (row) => told.push(row))))
    rest.push(chunk as Buffer);
  return { text: Buffer.concat(rest).toString(), told };
}

test.each([1, 2, 3, 7, 1000])(
  'rows that are too long are left out and told, in pieces of %i bytes',
  async (pieces) => {
    const short = ['1,"a"', '2,', '3,"b ""x"", \n c"'].map((row) => `${row}\n`).join('');
    const long = `"k ""1""",,"${'x'.repeat(30)}",4\n`;
    const most = 20;
    const { text, told } = await passed(`${short}${long}${short}`, most, pieces);
    expect(text).toBe(`${short}${short}`);
    // Of a long row the fields are known that were read before it was too long.
    expect(told.map(({ fields, longest }) => [...fields.slice(0, 2), longest])).toEqual([['k "1"', null, 2]]);
    expect(await passed(`${long}${long}`, most, pieces)).toMatchObject({ text: '', told: [{}, {}] });
    expect(await passed(short, most, pieces)).toEqual({ text: short, told: [] });
  },
);

test('of a long row only the beginning is kept', async () => {
  const { text, told } = await passed(`7,"${'y'.repeat(200_000)}"\n8,"z"\n`, 100_000, 4096);
  expect([text, told]).toEqual(['8,"z"\n', [{ fields: ['7'], longest: 1 }]]);
});
