import { hubName, hubRelation, nameOfHub } from './hub-names.ts';

const names = [
  'Email',
  'EMAIL',
  'email',
  '^45;mail',
  'É',
  'é',
  'İ',
  'i̇',
  'Straße',
  'STRASSE',
  '',
  'a"b',
  'ﬁ',
  '𐐀',
  '𐐨',
];

test('names that differ only by case have names on the way that differ by more', () => {
  const onTheWay = new Set(names.map((name) => hubName(name).toLowerCase()));
  expect(onTheWay.size).toBe(names.length);
});

test('a name is found again by its name on the way', () => {
  expect(names.map((name) => nameOfHub(hubName(name)))).toEqual(names);
});

test('columns are named by their place', () => {
  expect(hubRelation('SELECT 1, 2', [{ name: 'id' }, { name: 'ID' }])).toBe(
    '(SELECT 1, 2) AS r("id", "^49;^44;")',
  );
});
