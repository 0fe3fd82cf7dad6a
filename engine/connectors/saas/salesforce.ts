import { manifestConnector } from '../../families/manifest/connector.ts';

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
    client_secret: {
      title: 'Client secret',
      description: 'The consumer secret of the connected app.',
      sensitive: true,
      required: true,
    },
    oauth_refresh_token: {
      title: 'Refresh token',
      description:
        'Of a user who let the app in. Without it the app signs in by itself (client credentials), as the user that it runs as.',
      sensitive: true,
    },
    api_version: { title: 'API version', description: 'The version of the API.', default: '62.0' },
  },
  authentication: [
    {
      kind: 'oauth',
      token_url: 'https://{domain}/services/oauth2/token',
      client_id: '{client_id}',
      client_secret: '{client_secret}',
      refresh_token: '{oauth_refresh_token}',
      send: 'form',
    },
    {
      kind: 'oauth',
      token_url: 'https://{domain}/services/oauth2/token',
      client_id: '{client_id}',
      client_secret: '{client_secret}',
      send: 'form',
    },
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
  describe: {
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
  },
  incremental: {
    field: 'SystemModstamp',
    parameter: 'SystemModstamp',
    format: 'iso',
    text: ' WHERE SystemModstamp >= {value}',
  },
  check: 'Organization',
  streams: READ.map((object) => ({ name: object, with: { object }, export: bulk })),
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
      },
      update: {
        method: 'PATCH',
        path: 'composite/sobjects',
        batch: 200,
        body: { allOrNone: false, records: '{records}' },
        record: { attributes: { type: '{object}' }, id: '{id}', '...': '{fields}' },
      },
      upsert: {
        method: 'PATCH',
        path: 'composite/sobjects/{object}/{identity_field}',
        batch: 200,
        body: { allOrNone: false, records: '{records}' },
        record: { attributes: { type: '{object}' }, '...': '{fields}' },
      },
      remove: {
        method: 'DELETE',
        path: 'composite/sobjects',
        query: { ids: '{ids}' },
        batch: 200,
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
    'What has more than 20,000 records to read is read by a query job of the Bulk API 2.0, anything else by the REST API, 2,000 records a page. Records are written 200 a request, never by the Bulk API.',
    'Looking for records by a field works for fields of text.',
    'References by an external id of another object are not written: map the id.',
    'The host of the organisation is needed: `login.salesforce.com` answers tokens, and no data.',
  ],
});
