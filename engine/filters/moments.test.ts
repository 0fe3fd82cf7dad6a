import fc from 'fast-check';
import {
  addTime,
  dayOf,
  formatDate,
  formatMoment,
  formatTime,
  parseDate,
  parseMoment,
  parseTime,
} from './moments.ts';

const instants = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

test('moments read and write as the calendar says', () => {
  fc.assert(
    fc.property(instants, (date) => {
      const text = date.toISOString();
      const micros = BigInt(date.getTime()) * 1000n;
      expect(parseMoment(text)).toBe(micros);
      expect(formatMoment(micros)).toBe(`${text.slice(0, 10)} ${text.slice(11, 23)}000`);
      expect(dayOf(micros)).toBe(parseDate(text.slice(0, 10)));
    }),
  );
});

test('every day of four centuries and of the first and last years is itself', () => {
  const wrong: string[] = [];
  for (const first of ['0001-01-01', '1800-01-01', '9990-01-01']) {
    const start = Date.parse(`${first}T00:00:00Z`) / 86_400_000;
    for (let day = start; day < start + (first === '1800-01-01' ? 146_097 : 3652); day++) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (formatDate(day) !== text || parseDate(text) !== day) wrong.push(text);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['2024-01-31T09:30:00Z', '2024-01-31 09:30:00.000000'],
  ['2024-01-31 09:30', '2024-01-31 09:30:00.000000'],
  ['2024-01-31T09:30:00.000001+02:00', '2024-01-31 07:30:00.000001'],
  ['2024-01-31t23:30:00.5-0130', '2024-02-01 01:00:00.500000'],
  ['2024-01-31 09:30:00+00', '2024-01-31 09:30:00.000000'],
  ['2024-01-31 09:30:00.123456000 Z', '2024-01-31 09:30:00.123456'],
])('%s is %s', (text, plain) => {
  expect(formatMoment(parseMoment(text) as bigint)).toBe(plain);
});

test.each([
  '2024-02-30T00:00:00Z',
  '2023-02-29 00:00',
  '1900-02-29 00:00',
  '0000-01-01 00:00',
  '0001-01-01 00:00+01',
  '9999-12-31 23:59:59-01',
  '2024-01-31 24:00',
  '2024-01-31 23:59:60',
  '2024-01-31 09:30:00.1234567',
  '2024-01-31 09:30 Europe/Berlin',
  '2024-01-31',
  '31.01.2024 09:30',
  '2024-01-31 09:30+16',
])('%s is no moment', (text) => {
  expect(parseMoment(text)).toBeUndefined();
});

test('times of day', () => {
  expect(formatTime(parseTime('23:59:59.999999') as bigint)).toBe('23:59:59.999999');
  expect(parseTime('9:30')).toBeUndefined();
});

test.each([
  ['2024-03-31 10:00', -1, 'month', '2024-02-29 10:00:00.000000'],
  ['2023-03-31 10:00', -1, 'month', '2023-02-28 10:00:00.000000'],
  ['2024-02-29 10:00', -1, 'year', '2023-02-28 10:00:00.000000'],
  ['2024-01-15 10:00', -13, 'month', '2022-12-15 10:00:00.000000'],
  ['2024-01-15 10:00', 2, 'week', '2024-01-29 10:00:00.000000'],
  ['1970-01-01 00:00', -1, 'second', '1969-12-31 23:59:59.000000'],
] as const)('%s and %s %ss is %s', (from, amount, unit, to) => {
  expect(formatMoment(addTime(parseMoment(from) as bigint, amount, unit))).toBe(to);
});
