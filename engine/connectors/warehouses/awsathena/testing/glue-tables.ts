import type { DuckDBConnection } from '@duckdb/node-api';
import type { AwsAction } from '../../../../../test/services/aws-json.ts';
import { Refusal } from '../../../../../test/services/aws-signature.ts';

/** The calls that tell of Glue's databases and tables, which are schemas and tables of a DuckDB; columns `part_…` are partitions' keys. */
export function catalogActions(connection: DuckDBConnection): Readonly<Record<string, AwsAction>> {
  const rows = async (sql: string) =>
    (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String));
  const tables = (schema: unknown, more = '') =>
    rows(
      `SELECT table_name, string_agg(column_name || chr(1) || data_type, chr(2) ORDER BY ordinal_position) FROM information_schema.columns
       WHERE table_catalog = 'memory' AND table_schema = '${schema}' ${more} GROUP BY ALL ORDER BY 1`,
    );
  const metadata = ([Name = '', columns = '']: readonly string[]) => {
    const described = columns.split('\u0002').map((text) => {
      const [name = '', type = ''] = text.split('\u0001');
      return { Name: name, Type: hiveType(type) };
    });
    const isPartition = ({ Name: name }: { readonly Name: string }) => name.startsWith('part_');
    return {
      Name,
      Columns: described.filter((column) => !isPartition(column)),
      PartitionKeys: described.filter(isPartition),
    };
  };
  return {
    async ListDatabases() {
      const found = await rows(
        "SELECT schema_name FROM information_schema.schemata WHERE catalog_name = 'memory' AND schema_name NOT IN ('information_schema', 'pg_catalog')",
      );
      return { DatabaseList: found.map(([Name]) => ({ Name })) };
    },
    async ListTableMetadata({ DatabaseName, NextToken }) {
      const found = (await tables(DatabaseName)).map(metadata);
      const from = Number(NextToken ?? 0);
      return {
        TableMetadataList: found.slice(from, from + 50),
        ...(found.length > from + 50 ? { NextToken: String(from + 50) } : {}),
      };
    },
    async GetTableMetadata({ DatabaseName, TableName }) {
      const [found] = await tables(DatabaseName, `AND table_name = '${TableName}'`);
      if (!found)
        throw new Refusal(
          'MetadataException',
          `EntityNotFoundException: Entity Not Found (Table ${TableName})`,
          400,
        );
      return { TableMetadata: metadata(found) };
    },
  };
}

/** A type as Glue writes it. */
function hiveType(duckdb: string): string {
  const list = /^(.*)\[\]$/s.exec(duckdb);
  if (list) return `array<${hiveType(list[1] ?? '')}>`;
  if (duckdb.startsWith('STRUCT')) return 'struct<a:int>';
  if (duckdb.startsWith('MAP')) return 'map<string,int>';
  const known: Readonly<Record<string, string>> = {
    VARCHAR: 'string',
    INTEGER: 'int',
    BLOB: 'binary',
    'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
  };
  return known[duckdb] ?? duckdb.toLowerCase();
}
