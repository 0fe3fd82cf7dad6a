import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectorUnderTest, never } from '../../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../../test/needing.ts';
import { missingAzurite } from '../../../../../test/services/azurite.ts';
import { commonSections, sentSections } from '../testing/statement-sections.ts';
import { synapse } from './definition.ts';
import { openPool } from './testing/contract-fixture.ts';

const FILE = join(import.meta.dirname, 'testing', 'statements.sql');
const HEAD = `-- What syncform sends to a dedicated SQL pool of Azure Synapse, batch by batch. No pool runs where syncform is tested: this is for
-- people who know one. The test beside this folder compares it with what is sent; SYNCFORM_WRITE_STATEMENTS=1 writes it again.
`;

describeNeeding(await missingAzurite(), 'the statements for a dedicated SQL pool', () => {
  test('what is sent is what statements.sql shows; a stand-in takes it', async () => {
    const there = await openPool();
    await using under = await ConnectorUnderTest.open(synapse as never, {
      connector: 'synapse',
      open: async () => there,
    });
    const { section, text } = sentSections(there.server.batches, (batch) =>
      // Containers, names and signatures are others each time.
      batch
        .replaceAll(
          `${there.azure.endpoint}/${there.azure.container}`,
          'https://account.blob.core.windows.net/container',
        )
        .replace(/[0-9a-f-]{36}\.parquet/, '00000000-0000-0000-0000-000000000000.parquet')
        .replace(/SECRET = '\?[^']*'/, `SECRET = '?sv=…&sr=c&sp=rl&sig=…'`),
    );
    const id = await commonSections(under, section);
    await section('Dropping a table', () => under.facet('define').drop(id, never));
    const all = HEAD + text();
    if (process.env.SYNCFORM_WRITE_STATEMENTS !== undefined) writeFileSync(FILE, all);
    expect(all).toBe(readFileSync(FILE, 'utf8'));
  });
});
