import { DuckDBInstance } from '@duckdb/node-api';
import { duckdbType } from '../movement/duckdb-types.ts';
import { termsMatchSql, termsSql } from './identity-match.ts';
import { sameValueSql } from './record-sql.ts';

async function holds(condition: string): Promise<unknown> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  const rows = (await connection.runAndReadAll(`SELECT coalesce(${condition}, false)`)).getRows();
  connection.closeSync();
  return rows[0]?.[0];
}
const value = (text: string, type: string) => ({ sql: `CAST('${text}' AS ${duckdbType(type)})`, type });

test.each([
  ['7', 'int', '7', 'bigint', true],
  ['7', 'bigint', '7.00', 'decimal(12,2)', true],
  ['7', 'bigint', '7.50', 'decimal(12,2)', false],
  ['70', 'int', '7', 'int', false],
  ['9007199254740993', 'bigint', '9007199254740992', 'number', false],
  ['70.0', 'number', '70', 'string', true],
  ['70', 'int', '7', 'string', false],
  ['7', 'int', '7', 'double', true],
  ['2024-01-01', 'date', '2024-01-01 00:00:00', 'datetime', true],
  ['2024-01-01 01:00:00+01', 'datetime_tz', '2024-01-01', 'date', true],
  ['true', 'boolean', 'true', 'string', true],
  ['a', 'string', 'A', 'string', false],
])('%s as %s and %s as %s: the same is %s', async (a, typeA, b, typeB, expected) => {
  expect(await holds(sameValueSql(value(a, typeA), value(b, typeB)) ?? 'NULL')).toBe(expected);
  expect(await holds(sameValueSql(value(b, typeB), value(a, typeA)) ?? 'NULL')).toBe(expected);
});

test.each([
  ['int', 'boolean'],
  ['date', 'int'],
  ['binary', 'string'],
  ['json', 'array<string>'],
  ['array<string>', 'string'],
])('%s and %s have no values in common', (a, b) => {
  expect(sameValueSql({ sql: 'a', type: a }, { sql: 'b', type: b })).toBeUndefined();
  expect(sameValueSql({ sql: 'b', type: b }, { sql: 'a', type: a })).toBeUndefined();
});

test.each([
  ['ISubstring', 'acme', 'The ACME Corp', true],
  ['ISubstring', 'The ACME Corp', 'acme', false],
  ['OneOf', 'acme', 'acme', true],
  ['OneOf', 'acme', 'ACME', false],
  ['DomainMatch', 'a.b@Acme.com', 'https://www.acme.com/x', true],
  ['DomainMatch', 'acme.com', 'mail.acme.com', false],
  ['DomainMatch', 'https://user:secret@acme.com:8443?x=a@b.c', 'acme.com.', true],
  ['HostnameMatch', 'www.acme.com', 'acme.com', false],
  ['HostnameMatch', 'ftp://WWW.acme.com/x', ' www.acme.com ', true],
] as const)('%s of %s and %s is %s', async (by, model, target, expected) => {
  const term = (text: string) => `(${termsSql(by, `'${text}'`, 'string')})[1]`;
  expect(await holds(termsMatchSql(by, term(model), term(target)))).toBe(expected);
});
