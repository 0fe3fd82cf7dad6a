import type { AskedField, Reference } from './infer-fields.ts';
import { type ExactJson, isObject, scalarText, valueAt } from './json.ts';
import type { ApiPages, ApiRecord } from './pages.ts';
import type { Condition, FieldCall, Stream } from './stream.ts';

/** The fields that an API says a stream's records have: custom ones, and those of objects that only the account has. */
export async function askedFields(
  { id, fields = [] }: Stream,
  call: FieldCall,
  pages: ApiPages,
  signal: AbortSignal,
): Promise<readonly AskedField[]> {
  const stream: Stream = { id: `${id} fields`, path: call.path, records: call.records };
  const told: AskedField[] = [];
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  for await (const { records } of pages.of(stream, {}, signal))
    for (const record of records) {
      const name = textAt(record, call.name);
      if (name === undefined || names.has(name.toLowerCase())) continue;
      names.add(name.toLowerCase());
      const type = call.type === undefined ? undefined : textAt(record, call.type);
      if (type !== undefined && call.skip_types?.includes(type)) continue;
      told.push({
        name,
        path: `${call.prefix ?? ''}${pointerPart(name, call.prefix)}`,
        type: (type === undefined ? undefined : call.types?.[type]) ?? 'string',
        asked: name,
        isReadOnly: call.writable
          ? !call.writable.some((path) => isTrue(record, path))
          : isTrue(record, call.read_only),
        isUnique: isTrue(record, call.unique),
        isRequired: call.required?.every((one) => holdsOf(record, one)) ?? false,
        refersTo: referenceIn(record, call),
      });
    }
  return told;
}

/** A prefix that ends in a slash is a JSON Pointer, in which names are escaped (RFC 6901). */
function pointerPart(name: string, prefix: string | undefined): string {
  return prefix?.startsWith('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;
}

function textAt(record: ApiRecord, path: string): string | undefined {
  const value: ExactJson = isObject(record) ? valueAt(record, path) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isTrue(record: ApiRecord, path: string | undefined): boolean {
  return path !== undefined && valueAt(record, path) === true;
}

function referenceIn(record: ApiRecord, { references }: FieldCall): Reference | undefined {
  if (!references) return undefined;
  const relationship = textAt(record, references.name);
  const to = valueAt(record, references.to);
  const objects = (Array.isArray(to) ? to : []).filter((one): one is string => typeof one === 'string');
  return relationship === undefined || objects.length === 0 ? undefined : { relationship, objects };
}

/** Whether a record has a value at a path. */
export function holdsOf(record: ApiRecord, { at, is }: Condition): boolean {
  const value = valueAt(record, at);
  return String(scalarText(value) ?? value) === is;
}
