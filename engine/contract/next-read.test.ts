import { nextRead, type SourceQuestions, trackedTo } from './next-read.ts';
import type { NextRequest, SourcePosition } from './positions.ts';

const never = new AbortController().signal;
const at = {
  id: 'at',
  name: 'at',
  type: 'datetime_tz',
  remote_type: 'timestamptz',
  nullable: false,
  is_primary_key: false,
};
const version = (fingerprint: string) => ({ kind: 'version', fingerprint });
const tracked = (value: string, fingerprint?: string) => ({
  kind: 'tracked',
  field: 'at',
  value,
  ...(fingerprint === undefined ? {} : { fingerprint }),
});

/** What a source answers that is at a fingerprint, with a largest value. */
function answer(
  source: { fingerprint?: string; largest?: string | null; changes?: boolean; ceiling?: string | null },
  request: Partial<NextRequest>,
  position: SourcePosition | null,
) {
  const asked: string[] = [];
  const { fingerprint, largest = null, changes, ceiling } = source;
  const questions: SourceQuestions = {
    fingerprint: async () => fingerprint,
    highWater: async (_object, _field, _configuration, _signal, since) => {
      asked.push(`largest since ${since}`);
      return largest;
    },
    ...(changes === undefined ? {} : { hasChanges: async () => changes }),
    ...(ceiling === undefined ? {} : { ceiling: async () => ceiling }),
  };
  return nextRead(questions, { object: 'o', configuration: {}, ...request }, position, never).then(
    (next) => ({
      next,
      asked,
    }),
  );
}

test('an object that was never read, or has no position, is read whole', async () => {
  const { next } = await answer({}, {}, null);
  expect(next).toEqual({ what: 'whole', note: null, isExact: false });
  const other = await answer({ fingerprint: 'f' }, {}, { kind: 'token', token: 'x', fingerprint: 'f' });
  expect(other.next).toEqual({ what: 'whole', note: version('f'), isExact: true });
});

test('what has the same fingerprint is unchanged, unless it is wanted anyway', async () => {
  expect((await answer({ fingerprint: 'f' }, {}, version('f'))).next).toEqual({ what: 'unchanged' });
  expect((await answer({ fingerprint: 'g' }, {}, version('f'))).next).toMatchObject({ what: 'whole' });
  expect((await answer({ fingerprint: 'f' }, { isWanted: true }, version('f'))).next).toMatchObject({
    what: 'whole',
    note: version('f'),
  });
});

test('by a tracking field the first read is whole, and later ones begin at its value', async () => {
  const first = await answer({ largest: '5' }, { trackingField: at }, null);
  expect(first).toEqual({
    next: { what: 'whole', note: tracked('5'), isExact: false },
    asked: ['largest since undefined'],
  });
  const later = await answer({ largest: '7' }, { trackingField: at }, tracked('5'));
  expect(later).toEqual({
    next: { what: 'since', after: { field: 'at', value: '5' }, note: tracked('7'), isExact: false },
    asked: ['largest since 5'],
  });
  const none = await answer({ largest: null }, { trackingField: at }, tracked('5'));
  expect(none.next).toMatchObject({ what: 'since', note: tracked('5') });
});

test('by another tracking field than before, everything is read', async () => {
  const before = { kind: 'tracked', field: 'other', value: '5' };
  expect((await answer({ largest: '7' }, { trackingField: at }, before)).next).toMatchObject({
    what: 'whole',
    note: tracked('7'),
  });
});

test('where all rows are wanted, what is noted goes on and nothing is taken for gone', async () => {
  const all = { trackingField: at, isAll: true, isWanted: true, findsLatest: true, takesChanges: true };
  const { next } = await answer({ largest: '7', ceiling: null, changes: true }, all, tracked('5'));
  expect(next).toEqual({ what: 'since', after: undefined, note: tracked('7'), isExact: false });
});

test('the largest value is found among the rows where the source says how far it may go', async () => {
  const request = { trackingField: at, findsLatest: true };
  const { next, asked } = await answer({ largest: '7', ceiling: '6' }, request, tracked('5', 'f'));
  expect(asked).toEqual([]);
  expect(next).toEqual({
    what: 'since',
    after: { field: 'at', value: '5' },
    latest: { field: at, ceiling: '6' },
    note: tracked('5'),
    isExact: false,
  });
  expect(trackedTo(tracked('5'), '6')).toEqual(tracked('6'));
  expect(trackedTo(tracked('5'), null)).toEqual(tracked('5'));
  const first = await answer({ largest: '7', ceiling: null }, request, null);
  expect(first.asked).toEqual(['largest since undefined']);
});

test("changes are read from the source's own record, where they can be made use of", async () => {
  const takes = { takesChanges: true };
  const { next } = await answer({ fingerprint: 'g', changes: true }, takes, version('f'));
  expect(next).toEqual({
    what: 'changes',
    range: { from: 'f', to: 'g' },
    note: version('g'),
    isExact: true,
  });
  for (const request of [{}, { ...takes, isAll: true }])
    expect((await answer({ fingerprint: 'g', changes: true }, request, version('f'))).next).toMatchObject({
      what: 'whole',
    });
  expect((await answer({ fingerprint: 'g', changes: false }, takes, version('f'))).next.what).toBe('whole');
  expect((await answer({ fingerprint: 'g', changes: true }, takes, null)).next.what).toBe('whole');
});

test('a preview does not ask what takes long', async () => {
  const { next, asked } = await answer(
    { largest: '7' },
    { trackingField: at, isPreview: true },
    tracked('5'),
  );
  expect(asked).toEqual([]);
  expect(next).toMatchObject({ what: 'since', after: { field: 'at', value: '5' } });
});
