import { describeNeeding } from '../needing.ts';
import { fixtures } from './fixtures.ts';

/** Why connectors cannot be opened on this machine, by id; what needs one of them is skipped, and its title says why. */
const missing = new Map<string, string>();
for (const fixture of fixtures.values()) {
  const reason = await fixture.missing?.();
  if (reason !== undefined) missing.set(fixture.connector, reason);
}

/** Describes what needs these connectors. */
export function describeWith(connectors: readonly string[], title: string, suite: () => void): void {
  const reasons = connectors.flatMap((id) => missing.get(id) ?? []);
  describeNeeding(reasons.length === 0 ? undefined : reasons.join('; '), title, suite);
}
