import type { SyncInput } from '../api/documents.ts';
import type { ConnectorDefinition } from '../contract/contract.ts';
import { unsupportedFacet } from '../contract/facet.ts';
import { ignoredSettings, readConfig } from '../contract/read-config.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { withFilterLabels } from './filter-labels.ts';
import { createdTarget, makesTarget } from './named-target.ts';

/** What of a sync counts, and sentences on what it says in vain. */
export interface HeededSync<Input extends SyncInput> {
  readonly input: Input;
  readonly ignored: readonly string[];
}

/** Reads what a sync says to its target. Throws an InvalidError with a path for each fault. */
export function heedSync<Input extends SyncInput>(
  given: Input,
  definition: ConnectorDefinition,
): HeededSync<Input> {
  const input = withFilterLabels(given);
  const { syncTarget, createTarget } = definition.definitions;
  if (!syncTarget) throw unsupportedFacet(definition, 'load');
  const said = readConfig(syncTarget, input.target.configuration ?? {});
  const issues = said.issues.map((issue) => under('configuration', issue));
  const ignored = ignoredSettings(['target', 'configuration'], said.ignored);
  const { configuration: _, create: __, object, new_name, ...rest } = input.target;
  const configuration = Object.keys(said.configuration).length > 0 && { configuration: said.configuration };
  if (!makesTarget(input)) {
    if (issues.length > 0) throw new InvalidError(issues);
    const target = { ...rest, ...configuration, ...(object === undefined ? {} : { object }) };
    return { input: { ...input, target }, ignored };
  }
  if (!createTarget)
    throw new InvalidError([
      ...issues,
      {
        path: ['target', 'create'],
        message: `${definition.name} cannot create a target; name one in target.object`,
      },
    ]);
  const made = readConfig(createTarget, createdTarget(input));
  issues.push(...made.issues.map((issue) => under(new_name ? 'new_name' : 'create', issue)));
  if (issues.length > 0) throw new InvalidError(issues);
  return {
    input: {
      ...input,
      target: { ...rest, ...configuration, create: made.configuration as Record<string, string> },
    },
    ignored: [...ignored, ...ignoredSettings(['target', 'create'], made.ignored)],
  };
}

function under(part: string, { path, message }: Issue): Issue {
  return { path: ['target', part, ...(part === 'new_name' ? [] : path)], message };
}
