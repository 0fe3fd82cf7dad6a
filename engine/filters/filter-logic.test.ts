import fc from 'fast-check';
import { checkFilterLogic, type FilterLogic, filterLogicOf, parseFilterLogic } from './filter-logic.ts';

/** A logic with every operation in brackets. */
function bracketed(logic: FilterLogic): string {
  switch (logic.kind) {
    case 'label':
      return logic.label;
    case 'not':
      return `(not ${bracketed(logic.of)})`;
    default:
      return `(${logic.of.map(bracketed).join(` ${logic.kind} `)})`;
  }
}

test.each([
  ['A', 'A'],
  ['A AND B OR C', '((A and B) or C)'],
  ['A OR B AND C', '(A or (B and C))'],
  ['A and (b Or C)', '(A and (b or C))'],
  ['NOT A AND B', '((not A) and B)'],
  ['not (A AND B)', '(not (A and B))'],
  ['not not A', '(not (not A))'],
  ['A AND B AND C', '(A and B and C)'],
  ['(((A)))', 'A'],
  ['\tA\n  AND(B)', '(A and B)'],
  ['big-spender.1 OR größe_2', '(big-spender.1 or größe_2)'],
  ['ANDY AND NOTE', '(ANDY and NOTE)'],
])('%s', (text, meaning) => {
  expect(bracketed(parseFilterLogic(text))).toBe(meaning);
});

test.each([
  ['', 'column 1: expected a label, NOT or "(", found the end'],
  ['A AND', 'column 6: expected a label, NOT or "(", found the end'],
  ['A B', 'column 3: expected AND or OR, found "B"'],
  ['A AND OR B', 'column 7: expected a label, NOT or "(", found "OR"'],
  ['(A OR B', 'column 8: expected AND, OR or the ")" that closes the "(" at column 1, found the end'],
  ['A)', 'column 2: expected AND or OR, found ")"'],
  ['A && B', 'column 3: "&" cannot stand in a filter_logic; it is made of labels, AND, OR, NOT and ( )'],
  ['😀', 'column 1: "😀" cannot stand in a filter_logic; it is made of labels, AND, OR, NOT and ( )'],
  [`${'('.repeat(101)}A${')'.repeat(101)}`, 'column 101: is nested deeper than 100 levels'],
  [`${'NOT '.repeat(5000)}A`, 'column 401: is nested deeper than 100 levels'],
])('%s is refused', (text, message) => {
  expect(() => parseFilterLogic(text)).toThrow(message);
});

test('brackets after brackets do not count as depth', () => {
  expect(() => parseFilterLogic(Array(500).fill('((A))').join(' AND '))).not.toThrow();
});

test('what is written in brackets reads back as itself, whatever the spaces', () => {
  const logic = fc.letrec<{ node: FilterLogic }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.stringMatching(/^[A-Z]\d$/).map((label): FilterLogic => ({ kind: 'label', label, column: 0 })),
      tie('node').map((of): FilterLogic => ({ kind: 'not', of })),
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('node'), { minLength: 2, maxLength: 4 }),
        )
        .map(([kind, of]): FilterLogic => ({ kind, of })),
    ),
  })).node;
  fc.assert(
    fc.property(logic, (node) => {
      const text = bracketed(node);
      expect(bracketed(parseFilterLogic(text))).toBe(text);
      expect(bracketed(parseFilterLogic(text.replaceAll(' ', ' \n ').toUpperCase()))).toBe(text);
    }),
  );
});

test('no logic is none', () => {
  expect(filterLogicOf(undefined)).toBeUndefined();
  expect(filterLogicOf(' \n')).toBeUndefined();
  expect(checkFilterLogic(null, [undefined, 'A', 'A'])).toEqual([]);
});

test('labels and logic name each other', () => {
  expect(checkFilterLogic('A AND NOT (b OR A)', ['A', 'b'])).toEqual([]);
  expect(checkFilterLogic('A AND', ['A']).map((i) => i.message)).toEqual([
    'column 6: expected a label, NOT or "(", found the end',
  ]);
  expect(checkFilterLogic('A OR a OR a', ['A', 'B', undefined, '', 'B']).map((i) => i.message)).toEqual([
    'filter 3 has no label for filter_logic to name',
    'filter 4 has no label for filter_logic to name',
    'two filters have the label "B"',
    `column 6: no filter has the label "a"; the filters' labels are A, B`,
    'the filter with the label "B" does not appear in it',
  ]);
  expect(checkFilterLogic('A', [])[0]?.message).toBe(
    'column 1: no filter has the label "A"; no filter has a label',
  );
});
