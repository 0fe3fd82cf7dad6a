import { randomUUID } from 'node:crypto';
import type { Relation } from '../../../contract/contract.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import type { SessionPool } from '../../../families/sql/session-pool.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { throughFiles } from '../../../families/sql/through-files.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { fieldType } from '../../../types/field-type.ts';
import { athenaDialect } from './dialect.ts';
import { statementError } from './failures.ts';
import type { AthenaSession } from './queries.ts';
import { type ResultPlace, resultPlace } from './result-files.ts';

/** The statement that puts the rows of a SELECT into Parquet files under an address (https://docs.aws.amazon.com/athena/latest/ug/unload.html). */
export function unloadStatement(select: string, url: string): string {
  return `UNLOAD (${select}) TO ${quoteLiteral(url)} WITH (format = 'PARQUET', compression = 'SNAPPY')`;
}

/**
 * A selection's rows by way of the bucket: Athena's workers write files there at the same time. The files are fetched and read by
 * DuckDB; in the bucket they are gone before the first row is read.
 */
export function unloaded(
  place: ResultPlace,
  sessions: SessionPool<AthenaSession>,
  selection: Selection,
): Relation {
  const { list, select: selectFrom } = throughFiles(selection, unloadedValue, quoteLiteral);
  return {
    format: 'relation',
    async attach(session, signal) {
      const prefix = `_syncform_unloaded/${randomUUID()}/`;
      await using area = place.open(place.url);
      try {
        const select = `SELECT ${list} ${clause(selection)}`;
        const statement = unloadStatement(select, area.url(prefix));
        const { output } = await sessions.use(signal, (athena) => athena.finished(statement));
        await place.removeResult(resultPlace(output));
        const files = await area.download(prefix, session.tempDir, signal);
        return selectFrom(files);
      } catch (error) {
        throw statementError(`reading ${selection.what}`, error);
      } finally {
        await area.remove(prefix);
      }
    },
  };
}

/** A column's value as it is written: of a date or time its text, for Parquet has several kinds of them. */
function unloadedValue(column: SourceColumn): string {
  const value = athenaDialect.values.asText(athenaDialect.quoteIdentifier(column.name), column);
  return fieldType(column.type).kind === 'date' ? `CAST(${value} AS varchar)` : value;
}
