import { spelledAsThere } from './normal-form.ts';

const composed = 'caf\u00e9';
const decomposed = 'cafe\u0301';

test('a name is found in another normal form, but for one that is there as it is', () => {
  expect(spelledAsThere(composed, ['x', decomposed])).toBe(decomposed);
  expect(spelledAsThere(decomposed, [composed])).toBe(composed);
  expect(spelledAsThere(composed, [decomposed, composed])).toBe(composed);
  expect(spelledAsThere('y', ['x'])).toBe('y');
});
