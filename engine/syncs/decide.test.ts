import { syncModes } from '../api/documents.ts';
import { decide, decideLoad, decideSent, type Presence, type Situation, type Standing } from './decide.ts';
import { looksInTarget } from './plan-lookup.ts';

const situation = (over: Partial<Situation>): Situation => ({
  mode: 'updateOrCreate',
  isAll: false,
  skips: false,
  keepsMissing: false,
  takes: 'records',
  upserts: false,
  hasLedger: true,
  ...over,
});
const STANDINGS: readonly Standing[] = ['new', 'changed', 'same', 'gone'];
const PRESENCES: readonly Presence[] = ['there', 'absent', 'unknown'];

/** For each presence, what becomes of a record that is new, changed, the same and gone. */
const table = (of: Situation) =>
  Object.fromEntries(
    PRESENCES.map((presence) => [
      presence,
      STANDINGS.map((standing) => decide(of, standing, presence)).join(' '),
    ]),
  );

test.each([
  ['create', 'leave leave leave leave', 'create leave leave leave', 'create leave leave leave'],
  ['update', 'update update leave leave', 'wait wait leave leave', 'update update leave leave'],
  ['updateOrCreate', 'update update leave leave', 'create create leave leave', 'create update leave leave'],
  ['replace', 'update update leave remove', 'create create leave leave', 'create update leave remove'],
  ['append', 'create create leave leave', 'create create leave leave', 'create create leave leave'],
  ['remove', 'remove remove leave leave', 'wait wait leave leave', 'remove remove leave leave'],
] as const)(
  'mode %s, for each standing, of a record that is there, absent, not looked for',
  (mode, there, absent, unknown) => {
    for (const takes of ['rows', 'records'] as const)
      expect(table(situation({ mode, takes }))).toEqual({ there, absent, unknown });
  },
);

test('where the target can tell whether a record is new it is left to, unless it was asked', () => {
  for (const mode of ['updateOrCreate', 'replace'] as const) {
    const { there, absent, unknown } = table(situation({ mode, upserts: true }));
    expect([there?.slice(0, 13), absent?.slice(0, 13)]).toEqual(['update update', 'create create']);
    expect(unknown).toMatch(/^upsert upsert leave/);
  }
  for (const mode of ['create', 'update', 'append', 'remove'] as const)
    expect(table(situation({ mode, upserts: true }))).toEqual(table(situation({ mode })));
});

test('sent as a whole, what is the same goes as what changed; what exists is not created a second time', () => {
  for (const mode of syncModes.filter((one) => one !== 'create'))
    for (const presence of PRESENCES) {
      const all = situation({ mode, isAll: true });
      expect(decide(all, 'same', presence)).toBe(decide(all, 'changed', presence));
      expect(['leave']).not.toContain(decide(all, 'same', presence));
    }
  const all = situation({ mode: 'create', isAll: true });
  expect(table(all)).toEqual({
    there: 'leave leave leave leave',
    absent: 'create create create leave',
    unknown: 'create leave leave leave',
  });
  // A table is its own judge of what it has.
  expect(table({ ...all, takes: 'rows' }).unknown).toBe('create create create leave');
});

test('nothing is sent by a first run that is skipped, and nothing removed that may be in rows set aside', () => {
  for (const mode of syncModes)
    for (const presence of PRESENCES)
      for (const standing of STANDINGS)
        expect(decide(situation({ mode, skips: true, isAll: true }), standing, presence)).toBe('leave');
  for (const presence of PRESENCES)
    expect(decide(situation({ mode: 'replace', keepsMissing: true }), 'gone', presence)).toBe('leave');
});

test('what is sent comes in an order that makes room: removed, updated, created', () => {
  const order = (over: Partial<Situation>, presences: readonly Presence[] = ['unknown']) =>
    decideSent(situation(over), presences).map(
      ({ action, standings, presence }) => `${action} ${standings.join('+')} ${presence}`,
    );
  expect(order({ mode: 'replace' })).toEqual([
    'remove gone unknown',
    'update changed unknown',
    'create new unknown',
  ]);
  expect(order({ mode: 'replace', hasLedger: false })).toEqual([
    'update changed unknown',
    'create new unknown',
  ]);
  expect(order({ mode: 'replace', isAll: true }, ['there', 'absent'])).toEqual([
    'remove gone there',
    'update new+changed+same there',
    'create new+changed+same absent',
  ]);
  expect(order({ mode: 'updateOrCreate', upserts: true })).toEqual(['upsert new+changed unknown']);
  expect(order({ mode: 'update' }, ['there', 'absent'])).toEqual(['update new+changed there']);
  expect(order({ mode: 'create' }, ['there', 'absent'])).toEqual(['create new absent']);
  expect(order({ mode: 'append', skips: true })).toEqual([]);
});

test.each([
  ['create', { added: 1 }, 'insert new'],
  ['create', { changed: 1 }, undefined],
  ['update', { changed: 1 }, 'update new+changed'],
  ['updateOrCreate', { added: 1 }, 'upsert new+changed'],
  ['updateOrCreate', { gone: 1 }, undefined],
  ['append', { changed: 1 }, 'append new+changed'],
  ['remove', { added: 1 }, 'delete new+changed'],
  ['replace', { added: 1 }, 'replace new+changed+same'],
  ['replace', { gone: 1 }, 'replace new+changed+same'],
  ['replace', { added: 2, again: 2 }, 'upsert new+changed'],
  ['replace', {}, undefined],
] as const)('a table in mode %s with %j', (mode, differing, expected) => {
  const diff = { added: 0, again: 0, changed: 0, gone: 0, ...differing };
  const said = (over: Partial<Situation> = {}) => {
    const load = decideLoad(situation({ mode, takes: 'rows', upserts: true, ...over }), diff);
    return load && `${load.operation} ${load.standings.join('+')}`;
  };
  expect(said()).toBe(expected);
  expect(said({ skips: true })).toBeUndefined();
  expect(said({ isAll: true })).toMatch(/ new\+changed\+same$/);
});

test('a table that is replaced without identity is added to only where it is known what it has', () => {
  const rows = situation({ mode: 'replace', takes: 'rows', keepsMissing: true });
  const diff = { added: 1, again: 0, changed: 0, gone: 3 };
  expect(decideLoad(rows, diff)).toEqual({ operation: 'append', standings: ['new', 'changed'] });
  expect(() => decideLoad({ ...rows, hasLedger: false }, diff)).toThrow(/it cannot be told/);
  expect(decideLoad({ ...rows, upserts: true, hasLedger: false }, diff)).toEqual({
    operation: 'upsert',
    standings: ['new', 'changed', 'same'],
  });
});

test.each([
  ['create', 'Equality', false],
  ['update', 'Equality', true],
  ['updateOrCreate', 'Equality', false],
  ['replace', 'Equality', false],
  ['append', 'Equality', false],
  ['remove', 'Equality', true],
  ['create', 'ISubstring', true],
  ['update', 'OneOf', true],
  ['updateOrCreate', 'DomainMatch', true],
  ['updateOrCreate', 'HostnameMatch', true],
  ['replace', 'OneOf', false],
  ['append', 'OneOf', false],
  ['remove', 'ISubstring', true],
] as const)('mode %s, identity by %s: whether a table is asked first', (mode, by, expected) => {
  const identity = { source: { model_id: 'm', field: 'f' }, target: 't', function: by };
  expect(looksInTarget({ mode, identity })).toBe(expected);
});
