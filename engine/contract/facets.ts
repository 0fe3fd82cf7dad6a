import { SyncformError } from '../kit/errors.ts';
import type { ConnectorDefinition, FacetName, Facets, OpenConnector } from './contract.ts';

/** What each facet lets a user do, for the sentence "X cannot …". */
const ABILITIES: Readonly<Record<FacetName, string>> = {
  test: 'be tested',
  discover: 'list its objects',
  query: 'be the source of a model',
  read: 'be the source of a bulk sync',
  changes: 'have its changes followed',
  define: 'have tables created in it',
  load: 'be the target of a sync',
  write: 'take records from a sync',
};

/** A facet of an open connector, or an `unsupported` error that says what the system, or this connection, cannot do. */
export function facet<N extends FacetName>(
  definition: Pick<ConnectorDefinition, 'name' | 'facets'>,
  open: OpenConnector,
  name: N,
): Facets[N] {
  const reason = open.unusable?.[name];
  if (reason !== undefined) throw new SyncformError('unsupported', reason);
  const found = open.facets[name];
  if (!found) throw unsupportedFacet(definition, name);
  return found as Facets[N];
}

/** The error for a facet that a connector does not claim. */
export function unsupportedFacet(
  definition: Pick<ConnectorDefinition, 'name'>,
  name: FacetName,
): SyncformError {
  return new SyncformError('unsupported', `${definition.name} cannot ${ABILITIES[name]}`);
}
