import type { ConnectorDefinition } from './contract.ts';
import { duckdb } from './duckdb/definition.ts';
import { postgresql } from './postgresql/definition.ts';

/** Every connector, by id. Listing them loads no driver: each loads its own when a connection is opened. */
export const registry: ReadonlyMap<string, ConnectorDefinition> = new Map(
  [duckdb, postgresql].map((c) => [c.id, c as unknown as ConnectorDefinition]),
);
