import type { ModelInput } from '../api/documents.ts';
import type { ConnectorDefinition } from '../contract/contract.ts';
import { unsupportedFacet } from '../contract/facet.ts';
import { ignoredSettings, readConfig } from '../contract/read-config.ts';
import { InvalidError } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';

/** What of a model counts, and sentences on what it says in vain. */
export interface HeededModel {
  readonly input: ModelInput;
  readonly ignored: readonly string[];
}

/** Reads what a model says to its connection. Throws an InvalidError with a path for each fault. */
export function heedModel(input: ModelInput, definition: ConnectorDefinition): HeededModel {
  const { configuration, ignored } = heedModelConfiguration(input.configuration, definition);
  const { identifier, ...rest } = input;
  return { input: { ...rest, ...(identifier ? { identifier } : {}), configuration }, ignored };
}

/** As `heedModel`, of the configuration alone. */
export function heedModelConfiguration(
  given: JsonObject,
  definition: ConnectorDefinition,
): { readonly configuration: JsonObject; readonly ignored: readonly string[] } {
  if (!definition.definitions.model) throw unsupportedFacet(definition, 'query');
  const { configuration, ignored, issues } = readConfig(definition.definitions.model, given);
  if (issues.length > 0)
    throw new InvalidError(issues.map((issue) => ({ ...issue, path: ['configuration', ...issue.path] })));
  const source = oneSource(configuration);
  return {
    configuration: source.configuration,
    ignored: ignoredSettings(['configuration'], [...ignored, ...source.ignored]),
  };
}

/** What a model can read, in the order in which it counts. */
const SOURCES = ['query', 'table', 'view', 'model_from'];

/** Of what a model can read the first that is given. A view is read as a table is. */
function oneSource(configuration: JsonObject) {
  const [read, ...others] = SOURCES.filter((name) => configuration[name] !== undefined);
  const kept = Object.entries(configuration).filter(([name]) => !others.includes(name));
  return {
    configuration: Object.fromEntries(
      kept.map(([name, value]) => [name === 'view' ? 'table' : name, value] as const),
    ),
    ignored: others.map((name) => ({ path: [name], message: `the model reads its ${read}` })),
  };
}
