import { randomUUID } from 'node:crypto';
import type { Relation } from '../../../contract/contract.ts';
import { statementError } from '../../../families/postgresql/failures.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import type { SessionPool } from '../../../families/sql/session-pool.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import type { SqlSession } from '../../../families/sql/system.ts';
import { throughFiles } from '../../../families/sql/through-files.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { fieldType } from '../../../types/field-type.ts';
import { type Bucket, type BucketAccess, credentials } from './copy.ts';
import { redshiftDialect } from './dialect.ts';
import { quoteLiteral } from './literal.ts';

/** The statement that puts the rows of a SELECT into Parquet files under an address. */
export function unloadStatement(
  select: string,
  url: string,
  access: BucketAccess,
  region: string | undefined,
): string {
  const where = region === undefined ? [] : [`REGION ${quoteLiteral(region)}`];
  return `UNLOAD (${quoteLiteral(select)}) TO ${quoteLiteral(url)} ${[credentials(access), 'FORMAT AS PARQUET', ...where].join(' ')}`;
}

/**
 * A selection's rows by way of a bucket: every node of the cluster writes its own there at the same time. The files are fetched
 * and read by DuckDB; in the bucket they are gone before the first row is read.
 */
export function unloaded(
  { open, access, region }: Bucket,
  sessions: SessionPool<SqlSession>,
  selection: Selection,
): Relation {
  const { list, select: selectFrom } = throughFiles(selection, unloadedValue, quoteLiteral);
  return {
    format: 'relation',
    async attach(session, signal) {
      const prefix = `_syncform_unloaded/${randomUUID()}/`;
      await using area = await open();
      if (!area.download)
        throw new SyncformError('unsupported', 'files that were unloaded cannot be fetched');
      try {
        const statement = unloadStatement(
          `SELECT ${list} ${clause(selection)}`,
          area.url(prefix),
          access,
          region,
        );
        await sessions.use(signal, (redshift) => redshift.run(statement));
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

/** A column's value as it is written: of a time its text, for Parquet has several kinds of them. */
function unloadedValue(column: SourceColumn): string {
  const value = redshiftDialect.values.asText(redshiftDialect.quoteIdentifier(column.name), column);
  return /^(date|time|datetime|datetime_tz)$/.test(fieldType(column.type).kind)
    ? `CAST(${value} AS varchar)`
    : value;
}
