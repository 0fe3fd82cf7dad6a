import type { ServerKind } from '../../../families/postgresql/sessions.ts';
import type { PostgresqlConfig } from './config.ts';

/** Every value's text is the same whatever the server's or role's settings are. */
export function sessionSettings({
  lock_timeout,
}: Pick<PostgresqlConfig, 'lock_timeout'>): Readonly<Record<string, string>> {
  return {
    TimeZone: 'UTC',
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'iso_8601',
    extra_float_digits: '1',
    bytea_output: 'hex',
    xmlbinary: 'base64',
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    lock_timeout: `${lock_timeout}s`,
  };
}

/** What sets Postgres apart from other servers of its protocol. */
export function postgresServer(config: PostgresqlConfig): ServerKind {
  return {
    settings: sessionSettings(config),
    version: "current_setting('server_version_num')",
    isAtWork: (processId) =>
      `SELECT state = 'active' AND wait_event_type IS DISTINCT FROM 'Client' FROM pg_catalog.pg_stat_activity WHERE pid = ${processId}`,
    namesHolders: true,
  };
}
