import { SyncformError } from '../../api/errors.ts';
import { toText } from '../../movement/csv-dialect.ts';
import { quoteIdentifier } from '../../movement/sql.ts';
import { stableDigest } from '../../types/digest.ts';
import { fieldType } from '../../types/field-type.ts';
import type { FieldSchema, ReadFacet } from '../contract.ts';
import { hubValue, selectFields } from '../duckdb/fields.ts';
import { rowConditions } from '../duckdb/row-conditions.ts';
import type { Files } from './files.ts';
import type { ReadableTable } from './table-reader.ts';

/** Reads whole files, or the rows from a tracking field's value on. Types are those of the description, pinned. */
export function readFacet(files: Files): ReadFacet {
  const table = (id: string): Promise<ReadableTable> =>
    files.host.withSession(async (session) => files.table(session, await files.expected(id)));
  return {
    async fingerprint(id) {
      const object = await files.object(id);
      return object && stableDigest(object.files.map((file) => [file.id, file.size, String(file.changed)]));
    },
    async highWater(id, field) {
      const { fields, select } = await table(id);
      const { name, remote_type, type } = fieldNamed(id, fields, field);
      const largest = hubValue('largest', remote_type, type);
      const [row] = await files.host.withSession((session) =>
        session.all(
          `SELECT ${toText(largest, fieldType(type))} FROM (SELECT max(${quoteIdentifier(name)}) AS largest FROM (${select}))`,
        ),
      );
      return row?.[0] === null || row?.[0] === undefined ? null : String(row[0]);
    },
    canFilter: true,
    async extract({ object: id, fields: wanted, after, filter }) {
      const { fields, select } = await table(id);
      const object = await files.expected(id);
      const chosen = wanted.map((field) => fieldNamed(id, fields, field));
      const where = rowConditions({ after, filter }, (name) => fieldNamed(id, fields, name));
      const selected = selectFields(chosen, `(${select})${where}`);
      return {
        columns: chosen.map(({ name, type }) => ({ name, type })),
        bytes: object.files.reduce((total, file) => total + Number(file.size), 0),
        offers: [{ format: 'relation', attach: async () => selected }],
      };
    },
  };
}

export function fieldNamed(id: string, fields: readonly FieldSchema[], field: string): FieldSchema {
  const found = fields.find((candidate) => candidate.id === field);
  if (found) return found;
  throw new SyncformError('source_changed', `${id} has no column "${field}" any more`, {
    hint: 'Plan again.',
  });
}
