import type { Extraction, FacetOf } from '../../../contract/contract.ts';
import { nextRead, type SourceQuestions } from '../../../contract/next-read.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { writersAreDone } from '../../../families/sql/open-writers.ts';
import { objectLookup } from '../../../families/sql/read-object.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { columnOf } from '../../../families/sql/source-columns.ts';
import { fieldType } from '../../../types/field-type.ts';
import type { postgresqlCapabilities } from './capabilities.ts';
import { csvExpression, naturalType } from './columns.ts';
import { quoteTable } from './dialect.ts';
import type { CatalogObject } from './discover.ts';
import type { ExtensionReader } from './extension.ts';
import { extraction, needsExtension } from './extraction.ts';
import { catalog, selectionOf } from './source.ts';
import { quoteIdentifier } from './sql.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet(
  sessions: Sessions,
  extension: ExtensionReader,
): FacetOf<typeof postgresqlCapabilities, 'read'> {
  const object = objectLookup({ ...catalog, sessions });
  const questions: SourceQuestions = {
    // Without fingerprints: Postgres keeps no mark of a table's last change that survives a crash or a reset of its statistics.
    async highWater(id, field, _configuration, signal, since) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      const name = quoteIdentifier(column.name);
      return sessions.use(signal, async (session) => {
        // Asked first: a transaction that begins in between is none that the largest value could be beyond.
        const [oldest] = await session.rows(OLDEST_TRANSACTION);
        const [row] = await session.rows(
          `SELECT ${csvExpression(column)} FROM ${quoteTable(found.table)} WHERE ${name} IS NOT NULL AND ${isPossible(column)} ORDER BY ${name} DESC LIMIT 1`,
          column.type === 'datetime_tz' ? [oldest?.[0] ?? null] : [],
        );
        const largest = row?.[0] ?? null;
        if (largest === null) return null;
        const { kind } = fieldType(column.type);
        if (kind === 'date' || kind === 'datetime') {
          if (oldest?.[1] !== 't') return largest;
          const natural = naturalType(column.type);
          const [safe] = await session.rows(
            `SELECT ($1::${natural} - (clock_timestamp() - $2::timestamptz))::${natural}`,
            [largest, oldest[0] ?? null],
          );
          return safe?.[0] ?? largest;
        }
        if (kind === 'datetime_tz') return largest;
        const open = () => writersOf(session, quoteTable(found.table));
        return (await writersAreDone(open, ASKED_MS, signal)) ? largest : (since ?? null);
      });
    },
    ceiling: async ({ type }, signal) => {
      if (type !== 'datetime_tz') return undefined;
      return sessions.use(
        signal,
        async (session) => (await session.rows(OLDEST_TRANSACTION))[0]?.[0] ?? null,
      );
    },
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    prepare(takes) {
      if (needsExtension(takes)) extension.isAvailable(new AbortController().signal).catch(() => undefined);
    },
    async extract(request, signal) {
      const found = await object(request.object, signal);
      return {
        ...(await extraction(selectionOf(found, request), sessions, extension, signal, request.takes)),
        ...uniqueBy(found, request.fields),
      };
    },
  };
}

/** The primary key, where it is among the fields and holds of all rows that the object shows. */
export function uniqueBy(found: CatalogObject, fields: readonly string[]): Pick<Extraction, 'uniqueBy'> {
  const key = found.fields.filter((field) => field.is_primary_key).map(({ name }) => name);
  // The key of a table that others inherit from says nothing of their rows.
  const isUnique = found.isHeap && key.length > 0 && key.every((name) => fields.includes(name));
  return isUnique ? { uniqueBy: key } : {};
}

/**
 * When the oldest transaction began that may still write, or now; and whether there is one. What it writes may carry that time (`now()` is a
 * transaction's beginning) and is seen only later: a position beyond it would leave those rows behind. Of the sessions of
 * other users the server tells only a member of pg_read_all_stats.
 */
const OLDEST_TRANSACTION = `SELECT least(min(xact_start), clock_timestamp()), min(xact_start) IS NOT NULL FROM pg_catalog.pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;

/**
 * Which values may be a position: what is stamped with a time in the future, in any zone, or is none (infinity, NaN),
 * would leave everything behind that comes later.
 */
function isPossible({ name, type }: SourceColumn): string {
  const value = quoteIdentifier(name);
  switch (fieldType(type).kind) {
    case 'datetime_tz':
      return `${value} <= coalesce($1::timestamptz, clock_timestamp())`;
    case 'date':
    case 'datetime':
      return `isfinite(${value}) AND ${value} <= (clock_timestamp() AT TIME ZONE 'UTC') + interval '14 hours'`;
    case 'single':
    case 'double':
    case 'number':
    case 'decimal':
      return `${value}::text NOT IN ('NaN', 'Infinity', '-Infinity')`;
    default:
      return 'true';
  }
}

/** How often transactions that write are asked for, in ms. */
const ASKED_MS = 100;

/** What names the transactions of others that have written to a table and are open. */
async function writersOf(session: Session, table: string): Promise<readonly (string | null | undefined)[]> {
  const rows = await session.rows(
    `SELECT virtualtransaction FROM pg_catalog.pg_locks WHERE relation = to_regclass($1) AND pid IS DISTINCT FROM pg_backend_pid()
       AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
       AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock') AND granted`,
    [table],
  );
  return rows.map(([transaction]) => transaction);
}
