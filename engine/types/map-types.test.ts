import fc from 'fast-check';
import { type FieldType, formatFieldType, scalarTypeNames } from './field-type.ts';
import { sourceType, targetType } from './map-types.ts';
import type { TypeTables } from './type-tables.ts';

const tables: TypeTables = {
  source: [
    { from: 'character varying(*)', to: 'string' },
    { from: 'money', to: 'decimal(19,2)', lossy: 'the currency' },
    { from: 'list(T)', to: 'array<T>' },
    { from: 'T[]', to: 'array<T>', lossy: 'lower bounds' },
    { from: 'numeric(p<=38,s)', to: 'decimal(p,s)' },
    { from: 'numeric*', to: 'number' },
    ...scalarTypeNames.map((name) => ({ from: `sys ${name}`, to: name })),
    { from: '*', to: 'string', lossy: 'its type' },
  ],
  target: [
    { from: 'decimal(p<=38,s)', to: 'numeric(p,s)' },
    { from: 'decimal(p,s)', to: 'text', lossy: 'arithmetic' },
    { from: 'array<array<T>>', to: 'sys json' },
    { from: 'array<binary>', to: 'sys json', lossy: 'bytes become text' },
    { from: 'array<T>', to: 'T[]' },
    ...scalarTypeNames.map((name) => ({ from: name, to: `sys ${name}` })),
  ],
};

const scalar = fc.constantFrom(...scalarTypeNames).map((kind): FieldType => ({ kind }));
const decimal = fc
  .integer({ min: 1, max: 60 })
  .chain((precision) =>
    fc.integer({ min: 0, max: precision }).map((scale): FieldType => ({ kind: 'decimal', precision, scale })),
  );
const anyType = fc.letrec<{ type: FieldType; array: FieldType }>((tie) => ({
  type: fc.oneof({ depthSize: 'small' }, scalar, decimal, tie('array')),
  array: tie('type').map((element): FieldType => ({ kind: 'array', element })),
})).type;

describe('sourceType', () => {
  test('binds precision and scale', () => {
    expect(sourceType(tables, 'NUMERIC(12, 2)')).toEqual({ type: 'decimal(12,2)' });
  });
  test.each(['numeric', 'numeric(39,2)', 'numeric(3,5)', 'numeric(5,-2)'])('%s is a number', (type) => {
    expect(sourceType(tables, type)).toEqual({ type: 'number' });
  });
  test('elements go through the table and bring their loss', () => {
    expect(sourceType(tables, 'money[]')).toEqual({
      type: 'array<decimal(19,2)>',
      lossy: 'lower bounds; elements: the currency',
    });
    expect(sourceType(tables, 'list(list(sys int))')).toEqual({ type: 'array<array<int>>' });
  });
  test('what no other rule names falls to the catch-all', () => {
    expect(sourceType(tables, 'tsvector\nof a kind')).toEqual({ type: 'string', lossy: 'its type' });
  });
  test('a table without a catch-all says so', () => {
    expect(() => sourceType({ source: [], target: [] }, 'x')).toThrow('lacks its last line');
  });
  test('any text becomes a field type, the same however it is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(sourceType(tables, text)).toEqual(sourceType(tables, `  ${text.replaceAll(' ', '  ')} `));
      }),
    );
  });
});

describe('targetType', () => {
  test('answers undefined where there is no type, inside arrays too', () => {
    const few: TypeTables = { source: [], target: [{ from: 'array<T>', to: 'T[]' }] };
    expect(targetType(few, 'int')).toBeUndefined();
    expect(targetType(few, 'array<int>')).toBeUndefined();
  });
  test('refuses what is no field type', () => {
    expect(() => targetType(tables, 'integer')).toThrow(RangeError);
  });
  test('a special array rule comes before the general one', () => {
    expect(targetType(tables, 'array<binary>')).toEqual({ type: 'sys json', lossy: 'bytes become text' });
    expect(targetType(tables, 'array<array<int>>')).toEqual({ type: 'sys json' });
  });
  test('what is written without loss is read back as the same type', () => {
    fc.assert(
      fc.property(anyType, (type) => {
        const text = formatFieldType(type);
        const target = targetType(tables, text);
        expect(target).toBeDefined();
        if (text.startsWith('array') ? /sys json|text/.test(target?.type ?? '') : target?.lossy) return;
        expect(sourceType(tables, target?.type as string).type).toBe(text);
      }),
    );
  });
});
