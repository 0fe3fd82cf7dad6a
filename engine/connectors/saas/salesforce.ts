import { manifestConnector } from '../../families/manifest/connector.ts';
import type { ManifestInput } from '../../families/manifest/manifest.ts';

const paging = { type: 'next_url' as const, next_url_path: 'nextRecordsUrl' };

/** What has more records than this is read by the Bulk API, which takes some seconds and few requests. */
const BULK_ABOVE = 20_000;

const bulk = {
  start: {
    path: 'jobs/query',
    body: {
      operation: 'queryAll',
      query: '{text}',
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    },
  },
  above: { at: 'totalSize', records: BULK_ABOVE },
  id: 'id',
  poll: 'jobs/query/{export_id}',
  status: 'state',
  done: ['JobComplete'],
  failed: ['Failed', 'Aborted'],
  every_seconds: 2,
  longest_minutes: 240,
  download: 'jobs/query/{export_id}/results',
  format: 'csv' as const,
  empty_is_null: true,
  next: { header: 'Sforce-Locator', parameter: 'locator', none: 'null' },
};

/**
 * More records than this are written by jobs of the Bulk API 2.0, as Salesforce itself advises: one job is a file of at most 100 MB,
 * and 10,000 records are what it works through at a time.
 */
const JOBS_ABOVE = 2000;

const job = (operation: string, more: Readonly<Record<string, string>> = {}) => ({
  above: JOBS_ABOVE,
  records: 10_000,
  bytes: 100_000_000,
  start: {
    path: 'jobs/ingest',
    body: {
      object: '{object}',
      operation,
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
      ...more,
    },
  },
  id: 'id',
  upload: { method: 'PUT' as const, path: 'jobs/ingest/{job_id}/batches' },
  finish: { method: 'PATCH' as const, path: 'jobs/ingest/{job_id}', body: { state: 'UploadComplete' } },
  cancel: { method: 'PATCH' as const, path: 'jobs/ingest/{job_id}', body: { state: 'Aborted' } },
  poll: 'jobs/ingest/{job_id}',
  status: 'state',
  done: ['JobComplete'],
  failed: ['Failed', 'Aborted'],
  message: 'errorMessage',
  every_seconds: 3,
  longest_minutes: 240,
  null_as: '#N/A',
  taken: { path: 'jobs/ingest/{job_id}/successfulResults', created: 'sf__Created' },
  refused: { path: 'jobs/ingest/{job_id}/failedResults', message: 'sf__Error' },
});

/** Objects that every account has, or nearly; all others, custom ones included, are found by their names. */
const READ = [
  'Account',
  'Asset',
  'Campaign',
  'CampaignMember',
  'Case',
  'CaseComment',
  'Contact',
  'Contract',
  'Event',
  'Lead',
  'Opportunity',
  'OpportunityContactRole',
  'OpportunityHistory',
  'OpportunityLineItem',
  'Order',
  'OrderItem',
  'Organization',
  'Pricebook2',
  'PricebookEntry',
  'Product2',
  'Profile',
  'RecordType',
  'Task',
  'User',
  'UserRole',
];
const ONLY_READ = ['OpportunityHistory', 'Organization', 'Profile', 'RecordType', 'User', 'UserRole'];

/** The call that answers an object's fields, as the user may see them. */
const DESCRIBE: NonNullable<ManifestInput['describe']> = {
  path: 'sobjects/{object}/describe',
  records: 'fields',
  name: 'name',
  type: 'type',
  types: {
    boolean: 'boolean',
    int: 'bigint',
    long: 'bigint',
    double: 'number',
    currency: 'number',
    percent: 'number',
    date: 'date',
    datetime: 'datetime_tz',
  },
  // Their parts are fields of their own, but for files, which are asked for one by one.
  skip_types: ['address', 'location', 'base64', 'complexvalue'],
  parameter: 'q',
  text: 'SELECT Id{names} FROM {object}{since}',
  writable: ['createable', 'updateable'],
  required: [
    { at: 'nillable', is: 'false' },
    { at: 'defaultedOnCreate', is: 'false' },
    { at: 'createable', is: 'true' },
  ],
  unique: 'externalId',
  references: { name: 'relationshipName', to: 'referenceTo', type: 'attributes.type' },
};

/** Where the connection does not say how to sign in, the first way whose settings are there is taken. */
const NOT_SAID = { connect_mode: '' };

/** Objects of the Tooling API: what an organisation is built of. */
const TOOLING = [
  'ApexClass',
  'ApexCodeCoverageAggregate',
  'ApexLog',
  'ApexPage',
  'ApexTrigger',
  'CustomField',
  'CustomObject',
  'Flow',
  'FlowDefinition',
  'Layout',
  'ValidationRule',
  'WorkflowRule',
];

/** What an organisation with several currencies has beside `CurrencyIsoCode` in its records: the rates. */
const CURRENCIES = ['CurrencyType', 'DatedConversionRate'];

export const salesforce = manifestConnector({
  manifest: 1,
  id: 'salesforce',
  name: 'Salesforce',
  description:
    'Salesforce: source of models (objects, or SOQL) and bulk syncs, and target of syncs. Custom fields and objects are like any other.',
  base_url: 'https://{domain}/services/data/v{api_version}',
  connection: {
    domain: {
      title: 'Domain',
      description:
        'The host of the organisation: `acme.my.salesforce.com`, or of a sandbox `acme--test.sandbox.my.salesforce.com`.',
      required: true,
      is_place: true,
    },
    client_id: {
      title: 'Client id',
      description: 'The consumer key of a connected app.',
      sensitive: true,
      required: true,
    },
    connect_mode: {
      title: 'Connect mode',
      description:
        'How to sign in: `browser` and `code` by the refresh token of a user who let the app in, `clientcredentials` as the app itself, `jwt` as `username` by the app’s private key. Without it, what the settings that are given are enough for.',
      enum: ['browser', 'clientcredentials', 'code', 'api', 'jwt'],
    },
    client_secret: {
      title: 'Client secret',
      description: 'The consumer secret of the connected app. A private key takes its place.',
      sensitive: true,
    },
    private_key: {
      title: 'Private key',
      description:
        'In PEM form: of the certificate that the connected app uses for digital signatures. With it the app signs in as `username`, and needs neither a secret nor a refresh token.',
      sensitive: true,
    },
    username: { title: 'User', description: 'The user as whom an app with a private key signs in.' },
    login_url: {
      title: 'Login URL',
      description:
        'What an app with a private key says it signs in to: `https://test.salesforce.com` for a sandbox.',
      default: 'https://login.salesforce.com',
    },
    oauth_refresh_token: {
      title: 'Refresh token',
      description:
        'Of a user who let the app in. Without it the app signs in by itself (client credentials), as the user that it runs as.',
      sensitive: true,
    },
    enforce_api_limits: {
      type: 'boolean',
      title: 'Enforce API limits',
      description: 'Whether no more requests are sent in a day than `daily_api_calls` says.',
      default: false,
    },
    daily_api_calls: {
      type: 'integer',
      title: 'Daily API calls',
      description:
        'How many requests are sent in a day (UTC) at most, by all processes that share the store.',
      only_when: { field: 'enforce_api_limits', equals: true },
    },
    enable_tooling: {
      type: 'boolean',
      title: 'Tooling API',
      description:
        'Whether objects of the Tooling API can be read as well: classes, flows, layouts and rules, as `tooling.ApexClass` and so on.',
      default: false,
    },
    enable_multicurrency_lookup: {
      type: 'boolean',
      title: 'Currencies',
      description:
        'Whether the organisation has several currencies, and its rates are listed as the objects `CurrencyType` and `DatedConversionRate`.',
      default: false,
    },
    api_version: { title: 'API version', description: 'The version of the API.', default: '62.0' },
  },
  authentication: [
    ...(['browser', 'code', 'api'] as const).map((connect_mode) => byRefreshToken({ connect_mode })),
    asTheApp({ connect_mode: 'clientcredentials' }),
    byPrivateKey({ connect_mode: 'jwt' }),
    byRefreshToken(NOT_SAID),
    asTheApp(NOT_SAID),
    byPrivateKey(NOT_SAID),
  ],
  errors: [
    {
      at: '0.errorCode',
      matches: 'REQUEST_LIMIT_EXCEEDED',
      do: 'fail',
      message: 'The organisation has used up its requests of the last 24 hours. Run again later.',
    },
    { at: '0.errorCode', matches: 'UNABLE_TO_LOCK_ROW|SERVER_UNAVAILABLE', do: 'retry' },
  ],
  // Each answer says `api-usage=18/5000`.
  daily_limit: { header: 'Sforce-Limit-Info', pattern: String.raw`api-usage=\d+/(\d+)` },
  requests_at_once: 5,
  path: 'queryAll',
  records: 'records',
  key: ['Id'],
  paging,
  fields: { string: 'Id' },
  describe: DESCRIBE,
  incremental: {
    field: 'SystemModstamp',
    parameter: 'SystemModstamp',
    format: 'iso',
    text: ' WHERE SystemModstamp >= {value}',
  },
  check: 'Organization',
  own_limit: 'daily_api_calls',
  streams: [
    ...READ.map((object) => ({ name: object, with: { object }, export: bulk })),
    ...CURRENCIES.map((object) => ({
      name: object,
      with: { object },
      only_when: { field: 'enable_multicurrency_lookup', equals: true },
    })),
    ...TOOLING.map((object) => ({
      name: `tooling.${object}`,
      with: { object },
      path: 'tooling/query',
      describe: { ...DESCRIBE, path: 'tooling/sobjects/{object}/describe' },
      only_when: { field: 'enable_tooling', equals: true },
    })),
  ],
  found: {
    path: 'sobjects',
    records: 'sobjects',
    name: 'name',
    where: [{ at: 'queryable', is: 'true' }],
    stream: { export: bulk },
    object: { id_field: 'Id', unique: ['upsert'] },
  },
  query_language: { name: 'SOQL', path: 'query', parameter: 'q', records: 'records', paging },
  writing: {
    message: '0.message',
    limits: { records_per_request: 200, requests_at_once: 2 },
    operations: {
      create: {
        path: 'composite/sobjects',
        batch: 200,
        body: { allOrNone: false, records: '{records}' },
        record: { attributes: { type: '{object}' }, '...': '{fields}' },
        job: job('insert'),
      },
      update: {
        method: 'PATCH',
        path: 'composite/sobjects',
        batch: 200,
        body: { allOrNone: false, records: '{records}' },
        record: { attributes: { type: '{object}' }, id: '{id}', '...': '{fields}' },
        job: job('update'),
      },
      upsert: {
        method: 'PATCH',
        path: 'composite/sobjects/{object}/{identity_field}',
        batch: 200,
        body: { allOrNone: false, records: '{records}' },
        record: { attributes: { type: '{object}' }, '...': '{fields}' },
        job: job('upsert', { externalIdFieldName: '{identity_field}' }),
      },
      remove: {
        method: 'DELETE',
        path: 'composite/sobjects',
        query: { ids: '{ids}' },
        batch: 200,
        job: job('delete'),
      },
    },
    // One entry for each record, in their order.
    outcomes: [
      {
        success: 'success',
        message: 'errors.0.message',
        created: 'created',
        id: 'id',
        done_when: { at: 'errors.0.statusCode', is: ['ENTITY_IS_DELETED'] },
      },
    ],
    lookups: [
      {
        path: 'query',
        query: { q: 'SELECT Id,{field} FROM {object} WHERE {field} IN ({quoted_values})' },
        records: 'records',
        paging,
        batch: 100,
        id: 'Id',
        value: '{field}',
        ignores_case: true,
      },
    ],
  },
  objects: READ.filter((object) => !ONLY_READ.includes(object)).map((object) => ({
    name: object,
    with: { object },
    like: object,
    id_field: 'Id',
    unique: ['upsert' as const],
  })),
  notes: [
    'Requests are compared in tests with those of jsforce, a client that many use and that is not Salesforce’s. Salesforce’s answers were never tried.',
    'Objects and fields are those that the user may see. Records that were deleted come along with `IsDeleted`, until they leave the recycle bin; a resync drops those.',
    'A query in SOQL is asked as it stands. Its fields have the types of the object’s; those of other objects and of aggregates are told from the first records.',
    'What has more than 20,000 records to read is read by a query job of the Bulk API 2.0, which cuts it into parts by itself; anything else by the REST API, 2,000 records a page. Up to 2,000 records are written 200 a request; more by jobs of the Bulk API 2.0, 10,000 records each, and what such a job did not look at fails the run. New records are created by jobs where they have an identity by which Salesforce can be asked for them after an interruption.',
    'In a file of a job `#N/A` stands for no value: a text that is just that clears its field.',
    'Looking for records by a field works for fields of text.',
    'A record can refer to another by an external id of it in place of its id: `Account.Number__c`, or `Contact:Who.Number__c` where the other may be of several objects. Fields that may refer to more than five objects have no such names: map the id.',
    'Amounts are in the currency that `CurrencyIsoCode` of their record says.',
    'The host of the organisation is needed: `login.salesforce.com` answers tokens, and no data.',
  ],
});

function byRefreshToken(when: Readonly<Record<string, string>> = {}) {
  return { ...asTheApp(when), refresh_token: '{oauth_refresh_token}' };
}

function asTheApp(when: Readonly<Record<string, string>> = {}) {
  return {
    kind: 'oauth' as const,
    when,
    token_url: 'https://{domain}/services/oauth2/token',
    client_id: '{client_id}',
    client_secret: '{client_secret}',
    send: 'form' as const,
  };
}

function byPrivateKey(when: Readonly<Record<string, string>> = {}) {
  return {
    kind: 'jwt' as const,
    when,
    token_url: 'https://{domain}/services/oauth2/token',
    private_key: '{private_key}',
    claims: { iss: '{client_id}', sub: '{username}', aud: '{login_url}' },
    lasts_seconds: 180,
  };
}
