import { SyncformError } from '../kit/errors.ts';
import type { ConnectorDefinition, FacetCapabilities, FacetName, Facets, OpenConnector } from './contract.ts';

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

/** A connection as far as it takes to say what it can. */
interface Configured {
  readonly definition: Pick<ConnectorDefinition, 'name' | 'facets' | 'unusable'>;
  /** Parsed. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A facet of an open connection, or an `unsupported` error that says what the system, or this connection, cannot do. */
export function facet<N extends FacetName>(
  connection: Configured,
  { facets }: OpenConnector,
  name: N,
): Facets[N] {
  refuseUnusable(connection, name);
  const found = facets[name];
  if (!found) throw unsupportedFacet(connection.definition, name);
  return found as Facets[N];
}

/** Why a connection cannot be used for a facet that its connector has; undefined where it can. */
export function whyUnusable({ definition, config }: Configured, name: FacetName): string | undefined {
  return definition.unusable?.(config)[name];
}

/** Whether a connector declares all of these facets. */
export function hasFacets(
  { facets }: Pick<ConnectorDefinition, 'facets'>,
  ...names: readonly FacetName[]
): boolean {
  return names.every((name) => facets[name] !== undefined);
}

/** What a facet of a connection can, as its connector declares it. Throws as `facet` does; nothing is opened for it. */
export function capabilitiesOf<N extends FacetName>(connection: Configured, name: N): FacetCapabilities[N] {
  refuseUnusable(connection, name);
  const declared = connection.definition.facets[name];
  if (!declared) throw unsupportedFacet(connection.definition, name);
  return declared as FacetCapabilities[N];
}

function refuseUnusable(connection: Configured, name: FacetName): void {
  const reason = whyUnusable(connection, name);
  if (reason !== undefined) throw new SyncformError('unsupported', reason);
}

/** The error for a facet that a connector does not claim. */
export function unsupportedFacet(
  definition: Pick<ConnectorDefinition, 'name'>,
  name: FacetName,
): SyncformError {
  return new SyncformError('unsupported', `${definition.name} cannot ${ABILITIES[name]}`);
}
