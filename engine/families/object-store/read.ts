import type { FacetOf, ReadRequest } from '../../contract/contract.ts';
import { fieldNamed } from '../../contract/field-named.ts';
import { nextRead, type SourceQuestions } from '../../contract/next-read.ts';
import { selectFields } from '../duckdb/fields.ts';
import { rowConditions } from '../duckdb/row-conditions.ts';
import { unusualOptions } from '../files/csv-options.ts';
import { expectedObject } from '../files/file-tables.ts';
import { largestValue } from '../files/read.ts';
import type { storeCapabilities } from './capabilities.ts';
import { addedBetween, fingerprintOf } from './fingerprint.ts';
import type { StoreTables } from './store-tables.ts';
import type { StoredFile } from './tables.ts';

/**
 * Reads whole tables, the rows from a tracking field's value on, or the files that came since the last run: where a table
 * has only got more files, and its rows have a key, no other file is read again. A file that was changed or removed is
 * noticed, and then all are read, so that rows which are gone from it go.
 */
export function readFacet(tables: StoreTables): FacetOf<typeof storeCapabilities, 'read'> {
  const questions: SourceQuestions = {
    async fingerprint(id, configuration, signal) {
      const table = (await tables.objects(signal)).find((candidate) => candidate.id === id);
      return (
        table &&
        (table.manifest
          ? fingerprintOf([table.manifest])
          : fingerprintOf(table.files, unusualOptions(tables.csv(configuration))))
      );
    },
    async hasChanges(id, { from, to }, _configuration, signal) {
      const table = (await tables.objects(signal)).find((candidate) => candidate.id === id);
      return table?.manifest === undefined && addedBetween(from, to) !== undefined;
    },
    highWater: (id, field, configuration, signal) =>
      tables.host.withSession(async (session) => {
        const object = await expectedObject(tables, id, signal);
        const table = await tables.table(session, object, tables.csv(configuration), signal);
        return largestValue(tables.host, table, id, field);
      }),
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    async extract({ object: id, fields: wanted, after, filter, changes, configuration }, signal) {
      const table = await expectedObject(tables, id, signal);
      const isRead = chosenFiles(changes);
      const { fields, select, setAside, prepare } = await tables.host.withSession((session) =>
        tables.table(session, table, tables.csv(configuration), signal, isRead),
      );
      const chosen = wanted.map((field) => fieldNamed(id, fields, field));
      const where = rowConditions({ after, filter }, (name) => fieldNamed(id, fields, name));
      const selected = selectFields(chosen, `(${select})${where}`);
      return {
        columns: chosen.map(({ name, type }) => ({ name, type })),
        ...(setAside ? { rejected: setAside } : {}),
        bytes: table.files.filter(isRead).reduce((total, { size }) => total + size, 0),
        offers: [
          {
            format: 'relation',
            async attach(session) {
              await prepare?.(session);
              return selected;
            },
          },
        ],
      };
    },
  };
}

/** Which files are read: all, those that came, or, where only files came, none for the rows that went. */
function chosenFiles(changes: ReadRequest['changes']): (file: StoredFile) => boolean {
  if (!changes) return () => true;
  const added = changes.rows === 'deleted' ? new Set() : addedBetween(changes.from, changes.to);
  return ({ key }) => added?.has(key) ?? true;
}
