import { behindCloudSql } from '../../../../../families/google/testing/behind-cloud-sql.ts';
import { fixture as postgresql } from '../../testing/contract-fixture.ts';

export const fixture = behindCloudSql('googlecloudsql', postgresql);
