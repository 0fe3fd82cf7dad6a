import { camelCase } from '../cdktf/camel-case.ts';
import type { AttributesOf, ProvidersSchema } from './provider-schema.ts';

/** A module that says where resources take values that are kept nowhere, in the words of the generated classes. */
export function writeOnlyModule(schema: ProvidersSchema): string {
  const [provider] = Object.values(schema.provider_schemas);
  const entries = Object.entries(provider?.resource_schemas ?? {})
    .map(([type, { block }]) => [type, [...writeOnlyPaths(block)]] as const)
    .filter(([, paths]) => paths.length > 0);
  const lines = entries.map(
    ([type, paths]) => `  ${type}: [${paths.map((path) => `'${path}'`).join(', ')}],`,
  );
  return `/** Write-only attributes by resource type; \`*\` stands for any element of a list or map. */
export const writeOnly = {
${lines.join('\n')}
} as const;
`;
}

function* writeOnlyPaths(block: AttributesOf, parents: readonly string[] = []): Generator<string> {
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    const path = [...parents, camelCase(name)];
    if (attribute.nested_type) {
      const { nesting_mode: mode } = attribute.nested_type;
      yield* writeOnlyPaths(attribute.nested_type, mode === 'single' ? path : [...path, '*']);
    } else if (attribute.write_only) yield path.join('.');
  }
}
