import type { ConnectorDefinition } from '../contract/contract.ts';
import { connectors } from './index.ts';

/**
 * Every connector's definition, by id, all of them loaded: for documents, generators and tests. What starts for a user loads one
 * when it is needed, by the index.
 */
export const registry: ReadonlyMap<string, ConnectorDefinition> = new Map(
  await Promise.all(connectors.map(async ({ id, load }) => [id, await load()] as const)),
);
