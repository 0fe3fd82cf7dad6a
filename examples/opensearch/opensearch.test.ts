import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { inDuckdb } from '../../test/engine/in-duckdb.ts';
import { describeNeeding } from '../../test/needing.ts';
import {
  missingOpensearch,
  type OpensearchService,
  startOpensearch,
} from '../../test/services/opensearch/opensearch.ts';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');

describeNeeding(await missingOpensearch(), 'the example of OpenSearch, at OpenSearch itself', () => {
  let server: OpensearchService;
  let workspace: Workspace;
  const named = (text: string) =>
    // The server's indices are those of all tests.
    text
      .replace('object = "products"', `object = "${server.prefix}products"`)
      .replace('{ searches = {', `{ "${server.prefix}searches" = { user_output_name = "searches",`);
  const search = (id: string, document: object) =>
    server.ask('PUT', `${server.prefix}searches/_doc/${id}?refresh=true`, document);
  const inWarehouse = (sql: string) => inDuckdb(workspace.path('warehouse.duckdb'), [sql]);

  beforeAll(async () => {
    server = await startOpensearch();
    await server.ask('PUT', `${server.prefix}products`, {
      mappings: {
        properties: { name: { type: 'text' }, price: { type: 'double' } },
      },
    });
    await server.ask('PUT', `${server.prefix}searches`, {
      mappings: { properties: { words: { type: 'keyword' }, at: { type: 'date' } } },
    });
    await search('1', { words: 'lamp', at: '2024-02-29T09:30:00.123Z' });
    workspace = await Workspace.create();
    await workspace.write('main.tf', named(await readFile(join(import.meta.dirname, 'main.tf'), 'utf8')));
    const opensearch = { endpoint: server.url, access_key_id: 'AKIDEXAMPLE', region: 'eu-west-1' };
    await workspace.write(
      'terraform.tfvars.json',
      JSON.stringify({ opensearch, secret_access_key: 'not a secret here' }),
    );
    await inWarehouse(
      "CREATE TABLE products AS FROM (VALUES ('l1', 'Lamp', 12.5::DECIMAL(9, 2), false), ('t1', 'Table', 99.95, false), ('o1', 'Old', 1, true)) t(sku, name, price, discontinued)",
    );
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  test('apply writes the products and reads the searches; the next run has those that came since', async () => {
    await workspace.apply();
    await server.ask('POST', `${server.prefix}products/_refresh`);
    const found = (await server.ask('POST', `${server.prefix}products/_search`, {
      query: { match: { name: 'lamp' } },
    })) as { hits: { hits: { _id: string; _source: object }[] } };
    expect(found.hits.hits.map(({ _id, _source }) => [_id, _source])).toEqual([
      ['l1', { name: 'Lamp', price: 12.5 }],
    ]);
    expect(await server.ask('GET', `${server.prefix}products/_count`)).toMatchObject({ count: 2 });
    await expectNothingToDo(workspace);
    await search('2', { words: 'table', at: '2024-03-01T00:00:00Z' });
    const run = [MAIN, 'run', 'Searches', '--data-dir', workspace.path('.syncform')];
    await promisify(execFile)(process.execPath, run, { env: { ...process.env, NODE_OPTIONS: '' } });
    const searches = await inWarehouse('SELECT words, epoch_ms("at") FROM searches ORDER BY 1');
    expect(searches).toEqual([
      ['lamp', String(Date.parse('2024-02-29T09:30:00.123Z'))],
      ['table', String(Date.parse('2024-03-01T00:00:00Z'))],
    ]);
  });
});
