import { withPositionLabels } from './position-labels.ts';

const labels = (given: readonly (string | undefined)[], logic: string) =>
  withPositionLabels(
    given.map((label) => ({ label })),
    logic,
  ).map(({ label }) => label);

test.each([
  [[undefined, undefined], '1 AND 2', ['1', '2']],
  [[undefined, undefined, undefined], '1 OR 2 OR 3', ['1', '2', '3']],
  [[undefined, 'vip', undefined], 'vip AND (1 OR 2)', ['1', 'vip', '2']],
  [['A', undefined], 'A AND NOT 2', ['A', '2']],
  [[''], '1', ['1']],
])('%j in %s are %j', (given, logic, expected) => {
  expect(labels(given, logic)).toEqual(expected);
});

test.each([
  [[undefined, undefined, undefined], '1 AND (2 OR 3)'],
  [[undefined, undefined], '1 AND 1'],
  [[undefined, undefined], '1'],
  [[undefined, undefined], 'A AND B'],
  [[undefined, undefined], '1 AND NOT 2'],
  [[undefined, undefined], '1 AND'],
  [['1', '2'], '1 AND 2'],
])(
  '%j in %s stay as they are: the numbers say nothing, or it would matter which is which',
  (given, logic) => {
    expect(labels(given, logic)).toEqual(given);
  },
);
