import fc from 'fast-check';
import { formatTableId, parseTableId } from './dialect.ts';
import { quoteLiteral } from './sql.ts';
import { holds } from './widening.ts';

test('an id is read back as the same table, whatever its name', () => {
  const part = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'Z', '.', '"', ' ', "'", 'é') });
  fc.assert(
    fc.property(part, part, (schema, table) => {
      expect(parseTableId(formatTableId({ schema, table }))).toEqual({ schema, table });
    }),
  );
});

test('ids say plain names plainly', () => {
  expect(formatTableId({ schema: 'public', table: 'My users' })).toBe('public.My users');
  expect(formatTableId({ schema: 'public', table: 'a.b' })).toBe('public."a.b"');
  expect(parseTableId('users')).toEqual({ schema: 'public', table: 'users' });
  expect(parseTableId('users', 'app')).toEqual({ schema: 'app', table: 'users' });
});

test.each(['', '.', 'a.', '.a', 'a.b.c', 'a"b', '"a', '""', '"a"b'])('%j is no id', (text) => {
  expect(parseTableId(text)).toBeUndefined();
});

test('a literal with a backslash does not depend on a setting', () => {
  expect(quoteLiteral("it's")).toBe("'it''s'");
  expect(quoteLiteral("\\'")).toBe("E'\\\\'''");
});

test.each([
  ['bigint', 'integer', true],
  ['integer', 'bigint', false],
  ['numeric', 'numeric(12,2)', true],
  ['numeric(14,2)', 'numeric(12,2)', true],
  ['numeric(14,4)', 'numeric(12,2)', true],
  ['numeric(13,4)', 'numeric(12,2)', false],
  ['numeric(12,2)', 'numeric', false],
  ['numeric(12,2)', 'integer', true],
  ['numeric(11,2)', 'integer', false],
  ['text', 'character varying(10)', true],
  ['character varying(20)', 'character varying(10)', true],
  ['character varying(10)', 'text', false],
  ['text', 'integer', true],
  ['text', 'bytea', false],
  ['double precision', 'real', true],
  ['real', 'double precision', false],
  ['double precision', 'bigint', false],
  ['bigint[]', 'integer[]', true],
  ['integer[]', 'integer', false],
  ['timestamp without time zone', 'timestamp(3) without time zone', true],
  ['timestamp(3) without time zone', 'timestamp without time zone', false],
  ['timestamp with time zone', 'timestamp without time zone', false],
  ['jsonb', 'json', true],
])('%s holds %s: %s', (wide, narrow, expected) => {
  expect(holds(wide, narrow)).toBe(expected);
});
