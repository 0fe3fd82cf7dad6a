import { KnownModels } from './described-models.ts';

const yields = Promise.resolve({ fields: [], warnings: [] });

test('what models yield is known for as long as Terraform looks, and for a while when it applies', () => {
  let now = 0;
  const known = new KnownModels(() => now);
  known.recent(true).set('people', yields);
  now = 3_600_000;
  expect(known.recent(true).size).toBe(1);
  expect(known.recent(false).size).toBe(0);
  known.recent(false).set('people', yields);
  now += 30_000;
  expect(known.recent(false).size).toBe(1);
  now += 1;
  expect(known.recent(false).size).toBe(0);
});

test('a run has models described again', () => {
  const known = new KnownModels();
  known.recent(false).set('people', yields);
  known.forget();
  expect(known.recent(false).size).toBe(0);
});
