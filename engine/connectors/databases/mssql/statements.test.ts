import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import { mssql } from './definition.ts';
import { fixture } from './testing/contract-fixture.ts';
import { type SqlServerStandIn, startSqlServerStandIn } from './testing/stand-in.ts';
import { commonSections, sentSections } from './testing/statement-sections.ts';

const FILE = join(import.meta.dirname, 'testing', 'statements.sql');
const HEAD = `-- What syncform sends to a SQL Server, batch by batch. No SQL Server runs where syncform is tested: this is for people who know
-- one. The test beside this folder compares it with what is sent; SYNCFORM_WRITE_STATEMENTS=1 writes it again.
`;

let server: SqlServerStandIn;
let under: ConnectorUnderTest;
beforeAll(async () => {
  server = await startSqlServerStandIn();
  const there = await fixture.open();
  under = await ConnectorUnderTest.open(mssql as never, {
    ...fixture,
    open: async () => ({ ...there, config: server.configuration }),
  });
});
afterAll(async () => {
  await under?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** Follows a table of its own by one of the two methods. `keep` makes the stand-in keep its changes. */
async function changes(change_method: string, keep: string): Promise<void> {
  const name = `followed_by_${change_method}`;
  await server.run(`CREATE TABLE dbo.${name} (id bigint PRIMARY KEY, code nvarchar(20))`);
  await server.run(`SELECT ${keep}(CAST(N'dbo.${name}' AS regclass))`);
  const config = mssql.config.parse({ ...server.configuration, change_detection: true, change_method });
  await using open = await mssql.open(config, under.host);
  const facet = open.facets.changes;
  if (!facet) throw new Error('no changes facet');
  const stream = { id: 'stream', objects: [`dbo.${name}`], configuration: {} };
  expect(await facet.check(stream, never)).toEqual([]);
  const from = await facet.prepare(stream, null, never);
  const fields = ['id', 'code'];
  const taken = await facet.snapshot(stream, { object: `dbo.${name}`, fields, configuration: {} }, never);
  await under.rows(taken.extraction);
  await taken[Symbol.asyncDispose]();
  await server.run(`INSERT INTO dbo.${name} VALUES (1, N'a')`);
  const object = { id: `dbo.${name}`, fields, key: ['id'], handover: taken.handover };
  const until = await facet.head(never);
  await using following = await facet.follow({ stream, objects: [object], from, until }, never);
  const events = [];
  for await (const portion of following.events) events.push(...portion);
  expect(events[0]).toMatchObject({ type: 'insert', values: ['1', 'a'] });
}

test('what is sent to a SQL Server is what statements.sql shows; a stand-in takes it', async () => {
  const { section, text } = sentSections(server.batches, (batch) =>
    // Tables have other numbers and logs other places each time.
    batch
      .replace(/0x[0-9A-F]{20}/g, '0x00000025000000010001')
      .replace(/(CHANGETABLE\([^,]*, |VERSION <= )\d+/g, '$17'),
  );
  const id = await commonSections(under, section);
  await section('Change tracking: check, a snapshot, and what changed since', () =>
    changes('change_tracking', 'sys.track_changes'),
  );
  await section('Change data capture: the same', () => changes('cdc', 'sys.capture_changes'));
  await section('Dropping a table', () => under.facet('define').drop(id, never));

  const all = HEAD + text();
  if (process.env.SYNCFORM_WRITE_STATEMENTS !== undefined) writeFileSync(FILE, all);
  expect(all).toBe(readFileSync(FILE, 'utf8'));
});
