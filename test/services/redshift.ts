import pg from 'pg';
import type { RedshiftConfig } from '../../engine/connectors/warehouses/redshift/config.ts';
import { redshift } from '../../engine/connectors/warehouses/redshift/definition.ts';
import type { RedshiftServerlessConfig } from '../../engine/connectors/warehouses/redshift/redshiftserverless/config.ts';
import { redshiftServerless } from '../../engine/connectors/warehouses/redshift/redshiftserverless/definition.ts';
import { redshiftServer } from '../../engine/connectors/warehouses/redshift/system.ts';
import type { ConnectorDefinition, OpenConnector } from '../../engine/contract/contract.ts';
import type { ServerKind } from '../../engine/families/postgresql/sessions.ts';
import { type PostgresService, startPostgres } from './postgres.ts';

/*
 * Redshift's statements on a Postgres. Redshift has words that a Postgres lacks: here they are domains, functions and views, so
 * that the statements which the connector sends run unchanged. COPY from a bucket and UNLOAD do not run here.
 */

const WORDS = `
CREATE DOMAIN super AS jsonb;
CREATE DOMAIN varbyte AS bytea;
CREATE FUNCTION json_parse(text) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::jsonb::super';
CREATE FUNCTION json_serialize(super) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::jsonb::text';
CREATE FUNCTION is_array(super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$SELECT jsonb_typeof($1::jsonb) = 'array'$$;
CREATE FUNCTION array_contains(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::jsonb @> jsonb_build_array($2::jsonb)';
CREATE FUNCTION from_hex(text) RETURNS varbyte LANGUAGE sql IMMUTABLE STRICT AS $$SELECT decode($1, 'hex')::varbyte$$;
CREATE FUNCTION to_hex(varbyte) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$SELECT encode($1::bytea, 'hex')$$;
CREATE FUNCTION getdate() RETURNS timestamp LANGUAGE sql STABLE AS $$SELECT now() AT TIME ZONE 'UTC'$$;
`;

/** Views of the server itself, in a schema that no one lists. */
const VIEWS = `
CREATE SCHEMA words_of_redshift;
CREATE VIEW words_of_redshift.stv_inflight AS SELECT pid FROM pg_catalog.pg_stat_activity WHERE state = 'active' AND wait_event_type IS DISTINCT FROM 'Client';
CREATE VIEW words_of_redshift.svv_transactions AS SELECT xact_start AS txn_start, pid FROM pg_catalog.pg_stat_activity
  WHERE xact_start IS NOT NULL AND backend_type = 'client backend' AND datname = current_database();
`;

/** A Postgres that knows Redshift's words. */
export async function startRedshiftStandIn(): Promise<PostgresService> {
  const service = await startPostgres();
  const client = new pg.Client(service.connectionString);
  await client.connect();
  try {
    await client.query(WORDS);
    await client.query(VIEWS);
    await client.query(`ALTER DATABASE ${service.database} SET search_path TO public, words_of_redshift`);
  } finally {
    await client.end();
  }
  return service;
}

/** What a stand-in is logged in to: without the one setting that a Postgres refuses. */
export function standInServer(): ServerKind {
  const { enable_case_sensitive_identifier, ...settings } = redshiftServer.settings;
  return { ...redshiftServer, settings };
}

/** The connector, opened on the stand-in. */
export const redshiftOnPostgres: ConnectorDefinition = {
  ...(redshift as unknown as ConnectorDefinition),
  async open(config, host) {
    const { openRedshift } = await import('../../engine/connectors/warehouses/redshift/open.ts');
    const open = await openRedshift(config as unknown as RedshiftConfig, host, standInServer());
    return open as unknown as OpenConnector;
  },
};

/** The same of Redshift Serverless. */
export const redshiftServerlessOnPostgres: ConnectorDefinition = {
  ...(redshiftServerless as unknown as ConnectorDefinition),
  async open(config, host) {
    const { openRedshiftServerless } = await import(
      '../../engine/connectors/warehouses/redshift/redshiftserverless/open.ts'
    );
    const settings = config as unknown as RedshiftServerlessConfig;
    return openRedshiftServerless(settings, host, standInServer()) as unknown as OpenConnector;
  },
};
