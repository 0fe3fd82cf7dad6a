import type { DatabricksConfig } from '../config.ts';
import { LONG_LIMIT_MS } from './limits.ts';

/**
 * What every session sets, so that texts and errors are the same whatever the workspace's defaults are: instants are
 * written in UTC, a value that does not fit is an error and not a NULL. A SQL warehouse takes its documented parameters
 * (https://docs.databricks.com/sql/language-manual/sql-ref-parameters.html), a cluster (/sql/protocolv1/…) Spark's.
 */
export function sessionSettings({ http_path }: Pick<DatabricksConfig, 'http_path'>): Record<string, string> {
  if (http_path.includes('/protocolv1/'))
    return { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.ansi.enabled': 'true' };
  return { TIMEZONE: 'UTC', ANSI_MODE: 'true', STATEMENT_TIMEOUT: String(LONG_LIMIT_MS / 1000) };
}
