import { literal } from './sql-text.ts';
import { WarehouseError } from './warehouse-error.ts';

/**
 * A session's settings that a SQL warehouse takes, as Spark takes them; undefined where nothing here depends on it.
 * https://docs.databricks.com/sql/language-manual/sql-ref-parameters.html
 */
const SETTINGS: Readonly<Record<string, (value: string) => string | undefined>> = {
  ansi_mode: (value) => `SET spark.sql.ansi.enabled=${value}`,
  enable_photon: () => undefined,
  legacy_time_parser_policy: (value) => `SET spark.sql.legacy.timeParserPolicy=${value}`,
  max_file_partition_bytes: (value) => `SET spark.sql.files.maxPartitionBytes=${value}`,
  query_tags: () => undefined,
  read_only_external_metastore: () => undefined,
  // Kept by the gateway: seconds, 0 for none.
  statement_timeout: () => undefined,
  timezone: (value) => `SET TIME ZONE ${literal(value)}`,
  use_cached_result: () => undefined,
};

/** The statement that makes a setting, if it takes one. Throws WarehouseError for one that a warehouse refuses. */
export function settingStatement(name: string, value: string): string | undefined {
  const make = SETTINGS[name.toLowerCase()];
  if (make) return make(value);
  // What the client itself sends with each session.
  if (/^spark\.(sql\.)?thriftserver\./.test(name)) return undefined;
  throw new WarehouseError(
    `[CONFIG_NOT_AVAILABLE] Configuration ${name} is not available. SQLSTATE: 42K0I`,
    '42K0I',
  );
}
