import { z } from 'zod';
import { cloudSqlFields, needsUser } from '../../../../families/google/cloud-sql-fields.ts';
import { postgresqlConfig } from '../config.ts';

const { change_detection, publication } = postgresqlConfig.shape;

/** What a connection to a PostgreSQL instance of Google Cloud SQL needs. */
export const googleCloudSqlConfig = z
  .strictObject({ ...cloudSqlFields, change_detection, publication })
  .superRefine(needsUser);

export type GoogleCloudSqlConfig = z.output<typeof googleCloudSqlConfig>;
