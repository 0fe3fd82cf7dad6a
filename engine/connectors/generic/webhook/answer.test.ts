import { SyncformError } from '../../../kit/errors.ts';
import { outcomeOf } from './answer.ts';

const identities = [{ id: 7 }, { id: '8' }, { id: 9 }];
const answer = (status: number, body: unknown = '') =>
  outcomeOf(
    {
      status,
      headers: {},
      url: new URL('https://example.com/hook?token=t'),
      text: typeof body === 'string' ? body : JSON.stringify(body),
    },
    identities,
    (text) => text,
  );

test('success takes every record, whatever else it says', () => {
  for (const body of ['', 'OK', '{', '[1]', 'null', { ok: true }, { results: 'all' }, { results: [] }])
    expect(answer(200, body)).toEqual({ records: 3, rejected: [] });
});

test('results name records by place or identity, with an error or a status', () => {
  const results = [
    { index: 0, status: 'ok' },
    { identity: 8, status: 409 },
    { identity: { id: '9' }, error: { code: 'E1' } },
  ];
  expect(answer(207, { results }).rejected).toEqual([
    { index: 1, reason: 'rejected with status 409' },
    { index: 2, reason: '{"code":"E1"}' },
  ]);
  expect(answer(200, { results: [{ index: 2, status: 'failed', error: 'no' }] }).rejected).toEqual([
    { index: 2, reason: 'no' },
  ]);
});

test('a refusal rejects every record but those that it names as taken', () => {
  expect(answer(422, 'no').rejected.map((r) => [r.index, r.reason])).toEqual([
    [0, 'HTTP 422: no'],
    [1, 'HTTP 422: no'],
    [2, 'HTTP 422: no'],
  ]);
  const results = [{ index: 1, status: 'created' }];
  expect(answer(400, { results }).rejected.map((r) => r.index)).toEqual([0, 2]);
});

test.each([301, 401, 403, 404, 405, 410, 429, 500, 503, 413])('%i is not about records', (status) => {
  expect(() => answer(status, { results: [{ index: 0, error: 'no' }] })).toThrow(SyncformError);
  expect(() => answer(status)).not.toThrow(/token/);
});

test('a single record that is too large is rejected', () => {
  const too = { status: 413, headers: {}, url: new URL('https://example.com/'), text: '' };
  expect(outcomeOf(too, [1], (text) => text).rejected).toEqual([{ index: 0, reason: 'HTTP 413' }]);
});

test('an answer for a record that was not sent is an error, not a guess', () => {
  for (const result of [{ index: 3 }, { index: -1 }, { index: 0.5 }, { identity: 'x' }, {}])
    expect(() => answer(200, { results: [{ ...result, error: 'no' }] })).toThrow(/was not in the request/);
});
