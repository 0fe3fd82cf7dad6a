import { manifestConnector } from '../../families/manifest/connector.ts';

const inBody = {
  type: 'cursor' as const,
  cursor_parameter: 'cursor',
  cursor_path: 'records.cursor',
  parameters_in: 'body' as const,
};

/** Calls are asked for by the time when they began, three months at a time: Gong wants both ends of it. */
const byStart = (field: string, prefix: string, where: 'query' | 'body') => ({
  field,
  parameter: `${prefix}fromDateTime`,
  in: where,
  format: 'iso' as const,
  start: '2015-01-01T00:00:00Z',
  window: { days: 90, until: `${prefix}toDateTime`, includes_end: false },
  only_new: true,
});

/** What is asked for in one workspace after the other. */
const ofWorkspaces = {
  parent: { stream: 'workspaces', key: 'id', as: 'workspaceId' },
  query: { workspaceId: '{parent.workspaceId}' },
};

/** Kinds of Gong's log: each is asked for by its name. */
const LOGS = [
  'AccessLog',
  'UserActivityLog',
  'UserCallPlay',
  'ExternallySharedCallAccess',
  'ExternallySharedCallPlay',
];

export const gong = manifestConnector({
  manifest: 1,
  id: 'gong',
  name: 'Gong',
  description:
    'Gong: source of models and bulk syncs, and target of syncs that put people into flows of Engage.',
  base_url: ['https://{subdomain}.api.gong.io/v2', 'https://api.gong.io/v2'],
  connection: {
    auth_method: {
      title: 'Auth method',
      description: 'How to sign in: `token` by an access key and its secret, or `oauth` by a refresh token.',
      enum: ['token', 'oauth'],
      default: 'token',
    },
    access_key: { title: 'Access key', only_when: { field: 'auth_method', equals: 'token' } },
    access_secret: {
      title: 'Access key secret',
      sensitive: true,
      only_when: { field: 'auth_method', equals: 'token' },
    },
    oauth_refresh_token: {
      title: 'Refresh token',
      description:
        'Of a user who let the application in. Each is good for one use: the one that comes in its place is kept.',
      sensitive: true,
      only_when: { field: 'auth_method', equals: 'oauth' },
    },
    oauth_token_expiry: {
      title: 'Token expiry',
      description: 'Taken as other tools write it, and not needed: each token says how long it is good.',
      only_when: { field: 'auth_method', equals: 'oauth' },
    },
    client_id: { title: 'Client id', sensitive: true, only_when: { field: 'auth_method', equals: 'oauth' } },
    client_secret: {
      title: 'Client secret',
      sensitive: true,
      only_when: { field: 'auth_method', equals: 'oauth' },
    },
    subdomain: {
      title: 'Subdomain',
      description:
        'What comes before `.api.gong.io` in the address that Gong gives a customer: `company-17`, or `us-12345`. Without it `api.gong.io` is asked.',
      is_place: true,
    },
  },
  authentication: [
    {
      kind: 'basic',
      when: { auth_method: 'token' },
      user: '{access_key}',
      password: '{access_secret}',
    },
    {
      kind: 'oauth',
      when: { auth_method: 'oauth' },
      token_url: 'https://app.gong.io/oauth2/generate-customer-token',
      client_id: '{client_id}',
      client_secret: '{client_secret}',
      refresh_token: '{oauth_refresh_token}',
      send: 'header',
    },
  ],
  paging: { type: 'cursor', cursor_parameter: 'cursor', cursor_path: 'records.cursor' },
  requests_per_second: 3,
  requests_per_day: 10_000,
  requests_at_once: 3,
  errors: [
    // Where nothing matches Gong answers that there is nothing.
    { status: [404], at: 'errors.0', matches: '^No .* found', do: 'skip' },
    {
      status: [404],
      at: 'errors.0',
      matches: '[Ff]low not found',
      do: 'fail',
      message: 'Check the id of the flow in the target’s object.',
    },
  ],
  check: 'users',
  streams: [
    {
      name: 'users',
      path: 'users',
      records: 'users',
      key: ['id'],
      fields: {
        string: `id emailAddress trustedEmailAddress firstName lastName title phoneNumber extension managerId
          meetingConsentPageUrl`,
        boolean: 'active',
        datetime: 'created',
        array: 'emailAliases personalMeetingUrls spokenLanguages',
        object: 'settings',
      },
    },
    {
      name: 'calls',
      path: 'calls',
      records: 'calls',
      key: ['id'],
      incremental: byStart('started', '', 'query'),
      fields: {
        string: `id title url direction language media meetingUrl primaryUserId purpose scope sdrDisposition system
          workspaceId calendarEventId clientUniqueId customData`,
        integer: 'duration',
        boolean: 'isPrivate',
        datetime: 'scheduled started',
      },
    },
    {
      name: 'extensiveCalls',
      path: 'calls/extensive',
      method: 'POST',
      body: {
        contentSelector: {
          context: 'Extended',
          exposedFields: {
            collaboration: { publicComments: true },
            content: { brief: true, pointsOfInterest: true, structure: true, topics: true, trackers: true },
            interaction: { personInteractionStats: true, questions: true, speakers: true, video: true },
            media: true,
            parties: true,
          },
        },
        filter: {},
      },
      records: 'calls',
      key: ['id'],
      paging: inBody,
      incremental: byStart('started', 'filter.', 'body'),
      fields: { object: 'metaData context content interaction collaboration media', array: 'parties' },
      odd_fields: {
        id: { path: 'metaData.id', type: 'string' },
        started: { path: 'metaData.started', type: 'datetime' },
      },
    },
    {
      name: 'callTranscripts',
      path: 'calls/transcript',
      method: 'POST',
      body: { filter: {} },
      records: 'callTranscripts',
      key: ['callId'],
      paging: inBody,
      fields: { string: 'callId', array: 'transcript' },
    },
    {
      name: 'scorecards',
      path: 'settings/scorecards',
      records: 'scorecards',
      key: ['scorecardId'],
      fields: {
        string: 'scorecardId scorecardName workspaceId updaterUserId',
        boolean: 'enabled',
        datetime: 'created updated',
        array: 'questions',
      },
    },
    {
      name: 'answeredScorecards',
      path: 'stats/activity/scorecards',
      method: 'POST',
      body: { filter: {} },
      records: 'answeredScorecards',
      key: ['answeredScorecardId'],
      paging: inBody,
      incremental: {
        field: 'reviewTime',
        parameter: 'filter.reviewFromDate',
        in: 'body',
        format: 'date',
        only_new: true,
      },
      fields: {
        string: `answeredScorecardId scorecardId scorecardName callId reviewedUserId reviewerUserId
          visibilityType`,
        datetime: 'callStartTime reviewTime',
        array: 'answers',
      },
    },
    {
      name: 'workspaces',
      path: 'workspaces',
      records: 'workspaces',
      key: ['id'],
      paging: { type: 'none' },
      fields: { string: 'id name description' },
    },
    {
      name: 'trackers',
      path: 'settings/trackers',
      records: 'keywordTrackers',
      key: ['trackerId'],
      fields: { string: 'trackerId trackerName workspaceId', array: 'keywords', datetime: 'created updated' },
    },
    {
      name: 'library_folders',
      path: 'library/folders',
      ...ofWorkspaces,
      records: 'folders',
      key: ['id'],
      paging: { type: 'none' },
      fields: {
        string: 'id name description parentFolderId createdBy',
        integer: 'callCount',
        datetime: 'created',
      },
      note: '`library_folders`: fields are not sure.',
    },
    {
      name: 'library_folder_content',
      path: 'library/folder-content',
      parent: { stream: 'library_folders', key: 'id', as: 'folderId' },
      query: { folderId: '{parent.folderId}' },
      records: 'calls',
      key: [],
      paging: { type: 'none' },
      fields: {
        string: 'callId title url primaryUserId addedBy',
        datetime: 'started addedToLibraryAt',
        number: 'duration',
      },
      note: '`library_folder_content`: its address and its fields are not sure; it has no key, and is read whole.',
    },
    {
      name: 'flows',
      path: 'flows',
      parent: { stream: 'users', key: 'emailAddress', as: 'flowOwnerEmail' },
      query: { flowOwnerEmail: '{parent.flowOwnerEmail}' },
      records: 'flows',
      key: ['id', 'flowOwnerEmail'],
      fields: {
        string: 'id name ownerEmail folderId status workspaceId',
        integer: 'stepsCount prospectsCount',
        datetime: 'created modified',
      },
      note: '`flows` takes a request for each user, and has a flow of the company once for each: Gong answers what one user may use. Its fields are not sure.',
    },
    {
      name: 'permission_profiles',
      path: 'all-permission-profiles',
      ...ofWorkspaces,
      records: 'profiles',
      key: [],
      paging: { type: 'none' },
      fields: {
        string: 'id profileId name description',
        object: 'permissions',
        integer: 'userCount',
      },
      note: '`permission_profiles`: its address and its fields are not sure; it has no key, and is read whole.',
    },
    ...LOGS.map((logType) => ({
      name: `audit_logs.${logType}`,
      path: 'logs',
      query: { logType },
      records: 'logEntries',
      key: [],
      incremental: {
        field: 'eventTime',
        parameter: 'fromDateTime',
        format: 'iso' as const,
        start: '2015-01-01T00:00:00Z',
        only_new: true,
      },
      fields: {
        datetime: 'eventTime',
        string: 'userId userEmailAddress userFullName',
        object: 'logRecord',
      },
    })),
  ],
  objects: [
    {
      name: 'flows/{flow_id}',
      fields: { string: 'crmProspectId flowInstanceOwnerEmail' },
      id_field: 'crmProspectId',
      required: ['crmProspectId', 'flowInstanceOwnerEmail'],
      identities: { crmProspectId: ['create', 'remove'] },
      operations: {
        create: {
          path: 'flows/prospects/assign',
          batch: 200,
          same: ['flowInstanceOwnerEmail'],
          record: '{id}',
          body: {
            crmProspectsIds: '{records}',
            flowId: '{flow_id}',
            flowInstanceOwnerEmail: '{fields.flowInstanceOwnerEmail}',
          },
          outcomes: [
            { at: 'prospectsAssigned', match: { id: 'crmProspectId' } },
            {
              at: 'prospectsNotAssigned',
              are_errors: true,
              message: 'errorMessage',
              match: { id: 'crmProspectId' },
            },
          ],
        },
        remove: {
          path: 'flows/prospects/unassign-flows-by-crm-id',
          body: { crmProspectId: '{id}', flowId: '{flow_id}' },
        },
      },
      note: '`flows/1695493301223590792` is the flow of that id. A person is one of the CRM that Gong reads, by the id there, and `flowInstanceOwnerEmail` is the user who gets the to-dos. Nothing is asked for: the ledger knows who was put there.',
    },
  ],
  writing: { message: 'errors.0', limits: { records_per_request: 200, requests_at_once: 1 } },
  notes: [
    'Gong was never tried. Addresses, parameters and fields are those of its help pages, of public descriptions and of Airbyte’s connector.',
    'Calls are found by when they began: what changes of one later is not noticed. A call is asked for with all that Gong gives of it in `extensiveCalls`.',
    'Not verified: that 3 requests a second and 10,000 a day are what an account has; the fields of `audit_logs`; that who is in a flow already is refused.',
    'Ids of Gong have 19 digits. They are texts here.',
  ],
});
