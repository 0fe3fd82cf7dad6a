import { z } from 'zod';
import { cloudSqlFields, needsUser } from '../../../../families/google/cloud-sql-fields.ts';
import { mysqlConfig } from '../config.ts';

const { change_detection } = mysqlConfig.shape;

/** What a connection to a MySQL instance of Google Cloud SQL needs. */
export const googleCloudMysqlConfig = z
  .strictObject({ ...cloudSqlFields, change_detection })
  .superRefine(needsUser);

export type GoogleCloudMysqlConfig = z.output<typeof googleCloudMysqlConfig>;
