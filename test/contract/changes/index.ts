import { googleCloudMysql, googleCloudSql } from './cloud-sql.ts';
import type { ChangesFixture } from './fixture.ts';
import { azuresql, mssql } from './mssql.ts';
import { mysql } from './mysql.ts';
import { postgresql } from './postgresql.ts';

/** A fixture for every connector that has the changes facet. */
export const changesFixtures: ReadonlyMap<string, ChangesFixture> = new Map(
  [mysql, postgresql, googleCloudMysql, googleCloudSql, mssql, azuresql].map((fixture) => [
    fixture.connector,
    fixture,
  ]),
);
