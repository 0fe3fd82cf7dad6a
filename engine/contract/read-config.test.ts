import { z } from 'zod';
import { ignoredSettings, readConfig } from './read-config.ts';

const when = { field: 'mode', equals: 'file' } as const;
const schema = z.strictObject({
  host: z.string().min(1),
  mode: z.enum(['file', 'query']).default('query'),
  key: z.string().min(1).optional().meta({ onlyWhen: when, required: true }),
  note: z.string().optional(),
  delimiter: z.string().optional().meta({ mayBeEmpty: true }),
  secret: z.string().optional().meta({ sensitive: true }),
  advanced: z.strictObject({ prefix: z.string().min(1).optional() }).optional(),
  parts: z.array(z.strictObject({ name: z.string(), size: z.int().optional() })).optional(),
});

test('empty texts and nulls of settings that may be left out are left out', () => {
  const given = {
    host: 'h',
    mode: '',
    key: '',
    note: null,
    secret: '',
    delimiter: '',
    advanced: { prefix: '' },
    parts: [],
  };
  expect(readConfig(schema, given)).toEqual({
    configuration: { host: 'h', delimiter: '', advanced: {} },
    ignored: [],
    issues: [],
  });
});

test('an empty text of what is needed stays a fault', () => {
  expect(readConfig(schema, { host: '' }).issues).toEqual([{ path: ['host'], message: 'must not be empty' }]);
  expect(readConfig(schema, { host: 'h', mode: 'file', key: '' }).issues).toEqual([
    { path: ['key'], message: 'is needed when mode is file' },
  ]);
});

test('unknown settings are ignored, at every depth, by the name that they are near to', () => {
  const given = {
    host: 'h',
    delimitre: ';',
    advanced: { prefx: 'a', prefix: 'b' },
    parts: [{ name: 'n', sise: 1 }],
  };
  const { configuration, ignored, issues } = readConfig(schema, given);
  expect(issues).toEqual([]);
  expect(configuration).toEqual({ host: 'h', advanced: { prefix: 'b' }, parts: [{ name: 'n' }] });
  expect(ignoredSettings(['source'], ignored)).toEqual([
    'source.delimitre: there is no setting "delimitre"; did you mean delimiter? It is ignored',
    'source.advanced.prefx: there is no setting "prefx"; did you mean prefix? It is ignored',
    'source.parts.0.sise: there is no setting "sise"; did you mean size? It is ignored',
  ]);
});

test('an unknown setting is a fault where something that is needed is missing beside it', () => {
  const { ignored, issues } = readConfig(schema, { hots: 'h', advanced: { collation: 'x' } });
  expect(issues).toEqual([
    { path: ['host'], message: 'is required' },
    { path: ['hots'], message: 'there is no setting "hots"; did you mean host?' },
  ]);
  expect(ignored).toEqual([
    { path: ['advanced', 'collation'], message: 'there is no setting "collation"; known are prefix' },
  ]);
});

test('a setting of another choice is ignored, unless the choice is not known yet', () => {
  const { configuration, ignored, issues } = readConfig(schema, { host: 'h', mode: 'query', key: 'k' });
  expect({ configuration, issues }).toEqual({ configuration: { host: 'h', mode: 'query' }, issues: [] });
  expect(ignored).toEqual([{ path: ['key'], message: 'belongs to mode file, not to query' }]);
  expect(readConfig(schema, { host: 'h', key: 'k' }, { unknown: new Set(['mode']) }).ignored).toEqual([]);
});
