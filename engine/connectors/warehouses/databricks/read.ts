import type { ChangeRange, FacetOf } from '../../../contract/contract.ts';
import { nextRead, type SourceQuestions } from '../../../contract/next-read.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { databricksCapabilities } from './capabilities.ts';
import { type CatalogObject, describeObjects } from './catalog.ts';
import { StatementError } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import { datesOfEra, hasEra, type SourceColumn } from './columns.ts';
import type { DatabricksConfig } from './config.ts';
import { extraction } from './extraction.ts';
import { filterCondition } from './filter.ts';
import { quoteTable, tableName } from './names.ts';
import { atOrAfter, changedRows, largestValue, probeChanges, type Versions } from './read-statements.ts';
import { describeDetail, newestVersion } from './statements.ts';

/** Reads tables and views: whole, from a tracking field's value on, or what Delta's change data feed has of them. */
export function readFacet(
  config: DatabricksConfig,
  warehouse: Warehouse,
): FacetOf<typeof databricksCapabilities, 'read'> {
  const object = async (id: string, signal: AbortSignal): Promise<CatalogObject> => {
    const [found] = await describeObjects(warehouse, config.unity_catalog_enabled, [id], signal);
    if (found) return found;
    throw new SyncformError('source_changed', `there is no table or view ${id} any more`, {
      hint: 'Plan again, and check that the connection’s user may see it.',
    });
  };
  const questions: SourceQuestions = {
    async fingerprint(id, _configuration, signal) {
      const name = tableName(id);
      try {
        const [[newest], [detail]] = await Promise.all([
          warehouse.rows(newestVersion(name), signal),
          warehouse.rows(describeDetail(name), signal),
        ]);
        // A table that is dropped and made again counts from 0 once more, under another id.
        return newest?.version && detail?.id ? formatFingerprint(detail.id, newest.version) : undefined;
      } catch (error) {
        // A view, a table that is not Delta's, or one whose history this user may not see.
        if (error instanceof StatementError) return undefined;
        throw error;
      }
    },
    async hasChanges(id, range, _configuration, signal) {
      const versions = versionsIn(range);
      if (!versions) return false;
      try {
        await warehouse.rows(probeChanges(tableName(id), versions), signal);
        return true;
      } catch (error) {
        // The feed is off, or was then; its files are gone; the table's columns have changed.
        if (error instanceof StatementError) return false;
        throw error;
      }
    },
    async highWater(id, field, _configuration, signal) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      const [row] = await warehouse.rows(largestValue(found.table, column), signal, {
        doing: `reading ${id}`,
      });
      const largest = row?.c0 ?? null;
      return largest !== null && hasEra(column) ? datesOfEra(largest) : largest;
    },
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    async extract({ object: id, fields, after, changes, filter, constants = [] }, signal) {
      const found = await object(id, signal);
      const columns = fields.map((field) => columnOf(found, field));
      const versions = changes && versionsIn(changes);
      const conditions = [
        ...(after ? [atOrAfter(columnOf(found, after.field), after.value)] : []),
        ...(filter ? [filterCondition(filter, ({ name }) => columnOf(found, name))] : []),
      ];
      const selection = {
        columns,
        from:
          changes && versions
            ? changedRows(found.table, versions, changes.key, changes.rows)
            : quoteTable(found.table),
        ...(conditions.length > 0 ? { where: conditions.join(' AND ') } : {}),
      };
      return extraction(selection, warehouse, { what: `table ${id}`, constants });
    },
  };
}

function formatFingerprint(id: string, version: string): string {
  return `${id} version ${version}`;
}

/** The versions of a table after the one fingerprint and up to the other; undefined where they are not of one table. */
function versionsIn({ from, to }: ChangeRange): Versions | undefined {
  const [before, after] = [from, to].map((fingerprint) => /^(.+) version (\d+)$/.exec(fingerprint));
  if (!before || !after || before[1] !== after[1]) return undefined;
  const [first, last] = [BigInt(before[2] as string) + 1n, BigInt(after[2] as string)];
  return first <= last ? { first, last } : undefined;
}

function columnOf(object: CatalogObject, field: string): SourceColumn {
  const column = object.columns.find(({ name }) => name === field);
  if (column) return column;
  throw new SyncformError('source_changed', `${object.id} has no column "${field}" any more`, {
    hint: 'Plan again.',
  });
}
