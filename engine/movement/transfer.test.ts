import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { CellValue, Column, Format, Relation, RowBatches, RowSource } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { quoteIdentifier } from '../kit/sql.ts';
import { openDuckdbSession } from './duckdb-hub.ts';
import { duckdbType } from './duckdb-types.ts';
import { interruptible } from './interruptible.ts';
import { transfer } from './transfer.ts';

const never = new AbortController().signal;
let dir: string;
let session: DuckdbSession;
/** What one session writes into a pipe another must read: a connection runs one statement at a time. */
let writer: DuckdbSession;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'transfer-'));
  session = await openDuckdbSession({ tempDir: dir });
  writer = await openDuckdbSession({ tempDir: dir });
});
afterEach(async () => {
  await session[Symbol.asyncDispose]();
  await writer[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function to(offer: RowSource, columns: readonly Column[], format: Format, signal = never) {
  const { rows, path } = await transfer({ columns, offers: [offer] }, [format], {
    session: writer,
    signal,
    log: () => {},
  });
  return { rows, path };
}

function batches(...rows: readonly (readonly CellValue[])[]): RowBatches {
  return {
    format: 'rows',
    async *open() {
      yield rows;
    },
  };
}

async function read(rows: RowSource): Promise<(readonly CellValue[])[]> {
  if (rows.format !== 'rows') throw new TypeError(rows.format);
  const all: (readonly CellValue[])[] = [];
  for await (const batch of rows.open(never)) all.push(...batch);
  return all;
}

let tables = 0;
/** Rows kept in a table that all sessions see, so that they can be read again and again. */
async function keep(offer: RowSource, columns: readonly Column[]): Promise<Relation> {
  const { rows } = await to(offer, columns, 'relation');
  const table = `memory.main.kept_${tables++}`;
  await session.run(`CREATE TABLE ${table} AS ${await (rows as Relation).attach(session, never)}`);
  const types = await session.all(`SELECT column_type FROM (DESCRIBE ${table})`);
  expect(types.map(([type]) => type)).toEqual(columns.map((column) => duckdbType(column.type)));
  return { format: 'relation', attach: async () => `SELECT * FROM ${table}` };
}

/* ---------------------------------------------------------------- every type, there and back */

const int = (bits: bigint) => fc.bigInt({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n });
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    'NULL',
    '\\N',
    '\\.',
    '"',
    '""',
    ',',
    '\n',
    '\r',
    '\r\n',
    "'",
    '\0',
    'é😀',
    '\ufeffx',
    '#',
  ),
);
const two = (n: number, width = 2) => String(n).padStart(width, '0');
const date = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => `${two(y, 4)}-${two(m)}-${two(d)}`);
const time = fc
  .tuple(
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(([h, m, us]) => `${two(h)}:${two(m)}:59${us ? `.${two(us, 6).replace(/0+$/, '')}` : ''}`);
const instants = [
  'infinity',
  '-infinity',
  '0044-03-15 01:02:03.5 BC',
  '0001-01-01 00:00:00',
  '9999-12-31 23:59:59.999999',
];
const datetime = fc.oneof(
  fc.tuple(date, time).map(([d, t]) => `${d} ${t}`),
  fc.constantFrom(...instants),
);
const zoned = (value: string) => {
  if (value.endsWith('infinity')) return value;
  return value.endsWith(' BC') ? value.replace(' BC', '+00 BC') : `${value}+00`;
};
const decimal = (digits: number, scale: number) =>
  fc.bigInt({ min: -(10n ** BigInt(digits)) + 1n, max: 10n ** BigInt(digits) - 1n }).map((n) => {
    const all = String(n < 0n ? -n : n).padStart(scale + 1, '0');
    const whole = all.slice(0, all.length - scale);
    return `${n < 0n ? '-' : ''}${whole}${scale ? `.${all.slice(-scale)}` : ''}`;
  });
const numbers = fc.constantFrom(
  'NaN',
  'Infinity',
  '0.00000000000000000000000000000000000000000000000001',
  `${'9'.repeat(60)}.${'1'.repeat(60)}`,
);
const json = fc.oneof(
  fc.json(),
  fc.constantFrom('{"n": 12345678901234567890123.4500}', '[1,  2]', '"é\\u0000"', 'null'),
);
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const listOf = (element: fc.Arbitrary<unknown>) =>
  fc.array(nullable(element), { maxLength: 4 }).map((list) => JSON.stringify(list));

const double = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, 0, Number.NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308),
);

const cells: Record<string, fc.Arbitrary<CellValue>> = {
  string: text,
  boolean: fc.boolean(),
  smallint: int(16n).map(Number),
  int: int(32n).map(Number),
  bigint: int(64n).map(String),
  number: fc.oneof(decimal(50, 25), numbers),
  single: fc.float(),
  double,
  date: fc.oneof(date, fc.constantFrom('0001-01-01', '9999-12-31', '0044-03-15 BC', 'infinity', '-infinity')),
  time: fc.oneof(time, fc.constantFrom('00:00:00', '24:00:00')),
  datetime,
  datetime_tz: datetime.map(zoned),
  json,
  jsonarray: listOf(fc.string()),
  'object{}': fc.dictionary(fc.string(), fc.string()).map((object) => JSON.stringify(object)),
  binary: fc.uint8Array({ maxLength: 40 }),
  'decimal(38,18)': decimal(38, 18),
  'decimal(5,0)': decimal(5, 0),
  'decimal(60,30)': decimal(60, 30),
  'array<string>': listOf(text),
  'array<int>': listOf(int(32n).map(Number)),
  'array<boolean>': listOf(fc.boolean()),
  'array<decimal(38,18)>': listOf(decimal(38, 18)),
  'array<number>': listOf(numbers),
  'array<datetime_tz>': listOf(datetime.map(zoned)),
  'array<json>': listOf(json),
  'array<array<string>>': fc
    .array(nullable(fc.array(nullable(text), { maxLength: 3 })), { maxLength: 3 })
    .map((list) => JSON.stringify(list)),
};
const columns: Column[] = Object.keys(cells).map((type) => ({ name: `a "${type}"`, type }));
const rowsOfAll = fc.array(fc.tuple(...Object.values(cells).map((cell) => nullable(cell))), {
  minLength: 1,
  maxLength: 12,
});

test('every field type survives every way, extremes included', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOfAll, async (rows) => {
      const numbered = [{ name: 'n', type: 'int' }, ...columns];
      const sent = rows.map((row, n) => [n, ...row]);
      const kept = await keep(batches(...sent), numbered);
      const ways = [kept];
      for (const format of ['csv', 'parquet', 'rows'] as const)
        ways.push(await keep((await to(kept, numbered, format)).rows, numbered));
      for (const way of ways) {
        const got = await read((await to(way, numbered, 'rows')).rows);
        got.sort((a, b) => Number(a[0]) - Number(b[0]));
        const cell = (type: string, value: CellValue | undefined) =>
          // Escapes in JSON may be spelled in more than one way.
          type.startsWith('array') && typeof value === 'string' ? JSON.parse(value) : value;
        for (const [index, column] of numbered.entries())
          expect([column.type, got.map((row) => cell(column.type, row[index]))]).toEqual([
            column.type,
            sent.map((row) => cell(column.type, row[index])),
          ]);
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

test('arrays of doubles keep NaN and the infinities', async () => {
  const column = [{ name: 'a', type: 'array<double>' }];
  const kept = await keep(batches(['[1.5, "NaN", "-Infinity", null, -0.0]']), column);
  expect(await read((await to(kept, column, 'rows')).rows)).toEqual([
    ['["1.5","NaN","-Infinity",null,"-0.0"]'],
  ]);
});

test('a text of ten megabytes full of quotes passes through a pipe', async () => {
  const column = [{ name: 'a', type: 'string' }];
  const long = '"é\r\n'.repeat(2_000_000);
  const kept = await keep(batches([long], ['short']), column);
  const back = await keep((await to(kept, column, 'csv')).rows, column);
  const rows = await read((await to(back, column, 'rows')).rows);
  expect(rows.map(([value]) => value === long || value)).toEqual(expect.arrayContaining([true, 'short']));
});

test('an empty stream and a single column of NULLs keep their number of rows', async () => {
  const column = [{ name: 'a', type: 'string' }];
  for (const rows of [[], [[null]], [[null], [null], ['']]]) {
    const kept = await keep(batches(...rows), column);
    const back = await keep((await to(kept, column, 'csv')).rows, column);
    expect((await read((await to(back, column, 'rows')).rows)).length).toBe(rows.length);
  }
});

/* ---------------------------------------------------------------- what is chosen */

test('a format that both sides have is passed on; the notes say why not a cheaper one', async () => {
  const csv: RowSource = { format: 'csv', open: async () => Readable.from(['1\n']) };
  const chosen = await transfer(
    { columns: [{ name: 'a', type: 'int' }], offers: [batches(), csv], notes: ['column a is odd'] },
    ['pgcopy', 'csv'],
    { session, signal: never, log: () => {} },
  );
  expect(chosen).toEqual({ rows: csv, path: 'CSV stream, passed on (column a is odd)' });
});

test('binary COPY alone cannot be turned into anything, and the error says so', async () => {
  const pgcopy: RowSource = { format: 'pgcopy', types: ['int4'], open: async () => Readable.from([]) };
  await expect(to(pgcopy, [{ name: 'a', type: 'int' }], 'relation')).rejects.toThrow(
    'no way from what the source offers (binary COPY) to what the target takes (DuckDB)',
  );
});

/* ---------------------------------------------------------------- what breaks */

const two_columns: Column[] = [
  { name: 'a', type: 'bigint' },
  { name: 'b', type: 'string' },
];

/** A stream that yields well-formed rows, then part of one, then breaks. */
function breaking(after: string): RowSource {
  return {
    format: 'csv',
    open: async () =>
      Readable.from(
        (function* () {
          for (let i = 0; i < 1000; i++) yield `${i},"row ${i}"\n`;
          yield after;
          throw new Error('the server went away');
        })(),
        { objectMode: false },
      ),
  };
}

test.each(['', '7', '7,', '7,"open', '7,"open ""', '7,"closed"', '7,"a"\n'])(
  'a source that breaks after %j is an error with its own reason, not a shorter table',
  async (after) => {
    const { rows } = await to(breaking(after), two_columns, 'relation');
    const select = await (rows as Relation).attach(session, never);
    await expect(session.run(`CREATE TEMP TABLE t AS ${select}`)).rejects.toThrow('the server went away');
    await session.run('CREATE TEMP TABLE t AS SELECT 1');
  },
);

test('a source that breaks is an error in whatever format it arrives', async () => {
  await expect(read((await to(breaking('7,"'), two_columns, 'rows')).rows)).rejects.toThrow(
    'the server went away',
  );
  const parquet = (await to(breaking('7,"'), two_columns, 'parquet')).rows;
  if (parquet.format !== 'parquet') throw new TypeError(parquet.format);
  await expect(parquet.files(never)).rejects.toThrow('the server went away');
});

test('a stream that is closed before its end is an error', async () => {
  const closed: RowSource = {
    format: 'csv',
    open: async () => {
      const stream = new Readable({ read() {} });
      stream.push('1,"x"\n');
      setImmediate(() => stream.destroy());
      return stream;
    },
  };
  const { rows } = await to(closed, two_columns, 'relation');
  const select = await (rows as Relation).attach(session, never);
  await expect(session.run(`CREATE TEMP TABLE t AS ${select}`)).rejects.toThrow(/premature/i);
});

test('a relation that fails midway breaks the CSV stream made of it', async () => {
  const failing: Relation = {
    format: 'relation',
    attach: async () =>
      `SELECT CASE WHEN i < 900000 THEN i ELSE error('row ' || i || ' is bad') END AS a, 'x' AS b FROM range(1000000) t(i)`,
  };
  const { rows } = await to(failing, two_columns, 'csv');
  if (rows.format !== 'csv') throw new TypeError(rows.format);
  const stream = await rows.open(never);
  await expect(stream.resume().toArray()).rejects.toThrow(/row 9\d+ is bad/);
});

/** A stream without end that yields rows for as long as it is asked. */
function endless(): { source: RowSource; closed: Promise<void> } {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const source: RowSource = {
    format: 'csv',
    open: async () =>
      Readable.from(
        (async function* () {
          try {
            for (;;) {
              yield '1,"x"\n'.repeat(1000);
              await turn();
            }
          } finally {
            resolve();
          }
        })(),
        { objectMode: false },
      ),
  };
  return { source, closed };
}

test('the signal stops both ends of a pipe, and nothing stays behind', async () => {
  const abort = new AbortController();
  const { source, closed } = endless();
  const { rows } = await to(source, two_columns, 'relation', abort.signal);
  const select = await (rows as Relation).attach(session, abort.signal);
  const loading = interruptible(session, abort.signal, () =>
    session.run(`CREATE TEMP TABLE t AS SELECT count(*) FROM (${select})`),
  );
  setTimeout(() => abort.abort(), 50);
  await expect(loading).rejects.toMatchObject({ code: 'canceled' });
  await closed;
  expect(await readdir(session.tempDir)).toEqual([]);
});

test('a reader that stops early lets the source go', async () => {
  const { source, closed } = endless();
  const { rows } = await to(source, two_columns, 'relation');
  const select = await (rows as Relation).attach(session, never);
  await session.run(`CREATE TEMP TABLE t AS ${select} LIMIT 10`);
  await expect(closed).resolves.toBeUndefined();
});

test('a CSV stream that is dropped halfway ends the statement that fills it', async () => {
  const many: Relation = {
    format: 'relation',
    attach: async () => `SELECT i AS a, 'x' AS b FROM range(100000000) t(i)`,
  };
  const { rows } = await to(many, two_columns, 'csv');
  if (rows.format !== 'csv') throw new TypeError(rows.format);
  for await (const chunk of await rows.open(never)) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect(await session.all('SELECT 1')).toEqual([[1]]);
});

test('streams that are dropped with their sessions leave room for further ones', async () => {
  const many: Relation = {
    format: 'relation',
    attach: async () => `SELECT i AS a, 'x' AS b FROM range(1000000) t(i)`,
  };
  for (let i = 0; i < 8; i++) {
    await using own = await openDuckdbSession({ tempDir: dir });
    const { rows } = await transfer({ columns: two_columns, offers: [many] }, ['csv'], {
      session: own,
      signal: never,
      log: () => {},
    });
    if (rows.format !== 'csv') throw new TypeError(rows.format);
    for await (const chunk of await rows.open(never)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  }
});

test('more pipes than threads take turns instead of blocking each other', async () => {
  const counts = await Promise.all(
    Array.from({ length: 8 }, async () => {
      await using own = await openDuckdbSession({ tempDir: dir });
      const { rows } = await transfer(
        { columns: two_columns, offers: [batches(...Array.from({ length: 5000 }, (_, i) => [i, 'x']))] },
        ['relation'],
        { session: own, signal: never, log: () => {} },
      );
      const select = await (rows as Relation).attach(own, never);
      return await own.all(
        `SELECT count(*)::INT, count(DISTINCT ${quoteIdentifier('a')})::INT FROM (${select})`,
      );
    }),
  );
  expect(counts).toEqual(Array.from({ length: 8 }, () => [[5000, 5000]]));
});
