import { Diagnostics, type Json, Unknown } from '../../framework/index.ts';
import { bulkSchemas } from '../bulk-sync/bulk-schemas.ts';
import { syncFields } from '../sync/sync-fields.ts';
import { checkElements, elementsOf, keyedLike, sameElements } from './keyed-elements.ts';

const asList = [
  { id: 'a', enabled: true, fields: [{ id: 'x', enabled: true }] },
  { id: 'b', user_output_name: 'bee', partition_key: null },
];
const asMap = { b: { user_output_name: 'bee' }, a: { fields: { x: {} } } };

test('a map of elements and a list of them are the same elements', () => {
  expect(elementsOf(bulkSchemas, asMap)).toEqual([
    { id: 'b', user_output_name: 'bee' },
    { id: 'a', fields: [{ id: 'x' }] },
  ]);
  expect(sameElements(bulkSchemas, asList, asMap)).toBe(true);
  expect(sameElements(bulkSchemas, asList, { ...asMap, c: {} })).toBe(false);
  expect(sameElements(bulkSchemas, asList, { ...asMap, a: {} })).toBe(false);
});

test('stored elements come back in the form that they were written in', () => {
  const stored = elementsOf(bulkSchemas, asList) as never;
  expect(keyedLike(bulkSchemas, stored, asList)).toEqual(stored);
  expect(keyedLike(bulkSchemas, stored, asMap)).toEqual({
    a: { enabled: true, fields: { x: { enabled: true } } },
    b: { user_output_name: 'bee' },
  });
});

test('a constant may be a number or a boolean, as other texts in HCL may', () => {
  const constants = { a: { override_value: 12345 }, b: { override_value: true } };
  const texts = { a: { override_value: '12345' }, b: { override_value: 'true' } };
  expect(elementsOf(syncFields, constants)).toEqual([
    { target: 'a', override_value: '12345' },
    { target: 'b', override_value: 'true' },
  ]);
  expect(sameElements(syncFields, constants, texts)).toBe(true);
  const diagnostics = new Diagnostics();
  checkElements(syncFields, constants, ['fields'], diagnostics);
  expect(diagnostics.all).toEqual([]);
});

test('what is not known is kept as such', () => {
  expect(elementsOf(syncFields, Unknown)).toBe(Unknown);
  const source = { model_id: Unknown, field: 'a' } as unknown as Json;
  expect(elementsOf(syncFields, { a: { source } })).toEqual([
    { target: 'a', source: { model_id: Unknown, field: 'a' } },
  ]);
});

function faults(value: unknown) {
  const diagnostics = new Diagnostics();
  checkElements(bulkSchemas, value as Json, ['schemas'], diagnostics);
  return diagnostics.all.map(({ path, detail }) => [path?.join('.'), detail]);
}

test('faults are named at their places', () => {
  expect(faults(asList)).toEqual([]);
  expect(faults(asMap)).toEqual([]);
  expect(faults({ a: { enabled: Unknown } })).toEqual([]);
  expect(faults('all')).toEqual([['schemas', 'schemas is a list of objects, or a map of them by id.']]);
  expect(faults([{ enabled: true }])).toEqual([['schemas.0.id', 'id: is required']]);
  expect(faults({ a: 1 })).toEqual([
    ['schemas.a', 'schemas: a must be an object: { tracking_field = "updated_at" }.'],
  ]);
  expect(faults({ a: { id: 'b' } })).toEqual([
    ['schemas.a.id', 'id is "b", but the element stands under "a". Leave it out.'],
  ]);
});

test('an attribute that is not there is ignored with a warning, by the name that it is near to', () => {
  const diagnostics = new Diagnostics();
  const value = { a: { fields: { x: { enabeld: true, obfuscate: true } } } };
  checkElements(bulkSchemas, value as Json, ['schemas'], diagnostics);
  expect(diagnostics.all).toMatchObject([
    {
      severity: 'warning',
      detail: 'there is no setting "enabeld"; did you mean enabled? It is ignored.',
    },
  ]);
  expect(elementsOf(bulkSchemas, value as Json)).toEqual([
    { id: 'a', fields: [{ id: 'x', obfuscate: true }] },
  ]);
});

test('it is a fault where what is needed is missing: most likely it is that, misspelled', () => {
  const diagnostics = new Diagnostics();
  checkElements(
    syncFields,
    { name: { sorce: { model_id: 'm', field: 'f' } } } as Json,
    ['fields'],
    diagnostics,
  );
  expect(diagnostics.all).toMatchObject([
    {
      severity: 'error',
      detail: 'there is no setting "sorce"; did you mean source? Needed is source or override_value.',
    },
  ]);
});

test('a setting that is near to none is a sentence of its own', () => {
  const diagnostics = new Diagnostics();
  checkElements(syncFields, { x: { zzz: 'name' } } as Json, ['fields'], diagnostics);
  expect(diagnostics.all).toMatchObject([
    { detail: expect.stringMatching(/encryption_enabled\. Needed is source or override_value\.$/) },
  ]);
});

test('an element may be the text of its key alone, where it says so', () => {
  const texts = ['public.users', 'public.orders'];
  const objects = texts.map((id) => ({ id }));
  expect(elementsOf(bulkSchemas, texts)).toEqual(objects);
  expect(sameElements(bulkSchemas, texts, objects)).toBe(true);
  expect(faults(texts)).toEqual([]);
});

test('an empty text of what may be left out is left out', () => {
  expect(
    elementsOf(bulkSchemas, [{ id: 'a', partition_key: '', tracking_field: '', user_output_name: '' }]),
  ).toEqual([{ id: 'a' }]);
  expect(elementsOf(syncFields, [{ target: 't', override_value: '', sync_mode: '' }])).toEqual([
    { target: 't', override_value: '' },
  ]);
});
