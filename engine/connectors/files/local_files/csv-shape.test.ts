import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { csvFields, csvOptions } from '../../../families/files/csv-options.ts';
import { selectCsv } from '../../../families/files/csv-select.ts';
import { sniffCsv } from '../../../families/files/sniff-csv.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { withDuckdbSession } from '../../../movement/duckdb-hub.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'csv-shape-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const never = new AbortController().signal;
const defaults = z.object(csvFields).parse({});

/** The columns, and the rows as text, of a file with this content. */
async function read(content: string | Buffer, options: JsonObject = {}, name = 'a.csv') {
  const path = join(dir, name);
  await writeFile(path, content);
  const file = { path, name, size: content.length, open: () => createReadStream(path) };
  return withDuckdbSession({ tempDir: dir }, async (session) => {
    const layout = await sniffCsv(session, file, csvOptions(defaults, options), never);
    const columns = layout.columns.map(({ name, type }) => `${name} ${type}`);
    const rows = await session.all(`SELECT CAST(r AS VARCHAR) FROM (${selectCsv(file, layout)}) AS r`);
    return { columns, rows: rows.map(([row]) => row), setAside: layout.setAside };
  });
}

/** What is said against a file, and what to do. */
function refusal(content: string | Buffer, options: JsonObject = {}, name = 'a.csv') {
  return read(content, options, name).then(
    () => 'none',
    ({ message, hint }: { message: string; hint?: string }) => `${message}. ${hint}`,
  );
}

describe.each([
  ['a file', 'a.csv', (text: string) => text],
  ['a compressed file', 'a.csv.gz', (text: string) => gzipSync(text)],
])('%s with ragged lines is refused by name and line:', (_, name, write) => {
  test.each([
    [
      'a later line with one value more',
      'id,name,city\n1,A,X\n2,B,Y\n3,Smith, John,Paris\n',
      true,
      'line 4 has 4 values, and the header has 3',
    ],
    ['a line with one value less', 'a,b,c\n1,2\n1,2,3\n', true, 'line 2 has 2 values, and the header has 3'],
    [
      'after a value of several lines',
      'id,name,note\r\n1,A,"several\r\nlines\r\nof text"\r\n2,B,X\r\n3,Smith, John,Paris\r\n',
      true,
      'line 6 has 4 values, and the header has 3',
    ],
    ['no header', '1,A,X\n2,B,Y\n3,Smith, John,Paris\n', false, 'line 3 has 4 values, and most lines have 3'],
    [
      'semicolons',
      'id;name;city\n1;A;X\n2;B, C;Y\n3;C;D;E\n',
      true,
      'line 4 has 4 values, and the header has 3',
    ],
    ['tabs, no header', '1\ta\n2\tb\tc\n3\td\n', false, 'line 2 has 3 values, and most lines have 2'],
    [
      'more values than the header, in all lines',
      'id,name\n1,2,3\n4,5,6\n',
      true,
      'line 2 has 3 values, and the header has 2',
    ],
    [
      'one value in all lines but the header',
      'id,name\n1\n2\n',
      true,
      'line 2 has 1 value, and the header has 2',
    ],
    [
      'lines that end in carriage returns',
      'id,name,c\r1,a,x\r2,b,y\r3,c\r4,d,z\r',
      true,
      'line 4 has 2 values, and the header has 3',
    ],
    [
      'lines that another delimiter cuts into as many values',
      'id,name;x,city\n1,A;b,X\n2,B;c,Y\n3,Smith, Jo;hn,Paris\n',
      true,
      'line 4 has 4 values, and the header has 3',
    ],
  ])('%s', async (_, content, hasHeader, message) => {
    expect(await refusal(write(content), { csv_has_headers: hasHeader }, name)).toMatch(
      `${name}: ${message}`,
    );
  });
});

test.each([
  ['a title', 'My report\nid,name,city\n1,A,X\n2,B,Y\n', /a\.csv: line 1 has one value.*skip_lines/],
  [
    'a title with a delimiter',
    'My report, 2024\nid,name,city\n1,A,X\n2,B,Y\n',
    /a\.csv: line 2 has 3 values, and the header has 2.*skip_lines/,
  ],
  [
    'a line that names the delimiter',
    'sep=;\nid;name\n1;a\n2;b\n',
    /a\.csv: line 1 names the delimiter.*Set skip_lines = 1 and delimiter = ";"/,
  ],
  [
    'a comment',
    '# made by, a machine\nid,name,city\n1,a,b\n2,b,c\n',
    /a\.csv: line 1 is a comment.*Set comment = "#"/,
  ],
  ['an empty first line', '\nid,name\n1,a\n2,b\n', /a\.csv: line 1 is empty.*Set skip_lines = 1/],
  [
    'mixed line ends',
    'id,name\r\n1,a\n2,b\r\n3,c\n',
    /a\.csv: line 2 does not end as the lines before it do/,
  ],
  [
    'a header of one value over lines of several',
    'note\nHello, world\nYes, sir\n',
    /a\.csv: line 1 has one value.*delimiter = ""/,
  ],
])('%s is refused by name and line, with what to set', async (_, content, said) => {
  expect(await refusal(content)).toMatch(said);
});

test('a wider row at 1,000 of 30,000 is refused, with a header and without', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => (i === 1_000 ? `${i},a,b,c` : `${i},a,b`));
  expect(await refusal(`id,x,y\n${lines.join('\n')}\n`)).toMatch(/a\.csv: line 1002 has 4 values/);
  expect(await refusal(`${lines.join('\n')}\n`, { csv_has_headers: false })).toMatch(
    /a\.csv: line 1001 has 4 values/,
  );
});

test('ragged rows are set aside where that is said, each with its line; the others keep their types', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => (i === 1_000 ? `${i},"a\nb",b,c` : `${i},"a\nb",`));
  const big = await read(`id,x,y\n${lines.join('\n')}\n`, { ragged_rows: 'set_aside' });
  expect(big.rows).toHaveLength(29_999);
  expect(big.setAside).toEqual([
    { key: { file: 'a.csv', line: '2002' }, reason: 'the line has 4 values, and the header has 3' },
  ]);
  const some = await read('1;A;X\n2;B\n"3";"";NA\n4;D;E;F\n', {
    ragged_rows: 'set_aside',
    csv_has_headers: false,
    null_text: 'NA',
  });
  expect(some.columns).toEqual(['column0 BIGINT', 'column1 VARCHAR', 'column2 VARCHAR']);
  expect(some.rows).toEqual([
    "{'column0': 1, 'column1': A, 'column2': X}",
    "{'column0': 3, 'column1': '', 'column2': NULL}",
  ]);
  expect(some.setAside?.map(({ key }) => key.line)).toEqual(['2', '4']);
});

test('a file is not taken for ragged where most of its rows would be set aside, or a quote is not closed', async () => {
  expect(await refusal('id,name\n1,2,3\n4,5,6\n', { ragged_rows: 'set_aside' })).toMatch(
    /line 2 has 3 values/,
  );
  expect(
    await refusal('id,n\n1,a\n2,b,c\n3,c\n4,d\n5,e\n6,"x" y\n7,d\n8,f\n', {
      ragged_rows: 'set_aside',
      quote: '"',
    }),
  ).toMatch(/a\.csv: line 7 has a quote that is not closed/);
});

test('what a file is can be said', async () => {
  expect((await read('My report\nid,name\n1,A\n', { skip_lines: 1 })).columns).toEqual([
    'id BIGINT',
    'name VARCHAR',
  ]);
  expect((await read('sep=;\nid;name\n1;A, b\n', { skip_lines: 1, delimiter: ';' })).rows).toEqual([
    "{'id': 1, 'name': 'A, b'}",
  ]);
  expect((await read('\nid,name\n1,a\n', { skip_lines: 1 })).rows).toEqual(["{'id': 1, 'name': a}"]);
  expect(
    (await read('# made by, a machine\nid,name\n1,"#a"\n# end\n2,it\'s\n', { comment: '#' })).rows,
  ).toEqual(["{'id': 1, 'name': #a}", "{'id': 2, 'name': 'it\\'s'}"]);
  expect((await read('note\nHello, world\n"Yes, sir"\n', { delimiter: '' })).rows).toEqual([
    "{'note': 'Hello, world'}",
    "{'note': 'Yes, sir'}",
  ]);
  expect((await read('Hello, world\nYes, sir\n', { delimiter: '', csv_has_headers: false })).rows).toEqual([
    "{'column0': 'Hello, world'}",
    "{'column0': 'Yes, sir'}",
  ]);
  expect((await read('a,b\n5" pipe,1\n"x",2\n', { quote: '' })).rows).toEqual([
    "{'a': '5\" pipe', 'b': 1}",
    "{'a': '\"x\"', 'b': 2}",
  ]);
  expect((await read('a|b\n"x\\"y|z"|1\n', { delimiter: '|', quote: '"', escape: '\\' })).rows).toEqual([
    "{'a': 'x\"y|z', 'b': 1}",
  ]);
  expect((await read('a||b\n1||x|y\n', { delimiter: '||' })).rows).toEqual(["{'a': 1, 'b': x|y}"]);
  expect(
    (
      await read('a,b\nNA,1\n5,\n,NA\n7,"NA"\n', {
        null_text: 'NA',
        column_types: { b: { type: 'string' } },
      })
    ).rows,
  ).toEqual(["{'a': NULL, 'b': 1}", "{'a': 5, 'b': NULL}", "{'a': NULL, 'b': NULL}", "{'a': 7, 'b': NA}"]);
});

test('a number that a double would take for infinity stays text', async () => {
  expect((await read('id,n\n1,1e400\n2,2\n')).columns).toEqual(['id BIGINT', 'n VARCHAR']);
  expect((await read('id,n\n1,NaN\n2,inf\n3,1.5\n')).columns).toEqual(['id BIGINT', 'n DOUBLE']);
});

test('one column of text stays one, with delimiters in some of its values', async () => {
  expect((await read('note\n"a, b; c"\nx\n')).columns).toEqual(['note VARCHAR']);
  expect((await read('"note"\n"a, b"\n"c, d"\n')).columns).toEqual(['note VARCHAR']);
  expect((await read('note\nHello, world\nfoo\nbar, a, b\n')).columns).toEqual(['note VARCHAR']);
  expect((await read('Hello, world\nfoo\nbar\n', { csv_has_headers: false })).columns).toEqual([
    'column0 VARCHAR',
  ]);
  expect((await read('id\n1\n2\n')).columns).toEqual(['id BIGINT']);
});

test('a value in quotes may end with other ends of lines than the file has', async () => {
  const { columns, rows } = await read('id,part,value\n1.00,a,\n4.00,b,"tab\tcr\r\n"\n5.00,c,""\n');
  expect(columns).toEqual(['id DOUBLE', 'part VARCHAR', 'value VARCHAR']);
  expect(rows).toHaveLength(3);
  expect(rows[1]).toContain('tab\tcr\r\n');
});

test('a header in quotes may hold other delimiters', async () => {
  expect((await read('"Name, first";"b, c, d"\nx;1\ny;2\n')).columns).toEqual([
    'Name, first VARCHAR',
    'b, c, d BIGINT',
  ]);
});

test.each([
  ['01/02/2024', 'VARCHAR'],
  ['14/02/2024', 'VARCHAR'],
  ['02/14/2024 10:00', 'VARCHAR'],
  ['1-2-3', 'VARCHAR'],
  ['1.2.3', 'VARCHAR'],
  ['1/2', 'VARCHAR'],
  ['2024-01-02', 'DATE'],
  ['2024-01-02 10:00:00.123456', 'TIMESTAMP'],
  ['2024-01-02T10:00:00.123456000Z', 'TIMESTAMP WITH TIME ZONE'],
  ['2024-01-02T10:00:00.123456789', 'VARCHAR'],
  ['2024-01-02T10:00:00+02:00', 'TIMESTAMP WITH TIME ZONE'],
  ['10:00:00', 'TIME'],
  ['0x10', 'VARCHAR'],
  ['12345678901234567890', 'DECIMAL(38,0)'],
  ['1234567890123456789012345678901234567890', 'VARCHAR'],
  ['12345678901234567.5', 'DOUBLE'],
  ['007', 'VARCHAR'],
  ['2024-01-02T10:00:00Z\n3,2024-01-02 10:00:00', 'VARCHAR'],
])('%s is %s', async (value, type) => {
  expect((await read(`id,at\n1,${value}\n2,\n`)).columns).toEqual(['id BIGINT', `at ${type}`]);
});

test.each([
  ['date', '%d/%m/%Y', '01/02/2024', '2024-02-01'],
  ['date', '%m/%d/%Y', '01/02/2024', '2024-01-02'],
  ['date', '%d. %B %Y', '3. March 2024', '2024-03-03'],
  ['datetime', '%d/%m/%Y %H:%M', '01/02/2024 10:30', '2024-02-01 10:30:00'],
  ['datetime_tz', '%d/%m/%Y %H:%M %z', '01/02/2024 10:30 +02:00', '2024-02-01 08:30:00+00'],
  ['datetime_tz', '%d/%m/%Y %H:%M', '01/02/2024 10:30', '2024-02-01 10:30:00+00'],
  ['time', '%I:%M %p', '10:11 PM', '22:11:00'],
  ['date', undefined, '2024-02-01', '2024-02-01'],
  ['string', undefined, '2024-02-01', '2024-02-01'],
  ['decimal(10,2)', undefined, '5.1', '5.10'],
  ['bigint', undefined, '5', '5'],
])('a column that is said to be %s in the format %s holds %s', async (type, format, value, wanted) => {
  const column_types = { at: { type, ...(format ? { format } : {}) } };
  const { rows } = await read(`id,at\n1,${value}\n2,\n`, { column_types });
  expect(rows.map((row) => String(row).replaceAll("'", '').replace('at: ', '@'))).toEqual([
    `{id: 1, @${wanted}}`,
    '{id: 2, @NULL}',
  ]);
});

test.each([
  ['date', '%d/%m/%Y', '02/14/2024', 'a.csv: column "at" is DATE and cannot hold "02/14/2024"'],
  ['date', undefined, '1-2-3', 'a.csv: column "at" is DATE and cannot hold "1-2-3"'],
  ['date', undefined, '2024-02-30', 'a.csv: column "at" is DATE and cannot hold "2024-02-30"'],
  ['json', undefined, '{', 'a.csv: column "at" is JSON and cannot hold "{"'],
  ['int', undefined, '1.5', 'a.csv: column "at" is of whole numbers and cannot hold 1.5'],
  ['int', undefined, 'x', '/a.csv: record 2: column "at" cannot hold "x"'],
  ['decimal(4,2)', undefined, '123.4', '/a.csv: record 2: column "at" cannot hold "123.4"'],
  ['boolean', undefined, 'perhaps', '/a.csv: record 2: column "at" cannot hold "perhaps"'],
])(
  'a column that is said to be %s in the format %s refuses %s by name',
  async (type, format, value, said) => {
    const column_types = { at: { type, ...(format ? { format } : {}) } };
    expect(await refusal(`id,at\n1,${value}\n`, { column_types })).toContain(said);
  },
);

test.each([['Latin-1', Buffer.from('id,name\n1,é\n', 'latin1')]])(
  '%s is refused as not UTF-8, by file, with what to set',
  async (_, content) => {
    expect(await refusal(content)).toMatch(/a\.csv is not UTF-8 text.*encoding = "latin-1"/);
  },
);
