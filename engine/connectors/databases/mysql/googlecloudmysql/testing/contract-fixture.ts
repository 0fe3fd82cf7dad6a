import { behindCloudSql } from '../../../../../families/google/testing/behind-cloud-sql.ts';
import { fixture as mysql } from '../../testing/contract-fixture.ts';

export const fixture = behindCloudSql('googlecloudmysql', mysql);
