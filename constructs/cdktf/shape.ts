import { Token } from 'cdktf';
import { camelCase } from './camel-case.ts';
import { reference } from './secrets.ts';

/*
 * What a configuration takes, as data: its settings by their names in Terraform. Classes take them in camelCase.
 */

export interface Shape {
  readonly [name: string]: Setting;
}

/** A plain value, a secret, an object, or a list or map of one of these. */
export type Setting =
  | 'value'
  | 'secret'
  | { readonly fields: Shape }
  | { readonly items: Setting }
  | { readonly oneOf: readonly string[] };

/**
 * Settings as Terraform takes them: names in snake_case, secrets as references. `where` begins the message of what it throws:
 * an unknown setting, a value that is not allowed, a secret that is written out.
 */
export function toTerraform(
  value: object,
  shape: Shape,
  where: string,
  path: readonly string[] = [],
): Record<string, unknown> {
  const known = new Map(
    Object.entries(shape).map(([name, setting]) => [camelCase(name), [name, setting]] as const),
  );
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, given]) => {
      if (given === undefined) return [];
      const found = known.get(key);
      if (!found)
        throw new Error(
          `${where}: there is no setting ${[...path, key].join('.')}; there are ${[...known.keys()].join(', ')}.`,
        );
      const [name, setting] = found;
      return [[name, settingOf(given, setting, where, [...path, key])]];
    }),
  );
}

function settingOf(value: unknown, setting: Setting, where: string, path: readonly string[]): unknown {
  const at = `${where}: ${path.join('.')}`;
  if (setting === 'secret') return reference(value, at);
  if (value === null || setting === 'value' || Token.isUnresolved(value)) return value;
  if ('oneOf' in setting) {
    if (typeof value === 'string' && !setting.oneOf.includes(value))
      throw new Error(`${at} has to be one of ${setting.oneOf.join(', ')}, and is "${value}".`);
    return value;
  }
  if ('fields' in setting) return toTerraform(value as object, setting.fields, where, path);
  const item = (one: unknown, key: string | number) =>
    settingOf(one, setting.items, where, [...path, String(key)]);
  if (Array.isArray(value)) return value.map(item);
  return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, item(one, key)]));
}
