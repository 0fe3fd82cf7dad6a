import { ConnectionError, InvalidError } from '@syncform/engine/kit/errors.ts';
import {
  AttributeError,
  Diagnostics,
  dynamic,
  list,
  object,
  optional,
  set,
  string,
} from '../../framework/index.ts';
import { fail, named, placeOf } from './failures.ts';

const element = object({ name: optional(string) });
const attributes = {
  fields: optional(dynamic),
  target: optional(object({ configuration: optional(dynamic) })),
  filters: optional(set(element)),
  parts: optional(list(element)),
};

test('a position in a document is the place in the configuration', () => {
  const values = {
    fields: { a: { source: {} }, b: { source: {} } },
    target: { configuration: '{"x":1}' },
    filters: [{ name: 'n' }],
  };
  const place = (...path: (string | number)[]) => placeOf({ attributes, values }, path);
  expect(place('fields', 1, 'source', 'field')).toEqual(['fields', 'b', 'source', 'field']);
  expect(place('target', 'configuration', 'x')).toEqual(['target', 'configuration', 'x']);
  expect(place('filters', 0, 'name')).toEqual(['filters', 0, 'name']);
  expect(place('model_ids', 0)).toEqual([]);
  expect(placeOf({ attributes, values: { fields: [{}, {}] } }, ['fields', 1])).toEqual(['fields', 1]);
});

test('every fault of a definition is told', () => {
  const diagnostics = new Diagnostics();
  const error = new InvalidError([
    { path: ['target', 'configuration', 'schema'], message: 'is required' },
    { path: ['fields'], message: 'a sync needs at least one field' },
  ]);
  const subject = { doing: 'create the sync "s"', attributes, values: {} };
  expect(() => fail(error, subject, diagnostics)).toThrow(
    new AttributeError(
      ['target', 'configuration', 'schema'],
      'Cannot create the sync "s" [invalid]',
      'Schema: is required.',
    ),
  );
  expect(diagnostics.all).toEqual([
    {
      severity: 'error',
      path: ['fields'],
      summary: 'Cannot create the sync "s" [invalid]',
      detail: 'A sync needs at least one field.',
    },
  ]);
});

test('a setting is named, even where the message has its name within another one', () => {
  const path = ['configuration', 'staging_schema'];
  expect(named(path, 'is needed when use_staging_schema is true')).toBe(
    'staging_schema: is needed when use_staging_schema is true',
  );
  expect(named(path, 'there is no setting "staging_schema"')).toBe('there is no setting "staging_schema"');
});

test('an error says its hint, and what is no error of the engine is thrown as it is, a driver’s in plain words', () => {
  const subject = { doing: 'read it', attributes, values: {} };
  const error = new ConnectionError('refused', 'nobody listens', { hint: 'Is it up?' });
  expect(() => fail(error, subject, new Diagnostics())).toThrow(
    'Cannot read it [unreachable]: Refused: nobody listens. Is it up?',
  );
  const bug = new TypeError('bug');
  expect(() => fail(bug, subject, new Diagnostics())).toThrow(bug);
  const drivers = new Error('Binder Error: no such column\n\nLINE 1: SELECT secret\n        ^');
  expect(() => fail(drivers, subject, new Diagnostics())).toThrow(/^no such column$/);
});
