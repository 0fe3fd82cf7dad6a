import type { BenchCase } from '../case.ts';
import { changeDataCapture } from './change-data-capture.ts';
import { connectionTypes } from './connection-types.ts';
import { cosmosdbToDuckdb } from './cosmosdb-to-duckdb.ts';
import { documentsToDuckdb } from './documents-to-duckdb.ts';
import { duckdbToDocuments } from './duckdb-to-documents.ts';
import { manyTables } from './many-tables.ts';
import { modelSyncs } from './model-sync.ts';
import { postgresToClickhouse } from './postgres-to-clickhouse.ts';
import { postgresToDatabricks } from './postgres-to-databricks.ts';
import { postgresToDuckdb } from './postgres-to-duckdb.ts';
import { postgresToParquet } from './postgres-to-parquet.ts';
import { postgresToPostgres } from './postgres-to-postgres.ts';
import { postgresToRedshift } from './postgres-to-redshift.ts';
import { postgresToS3 } from './postgres-to-s3.ts';
import { terraform } from './terraform.ts';

export const cases: readonly BenchCase[] = [
  ...postgresToDuckdb,
  postgresToPostgres,
  ...postgresToParquet,
  postgresToS3,
  postgresToClickhouse,
  ...postgresToDatabricks,
  postgresToRedshift,
  ...changeDataCapture,
  cosmosdbToDuckdb,
  ...documentsToDuckdb,
  ...duckdbToDocuments,
  manyTables,
  ...modelSyncs,
  ...terraform,
  ...connectionTypes,
];
