import type { ConnectorHost, FacetOf } from '../../contract/contract.ts';
import { fieldNamed } from '../../contract/field-named.ts';
import { nextRead, type SourceQuestions } from '../../contract/next-read.ts';
import { stableDigest } from '../../kit/digest.ts';
import type { JsonObject } from '../../kit/json.ts';
import { toText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import { hubValue, selectFields } from '../duckdb/fields.ts';
import { largestPosition, rowConditions } from '../duckdb/row-conditions.ts';
import type { fileSourceCapabilities } from './capabilities.ts';
import { unusualOptions } from './csv-options.ts';
import { expectedObject } from './file-tables.ts';
import type { Files } from './files.ts';
import type { ReadableTable } from './table-reader.ts';

/** Reads whole files, or the rows from a tracking field's value on. Types are those of the description, pinned. */
export function readFacet(files: Files): FacetOf<typeof fileSourceCapabilities, 'read'> {
  const expected = (id: string, signal: AbortSignal) => expectedObject(files, id, signal);
  const table = (id: string, configuration: JsonObject, signal: AbortSignal): Promise<ReadableTable> =>
    files.host.withSession(async (session) =>
      files.table(session, await expected(id, signal), files.csv(configuration), signal),
    );
  const questions: SourceQuestions = {
    async fingerprint(id, configuration) {
      const object = (await files.objects()).find((candidate) => candidate.id === id);
      const csv = unusualOptions(files.csv(configuration));
      const versions = object?.files.map((file) => [file.id, file.size, String(file.changed)]);
      return versions && stableDigest(csv === '' ? versions : [versions, csv]);
    },
    highWater: async (id, field, configuration, signal) =>
      largestValue(files.host, await table(id, configuration, signal), id, field),
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    async extract({ object: id, fields: wanted, after, filter, configuration }, signal) {
      const { fields, select, setAside } = await table(id, configuration, signal);
      const object = await expected(id, signal);
      const chosen = wanted.map((field) => fieldNamed(id, fields, field));
      const where = rowConditions({ after, filter }, (name) => fieldNamed(id, fields, name));
      const selected = selectFields(chosen, `(${select})${where}`);
      return {
        columns: chosen.map(({ name, type }) => ({ name, type })),
        ...(setAside ? { rejected: setAside } : {}),
        bytes: object.files.reduce((total, file) => total + Number(file.size), 0),
        offers: [{ format: 'relation', attach: async () => selected }],
      };
    },
  };
}

/** The largest value of a field as text, or null where there is none. */
export async function largestValue(
  host: ConnectorHost,
  { fields, select, prepare }: ReadableTable,
  id: string,
  field: string,
): Promise<string | null> {
  const { name, remote_type, type } = fieldNamed(id, fields, field);
  const largest = hubValue('largest', remote_type, type);
  const [row] = await host.withSession(async (session) => {
    await prepare?.(session);
    return session.all(
      `SELECT ${toText(largest, fieldType(type))} FROM (SELECT ${largestPosition(name, type)} AS largest FROM (${select}))`,
    );
  });
  return row?.[0] === null || row?.[0] === undefined ? null : String(row[0]);
}
