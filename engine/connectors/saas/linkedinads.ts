import { manifestConnector } from '../../families/manifest/connector.ts';

/** What is read of each account: its id has only digits. */
const ofAccounts = { parent: { stream: 'accounts', key: 'id', as: 'account_id' } };

/** Version 2 of Rest.li, in which addresses have lists and objects as their values. */
const restli = { headers: { 'X-Restli-Protocol-Version': '2.0.0' } };

const byToken = (page_size: number) => ({
  type: 'cursor' as const,
  cursor_parameter: 'pageToken',
  cursor_path: 'metadata.nextPageToken',
  page_size,
  page_size_parameter: 'pageSize',
});

const byPlace = {
  type: 'offset' as const,
  offset_parameter: 'start',
  page_size: 500,
  page_size_parameter: 'count',
};

/** When a record was made and changed last, in milliseconds since 1970. */
const stamps = {
  created: { path: 'changeAuditStamps.created.time', type: 'integer' },
  lastModified: { path: 'changeAuditStamps.lastModified.time', type: 'integer' },
};

const person = (action: 'ADD' | 'REMOVE') => ({
  path: 'dmpSegments/{segment_id}/users',
  headers: { 'X-RestLi-Method': 'BATCH_CREATE', 'X-Restli-Protocol-Version': '2.0.0' },
  batch: 1000,
  body: { elements: '{records}' },
  record: {
    action,
    userIds: [{ idType: 'SHA256_EMAIL', idValue: '{id}' }],
    ...(action === 'ADD' ? { '...': '{fields}' } : {}),
  },
});

export const linkedinads = manifestConnector({
  manifest: 1,
  id: 'linkedinads',
  name: 'LinkedIn Ads',
  description:
    'LinkedIn Ads: source of models and bulk syncs, and target of syncs that keep audiences: people by their hashed e-mail addresses.',
  base_url: 'https://api.linkedin.com/rest',
  connection: {
    oauth_refresh_token: {
      title: 'Refresh token',
      description: 'Of a member who let the application in.',
      sensitive: true,
      required: true,
    },
    oauth_token_expiry: {
      title: 'Token expiry',
      description: 'Taken as other tools write it, and not needed: each token says how long it is good.',
    },
    connected_user: { title: 'Connected user', description: 'Who signed in, for people to read.' },
    client_id: { title: 'Client id', sensitive: true, required: true },
    client_secret: { title: 'Client secret', sensitive: true, required: true },
    api_version: {
      title: 'API version',
      description:
        'The version of the API, as year and month. LinkedIn ends each about a year after it came.',
      default: '202609',
    },
  },
  authentication: [
    {
      kind: 'oauth',
      token_url: 'https://www.linkedin.com/oauth/v2/accessToken',
      client_id: '{client_id}',
      client_secret: '{client_secret}',
      refresh_token: '{oauth_refresh_token}',
      send: 'form',
    },
  ],
  headers: { 'LinkedIn-Version': '{api_version}' },
  records: 'elements',
  key: ['id'],
  requests_per_second: 10,
  requests_at_once: 4,
  errors: [
    {
      status: [426],
      do: 'fail',
      message: 'LinkedIn has ended this version of its API: set api_version to a newer one.',
    },
  ],
  check: 'accounts',
  streams: [
    {
      name: 'accounts',
      path: 'adAccounts',
      query: { q: 'search' },
      paging: byToken(500),
      fields: {
        integer: 'id',
        string: 'name type status currency reference',
        boolean: `test notifiedOnCreativeRejection notifiedOnNewFeaturesEnabled notifiedOnEndOfCampaign
          notifiedOnCampaignOptimization notifiedOnCreativeApproval`,
        array: 'servingStatuses',
        object: 'version',
      },
      odd_fields: stamps,
    },
    {
      name: 'account_users',
      path: 'adAccountUsers',
      ...ofAccounts,
      query: { q: 'accounts', accounts: 'urn:li:sponsoredAccount:{parent.account_id}' },
      key: ['account', 'user'],
      paging: byPlace,
      fields: { string: 'account user role' },
      odd_fields: stamps,
    },
    {
      name: 'campaigns',
      path: 'adAccounts/{parent.account_id}/adCampaigns',
      ...ofAccounts,
      ...restli,
      query: { q: 'search' },
      paging: byToken(500),
      fields: {
        integer: 'id',
        string: `name account campaignGroup associatedEntity type status format objectiveType costType
          optimizationTargetType creativeSelection pacingStrategy`,
        boolean: 'test offsiteDeliveryEnabled audienceExpansionEnabled storyDeliveryEnabled',
        array: 'servingStatuses',
        object:
          'targetingCriteria locale version runSchedule dailyBudget totalBudget unitCost offsitePreferences',
      },
      odd_fields: stamps,
    },
    {
      name: 'campaign_groups',
      path: 'adAccounts/{parent.account_id}/adCampaignGroups',
      ...ofAccounts,
      ...restli,
      query: { q: 'search' },
      paging: byToken(500),
      fields: {
        integer: 'id',
        string: 'name account status',
        boolean: 'test backfilled',
        array: 'servingStatuses allowedCampaignTypes',
        object: 'runSchedule totalBudget',
      },
      odd_fields: stamps,
    },
    {
      name: 'creatives',
      path: 'adAccounts/{parent.account_id}/creatives',
      ...ofAccounts,
      headers: { 'X-RestLi-Method': 'FINDER' },
      query: { q: 'criteria' },
      paging: byToken(100),
      fields: {
        string: 'id name account campaign intendedStatus createdBy lastModifiedBy',
        integer: 'createdAt lastModifiedAt',
        boolean: 'isTest isServing',
        array: 'servingHoldReasons',
        object: 'content review leadgenCallToAction',
      },
    },
    {
      name: 'conversions',
      path: 'conversions?account=urn%3Ali%3AsponsoredAccount%3A{parent.account_id}',
      ...ofAccounts,
      ...restli,
      query: { q: 'account' },
      paging: byPlace,
      fields: {
        integer: `id created lastModified latestFirstPartyCallbackAt lastCallbackAt
          postClickAttributionWindowSize viewThroughAttributionWindowSize`,
        string: 'name type account attributionType imagePixelTag',
        boolean: 'enabled',
        array: 'campaigns associatedCampaigns urlMatchRuleExpression urlRules',
        object: 'value',
      },
    },
    {
      name: 'dmp_segments',
      path: 'dmpSegments?account=urn%3Ali%3AsponsoredAccount%3A{parent.account_id}',
      ...ofAccounts,
      ...restli,
      query: { q: 'account' },
      paging: { ...byPlace, page_size: 100 },
      fields: {
        string: 'id name account type status sourcePlatform sourceSegmentId accessPolicy',
        array: 'destinations',
      },
      note: '`dmp_segments`: its fields are not sure.',
    },
  ],
  objects: [
    {
      name: 'segments/{segment_id}',
      fields: { string: 'email firstName lastName title company country' },
      id_field: 'email',
      required: ['email'],
      hashed: { email: 'sha256' },
      identities: { email: ['create', 'upsert', 'remove'] },
      values: { leaves_out_nulls: true },
      message: 'message',
      operations: { create: person('ADD'), upsert: person('ADD'), remove: person('REMOVE') },
      // One entry for each person, in their order.
      outcomes: [{ at: 'elements', taken: { at: 'status', is: ['201', '200'] }, message: 'message' }],
      note: '`segments/123` is the segment (of type USER) of that id. The address goes out as the SHA-256 hash of its letters, trimmed and in lower case. LinkedIn does not say who is in a segment: the ledger knows, and mode `replace` removes whoever the model has no more.',
    },
  ],
  writing: { limits: { records_per_request: 1000, requests_at_once: 1 } },
  notes: [
    'LinkedIn was never tried. Addresses and fields are those of public descriptions and of Airbyte’s connector.',
    'Not read yet: analytics, lead forms and their responses, whose addresses have dates and objects within. All ad accounts of the member are read: `accounts` of a Polytomic connection is not known here.',
    'Times are numbers, milliseconds since 1970, as LinkedIn has them. No stream can be asked for changes alone.',
    'Not verified: the default of `api_version`; that 1,000 people may go in a request; that 600 requests a minute are allowed; which statuses campaigns have that a search without conditions answers.',
    'Two records of a model whose addresses differ in case or spaces alone are one person at LinkedIn, and two in the ledger: have the model’s query make them one.',
    'An application needs LinkedIn’s leave for audiences (`rw_dmp_segments`). A segment is made beforehand, and is of use from 300 members on.',
  ],
});
