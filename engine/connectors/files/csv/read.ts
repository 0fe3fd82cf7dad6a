import type { FacetOf } from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead, type SourceQuestions } from '../../../contract/next-read.ts';
import { selectFields } from '../../../families/duckdb/fields.ts';
import { rowConditions } from '../../../families/duckdb/row-conditions.ts';
import { unusualOptions } from '../../../families/files/csv-options.ts';
import { largestValue } from '../../../families/files/read.ts';
import { stableDigest } from '../../../kit/digest.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { csvCapabilities } from './capabilities.ts';
import type { CsvSource } from './source.ts';
import { forget } from './web-file.ts';

/** Reads the file, whole or from a tracking field's value on; it is downloaded whole either way. */
export function readFacet(source: CsvSource): FacetOf<typeof csvCapabilities, 'read'> {
  const table = (id: string, configuration: JsonObject, signal: AbortSignal) => {
    if (id !== source.object.id)
      throw new SyncformError('source_changed', `the connection's file is ${source.object.id}, not ${id}`, {
        hint: 'Plan again.',
      });
    return source.host.withSession((session) => source.table(session, source.csv(configuration), signal));
  };
  const questions: SourceQuestions = {
    /** What the server says of the file's version, where it says anything. */
    async fingerprint(_object, configuration, signal) {
      try {
        const answer = await source.web.ask({ method: 'HEAD', once: true }, signal);
        forget(answer);
        const { etag, 'last-modified': modified, 'content-length': length } = answer.headers;
        const csv = unusualOptions(source.csv(configuration));
        return etag || modified
          ? stableDigest([etag, modified, length, ...(csv === '' ? [] : [csv])])
          : undefined;
      } catch (error) {
        // Not every server answers HEAD; whether the file can be obtained is found out when it is read.
        if (signal.aborted) throw error;
        return undefined;
      }
    },
    highWater: async (id, field, configuration, signal) =>
      largestValue(source.host, await table(id, configuration, signal), id, field),
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    async extract({ object: id, fields: wanted, after, filter, configuration }, signal) {
      const { fields, select, setAside } = await table(id, configuration, signal);
      const chosen = wanted.map((field) => fieldNamed(id, fields, field));
      const where = rowConditions({ after, filter }, (name) => fieldNamed(id, fields, name));
      const selected = selectFields(chosen, `(${select})${where}`);
      return {
        columns: chosen.map(({ name, type }) => ({ name, type })),
        ...(setAside ? { rejected: setAside } : {}),
        offers: [{ format: 'relation', attach: async () => selected }],
      };
    },
  };
}
