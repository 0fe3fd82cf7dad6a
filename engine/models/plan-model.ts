import type { ModelInput, ModelPlan } from '../api/documents.ts';
import { heedModel } from '../connections/heed-model.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { FieldSchema } from '../contract/contract.ts';
import { checkExpectations, refuseFaults } from '../expectations/check-expectations.ts';
import { InvalidError, type Issue, SyncformError } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import { parseFieldType } from '../types/field-type.ts';

/** Asks the source what a model yields and checks everything that the model says against it. Stores nothing. */
export async function planModel(
  given: ModelInput,
  connection: UsedConnection,
  signal: AbortSignal,
): Promise<ModelPlan> {
  const { input, ignored } = heedModel(given, connection.definition);
  const described = await describe(input, connection, signal);
  const fields = selectFields(input, described);
  refuseFaults(checkExpectations(input.expectations, fields, ['expectations']));
  const unreadable = unreadableOf(described);
  const leftOut = input.fields === undefined ? unreadable.map(({ reason }) => `left out: ${reason}`) : [];
  return { fields, ...(unreadable.length > 0 ? { unreadable } : {}), warnings: [...ignored, ...leftOut] };
}

async function describe(
  input: ModelInput,
  connection: UsedConnection,
  signal: AbortSignal,
): Promise<readonly FieldSchema[]> {
  try {
    return await connection.facet('query').describe(input.configuration, signal);
  } catch (error) {
    if (error instanceof InvalidError)
      throw new InvalidError(error.issues.map((i) => ({ ...i, path: ['configuration', ...i.path] })));
    if (error instanceof SyncformError && error.code === 'invalid')
      throw new InvalidError([{ path: ['configuration', ...error.path], message: error.message }]);
    throw error;
  }
}

function selectFields(input: ModelInput, all: readonly FieldSchema[]): readonly FieldSchema[] {
  const issues: Issue[] = [];
  const described = all.filter((f) => f.unreadable === undefined);
  const unreadable = new Map(unreadableOf(all).map(({ name, reason }) => [name, reason]));
  const names = described.map((f) => f.name);
  const known = (path: readonly (string | number)[], name: string) => {
    const reason = unreadable.get(name);
    if (reason !== undefined) issues.push({ path, message: reason });
    else if (!names.includes(name))
      issues.push({ path, message: `the source yields no field "${name}"; it yields ${shortList(names)}` });
  };
  for (const [i, name] of (input.fields ?? []).entries()) known(['fields', i], name);
  const additional = (input.additional_fields ?? []).map((field, i): FieldSchema => {
    known(['additional_fields', i, 'name'], field.name);
    if (!parseFieldType(field.type))
      issues.push({ path: ['additional_fields', i, 'type'], message: `"${field.type}" is not a field type` });
    const base = described.find((f) => f.name === field.name);
    return {
      id: field.name,
      name: field.name,
      type: field.type,
      remote_type: base?.remote_type ?? field.type,
      nullable: true,
      is_primary_key: false,
    };
  });
  const added = new Set(additional.map((f) => f.name));
  const wanted = input.fields === undefined ? undefined : new Set(input.fields);
  const chosen = described.filter((f) => !added.has(f.name) && (!wanted || wanted.has(f.name)));
  const fields = [...chosen, ...additional];
  const shown = (path: readonly (string | number)[], name: string) => {
    const reason = unreadable.get(name);
    if (reason !== undefined) issues.push({ path, message: reason });
    else if (!fields.some((f) => f.name === name))
      issues.push({
        path,
        message: `"${name}" is not among the model's fields: ${shortList(fields.map((f) => f.name))}`,
      });
  };
  if (input.identifier !== undefined) shown(['identifier'], input.identifier);
  for (const [i, name] of (input.tracking_columns ?? []).entries()) shown(['tracking_columns', i], name);
  for (const [i, { from }] of (input.relations ?? []).entries()) shown(['relations', i, 'from'], from);
  if (issues.length > 0) throw new InvalidError(issues);
  return fields;
}

/** Fields that the connection's user may not read, and why. */
function unreadableOf(described: readonly FieldSchema[]): NonNullable<ModelPlan['unreadable']> {
  return described.flatMap(({ name, unreadable }) =>
    unreadable === undefined ? [] : [{ name, reason: unreadable }],
  );
}

/** What a model yields depends on these alone: its name does not count. */
export function yieldsOf({
  connection_id,
  configuration,
  fields,
  additional_fields,
  identifier,
  relations,
  tracking_columns,
}: ModelInput): Omit<ModelInput, 'name'> {
  return { connection_id, configuration, fields, additional_fields, identifier, relations, tracking_columns };
}
