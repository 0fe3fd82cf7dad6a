import type { FieldLimit } from '../../../../contract/contract.ts';
import type { Document, Opensearch } from '../client.ts';
import { ID } from '../indices.ts';

const SETTING = 'index.mapping.total_fields.limit';

/**
 * How many fields an index's mapping may have: objects and each way in which a field is indexed count too
 * (https://docs.opensearch.org/latest/field-types/#mapping-limits-and-settings). Undefined where the index adds no fields by
 * itself, and of an alias of several indices.
 */
export async function fieldLimitOf(
  opensearch: Opensearch,
  name: string,
  signal: AbortSignal,
): Promise<FieldLimit | undefined> {
  const doing = `looking at ${name}`;
  const path = encodeURIComponent(name);
  const found = await opensearch.ask(doing, { method: 'GET', path: `${path}/_mapping` }, signal);
  const [index, other] = Object.keys(found);
  if (index === undefined || other !== undefined) return undefined;
  const { mappings = {} } = found[index] as { mappings?: Document };
  if (mappings.dynamic !== undefined && String(mappings.dynamic) !== 'true') return undefined;
  const settings = await opensearch.ask(
    doing,
    { method: 'GET', path: `${path}/_settings/${SETTING}?flat_settings=true&include_defaults=true` },
    signal,
  );
  const said = settings[index] as { settings?: Document; defaults?: Document } | undefined;
  const most = Number(said?.settings?.[SETTING] ?? said?.defaults?.[SETTING]);
  if (!Number.isInteger(most)) return undefined;
  const names = new Set([ID]);
  const count = countFields(mappings, '', names);
  return { most, count, names, raise: `raise the index’s ${SETTING}` };
}

/** The fields of a mapping or object; notes the names of those that documents have. */
function countFields({ properties }: Document, before: string, names: Set<string>): number {
  let count = 0;
  for (const [name, field] of Object.entries((properties ?? {}) as Readonly<Record<string, Document>>)) {
    names.add(`${before}${name}`);
    count += 1 + Object.keys(field.fields ?? {}).length + countFields(field, `${before}${name}.`, names);
  }
  return count;
}
