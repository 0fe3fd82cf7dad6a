import { arrayJson, parseArray } from './array-text.ts';
import { VisibleTransactions } from './handover.ts';
import { compareLsn, endOfRecords, formatLsn, parseLsn } from './lsn.ts';
import { slotName } from './slot-name.ts';
import { conversionOf } from './values.ts';
import { WholeMessages } from './whole-messages.ts';

describe('places in the log', () => {
  test('are read and written as the server has them', () => {
    for (const text of ['0/0', '0/16B3748', '16/B374D848', 'FFFFFFFF/FFFFFFFF'])
      expect(formatLsn(parseLsn(text))).toBe(text);
    expect(parseLsn('1/0')).toBe(2n ** 32n);
    expect(() => parseLsn('nonsense')).toThrow(/no position/);
  });
  test('compare as numbers, not as text', () => {
    expect(compareLsn('0/FFFFFFFF', '1/0')).toBeLessThan(0);
    expect(compareLsn('10/0', '9/FFFFFFFF')).toBeGreaterThan(0);
    expect(compareLsn('A/1', 'A/00000001')).toBe(0);
  });
  test('at the start of a page are the end of what is before its header', () => {
    const segment = 16n * 1024n * 1024n;
    expect(endOfRecords(segment + 40n, segment)).toBe(segment);
    expect(endOfRecords(segment + 8192n + 24n, segment)).toBe(segment + 8192n);
    for (const lsn of [segment + 8192n + 40n, segment + 48n, segment - 8n])
      expect(endOfRecords(lsn, segment)).toBe(lsn);
  });
});

test('a slot’s name is of what names may hold, at most 63 of it, and another for another stream', () => {
  const ids = [
    'a',
    'A',
    'a-b',
    'a_b',
    '0197a3c2-1111-7abc-8def-0123456789ab',
    'ünï 漢',
    'x'.repeat(200),
    'x'.repeat(201),
  ];
  const names = ids.map(slotName);
  for (const name of names) expect(name).toMatch(/^syncform_[a-z0-9_]{1,54}$/);
  expect(new Set(names).size).toBe(ids.length);
});

describe('transactions that a snapshot shows', () => {
  const at = (snapshot: string, lsn = '1/0') => new VisibleTransactions({ snapshot, lsn });
  test('ended before it: those below xmin, and up to xmax those that were not running', () => {
    const visible = at('100:110:103,107');
    const seen = [99, 100, 103, 106, 107, 109, 110, 111].map((xid) => visible.has(xid, 5n));
    expect(seen).toEqual([true, true, false, true, false, true, false, false]);
  });
  test('are known by the lower half of their ids, on both sides of an epoch', () => {
    const epoch = 3n * 2n ** 32n;
    const visible = at(`${epoch - 2n}:${epoch + 5n}:${epoch + 1n}`);
    expect(visible.has(0xfffffffd, 5n)).toBe(true);
    expect(visible.has(0xfffffffe, 5n)).toBe(true);
    expect(visible.has(1, 5n)).toBe(false);
    expect(visible.has(4, 5n)).toBe(true);
    expect(visible.has(5, 5n)).toBe(false);
  });
  test('are none that was committed after the log had come to its place', () => {
    expect(at('100:110:', '0/50').has(99, 0x4fn)).toBe(true);
    expect(at('100:110:', '0/50').has(99, 0x50n)).toBe(false);
  });
});

describe('arrays', () => {
  test.each([
    ['{}', []],
    ['{1,NULL,-3}', ['1', null, '-3']],
    ['{"",NULL,"NULL","a,\\"b","{x}","\\\\"}', ['', null, 'NULL', 'a,"b', '{x}', '\\']],
    [
      '{{a,b},{c,NULL}}',
      [
        ['a', 'b'],
        ['c', null],
      ],
    ],
    ['[0:1]={7,8}', ['7', '8']],
    ['{"line\nfeed"}', ['line\nfeed']],
  ])('%s', (text, elements) => {
    expect(parseArray(text)).toEqual(elements);
  });
  test('that are none are an error', () => {
    for (const text of ['', 'x', '{', '{1', '{"a']) expect(() => parseArray(text)).toThrow(SyntaxError);
  });
  test('become JSON', () => {
    expect(arrayJson(['1', null, ['2']], (text) => text)).toBe('[1,null,[2]]');
  });
});

test('money is counted in the database’s own digits', () => {
  const money = (text: string, digits: number) => {
    const conversion = conversionOf(['v', 790, -1, 'money', 'money'], digits);
    return typeof conversion === 'function' ? conversion(text) : conversion;
  };
  expect(['-$1,234.56', '$0.05', '$0.00', '-$0.05'].map((text) => money(text, 2))).toEqual([
    '-1234.56',
    '0.05',
    '0.00',
    '-0.05',
  ]);
  expect(money('$1,234.56', 0)).toBe('123456');
  expect(money('$1,234.56', 3)).toBe('123.456');
});

test('messages are cut whole from whatever pieces come', () => {
  const message = (letter: string, body: string) => {
    const head = Buffer.alloc(5, letter);
    head.writeUInt32BE(4 + Buffer.byteLength(body), 1);
    return Buffer.concat([head, Buffer.from(body)]);
  };
  const all = Buffer.concat([
    message('a', ''),
    message('b', 'body'),
    message('c', 'x'.repeat(300)),
    message('d', '1'),
  ]);
  for (const size of [1, 2, 3, 5, 7, 64, 1000]) {
    const messages = new WholeMessages();
    const pieces: Buffer[] = [];
    for (let at = 0; at < all.length; at += size) {
      const whole = messages.push(all.subarray(at, at + size));
      if (whole) pieces.push(whole);
    }
    expect(Buffer.concat(pieces)).toEqual(all);
    for (const piece of pieces) expect('abcd').toContain(String.fromCharCode(piece[0] as number));
  }
});
