import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { Connection } from 'jsforce';
import { never, testHost } from '../../../test/contract/open-connector.ts';
import { writeRecords } from '../../../test/contract/write-records.ts';
import { pointedAt } from '../../../test/manifests/open-fake.ts';
import type { Extraction, OpenConnector, WriteFacet, WriteOperation } from '../../contract/contract.ts';
import { manifestConnector, manifestOf } from '../../families/manifest/connector.ts';
import type { Manifest } from '../../families/manifest/manifest.ts';
import { salesforce } from './salesforce.ts';

/*
 * Requests to Salesforce are compared with those of jsforce (MIT), which many use and which is not Salesforce's. Answers have the form
 * that Salesforce documents; none of Salesforce's own was seen here.
 */

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const field = (name: string, type: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name,
  type,
  nillable: true,
  createable: true,
  updateable: true,
  defaultedOnCreate: false,
  externalId: false,
  ...more,
});
const SET_BY_SYSTEM = { createable: false, updateable: false, nillable: false, defaultedOnCreate: true };
const FIELDS = [
  field('Id', 'id', SET_BY_SYSTEM),
  field('LastName', 'string', { nillable: false }),
  field('Number__c', 'string', { externalId: true }),
  field('Amount__c', 'currency'),
  field('Birthdate', 'date'),
  field('AccountId', 'reference', { relationshipName: 'Account', referenceTo: ['Account'] }),
  field('WhoId', 'reference', { relationshipName: 'Who', referenceTo: ['Contact', 'Lead'] }),
  field('CreatedById', 'reference', {
    ...SET_BY_SYSTEM,
    relationshipName: 'CreatedBy',
    referenceTo: ['User'],
  }),
  field('MailingAddress', 'address', SET_BY_SYSTEM),
  field('IsDeleted', 'boolean', SET_BY_SYSTEM),
  field('SystemModstamp', 'datetime', SET_BY_SYSTEM),
];
const VERSION = '/services/data/v62.0';

describe('Salesforce, as jsforce asks', () => {
  let server: Server;
  let url: string;
  let sent: Sent[];
  let headers: Record<string, string>;
  /** The form with which a token was asked for by a signature. */
  let asserted: URLSearchParams;
  /** What the server answers to a path of that end. */
  let answers: Readonly<Record<string, unknown>>;
  let host: Awaited<ReturnType<typeof testHost>>;
  let theirs: Connection;
  let ours: OpenConnector;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://any');
      const answer = (document: unknown) =>
        response
          .writeHead(200, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(document));
      if (pathname === '/token') return answer({ access_token: 'token', instance_url: url });
      sent.push({
        method: request.method ?? '',
        path: pathname,
        query: Object.fromEntries(searchParams),
        body: text === '' ? undefined : text.startsWith('{') ? JSON.parse(text) : text,
      });
      if (pathname.endsWith('successfulResults') || pathname.endsWith('failedResults'))
        return response.end(answers[pathname.replace(/^.*\//, '/')] ?? '');
      if (pathname.endsWith('/results')) {
        const isFirst = !searchParams.has('locator');
        response.setHeader('sforce-locator', isFirst ? 'MTAw' : 'null');
        return response.end(isFirst ? '"Id","LastName"\n"1","Ann"\n' : '"Id","LastName"\n"2",""\n');
      }
      if (pathname === '/signed') {
        asserted = new URLSearchParams(text);
        return answer({ access_token: 'token', instance_url: url });
      }
      if (pathname.endsWith('/describe')) return answer({ fields: FIELDS });
      const end = Object.keys(answers).find((path) => pathname.endsWith(path));
      return answer(end === undefined ? { records: [], sobjects: [], done: true } : answers[end]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    host = await testHost();
    theirs = new Connection({ instanceUrl: url, accessToken: 'token', version: '62.0' });
  });
  beforeEach(async () => {
    [sent, answers, headers] = [[], {}, {}];
    const definition = pointedAt(manifestOf(salesforce) as Manifest, url);
    ours = await definition.open(
      definition.config.parse({
        domain: 'acme.my.salesforce.com',
        client_id: 'client',
        client_secret: 'hush',
        base_url: `${url}${VERSION}`,
        allow_private_addresses: true,
      }),
      host,
    );
  });
  afterEach(() => ours[Symbol.asyncDispose]());
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await host[Symbol.asyncDispose]();
  });

  const taken = (): readonly Sent[] => sent.splice(0).filter(({ path }) => !path.endsWith('/describe'));

  const rowsOf = async (extraction: Extraction | undefined) => {
    const [offer] = extraction?.offers ?? [];
    if (offer?.format !== 'relation') throw new Error('no relation');
    return host.withSession(async (session) =>
      session.all(`SELECT COLUMNS(*)::VARCHAR FROM (${await offer.attach(session, never)})`),
    );
  };

  const write = async (
    operation: WriteOperation,
    names: readonly string[],
    rows: readonly (readonly string[])[],
    key: readonly string[],
  ) => {
    const chunks = await writeRecords(ours, { object: 'Contact', operation, columns: names, rows, key });
    return { asked: taken(), chunks };
  };

  test('objects, and fields in their types, are asked for in the same way', async () => {
    answers = {
      '/sobjects': {
        sobjects: [
          { name: 'Invoice__c', queryable: true },
          { name: 'Hidden', queryable: false },
        ],
      },
    };
    const names = (await ours.facets.discover?.list({}, never))?.map(({ id }) => id);
    expect(names).toEqual(expect.arrayContaining(['Account', 'Contact', 'Invoice__c']));
    expect(names).not.toContain('Hidden');
    const [described] = (await ours.facets.discover?.describe(['Invoice__c'], {}, never)) ?? [];
    expect(described?.tracking_field).toBe('SystemModstamp');
    expect(described?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['Id', 'string'],
      ['LastName', 'string'],
      ['Number__c', 'string'],
      ['Amount__c', 'number'],
      ['Birthdate', 'date'],
      ['AccountId', 'string'],
      ['WhoId', 'string'],
      ['CreatedById', 'string'],
      ['IsDeleted', 'boolean'],
      ['SystemModstamp', 'datetime_tz'],
    ]);
    const mine = sent.splice(0);
    await theirs.describeGlobal();
    await theirs.sobject('Invoice__c').describe();
    expect(mine).toEqual(sent);
  });

  test('what changed since a moment is asked for in the same way, deleted records included', async () => {
    const page = { nextRecordsUrl: `${VERSION}/query/01g-2000`, done: false };
    const record = {
      attributes: { type: 'Contact' },
      Id: '1',
      SystemModstamp: '2024-01-02T00:00:00.000+0000',
    };
    answers = { '/queryAll': { records: [record], ...page }, '/01g-2000': { records: [], done: true } };
    const extraction = await ours.facets.read?.extract(
      {
        object: 'Contact',
        fields: ['Id', 'SystemModstamp'],
        configuration: {},
        after: { field: 'SystemModstamp', value: '2024-01-01 00:00:00+00:00' },
      },
      never,
    );
    expect(await rowsOf(extraction)).toEqual([['1', '2024-01-02 00:00:00+00']]);
    const mine = taken();
    expect(mine[0]?.query.q).toBe(
      'SELECT Id,LastName,Number__c,Amount__c,Birthdate,AccountId,WhoId,CreatedById,IsDeleted,SystemModstamp FROM Contact WHERE SystemModstamp >= 2024-01-01T00:00:00Z',
    );
    const told = await theirs.query(mine[0]?.query.q ?? '', { scanAll: true });
    await theirs.queryMore(told.nextRecordsUrl ?? '');
    expect(mine).toEqual(taken());
  });

  test('what has many records is read by a job of the Bulk API, in the parts that it names', async () => {
    answers = {
      '/queryAll': {
        totalSize: 20_001,
        done: false,
        nextRecordsUrl: `${VERSION}/query/01g-2000`,
        records: [],
      },
      '/jobs/query': { id: '750', state: 'UploadComplete' },
      '/jobs/query/750': { id: '750', state: 'JobComplete' },
    };
    const extraction = await ours.facets.read?.extract(
      { object: 'Contact', fields: ['Id', 'LastName'], configuration: {} },
      never,
    );
    expect(await rowsOf(extraction)).toEqual([
      ['1', 'Ann'],
      ['2', null],
    ]);
    const mine = taken();
    expect(mine.map(({ method, path, query }) => [method, path.replace(VERSION, ''), query.locator])).toEqual(
      [
        ['GET', '/queryAll', undefined],
        ['POST', '/jobs/query', undefined],
        ['GET', '/jobs/query/750', undefined],
        ['GET', '/jobs/query/750/results', undefined],
        ['GET', '/jobs/query/750/results', 'MTAw'],
      ],
    );
    const query = mine[0]?.query.q ?? '';
    expect(mine[1]?.body).toEqual({
      operation: 'queryAll',
      query,
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    });
  });

  test('a model in SOQL has the fields that it selects, also those of other objects and aggregates', async () => {
    const records = [
      {
        attributes: {},
        Id: '1',
        Amount__c: 12.5,
        Birthdate: null,
        Account: { attributes: {}, Name: 'Acme' },
        owner: null,
      },
    ];
    answers = { '/query': { records, done: true } };
    const configuration = {
      query: "select id, amount__c total, Birthdate, account.name FROM Contact WHERE LastName = 'x'",
    };
    const fields = (await ours.facets.query?.describe(configuration, never)) ?? [];
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'string'],
      ['total', 'number'],
      ['Birthdate', 'date'],
      ['account.name', 'string'],
    ]);
    const mine = taken()[0];
    await theirs.query(configuration.query);
    expect([mine]).toEqual(taken());
    const rows = await rowsOf(await ours.facets.query?.extract(configuration, fields, never));
    expect(rows).toEqual([['1', '12.5', null, 'Acme']]);
    answers = {
      '/query': { records: [{ attributes: {}, Name: 'Acme', expr0: 3, largest: 7.5 }], done: true },
    };
    const grouped = {
      query: 'SELECT Account.Name, COUNT(Id), MAX(Amount__c) largest FROM Contact GROUP BY Account.Name',
    };
    const counted = (await ours.facets.query?.describe(grouped, never)) ?? [];
    expect(counted.map(({ name, type }) => [name, type])).toEqual([
      ['Account.Name', 'string'],
      ['expr0', 'bigint'],
      ['largest', 'number'],
    ]);
    expect(await rowsOf(await ours.facets.query?.extract(grouped, counted, never))).toEqual([
      ['Acme', '3', '7.5'],
    ]);
  });

  test('a target says what new records need and which fields are external ids', async () => {
    const targets = await (ours.facets.write as WriteFacet).targets({}, never, 'Invoice__c');
    const target = targets.find(({ id }) => id === 'Invoice__c');
    expect(target?.required).toEqual(['LastName']);
    expect(target?.fields === 'any' ? [] : target?.fields.map(({ name }) => name)).toEqual([
      'Id',
      'LastName',
      'Number__c',
      'Amount__c',
      'Birthdate',
      'AccountId',
      'WhoId',
      'Account.Number__c',
      'Contact:Who.Number__c',
      'Lead:Who.Number__c',
    ]);
    expect(
      (target?.identities === 'any' ? [] : target?.identities)?.find((one) => one.field === 'Number__c')
        ?.operations,
    ).toEqual(['upsert']);
  });

  test('records are created, updated, upserted and deleted in the same way', async () => {
    const contact = theirs.sobject('Contact');
    answers = { '/composite/sobjects': [{ id: '1', success: true, errors: [] }] };
    const created = await write('create', ['LastName'], [['Ann'], ['Ben']], []);
    await contact.create([{ LastName: 'Ann' }, { LastName: 'Ben' }]);
    expect(created.asked).toEqual(taken());

    const updated = await write('update', ['Id', 'LastName'], [['7', 'Ann']], ['Id']);
    await contact.update([{ Id: '7', LastName: 'Ann' }]);
    expect(updated.asked).toEqual(taken());

    answers = { '/Number__c': [{ id: '1', success: true, created: true, errors: [] }] };
    const upserted = await write('upsert', ['Number__c', 'LastName'], [['n1', 'Ann']], ['Number__c']);
    await contact.upsert([{ Number__c: 'n1', LastName: 'Ann' }], 'Number__c');
    expect(upserted.asked).toEqual(taken());
    expect(upserted.chunks).toEqual([{ records: 1, created: 1, rejected: [] }]);

    answers = { '/composite/sobjects': [] };
    const removed = await write('remove', ['Id'], [['7'], ['8']], ['Id']);
    await contact.destroy(['7', '8']);
    expect(removed.asked).toEqual(taken());
  });

  test('each record that is refused is so with the reason, and one that is gone already is no fault', async () => {
    const refused = (statusCode: string, message: string) => ({
      success: false,
      errors: [{ statusCode, message, fields: ['LastName'] }],
    });
    answers = {
      '/composite/sobjects': [{ id: '1', success: true, errors: [] }, refused('STRING_TOO_LONG', 'too long')],
    };
    const { chunks } = await write('create', ['LastName'], [['Ann'], ['Ben']], []);
    expect(chunks).toEqual([{ records: 2, rejected: [{ index: 1, reason: 'too long' }] }]);
    answers = { '/composite/sobjects': [refused('ENTITY_IS_DELETED', 'entity is deleted')] };
    const removed = await write('remove', ['Id'], [['7']], ['Id']);
    expect(removed.chunks).toEqual([{ records: 1, rejected: [] }]);
  });

  test('a record refers to another by an external id of it, and to none where that has no value', async () => {
    const contact = theirs.sobject('Contact');
    answers = { '/Number__c': [{ id: '1', success: true, created: true, errors: [] }] };
    const columns = ['Number__c', 'Account.Number__c', 'Contact:Who.Number__c'];
    const { asked } = await write('upsert', columns, [['n1', 'a7', 'c8']], ['Number__c']);
    await contact.upsert(
      [
        {
          Number__c: 'n1',
          Account: { Number__c: 'a7' },
          Who: { attributes: { type: 'Contact' }, Number__c: 'c8' },
        } as never,
      ],
      'Number__c',
    );
    expect(asked).toEqual(taken());
    answers = { '/composite/sobjects': [{ id: '7', success: true, errors: [] }] };
    const chunks = await writeRecords(ours, {
      object: 'Contact',
      operation: 'update',
      columns: ['Id', 'Account.Number__c'],
      rows: [['7', null]],
      key: ['Id'],
    });
    expect(chunks).toEqual([{ records: 1, rejected: [] }]);
    expect(taken()[0]?.body).toMatchObject({ records: [{ id: '7', AccountId: null }] });
  });

  describe('jobs of the Bulk API, by which more than 2,000 records are written', () => {
    const many = Array.from({ length: 2001 }, (_, i) => [
      `n${i}`,
      i === 5 ? 'a "quoted", text\nof two lines' : `name ${i}`,
    ]);
    const results = (rows: readonly (readonly string[])[], extra: readonly [string, string]) =>
      [
        `sf__Id,${extra[0]},Number__c,LastName`,
        ...rows.map(([number, name]) => `1,${extra[1]},${number},"${name?.replaceAll('"', '""')}"`),
      ].join('\n');
    const job = (state: string) => ({
      '/jobs/ingest': { id: '750', state: 'Open' },
      '/jobs/ingest/750': { id: '750', state, errorMessage: 'no batch' },
    });

    test('are started, filled, closed and waited for as jsforce does, and say what became of each record', async () => {
      // Results come in another order than the records, and in lower case.
      const refused = many.slice(3, 4);
      const rest = many.filter((row) => !refused.includes(row)).toReversed();
      answers = {
        ...job('JobComplete'),
        '/failedResults': results(
          refused.map(([number = '', name = '']) => [number.toUpperCase(), name]),
          ['sf__Error', 'REQUIRED_FIELD_MISSING:LastName'],
        ),
        '/successfulResults': results(rest, ['sf__Created', 'true']),
      };
      const { chunks, asked } = await write('upsert', ['Number__c', 'LastName'], many, ['Number__c']);
      expect(chunks).toEqual([
        { records: 2001, created: 2000, rejected: [{ index: 3, reason: 'REQUIRED_FIELD_MISSING:LastName' }] },
      ]);
      await theirs.bulk2.loadAndWaitForResults({
        object: 'Contact',
        operation: 'upsert',
        externalIdFieldName: 'Number__c',
        input: many.map(([Number__c, LastName]) => ({ Number__c, LastName }) as never),
        pollInterval: 10,
        pollTimeout: 1000,
      });
      const requests = (all: readonly Sent[]) =>
        all.map(({ method, path }) => `${method} ${path.replace(VERSION, '').replace(/\/$/, '')}`);
      const as = taken();
      // What was not looked at is told by what is in neither file.
      const wanted = requests(as).filter((one) => !one.endsWith('unprocessedrecords'));
      expect(requests(asked).toSorted()).toEqual(wanted.toSorted());
      expect(asked[0]?.body).toMatchObject(as[0]?.body as object);
      const linesOf = (all: readonly Sent[]) =>
        String(all.find(({ method }) => method === 'PUT')?.body).trim();
      expect(linesOf(asked).split('\n').slice(0, 8)).toEqual([
        'Number__c,LastName',
        'n0,name 0',
        'n1,name 1',
        'n2,name 2',
        'n3,name 3',
        'n4,name 4',
        'n5,"a ""quoted"", text',
        'of two lines"',
      ]);
      // jsforce has a column for the id, which is empty in every line.
      expect(linesOf(asked)).toBe(linesOf(as).replace('Id,', '').replaceAll(/^,/gm, ''));
      expect(asked.find(({ method }) => method === 'PATCH')?.body).toEqual({ state: 'UploadComplete' });
    });

    test('say by #N/A that a field of a record has no value any more', async () => {
      const ids = many.map(([id]) => [id ?? '', null]);
      answers = {
        ...job('JobComplete'),
        '/successfulResults': ['sf__Id,sf__Created,Id,LastName', ...ids.map(([id]) => `1,false,${id},`)].join(
          '\n',
        ),
      };
      const chunks = await writeRecords(ours, {
        object: 'Contact',
        operation: 'update',
        columns: ['Id', 'LastName'],
        rows: ids,
        key: ['Id'],
      });
      expect(chunks).toEqual([{ records: 2001, rejected: [] }]);
      expect(
        String(taken().find(({ method }) => method === 'PUT')?.body)
          .split('\n')
          .slice(0, 2),
      ).toEqual(['Id,LastName', 'n0,#N/A']);
    });

    test('that fail, or do not look at each record, fail the run, and are ended', async () => {
      answers = job('Failed');
      await expect(
        write(
          'remove',
          ['Id'],
          many.map(([id = '']) => [id]),
          ['Id'],
        ),
      ).rejects.toThrow('job 750 ended as "Failed": no batch');
      expect(taken().at(-1)?.body).toEqual({ state: 'Aborted' });
      answers = { ...job('JobComplete'), '/successfulResults': `sf__Id,Id\n1,n1\n` };
      await expect(
        write(
          'remove',
          ['Id'],
          many.map(([id = '']) => [id]),
          ['Id'],
        ),
      ).rejects.toThrow('job 750 has no result for 2000 of its 2001 records');
    });

    test('do not create records that Salesforce cannot be asked for after an interruption', async () => {
      answers = { '/composite/sobjects': [] };
      const { asked } = await write(
        'create',
        ['LastName'],
        many.map(([, name = '']) => [name]),
        [],
      );
      expect(new Set(asked.map(({ path }) => path))).toEqual(new Set([`${VERSION}/composite/sobjects`]));
    });
  });

  test('an app with a private key signs its request for a token', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const definition = manifestConnector({
      ...(manifestOf(salesforce) as Manifest),
      streams: [...(manifestOf(salesforce) as Manifest).streams],
      authentication: (manifestOf(salesforce) as Manifest).authentication.map((way) =>
        way.kind === 'jwt' ? { ...way, token_url: `${url}/signed` } : way,
      ),
    });
    const settings = {
      domain: 'acme.my.salesforce.com',
      client_id: 'client',
      username: 'ann@acme.test',
      base_url: `${url}${VERSION}`,
      allow_private_addresses: true,
    };
    // An older form of key is one too.
    const private_key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    await using signed = await definition.open(definition.config.parse({ ...settings, private_key }), host);
    await signed.facets.test?.test(never);
    expect(asserted.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload } = await jwtVerify(asserted.get('assertion') ?? '', publicKey, {
      issuer: 'client',
      audience: 'https://login.salesforce.com',
      subject: 'ann@acme.test',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(180);
    await using wrong = await definition.open(
      definition.config.parse({ ...settings, private_key: 'hush' }),
      host,
    );
    await expect(wrong.facets.test?.test(never)).rejects.toThrow('the private key is no key that can sign');
    const missing = () =>
      definition.open(definition.config.parse({ ...settings, connect_mode: 'jwt' }), host);
    await expect((async () => missing())()).rejects.toThrow('Salesforce needs private_key');
  });

  test('the Tooling API and rates of currencies are listed where the connection says so', async () => {
    const definition = pointedAt(manifestOf(salesforce) as Manifest, url);
    const settings = {
      domain: 'acme.my.salesforce.com',
      client_id: 'client',
      client_secret: 'hush',
      base_url: `${url}${VERSION}`,
      allow_private_addresses: true,
    };
    await using wide = await definition.open(
      definition.config.parse({ ...settings, enable_tooling: true, enable_multicurrency_lookup: true }),
      host,
    );
    const names = (await wide.facets.discover?.list({}, never))?.map(({ id }) => id);
    expect(names).toEqual(
      expect.arrayContaining(['tooling.ApexClass', 'CurrencyType', 'DatedConversionRate']),
    );
    expect((await ours.facets.discover?.list({}, never))?.map(({ id }) => id)).not.toContain('CurrencyType');
    sent = [];
    await wide.facets.discover?.describe(['tooling.ApexClass'], {}, never);
    expect(sent[0]?.path).toBe(`${VERSION}/tooling/sobjects/ApexClass/describe`);
  });

  test('records are looked for by SOQL, in which values are no part of the query', async () => {
    answers = { '/query': { records: [{ Id: '7', LastName: "O'neil" }], done: true } };
    const found = await (ours.facets.write as WriteFacet).lookup?.({
      object: 'Contact',
      configuration: {},
      field: 'LastName',
      values: ["O'Neil", 'back\\slash'],
      signal: never,
    });
    expect(found).toEqual([['7'], []]);
    expect(taken()[0]?.query.q).toBe(
      "SELECT Id,LastName FROM Contact WHERE LastName IN ('O\\'Neil','back\\\\slash')",
    );
  });

  test('a share of the requests that Salesforce says the organisation has is not passed', async () => {
    headers = { 'sforce-limit-info': 'api-usage=18/4' };
    const definition = pointedAt(manifestOf(salesforce) as Manifest, url);
    await using limited = await definition.open(
      definition.config.parse({
        domain: 'other.my.salesforce.com',
        client_id: 'client',
        client_secret: 'hush',
        base_url: `${url}${VERSION}/other`,
        allow_private_addresses: true,
        daily_share: 50,
        requests_per_second: 1000,
      }),
      host,
    );
    const ask = () => limited.facets.query?.describe({ query: 'SELECT Id FROM Contact' }, never);
    await ask();
    const failed = async () => {
      for (let n = 0; n < 5; n++) await limited.facets.discover?.list({}, never);
    };
    await expect(failed()).rejects.toThrow(/the 2 requests that the account may make in a day are used up/);
  });
});
