import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { type ReceivedRecord, type Receiver, RecordServer } from '../../../../../test/contract/receiver.ts';
import { missingOpensearch, startOpensearch } from '../../../../../test/services/opensearch/opensearch.ts';
import type { JsonObject } from '../../../../kit/json.ts';

export const fixture: ConnectorFixture = {
  connector: 'awsopensearch',
  missing: missingOpensearch,
  async open() {
    const server = await startOpensearch();
    // In front of OpenSearch stands what takes bulk requests, and knows one access key.
    const front = new RecordServer({
      isKnown: ({ headers }) => /Credential=AKIDEXAMPLE\//.test(headers.authorization ?? ''),
      isOther: ({ url = '' }) => !url.endsWith('/_bulk'),
      read: ({ headers }, body) => ({ key: String(headers['x-opaque-id']), records: recordsOf(body) }),
      answer(response, reasons) {
        const items = reasons.map((reason) => ({
          update:
            reason === undefined ? { status: 200, result: 'updated' } : { status: 400, error: { reason } },
        }));
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items }));
      },
      async answerOther({ method = 'GET', url = '', headers }, response, body) {
        const type = headers['content-type'] ?? 'application/json';
        const sent = body === '' ? {} : { body, headers: { 'content-type': type } };
        const answer = await fetch(`${server.url}${url}`, { method, ...sent });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      },
    });
    const config = {
      endpoint: await front.listen(),
      aws_access_key_id: 'AKIDEXAMPLE',
      aws_secret_access_key: 'secret',
      region: 'eu-west-1',
    };
    await server.ask('PUT', `${server.prefix}received`);
    let seeds = 0;
    return {
      config,
      broken: {
        'name resolution': { ...config, endpoint: 'http://no-such-host.invalid' },
        refused: { ...config, endpoint: 'http://127.0.0.1:1' },
        'user or password': { ...config, aws_access_key_id: 'AKIDSTRANGER' },
      },
      ownFields: ['_id'],
      model: (index) => ({ index }),
      wrongModels: [
        { configuration: { index: 'no_such_index' }, path: ['index'] },
        { configuration: { index: `${server.prefix}numbers_1`, query: 'SELECT 1' }, path: ['query'] },
        { configuration: { index: `${server.prefix}numbers_1`, query: '{"no_such": {}}' }, path: ['query'] },
      ],
      destination: {},
      async seed() {
        const name = `${server.prefix}numbers_${++seeds}`;
        await server.ask('PUT', name, {
          mappings: { properties: { id: { type: 'long' }, name: { type: 'keyword' } } },
        });
        await server.ask('PUT', `${name}/_doc/a`, { id: 1, name: 'one' });
        await server.ask('PUT', `${name}/_doc/b?refresh=true`, { id: 2, name: 'two' });
        return name;
      },
      receiver: Object.assign(front, {
        target: `${server.prefix}received`,
        configuration: (chunk: number) => ({ batch_size: chunk }),
      }) satisfies Receiver,
      async [Symbol.asyncDispose]() {
        await front[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};

/** The records of a bulk request's lines. */
function recordsOf(body: string): readonly ReceivedRecord[] {
  const lines = body.split('\n').filter((line) => line !== '');
  const records: ReceivedRecord[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [[action = '', { _id: id }] = ['', { _id: '' }]] = Object.entries(
      JSON.parse(lines[i] ?? '{}') as Readonly<Record<string, { readonly _id: string }>>,
    );
    if (action === 'delete') {
      records.push({ operation: 'remove', values: { id: Number(id) } });
      continue;
    }
    const said = JSON.parse(lines[++i] ?? '{}') as JsonObject;
    const isUpsert = said.doc_as_upsert === true;
    const operation = action === 'create' ? 'create' : isUpsert ? 'upsert' : 'update';
    records.push({ operation, values: (action === 'create' ? said : said.doc) as JsonObject });
  }
  return records;
}
