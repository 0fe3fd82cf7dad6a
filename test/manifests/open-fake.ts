import type { ConnectorDefinition } from '../../engine/contract/contract.ts';
import { manifestConnector } from '../../engine/families/manifest/connector.ts';
import type { Manifest } from '../../engine/families/manifest/manifest.ts';

/** The connector of a manifest, with its tokens from a server of the test. */
export function pointedAt(manifest: Manifest, origin: string): ConnectorDefinition {
  return manifestConnector({
    ...manifest,
    streams: [...manifest.streams],
    authentication: manifest.authentication.map((way) =>
      way.kind === 'oauth' || way.kind === 'jwt' ? { ...way, token_url: `${origin}/token` } : way,
    ),
  });
}

/** A connection of a manifest's system to a fake: settings beside those of the system's own. */
export function toFake(origin: string, settings: Record<string, unknown>): Record<string, unknown> {
  return {
    ...settings,
    base_url: `${origin}/base`,
    allow_private_addresses: true,
    requests_per_second: 100_000,
  };
}
