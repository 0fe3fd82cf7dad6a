import type { BulkSyncInput, SyncInput } from '../../engine/api/documents.ts';
import { checkBulkSyncShape } from '../../engine/bulk-syncs/check-bulk-sync.ts';
import { filterFunctionNames } from '../../engine/filters/filter-functions.ts';
import type { Issue } from '../../engine/kit/errors.ts';
import { checkSyncShape } from '../../engine/syncs/check-sync-shape.ts';
import { camelCase } from './camel-case.ts';
import { isKnown } from './json.ts';

/*
 * What the engine refuses of a definition without asking a system is refused at synth, by the engine's own checks. They are part of
 * this package; no other part of the engine is.
 */

type Document = Readonly<Record<string, unknown>>;

/** Throws for the faults that a sync has by itself. `where` begins each line of the message. */
export function refuseFaultsOfSync(inputs: Document, where: string): void {
  const document: Document = { ...inputs, fields: listed(inputs.fields, 'target') };
  const faults = ['filters', 'target_filters', 'overrides'].flatMap((list) =>
    functionFaults(document[list], [list]),
  );
  refuse([...checkSyncShape(document as unknown as SyncInput), ...faults], document, where);
}

/** Throws for the faults that a bulk sync has by itself. `where` begins each line of the message. */
export function refuseFaultsOfBulkSync(inputs: Document, where: string): void {
  const schemas = listed(inputs.schemas, 'id')?.map((schema): Document => {
    const fields = listed((schema as Document).fields, 'id');
    return { ...(schema as Document), ...(fields && { fields }) };
  });
  const document = { ...inputs, ...(schemas && { schemas }) };
  const faults = (schemas ?? []).flatMap(({ filters }, i) =>
    functionFaults(filters, ['schemas', i, 'filters']),
  );
  refuse([...checkBulkSyncShape(document as unknown as BulkSyncInput), ...faults], document, where);
}

/** Functions that filters, or the conditions of overrides, name and that there are not. The engine sees them once it knows fields. */
function functionFaults(conditions: unknown, path: Issue['path']): readonly Issue[] {
  if (!Array.isArray(conditions)) return [];
  return conditions.flatMap(({ function: name }, i): Issue[] =>
    filterFunctionNames.includes(name)
      ? []
      : [
          {
            path: [...path, i, 'function'],
            message: `"${name}" is no filter function; known are ${filterFunctionNames.join(', ')}`,
          },
        ],
  );
}

/** Elements under keys as the list that the engine has, each with its key. */
function listed(elements: unknown, key: string): readonly unknown[] | undefined {
  if (Array.isArray(elements)) return elements;
  if (typeof elements !== 'object' || elements === null) return undefined;
  return Object.entries(elements).map(([name, element]) => ({ [key]: name, ...element }));
}

/** Of what is at fault only what is known counts: Terraform alone knows what references stand for. */
function refuse(issues: readonly Issue[], document: Document, where: string): void {
  const lines = issues
    .filter(({ path }) => isKnown(withoutIds(valueAt(document, path))))
    .map(({ path, message }) => `${where}: ${shown(document, path)}${message}.`);
  if (lines.length > 0) throw new Error(lines.join('\n'));
}

function valueAt(document: unknown, path: Issue['path']): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : value,
    document,
  );
}

/** An id says nothing that a check could find fault with, whatever it refers to. */
function withoutIds(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !/_ids?$/.test(name)));
}

/** A path as the construct's properties have it: `fields.city.syncMode: `. */
function shown(document: unknown, path: Issue['path']): string {
  if (path.length === 0) return '';
  let value = document;
  const steps = path.map((step) => {
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[step]
        : undefined;
    const { target, id } = (typeof value === 'object' && value !== null ? value : {}) as {
      readonly target?: unknown;
      readonly id?: unknown;
    };
    return typeof step === 'number' ? String(target ?? id ?? step) : camelCase(step);
  });
  return `${steps.join('.')}: `;
}
