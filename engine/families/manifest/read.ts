import type { FacetOf, FieldSchema } from '../../contract/contract.ts';
import { fieldNamed } from '../../contract/field-named.ts';
import { nextRead, type SourceQuestions } from '../../contract/next-read.ts';
import { stableText } from '../../kit/digest.ts';
import type { JsonObject } from '../../kit/json.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { fromText, toText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import type { manifestCapabilities } from './capabilities.ts';
import type { ApiField } from './infer-fields.ts';
import { rangesOf } from './ranges.ts';
import type { Parameters } from './request.ts';
import type { ApiSource } from './source.ts';
import type { Spooled } from './spool.ts';
import type { Stream } from './stream.ts';

interface After {
  readonly field: string;
  readonly value: string;
}

/**
 * Reads endpoints, whole or from a tracking field's value on. An API cannot say what its largest value is: `highWater` reads
 * what there is to read, and `extract` of the same range then takes those records rather than asking again.
 */
export function readFacet(source: ApiSource): FacetOf<typeof manifestCapabilities, 'read'> {
  const looked = new Map<string, Promise<Spooled>>();
  const read = async (object: Stream, after: After | undefined, signal: AbortSignal) => {
    const fields = await source.fields(object, signal);
    return source.read(object, fields, rangesAfter(object, after, fields), signal);
  };
  const rangeOf = (object: Stream, after: After | undefined) => stableText([object, after ?? null]);
  const questions: SourceQuestions = {
    // Of a stream of whose changes the system keeps no record that is not known before it is read.
    fingerprint: (id, configuration, signal) =>
      source.changes.newest(source.object(id, configuration), signal),
    hasChanges: async (id, range, configuration) =>
      source.changes.reach(source.object(id, configuration), range),
    async highWater(id, name, configuration: JsonObject, signal, since) {
      const object = source.object(id, configuration);
      const after = since === undefined ? undefined : { field: name, value: since };
      const reading = read(object, after, signal);
      const spooled = await reading;
      looked.set(rangeOf(object, after), reading);
      const field = fieldNamed(id, spooled.fields, name);
      const [row] = await source.host.withSession((session) =>
        session.all(
          `SELECT CAST(${toText('largest', fieldType(field.type))} AS VARCHAR) FROM (SELECT max(${comparable(field)}) AS largest FROM (${spooled.select}))`,
        ),
      );
      const largest = row?.[0];
      return largest === null || largest === undefined ? null : String(largest);
    },
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    async extract({ object: id, fields: wanted, configuration, after, changes }, signal) {
      const object = source.object(id, configuration);
      const range = rangeOf(object, after);
      const spooled = await (changes
        ? source.changes.read(object, changes, signal)
        : (looked.get(range) ?? read(object, after, signal)));
      if (!changes) looked.delete(range);
      const chosen = wanted.map((name) => fieldNamed(id, spooled.fields, name));
      const where = after
        ? ` WHERE ${atOrAfter(fieldNamed(id, spooled.fields, after.field), after.value)}`
        : '';
      const select = `SELECT ${chosen.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM (${spooled.select})${where}`;
      return {
        columns: chosen.map(({ name, type }) => ({ name, type })),
        bytes: spooled.bytes,
        ...(spooled.setAside.length > 0 ? { rejected: spooled.setAside } : {}),
        offers: [{ format: 'relation', attach: async () => select }],
        notes: notesOn(spooled, spooled.fields, object),
      };
    },
  };
}

/** What records have that is not read: keys that the first records did not have. */
export function notesOn(
  { unread }: Spooled,
  described: readonly ApiField[],
  { fields }: Stream,
): readonly string[] {
  if (fields) return [];
  const names = unread.filter((key) => !described.some(({ name }) => name === key));
  if (names.length === 0) return [];
  return [
    `not read, because the first records have no value for it: ${names.join(', ')}; declare the fields`,
  ];
}

/** Numbers without bounds travel as text, whose order is another. */
function comparable({ name, type }: FieldSchema): string {
  const column = quoteIdentifier(name);
  return type === 'number' ? `CAST(${column} AS DECIMAL(38,18))` : column;
}

/** Records without a value come along each time: nothing says when they changed. */
function atOrAfter(field: FieldSchema, value: string): string {
  const bound = fromText(quoteLiteral(value), fieldType(field.type));
  const compared = field.type === 'number' ? `CAST(${bound} AS DECIMAL(38,18))` : bound;
  return `(${comparable(field)} >= ${compared} OR ${quoteIdentifier(field.name)} IS NULL)`;
}

/** What leaves out what came before; all of it where nothing is known. */
function rangesAfter(
  stream: Stream,
  after: After | undefined,
  fields: readonly ApiField[],
): readonly Parameters[] {
  const { incremental } = stream;
  const tracked = incremental && fields.find(({ name }) => name === incremental.field);
  const value = after !== undefined && after.field === incremental?.field ? after.value : undefined;
  return rangesOf(stream, value, fieldType(tracked?.type ?? 'string'), Date.now());
}
