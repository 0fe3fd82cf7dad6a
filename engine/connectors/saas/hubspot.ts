import { manifestConnector } from '../../families/manifest/connector.ts';

export const hubspot = manifestConnector({
  manifest: 1,
  id: 'hubspot',
  name: 'HubSpot',
  description:
    'HubSpot CRM: source of models and bulk syncs, and target of syncs. Custom properties are fields like any other.',
  base_url: 'https://api.hubapi.com',
  connection: {
    access_token: {
      title: 'Access token',
      description: 'The access token of a private app.',
      sensitive: true,
    },
    oauth_refresh_token: {
      title: 'Refresh token',
      description: 'Of an OAuth app, with its client id and secret.',
      sensitive: true,
    },
    client_id: { title: 'Client id', sensitive: true },
    client_secret: { title: 'Client secret', sensitive: true },
  },
  authentication: [
    { kind: 'bearer', token: '{access_token}' },
    {
      kind: 'oauth',
      token_url: 'https://api.hubapi.com/oauth/v1/token',
      client_id: '{client_id}',
      client_secret: '{client_secret}',
      refresh_token: '{oauth_refresh_token}',
      send: 'form',
    },
  ],
  paging: {
    type: 'cursor',
    cursor_parameter: 'after',
    cursor_path: 'paging.next.after',
    page_size: 100,
    page_size_parameter: 'limit',
  },
  path: 'crm/v3/objects/{object}',
  records: 'results',
  key: ['id'],
  fields: { string: 'id', datetime: 'createdAt updatedAt', boolean: 'archived', json: 'associations' },
  describe: {
    path: 'crm/v3/properties/{object}',
    records: 'results',
    name: 'name',
    type: 'type',
    types: { number: 'number', bool: 'boolean', date: 'date', datetime: 'datetime', json: 'json' },
    prefix: 'properties.',
    parameter: 'properties',
    read_only: 'modificationMetadata.readOnlyValue',
    unique: 'hasUniqueValue',
  },
  empty_is_null: true,
  requests_per_second: 10,
  check: 'contacts',
  errors: [
    {
      status: [403],
      at: 'category',
      matches: 'MISSING_SCOPES',
      do: 'fail',
      message: 'Give the app the scopes that it says are missing.',
    },
  ],
  streams: [
    {
      name: 'contacts',
      with: { object: 'contacts' },
      query: { archived: 'false', associations: 'companies' },
    },
    {
      name: 'companies',
      with: { object: 'companies' },
      query: { archived: 'false', associations: 'contacts' },
    },
    {
      name: 'deals',
      with: { object: 'deals' },
      query: { archived: 'false', associations: 'contacts,companies,line_items' },
    },
    {
      name: 'tickets',
      with: { object: 'tickets' },
      query: { archived: 'false', associations: 'contacts,companies,deals' },
    },
    { name: 'products', with: { object: 'products' }, query: { archived: 'false' } },
    { name: 'line_items', with: { object: 'line_items' }, query: { archived: 'false' } },
    {
      name: 'quotes',
      with: { object: 'quotes' },
      query: { archived: 'false', associations: 'deals' },
    },
    {
      name: 'leads',
      with: { object: 'leads' },
      query: { archived: 'false', associations: 'contacts,companies' },
    },
    { name: 'goals', with: { object: 'goal_targets' }, query: { archived: 'false' } },
    {
      name: 'calls',
      with: { object: 'calls' },
      query: { archived: 'false', associations: 'contacts,companies,deals' },
    },
    {
      name: 'emails',
      with: { object: 'emails' },
      query: { archived: 'false', associations: 'contacts,companies,deals' },
    },
    {
      name: 'meetings',
      with: { object: 'meetings' },
      query: { archived: 'false', associations: 'contacts,companies,deals' },
    },
    {
      name: 'notes',
      with: { object: 'notes' },
      query: { archived: 'false', associations: 'contacts,companies,deals' },
    },
    {
      name: 'tasks',
      with: { object: 'tasks' },
      query: { archived: 'false', associations: 'contacts,companies,deals' },
    },
    {
      name: 'owners',
      path: 'crm/v3/owners/',
      paging: {
        type: 'cursor',
        cursor_parameter: 'after',
        cursor_path: 'paging.next.after',
        page_size: 100,
        page_size_parameter: 'limit',
      },
      fields: {
        string: 'id email firstName lastName createdAt updatedAt',
        integer: 'userId userIdIncludingInactive',
        boolean: 'archived',
        array: 'teams',
      },
      describe: false,
    },
    {
      name: 'marketing_emails',
      path: 'marketing-emails/v1/emails/with-statistics',
      records: 'objects',
      paging: { type: 'offset', offset_parameter: 'offset', page_size: 250, page_size_parameter: 'limit' },
      fields: {
        string: `id primaryEmailCampaignId feedbackSurveyId subject publishedByEmail publishDate language type
          campaignUtm businessUnitId publishedByName createdAt state createdById updatedAt clonedFrom
          publishedAt publishedById updatedById emailCampaignGroupId deletedAt name activeDomain campaign
          subcategory campaignName`,
        array: 'allEmailCampaignIds',
        boolean: 'isTransactional archived jitterSendTime isPublished sendOnPublish',
        object: 'content webversion stats from rssData testing subscriptionDetails to',
        integer: 'folderId updated',
      },
      describe: false,
    },
    {
      name: 'campaigns',
      path: 'email/public/v1/campaigns',
      records: 'campaigns',
      paging: {
        type: 'cursor',
        cursor_parameter: 'offset',
        cursor_path: 'offset',
        more_path: 'hasMore',
        page_size: 500,
        page_size_parameter: 'limit',
      },
      fields: {
        integer: `appId contentId counters_open counters_processed counters_sent counters_deferred
          counters_unsubscribed counters_statuschange counters_bounce counters_mta_dropped
          counters_dropped counters_suppressed counters_click counters_delivered counters_forward
          counters_print counters_reply counters_spamreport id lastProcessingFinishedAt
          lastProcessingStateChangeAt lastProcessingStartedAt numIncluded numQueued lastUpdatedTime`,
        string: 'appName processingState name subType subject type',
        object: 'counters',
      },
      describe: false,
    },
    {
      name: 'email_events',
      path: 'email/public/v1/events',
      records: 'events',
      paging: {
        type: 'cursor',
        cursor_parameter: 'offset',
        cursor_path: 'offset',
        more_path: 'hasMore',
        page_size: 1000,
        page_size_parameter: 'limit',
      },
      incremental: { field: 'created', parameter: 'startTimestamp', format: 'unix_ms', only_new: true },
      fields: {
        integer: `appId attempt created duration emailCampaignId emailCampaignGroupId linkId portalId
          requestedByUserId`,
        string: `appName category deviceType dropMessage dropReason from hmid id ipAddress
          portalSubscriptionStatus recipient referer requestedBy response smtpId source sourceId status
          subject type url userAgent`,
        array: 'bcc cc replyTo subscriptions',
        boolean: 'bounced filteredEvent',
        object: 'browser causedBy location obsoletedBy sentBy',
      },
      describe: false,
    },
    {
      name: 'subscription_changes',
      path: 'email/public/v1/subscriptions/timeline',
      records: 'timeline',
      key: ['timestamp', 'recipient', 'portalId'],
      paging: {
        type: 'cursor',
        cursor_parameter: 'offset',
        cursor_path: 'offset',
        more_path: 'hasMore',
        page_size: 1000,
        page_size_parameter: 'limit',
      },
      incremental: { field: 'timestamp', parameter: 'startTimestamp', format: 'unix_ms', only_new: true },
      fields: { integer: 'timestamp portalId', string: 'recipient normalizedEmailId', array: 'changes' },
      describe: false,
    },
    {
      name: 'workflows',
      path: 'automation/v3/workflows',
      records: 'workflows',
      fields: {
        string: 'name type description',
        integer: `id insertedAt updatedAt contactListIds_enrolled contactListIds_active contactListIds_completed
          contactListIds_succeeded lastUpdatedByUserId originalAuthorUserId portalId`,
        boolean: 'enabled',
        array: 'personaTagIds contactListIds_steps',
        object: 'contactListIds contactCounts migrationStatus updateSource creationSource',
      },
      describe: false,
    },
    {
      name: 'contact_lists',
      path: 'crm/v3/lists/search',
      method: 'POST',
      records: 'lists',
      key: ['listId'],
      paging: {
        type: 'cursor',
        cursor_parameter: 'offset',
        cursor_path: 'offset',
        parameters_in: 'body',
        more_path: 'hasMore',
        page_size: 1000,
        page_size_parameter: 'count',
      },
      fields: {
        string: `processingType objectTypeId updatedById filtersUpdatedAt listId createdAt processingStatus
          deletedAt name createdById updatedAt`,
        integer: 'listVersion',
        object: 'additionalProperties',
      },
      describe: false,
    },
    {
      name: 'email_subscriptions',
      path: 'email/public/v1/subscriptions',
      records: 'subscriptionDefinitions',
      fields: {
        boolean: 'active internal',
        integer: 'portalId id order businessUnitId',
        string: 'description name internalName category channel',
      },
      describe: false,
    },
    {
      name: 'deal_pipelines',
      path: 'crm-pipelines/v1/pipelines/deals',
      key: ['pipelineId'],
      fields: {
        string: 'label objectType objectTypeId pipelineId',
        integer: 'displayOrder createdAt updatedAt',
        boolean: 'active default',
        array: 'stages',
      },
      describe: false,
    },
    {
      name: 'ticket_pipelines',
      path: 'crm/v3/pipelines/tickets',
      paging: { type: 'offset', offset_parameter: 'offset', page_size: 100, page_size_parameter: 'limit' },
      fields: {
        string: 'label id createdAt updatedAt',
        integer: 'displayOrder',
        boolean: 'archived',
        array: 'stages',
      },
      describe: false,
    },
    {
      name: 'engagements',
      path: 'engagements/v1/engagements/paged',
      paging: {
        type: 'cursor',
        cursor_parameter: 'offset',
        cursor_path: 'offset',
        more_path: 'hasMore',
        page_size: 250,
        page_size_parameter: 'count',
      },
      fields: {
        integer: `id teamId portalId createdAt createdBy modifiedBy lastUpdated ownerId timestamp
          metadata_createdFromLinkId metadata_startTime metadata_endTime metadata_durationMilliseconds
          metadata_completionDate metadata_sequenceStepOrder metadata_calleeObjectId`,
        string: `uid type bodyPreview bodyPreviewHtml activityType source sourceId metadata_calendarEventHash
          metadata_meetingChangeId metadata_iCalUid metadata_internalMeetingNotes metadata_location
          metadata_locationType metadata_meetingOutcome metadata_timezone metadata_body metadata_subject
          metadata_html metadata_text metadata_status metadata_forObjectType metadata_title
          metadata_toNumber metadata_fromNumber metadata_externalId metadata_externalAccountId
          metadata_recordingUrl metadata_disposition metadata_taskType metadata_threadId
          metadata_messageId metadata_loggedFrom metadata_trackerKey metadata_source
          metadata_facsimileSendId metadata_sentVia metadata_externalUrl metadata_postSendStatus
          metadata_errorMessage metadata_recipientDropReasons metadata_calleeObjectType
          metadata_mediaProcessingStatus metadata_sourceId metadata_priority`,
        array: `queueMembershipIds scheduledTasks allAccessibleTeamIds associations_contactIds
          associations_contentIds associations_companyIds associations_dealIds
          associations_marketingEventIds associations_ownerIds associations_quoteIds
          associations_workflowIds associations_ticketIds attachments metadata_attendeeOwnerIds
          ownerIdsBcc ownerIdsFrom ownerIdsTo pendingInlineImageIds validationSkipped ownerIdsCc
          metadata_guestEmails metadata_preMeetingProspectReminders metadata_to metadata_cc
          metadata_ownerIdsBcc metadata_ownerIdsCc metadata_ownerIdsFrom metadata_ownerIdsTo
          metadata_pendingInlineImageIds metadata_validationSkipped metadata_bcc metadata_reminders`,
        boolean: `active bodyPreviewIsTruncated gdprDeleted metadata_includeDescriptionInReminder
          metadata_attachedVideoOpened metadata_attachedVideoWatched metadata_sendDefaultReminder
          metadata_unknownVisitorConversation metadata_isAllDay`,
        object: `associations metadata metadata_from metadata_sender metadata_bounceErrorDetail
          metadata_emailSendEventId`,
      },
      describe: false,
    },
  ],
  notes: [
    'Requests for CRM objects, their properties, owners and lists, and all that is written, are compared in tests with those of HubSpot’s own client. HubSpot’s answers, and the older addresses (marketing emails, campaigns, events, subscriptions, workflows, engagements, deal pipelines), were never tried.',
  ],
  requests_at_once: 4,
  writing: {
    // Values of properties are texts, and an empty one clears a property.
    values: { as_text: true, null_as: '' },
    message: 'message',
    limits: { records_per_request: 100, requests_at_once: 2 },
    operations: {
      upsert: {
        path: 'crm/v3/objects/{object}/batch/upsert',
        batch: 100,
        body: { inputs: '{records}' },
        record: {
          idProperty: '{identity_field}',
          id: '{identity}',
          objectWriteTraceId: '{mark}',
          properties: '{fields}',
        },
      },
      create: {
        path: 'crm/v3/objects/{object}/batch/create',
        batch: 100,
        body: { inputs: '{records}' },
        record: { objectWriteTraceId: '{mark}', properties: '{fields}' },
      },
      update: {
        path: 'crm/v3/objects/{object}/batch/update',
        batch: 100,
        body: { inputs: '{records}' },
        record: { id: '{id}', objectWriteTraceId: '{mark}', properties: '{fields}' },
      },
      remove: {
        path: 'crm/v3/objects/{object}/batch/archive',
        batch: 100,
        body: { inputs: '{records}' },
        record: { id: '{id}' },
        outcomes: [],
      },
    },
    // With a mark on each record an answer of 207 says which of them failed.
    outcomes: [
      {
        at: 'results',
        id: 'id',
        created: 'new',
        match: { mark: 'objectWriteTraceId', id: 'id', identity: 'properties.{identity_field}' },
      },
      {
        at: 'errors',
        are_errors: true,
        message: 'message',
        match: { mark: 'context.objectWriteTraceId', id: 'context.ids', identity: 'context.ids' },
      },
    ],
    lookups: [
      {
        method: 'POST',
        path: 'crm/v3/objects/{object}/search',
        body: {
          filterGroups: [{ filters: [{ propertyName: '{field}', operator: 'IN', values: '{values}' }] }],
          properties: ['{field}'],
          limit: 100,
        },
        records: 'results',
        paging: {
          type: 'cursor',
          cursor_parameter: 'after',
          cursor_path: 'paging.next.after',
          parameters_in: 'body',
        },
        batch: 100,
        value: 'properties.{field}',
        ignores_case: true,
      },
    ],
  },
  objects: [
    {
      ...crmObject('contacts'),
      identities: { email: ['upsert'] },
      links: { company_id: linked('contacts', 'companies') },
    },
    { ...crmObject('companies') },
    {
      ...crmObject('deals'),
      links: { company_id: linked('deals', 'companies'), contact_id: linked('deals', 'contacts') },
    },
    {
      ...crmObject('tickets'),
      links: { company_id: linked('tickets', 'companies'), contact_id: linked('tickets', 'contacts') },
    },
    { ...crmObject('products') },
    { ...crmObject('line_items'), links: { deal_id: linked('line_items', 'deals') } },
    {
      ...crmObject('calls'),
      links: {
        contact_id: linked('calls', 'contacts'),
        company_id: linked('calls', 'companies'),
        deal_id: linked('calls', 'deals'),
      },
    },
    {
      ...crmObject('meetings'),
      links: {
        contact_id: linked('meetings', 'contacts'),
        company_id: linked('meetings', 'companies'),
        deal_id: linked('meetings', 'deals'),
      },
    },
    {
      ...crmObject('notes'),
      links: {
        contact_id: linked('notes', 'contacts'),
        company_id: linked('notes', 'companies'),
        deal_id: linked('notes', 'deals'),
      },
    },
    {
      ...crmObject('tasks'),
      links: {
        contact_id: linked('tasks', 'contacts'),
        company_id: linked('tasks', 'companies'),
        deal_id: linked('tasks', 'deals'),
      },
    },
  ],
});

/** A CRM object: its properties are what the account has, those that only HubSpot sets left out. */
function crmObject(object: string) {
  return {
    name: object,
    with: { object },
    like: object,
    read_only: 'id createdAt updatedAt archived associations',
    unique: ['upsert' as const],
  };
}

/** Records are associated with others by the label that HubSpot has for the pair when none is named. */
function linked(from: string, to: string) {
  return {
    path: `crm/v4/associations/${from}/${to}/batch/associate/default`,
    batch: 100,
    body: { inputs: '{records}' },
    record: { from: { id: '{id}' }, to: { id: '{value}' } },
    outcomes: [
      { at: 'results', match: { id: 'from.id' } },
      { at: 'errors', are_errors: true, message: 'message', match: { id: 'context.ids' } },
    ],
  };
}
