import { silentLineTests } from '../../../families/sql/testing/silent-line.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.sql("CREATE TABLE long AS SELECT repeat('x', 1000) AS n FROM generate_series(1, 30000)");
  await fixture.sql('CREATE TABLE loaded (n text)');
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

silentLineTests(() => ({
  port: fixture.service.port,
  host: fixture.host,
  open: (changes) => fixture.open(changes),
  table: 'public.long',
  target: 'public.loaded',
  sleeping: (seconds) =>
    `SELECT 1 AS n FROM (SELECT pg_sleep(${seconds}) AS s OFFSET 0) AS slept WHERE s IS NOT NULL`,
}));
