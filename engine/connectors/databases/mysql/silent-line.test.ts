import { describeNeeding } from '../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../test/services/mysql/mysql.ts';
import { numbersTo } from '../../../../test/services/mysql/words.ts';
import { silentLineTests } from '../../../families/sql/testing/silent-line.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const missing = missingMysql();

describeNeeding(missing, serverName, () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.sql('CREATE TABLE loaded (n longtext)');
    await fixture.sql(`CREATE TABLE wide SELECT repeat('x', 1000) AS n FROM ${numbersTo(30_000)}`);
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
