import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  missingOpensearch,
  type OpensearchService,
  startOpensearch,
} from '../../../../test/services/opensearch/opensearch.ts';
import type { ConnectorHost, Extraction, OpenConnector } from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { transfer } from '../../../movement/transfer.ts';
import type { awsopensearchCapabilities } from './capabilities.ts';
import { type Document, openOpensearch } from './client.ts';
import { awsopensearchConfig } from './config.ts';
import { queryOfFilter } from './filter-query.ts';
import { findIndex } from './indices.ts';
import { openAwsopensearch } from './open.ts';
import { searchAll } from './search.ts';

const keys = { aws_access_key_id: 'AKIDEXAMPLE', aws_secret_access_key: 'top secret', region: 'eu-west-1' };

const f = (field: string, name: string, value?: Filter['value'], label?: string): Filter => ({
  field,
  function: name,
  ...(value === undefined ? {} : { value }),
  ...(label === undefined ? {} : { label }),
});

describeNeeding(await missingOpensearch(), 'filters at OpenSearch itself', () => {
  let server: OpensearchService;
  let host: ConnectorHost & AsyncDisposable;
  let cacheDir: string;
  let open: OpenConnector<typeof awsopensearchCapabilities>;
  let index: string;

  beforeAll(async () => {
    server = await startOpensearch();
    host = await testHost();
    cacheDir = await mkdtemp(join(tmpdir(), 'opensearch-cache-'));
    open = await openAwsopensearch(awsopensearchConfig.parse({ endpoint: server.url, ...keys }), {
      ...host,
      cacheDir,
    });
    index = `${server.prefix}filtered`;
    await server.ask('PUT', index, {
      mappings: {
        dynamic: false,
        properties: {
          k: { type: 'keyword', ignore_above: 3, copy_to: 'copy' },
          copy: { type: 'keyword' },
          t: { type: 'text', fields: { raw: { type: 'keyword', ignore_above: 5 } } },
          words: { type: 'text' },
          n: { type: 'long' },
          b: { type: 'byte' },
          d: { type: 'double' },
          f: { type: 'float' },
          yes: { type: 'boolean' },
          at: { type: 'date' },
          fine: { type: 'date_nanos' },
          filled: { type: 'keyword', null_value: 'none' },
        },
      },
    });
    const documents = {
      a: { k: 'one', t: 'Ann', words: 'Ann', n: 1, b: 1, d: 0.1, f: 0.1, yes: true, late: 7 },
      b: { k: 'twelve', t: 'Bob', words: 'Bob', n: '9007199254740993', d: -0.0, yes: 'false', late: 8 },
      c: { k: 'two', t: 'Bob Miller', n: 3, at: '2024-01-02T23:59:59.9999Z', filled: null },
      d: { n: null, at: '2024-01-03T00:00:00Z', fine: '2024-01-03T00:00:00.123456789Z', filled: 'x' },
      e: { t: 'bob', at: '2024-01-02', fine: '2024-01-03T00:00:00.123457Z' },
    };
    for (const [id, document] of Object.entries(documents))
      await server.ask(
        'PUT',
        `${index}/_doc/${id}?refresh=true`,
        // JSON.stringify writes -0 as 0.
        JSON.stringify(document).replace('"d":0,', '"d":-0.0,'),
      );
    // What was there before is not indexed by it.
    await server.ask('PUT', `${index}/_mapping`, { properties: { late: { type: 'long' } } });
    await server.ask('PUT', `${index}/_doc/f?refresh=true`, { late: 9, k: 'six' });
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(cacheDir, { recursive: true, force: true });
  });

  /** What is let through in the end, and what OpenSearch answers for it; `-` where it is asked for all. */
  test.each<[string, readonly Filter[], string | undefined, string, string]>([
    ['ids', [f('_id', 'Equality', 'b')], undefined, 'b', 'b'],
    ['some ids', [f('_id', 'StringOneOf', ['b', 'x', 'e'])], undefined, 'be', 'be'],
    ['keywords', [f('k', 'Equality', 'one')], undefined, 'a', 'abde'],
    ['a keyword that is too long to be indexed', [f('k', 'Equality', 'twelve')], undefined, 'b', 'bde'],
    ['a keyword made of text', [f('t', 'StringOneOf', ['Bob', 'Bob Miller'])], undefined, 'bc', 'bcdf'],
    ['text that is found by its words alone', [f('words', 'Equality', 'Bob')], undefined, 'b', '-'],
    ['numbers', [f('n', 'GreaterThan', '9007199254740992')], undefined, 'b', 'bdef'],
    ['between', [f('n', 'Between', [1, 3])], undefined, 'ac', 'acdef'],
    ['more than a byte holds', [f('b', 'LessThan', 300)], undefined, 'a', 'abcdef'],
    ['doubles', [f('d', 'LessThanEqual', 0.05)], undefined, 'b', 'bcdef'],
    ['zero, which may be negative', [f('d', 'GreaterThanEqual', 0)], undefined, 'ab', '-'],
    ['floats, which are indexed with fewer digits', [f('f', 'Equality', 0.1)], undefined, 'a', '-'],
    ['truth', [f('yes', 'False')], undefined, 'b', 'bcdef'],
    ['a day', [f('at', 'Equality', '2024-01-02')], undefined, 'ce', 'abcdef'],
    ['up to a day', [f('at', 'OnOrBefore', '2024-01-02')], undefined, 'ce', 'abcdef'],
    ['from a moment on', [f('at', 'OnOrAfter', '2024-01-02T23:59:59.9999Z')], undefined, 'cd', 'abcdf'],
    ['microseconds', [f('fine', 'GreaterThan', '2024-01-03T00:00:00.123456Z')], undefined, 'e', 'abcdef'],
    ['before what nanoseconds go back to', [f('fine', 'GreaterThan', '1969-01-01')], undefined, 'de', '-'],
    ['the last days', [f('at', 'InTheLast', '3 days')], undefined, '', 'abf'],
    ['nothing', [f('n', 'IsNull')], undefined, 'def', 'def'],
    ['nothing, which is indexed as a value', [f('filled', 'IsNull')], undefined, 'abcef', '-'],
    ['nothing, of what is copied to', [f('copy', 'IsNull')], undefined, 'abcdef', '-'],
    ['something', [f('k', 'IsNotNull')], undefined, 'abcf', '-'],
    ['a field that the mapping knew later', [f('late', 'GreaterThan', 7)], undefined, 'bf', 'abcdef'],
    ['not, that has nothing too', [f('k', 'Inequality', 'one')], undefined, 'bcdef', '-'],
    ['part of a text', [f('t', 'StringContains', 'ob')], undefined, 'bce', '-'],
    ['two', [f('n', 'GreaterThan', 1), f('t', 'StringContains', 'M')], undefined, 'c', 'bcdef'],
    ['either', [f('n', 'Equality', 1, 'A'), f('k', 'Equality', 'two', 'B')], 'A OR B', 'ac', '-'],
  ])(
    'a filter on %s lets through what it would in DuckDB',
    async (_what, filters, logic, expected, asked) => {
      const fields = await open.facets.query.describe({ index }, never);
      const filter = {
        filters,
        logic,
        fields: fields.filter((one) => filters.some(({ field }) => field === one.name)),
        now: Date.now(),
      };
      expect(await answered(queryOfFilter(await existing(), filter))).toBe(asked);
      const idOnly = fields.filter(({ name }) => name === '_id');
      const model = await open.facets.query.extractFiltered({ index }, idOnly, filter, never);
      expect(await ids(model)).toBe(expected);
      const read = { object: index, fields: ['_id'], configuration: {}, filter };
      expect(await ids(await open.facets.read.extract(read, never))).toBe(expected);
    },
  );

  test('a model’s own query and its filters both apply', async () => {
    const model = { index, query: '{"range": {"n": {"gte": 2}}}' };
    const fields = await open.facets.query.describe(model, never);
    const filters = [f('t', 'Equality', 'Bob')];
    const filter = { filters, logic: undefined, fields: fields.filter(({ name }) => name === 't'), now: 0 };
    const found = await open.facets.query.extractFiltered(
      model,
      fields.filter(({ name }) => name === '_id'),
      filter,
      never,
    );
    expect(await ids(found)).toBe('b');
  });

  async function existing() {
    await using client = openOpensearch(
      awsopensearchConfig.parse({ endpoint: server.url, ...keys }),
      () => {},
    );
    const found = await findIndex(client, index, never);
    if (!found) throw new Error('the index is gone');
    return found;
  }

  async function answered(query: Document | undefined): Promise<string> {
    if (query === undefined) return '-';
    await using client = openOpensearch(
      awsopensearchConfig.parse({ endpoint: server.url, ...keys }),
      () => {},
    );
    const found: string[] = [];
    for await (const hits of searchAll(client, { indices: [index], query }, never))
      found.push(...hits.map(({ _id }) => _id));
    return found.sort().join('');
  }

  async function ids(extraction: Extraction): Promise<string> {
    return host.withSession(async (session) => {
      const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
      if (rows.format !== 'rows') throw new TypeError(rows.format);
      const found: string[] = [];
      for await (const batch of rows.open(never)) found.push(...batch.map(([id]) => String(id)));
      return found.sort().join('');
    });
  }
});
