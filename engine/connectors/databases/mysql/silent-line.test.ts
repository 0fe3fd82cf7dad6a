import { describeNeeding } from '../../../../test/needing.ts';
import { missingMariadb } from '../../../../test/services/mariadb.ts';
import { silentLineTests } from '../../../families/sql/testing/silent-line.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const missing = missingMariadb();

describeNeeding(missing, 'MariaDB', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.sql('CREATE TABLE loaded (n longtext)');
    await fixture.sql("CREATE TABLE wide SELECT repeat('x', 1000) AS n FROM seq_1_to_30000");
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  silentLineTests(() => ({
    port: fixture.service.port,
    host: fixture.host,
    open: (changes) => fixture.open(changes),
    table: `${fixture.service.database}.wide`,
    target: `${fixture.service.database}.loaded`,
    sleeping: (seconds) => `SELECT sleep(${seconds}) AS n`,
  }));
});
