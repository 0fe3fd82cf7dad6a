/*
 * Tests that need what not every machine has. Where it is missing, they are skipped and their title says why; a skipped
 * test that says no reason fails the run (test/results.ts). What needs nothing but a missing facet of a connector is no
 * test at all: the facets that a connector claims are tested to be those that it has.
 */

/** Separates the title of a skipped test from the reason. */
export const REASON = ' — ';

/** `describe` for tests that need something; `missing` says why it is not there. */
export function describeNeeding(missing: string | undefined, title: string, suite: () => void): void {
  if (missing === undefined) describe(title, suite);
  else describe.skip(`${title}${REASON}${missing}`, suite);
}

/** `test` for what needs something; `missing` says why it is not there. */
export function testNeeding(
  missing: string | undefined,
  title: string,
  run: () => Promise<void>,
  timeoutMs?: number,
): void {
  if (missing === undefined) test(title, run, timeoutMs);
  else test.skip(`${title}${REASON}${missing}`, run);
}
