import { durationOf } from './run-timeout.ts';

test.each([
  ['45s', 45_000],
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  ['1h30m', 5_400_000],
  ['', undefined],
  ['0s', undefined],
  ['30', undefined],
  ['1d', undefined],
  ['577h', undefined],
])('%j is %s ms', (text, milliseconds) => {
  expect(durationOf(text)).toBe(milliseconds);
});
