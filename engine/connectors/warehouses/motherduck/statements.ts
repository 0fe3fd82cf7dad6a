import { s3Endpoint } from '../../../families/object-store/s3/endpoint.ts';
import { quoteIdentifier, quoteLiteral } from '../../../kit/sql.ts';

/*
 * Every statement that is MotherDuck's own. All others are DuckDB's and the same as for a DuckDB file
 * (../duckdb): tables are made, merged and read there in DuckDB's SQL.
 */

/**
 * Opens a MotherDuck database in a DuckDB that has the extension loaded. The token is a setting rather than a part of the
 * address, because addresses are shown by DuckDB's own functions and messages; it can be set only before the first ATTACH
 * (https://motherduck.com/docs/sql-reference/connection-string-parameters).
 */
export function attachStatements(token: string, database: string): readonly string[] {
  return [
    `SET motherduck_token = ${quoteLiteral(token)}`,
    // The other mode attaches every database of the account, and changes what its other users have attached.
    `ATTACH ${quoteLiteral(`md:${database}?attach_mode=single`)}`,
  ];
}

/**
 * The databases and shares of the token's account, attached or not, by name. DuckDB's own databases are listed among them without
 * an address (https://motherduck.com/docs/sql-reference/motherduck-sql-reference/show-databases).
 */
export const LIST_DATABASES =
  "SELECT alias, type FROM MD_ALL_DATABASES() WHERE fully_qualified_name LIKE 'md:%' ORDER BY alias";

/**
 * Has MotherDuck's servers read what a read_parquet names. Without it they read most addresses, and this machine reads those of
 * itself (https://motherduck.com/docs/sql-reference/motherduck-sql-reference/md-run-parameter/).
 */
export const READ_IN_CLOUD = 'MD_RUN = REMOTE';

/** The keys that the staging bucket is read with. */
export interface StagingKeys {
  readonly keyId: string;
  readonly secret: string;
  readonly region: string;
}

/**
 * Lets one run's staged files be read, and nothing else: the secret is the session's, and scoped to their folder. A temporary secret is
 * available to MotherDuck's servers too (https://motherduck.com/docs/integrations/cloud-storage/amazon-s3/); one in MotherDuck's own storage
 * would outlive a killed process.
 */
export function createStagingSecret(name: string, scope: string, keys: StagingKeys): string {
  const endpoint = s3Endpoint();
  const elsewhere = endpoint === undefined ? [] : storeAt(new URL(endpoint));
  const settings = [
    'TYPE s3',
    `KEY_ID ${quoteLiteral(keys.keyId)}`,
    `SECRET ${quoteLiteral(keys.secret)}`,
    `REGION ${quoteLiteral(keys.region)}`,
    ...elsewhere,
    `SCOPE ${quoteLiteral(scope)}`,
  ];
  return `CREATE OR REPLACE TEMPORARY SECRET ${quoteIdentifier(name)} (${settings.join(', ')})`;
}

/** An S3-compatible store other than AWS's. */
function storeAt(url: URL): readonly string[] {
  return [
    `ENDPOINT ${quoteLiteral(url.host)}`,
    `URL_STYLE 'path'`,
    `USE_SSL ${url.protocol === 'https:' ? 'true' : 'false'}`,
  ];
}

export function dropStagingSecret(name: string): string {
  return `DROP TEMPORARY SECRET IF EXISTS ${quoteIdentifier(name)}`;
}
