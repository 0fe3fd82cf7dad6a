import type { FacetOf, FieldSchema } from '../../contract/contract.ts';
import { nextRead, type SourceQuestions } from '../../contract/next-read.ts';
import { SyncformError } from '../../kit/errors.ts';
import { toText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import type { duckdbCapabilities } from './capabilities.ts';
import type { DuckdbDatabase } from './database.ts';
import { hubValue, selectFields } from './fields.ts';
import { qualifyTable } from './names.ts';
import { type CatalogObject, confineViews, describeObjects } from './objects.ts';
import { largestPosition, rowConditions } from './row-conditions.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet(database: DuckdbDatabase): FacetOf<typeof duckdbCapabilities, 'read'> {
  const object = async (id: string, signal: AbortSignal): Promise<CatalogObject> => {
    const [found] =
      (await database.reading(signal, (session, catalog) =>
        describeObjects(session, catalog, [id], database),
      )) ?? [];
    if (found) return found;
    throw new SyncformError(
      'source_changed',
      `there is no table or view ${id} in ${database.title} any more`,
      {
        hint: 'Plan again.',
      },
    );
  };
  /** Looks at a view again right before it is read: it may have become another since it was described. */
  const confine = async ({ table, isView }: CatalogObject, signal: AbortSignal): Promise<void> => {
    if (!isView || !database.isConfined) return;
    await database.reading(signal, (session, catalog) =>
      confineViews(session, { catalog, isRemote: database.isRemote }, [table]),
    );
  };
  const questions: SourceQuestions = {
    // Without fingerprints: DuckDB keeps no mark of a table's last change, and one file's time would stand for all its tables.
    async highWater(id, field, _configuration, signal) {
      const found = await object(id, signal);
      const { name, remote_type, type } = fieldNamed(found, field);
      await confine(found, signal);
      const largest = await database.reading(signal, (session, catalog) =>
        session.all(
          `SELECT ${toText(hubValue('largest', remote_type, type), fieldType(type))}
             FROM (SELECT ${largestPosition(name, type)} AS largest FROM ${qualifyTable(catalog, found.table)})`,
        ),
      );
      const value = largest?.[0]?.[0];
      return value === null || value === undefined ? null : String(value);
    },
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    async extract({ object: id, fields, after, filter }, signal) {
      const found = await object(id, signal);
      const wanted = fields.map((field) => fieldNamed(found, field));
      const where = rowConditions({ after, filter }, (name) => fieldNamed(found, name));
      return {
        columns: wanted.map(({ name, type }) => ({ name, type })),
        offers: [
          {
            format: 'relation',
            async attach(session, signal) {
              const catalog = await database.attach(session, 'read', signal);
              if (catalog === undefined) throw database.missing();
              await confine(found, signal);
              return selectFields(wanted, `${qualifyTable(catalog, found.table)}${where}`);
            },
          },
        ],
      };
    },
  };
}

function fieldNamed(object: CatalogObject, field: string): FieldSchema {
  const found = object.fields.find(({ id }) => id === field);
  if (found) return found;
  throw new SyncformError('source_changed', `${object.id} has no column "${field}" any more`, {
    hint: 'Plan again.',
  });
}
