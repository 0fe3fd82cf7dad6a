import type { BulkSyncInput } from '../api/documents.ts';
import type { ConnectorDefinition } from '../contract/contract.ts';
import { unsupportedFacet } from '../contract/facet.ts';
import { ignoredSettings, readConfig } from '../contract/read-config.ts';
import { InvalidError } from '../kit/errors.ts';

/** What of a bulk sync counts, and sentences on what it says in vain. */
export interface HeededBulkSync<Input extends BulkSyncInput> {
  readonly input: Input;
  readonly ignored: readonly string[];
}

/** Reads what a bulk sync says to its source and its destination. Throws an InvalidError with a path for each fault. */
export function heedBulkSync<Input extends BulkSyncInput>(
  input: Input,
  source: ConnectorDefinition,
  destination: ConnectorDefinition,
): HeededBulkSync<Input> {
  const { bulkSource } = source.definitions;
  const { bulkDestination } = destination.definitions;
  if (!bulkSource) throw unsupportedFacet(source, 'read');
  if (!bulkDestination) throw unsupportedFacet(destination, 'load');
  const ends = [
    ['source', readConfig(bulkSource, input.source.configuration ?? {})],
    ['destination', readConfig(bulkDestination, input.destination.configuration ?? {})],
  ] as const;
  const issues = ends.flatMap(([end, { issues: found }]) =>
    found.map((issue) => ({ ...issue, path: [end, 'configuration', ...issue.path] })),
  );
  if (issues.length > 0) throw new InvalidError(issues);
  const heeded = ends.map(([end, { configuration }]) => [
    end,
    {
      connection_id: input[end].connection_id,
      ...(Object.keys(configuration).length > 0 ? { configuration } : {}),
    },
  ]);
  return {
    input: { ...input, ...Object.fromEntries(heeded) },
    ignored: ends.flatMap(([end, { ignored }]) => ignoredSettings([end, 'configuration'], ignored)),
  };
}
