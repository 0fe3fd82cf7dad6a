import { outputName, outputNames } from './output-names.ts';

test('characters that nobody sees become underscores, also where a name has no others', () => {
  expect([...outputNames(['\0', '\u0007', 'a\0b']).values()]).toEqual(['_', '__2', 'a_b']);
  expect(outputName('\0', 'legacy')).toBe('_');
  expect(outputName('$', 'enabled')).toBe('$');
});
