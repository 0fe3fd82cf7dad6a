import type { ConfigField } from '@syncform/engine/contract/config-schema.ts';
import type { JsonObject } from '@syncform/engine/kit/json.ts';
import type { Json } from '../../framework/index.ts';
import { engineJson } from '../values/json-values.ts';
import { hasSecret, isShown } from './connection-attributes.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * A configuration for the engine: nulls left out, but for secrets, whose null says that a stored one is to be cleared. A
 * secret that is not among the values stays as it is stored.
 */
export function configurationInput(fields: readonly ConfigField[], values: Values): JsonObject {
  const input: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.readOnly) continue;
    if (value === null || value === undefined) {
      if (field.sensitive && value === null) input[field.name] = null;
    } else if (field.fields) input[field.name] = configurationInput(field.fields, value as Values);
    else if (field.items?.fields && Array.isArray(value))
      input[field.name] = value.map((element) =>
        configurationInput(field.items?.fields ?? [], element as Values),
      );
    else input[field.name] = engineJson(value as Json);
  }
  return input as JsonObject;
}

/**
 * A stored configuration as the state has it: every field, defaults where it says nothing, secrets null. With `before`,
 * optional objects and lists that mean nothing stay as the user wrote them.
 */
export function configurationState(
  fields: readonly ConfigField[],
  stored: Values,
  secrets: 'null' | 'left out' = 'null',
): Record<string, unknown> {
  const state: Record<string, unknown> = {};
  for (const field of fields) {
    if (!isShown(field) || (field.sensitive && secrets === 'left out')) continue;
    const value = field.sensitive ? null : (stored[field.name] ?? field.default ?? null);
    if (value !== null && field.fields)
      state[field.name] = configurationState(field.fields, value as Values, secrets);
    else if (value !== null && field.items?.fields && Array.isArray(value))
      state[field.name] = value.map((element) =>
        configurationState(field.items?.fields ?? [], element as Values, secrets),
      );
    else state[field.name] = value;
  }
  return state;
}

/** Whether the value at a path, joined by dots, is a secret or may hold one. */
export function concernsSecret(fields: readonly ConfigField[], path: string): boolean {
  let at: readonly ConfigField[] = fields;
  let field: ConfigField | undefined;
  for (const step of path === '' ? [] : path.split('.')) {
    if (/^\d+$/.test(step)) continue;
    field = at.find((f) => f.name === step);
    if (!field || field.sensitive) return field !== undefined;
    at = field.fields ?? field.items?.fields ?? [];
  }
  return field ? hasSecret(field) : fields.some(hasSecret);
}
