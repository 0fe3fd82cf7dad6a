import { manifestConnector } from '../../families/manifest/connector.ts';

/** What is asked for by the time of its last change, the oldest first: a record that changes meanwhile comes again at the end. */
const changing = {
  query: { sort_by: 'updated_at', sort_direction: 'ASC' },
  incremental: { field: 'updated_at', parameter: 'updated_at[gte]', format: 'iso' as const },
};

/** What a person is written with, and an account. */
const PERSON = {
  string: `email_address first_name last_name title phone phone_extension home_phone mobile_phone secondary_email_address
    personal_email_address linkedin_url twitter_handle personal_website city state country work_city work_state work_country
    locale job_seniority person_company_name person_company_website person_company_industry crm_id crm_id_type`,
  integer: 'account_id owner_id person_stage_id import_id',
  boolean: 'do_not_contact',
  array: 'tags contact_restrictions',
  object: 'custom_fields',
};
const ACCOUNT = {
  string: `domain name description phone website linkedin_url twitter_handle street city state postal_code country locale
    industry company_type founded revenue_range size conversational_name crm_id crm_id_type`,
  integer: 'account_tier_id company_stage_id owner_id',
  boolean: 'do_not_contact',
  array: 'tags',
  object: 'custom_fields',
};

export const salesloft = manifestConnector({
  manifest: 1,
  id: 'salesloft',
  name: 'Salesloft',
  description:
    'Salesloft: source of models and bulk syncs, and target of syncs: people, accounts, and who is in a cadence.',
  base_url: 'https://api.salesloft.com/v2',
  connection: {
    auth_method: {
      title: 'Auth method',
      description: 'How to sign in: `oauth` by a refresh token of an application, or by an `api_key`.',
      enum: ['oauth', 'api_key'],
      default: 'oauth',
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
    connected_user: {
      title: 'Connected user',
      description: 'Who signed in, for people to read.',
    },
    application_id: {
      title: 'Application id',
      description: 'The client id of the OAuth application.',
      sensitive: true,
      only_when: { field: 'auth_method', equals: 'oauth' },
    },
    client_secret: {
      title: 'Client secret',
      sensitive: true,
      only_when: { field: 'auth_method', equals: 'oauth' },
    },
    api_key: {
      title: 'API key',
      sensitive: true,
      only_when: { field: 'auth_method', equals: 'api_key' },
    },
  },
  authentication: [
    {
      kind: 'oauth',
      when: { auth_method: 'oauth' },
      token_url: 'https://accounts.salesloft.com/oauth/token',
      client_id: '{application_id}',
      client_secret: '{client_secret}',
      refresh_token: '{oauth_refresh_token}',
      send: 'form',
    },
    { kind: 'bearer', when: { auth_method: 'api_key' }, token: '{api_key}' },
  ],
  paging: {
    type: 'cursor',
    cursor_parameter: 'page',
    cursor_path: 'metadata.paging.next_page',
    page_size: 100,
    page_size_parameter: 'per_page',
  },
  records: 'data',
  key: ['id'],
  // A team has 600 points a minute. A request costs one, and pages far behind cost more, as each answer says.
  requests_per_second: 10,
  cost_header: 'x-ratelimit-endpoint-cost',
  requests_at_once: 4,
  check: 'users',
  streams: [
    {
      name: 'users',
      path: 'users',
      fields: {
        boolean: `active click_to_call_enabled crm_connected email_client_configured
          email_signature_click_tracking_disabled local_dial_enabled team_admin`,
        string: `bcc_email_address email email_client_email_address email_signature email_signature_type
          first_name from_address full_email_address guid job_role last_name name sending_email_address
          slack_username time_zone twitter_handle`,
        datetime: 'created_at updated_at',
        object: 'external_feature_flags group phone_client phone_number_assignment role team',
        integer: 'id',
      },
    },
    {
      name: 'account_tiers',
      path: 'account_tiers',
      fields: {
        datetime: 'created_at updated_at',
        integer: 'id order',
        string: 'name',
      },
    },
    {
      name: 'imports',
      path: 'imports',
      fields: {
        datetime: 'created_at updated_at',
        integer: 'current_people_count id imported_people_count',
        string: 'name',
      },
    },
    {
      name: 'person_stages',
      path: 'person_stages',
      fields: {
        datetime: 'created_at updated_at',
        integer: 'id order',
        string: 'name',
      },
    },
    {
      name: 'phone_number_assignments',
      path: 'phone_number_assignments',
      fields: {
        integer: 'id',
        string: 'number',
        object: 'user',
      },
    },
    {
      name: 'steps',
      path: 'steps',
      fields: {
        string: 'type display_name name',
        object: 'cadence details',
        datetime: 'created_at updated_at',
        integer: 'day id step_number',
        boolean: 'disabled',
      },
    },
    {
      name: 'team_template_attachments',
      path: 'team_template_attachments',
      fields: {
        integer: 'attachment_file_size attachment_id id',
        string: 'download_url name',
        object: 'team_template',
      },
    },
    {
      name: 'email_template_attachments',
      path: 'email_template_attachments',
      fields: {
        integer: 'attachment_file_size attachment_id id',
        string: 'download_url name',
        object: 'team_template',
      },
    },
    {
      name: 'crm_users',
      path: 'crm_users',
      fields: {
        datetime: 'created_at updated_at',
        string: 'crm_id',
        integer: 'id',
        object: 'user',
      },
    },
    {
      name: 'groups',
      path: 'groups',
      fields: {
        integer: 'id parent_id',
        string: 'name',
      },
    },
    {
      name: 'custom_fields',
      path: 'custom_fields',
      fields: {
        datetime: 'created_at updated_at',
        string: 'field_type name value_type',
        integer: 'id',
      },
    },
    {
      name: 'call_dispositions',
      path: 'call_dispositions',
      fields: {
        datetime: 'created_at updated_at',
        integer: 'id',
        string: 'name',
      },
    },
    {
      name: 'call_sentiments',
      path: 'call_sentiments',
      fields: {
        datetime: 'created_at updated_at',
        integer: 'id',
        string: 'name',
      },
    },
    {
      name: 'meetings',
      path: 'meetings',
      incremental: { field: 'created_at', parameter: 'created_at[gt]', format: 'iso', only_new: true },
      fields: {
        string: `description account_id calendar_id calendar_type event_id event_source i_cal_uid location
          meeting_type recipient_email recipient_name reschedule_status status title`,
        boolean: 'all_day no_show strict_attribution',
        array: 'attendees guests',
        object: `booked_by_meetings_settings booked_by_user cadence crm_custom_fields crm_references
          owned_by_meetings_settings person step`,
        datetime: 'canceled_at created_at end_time start_time updated_at',
        integer: 'id task_id',
      },
    },
    {
      name: 'people',
      path: 'people',
      ...changing,
      fields: {
        object: `custom_fields account counts import last_completed_step last_completed_step_cadence last_contacted_by
          most_recent_cadence owner person_stage`,
        boolean: 'bouncing do_not_contact',
        string: `city country crm_id crm_object_type crm_url display_name email_address first_name
          full_email_address home_phone job_seniority last_contacted_type last_name linkedin_url locale
          mobile_phone owner_crm_id person_company_industry person_company_name person_company_website
          personal_email_address personal_website phone phone_extension secondary_email_address state
          title twitter_handle work_city work_country work_state`,
        array: 'contact_restrictions tags',
        datetime: 'created_at last_contacted_at last_replied_at updated_at',
        integer: 'id',
      },
    },
    {
      name: 'cadences',
      path: 'cadences',
      ...changing,
      fields: {
        object: 'added_stage bounced_stage counts creator finished_stage owner replied_stage',
        datetime: 'archived_at created_at updated_at',
        integer: 'id',
        date: 'latest_active_date',
        string: 'name',
        boolean: 'opt_out_link_included remove_bounces_enabled remove_replies_enabled shared team_cadence',
        array: 'tags',
      },
    },
    {
      name: 'cadence_memberships',
      path: 'cadence_memberships',
      ...changing,
      fields: {
        datetime: 'added_at created_at updated_at',
        object: 'cadence counts latest_action person user',
        string: 'current_state',
        boolean: 'currently_on_cadence person_deleted',
        integer: 'id',
      },
    },
    {
      name: 'emails',
      path: 'activities/emails',
      ...changing,
      fields: {
        object: 'action cadence counts crm_activity email_template headers mailing recipient step user',
        boolean: 'bounced click_tracking view_tracking',
        datetime: 'created_at send_after sent_at updated_at',
        integer: 'id',
        string: 'personalization recipient_email_address status',
      },
    },
    {
      name: 'emails_scoped_fields',
      ...changing,
      path: 'activities/emails?scoped_fields[]=subject&scoped_fields[]=body',
      fields: {
        array: 'additional_recipients',
        string: 'body personalization recipient_email_address status subject',
        boolean: 'bounced click_tracking view_tracking',
        object: 'counts crm_activity headers mailing recipient user action cadence email_template step',
        datetime: 'created_at send_after sent_at updated_at',
        integer: 'id',
      },
    },
    {
      name: 'calls',
      path: 'activities/calls',
      ...changing,
      fields: {
        object: 'action cadence called_person crm_activity note step user',
        datetime: 'created_at updated_at',
        string: 'disposition sentiment to',
        integer: 'duration id',
      },
    },
    {
      name: 'accounts',
      path: 'accounts',
      ...changing,
      fields: {
        string: `description city company_type conversational_name country crm_id crm_object_type crm_url domain
          founded industry last_contacted_type linkedin_url locale name owner_crm_id phone postal_code
          revenue_range size state street twitter_handle website`,
        object:
          'custom_fields account_tier company_stage counts creator last_contacted_by last_contacted_person owner',
        datetime: 'archived_at created_at last_contacted_at updated_at',
        boolean: 'do_not_contact',
        integer: 'id',
        array: 'tags',
      },
    },
    {
      name: 'account_stages',
      path: 'account_stages',
      ...changing,
      fields: {
        datetime: 'created_at updated_at',
        integer: 'id order',
        string: 'name',
      },
    },
    {
      name: 'actions',
      path: 'actions',
      ...changing,
      fields: {
        string: 'type status',
        object: 'action_details cadence person step user',
        datetime: 'created_at due_on updated_at',
        boolean: 'due',
        integer: 'id multitouch_group_id',
      },
    },
    {
      name: 'email_templates',
      path: 'email_templates',
      ...changing,
      fields: {
        object: '_links counts team_template template_owner',
        datetime: 'archived_at created_at last_used_at updated_at',
        string: 'body body_preview subject title',
        boolean: 'cadence_template click_tracking_enabled open_tracking_enabled shared',
        array: 'groups tags',
        integer: 'id',
      },
    },
    {
      name: 'notes',
      path: 'notes',
      ...changing,
      fields: {
        object: 'associated_with call user',
        string: 'content',
        datetime: 'created_at updated_at',
        integer: 'id',
      },
    },
    {
      name: 'team_templates',
      path: 'team_templates',
      ...changing,
      fields: {
        object: '_links counts last_modified_user',
        datetime: 'archived_at created_at last_modified_at last_used_at updated_at',
        string: 'body body_preview id subject title',
        boolean: 'click_tracking_enabled open_tracking_enabled',
        array: 'tags',
      },
    },
    {
      name: 'crm_activities',
      path: 'crm_activities',
      ...changing,
      fields: {
        string: 'description activity_type crm_id error subject',
        datetime: 'created_at updated_at',
        object: 'custom_crm_fields person user',
        integer: 'id',
      },
    },
    {
      name: 'successes',
      path: 'successes',
      ...changing,
      fields: {
        object: 'counts latest_action latest_cadence latest_call latest_email latest_step person user',
        datetime: 'created_at succeeded_at success_window_started_at updated_at',
        integer: 'id',
      },
    },
    {
      name: 'call_data_records',
      path: 'call_data_records',
      ...changing,
      fields: {
        object: 'call called_person recording user',
        string: 'call_type call_uuid direction from status to',
        datetime: 'created_at updated_at',
        integer: 'duration id',
      },
    },
    {
      name: 'searches',
      path: 'meetings/settings/searches',
      ...changing,
      fields: {
        string: `description calendar_type email_address location primary_calendar_id primary_calendar_name
          time_zone title user_slug`,
        object: 'active_meeting_url times_available user user_details',
        boolean: `allow_booking_on_behalf allow_booking_overtime allow_event_detail allow_event_overlap
          availability_limit_enabled enable_calendar_sync enable_dynamic_location
          primary_calendar_connection_failed reschedule_meetings_enabled schedule_buffer_enabled`,
        integer: 'availability_limit buffer_time_duration default_meeting_length id schedule_delay',
        datetime: 'created_at updated_at',
      },
    },
  ],
  writing: {
    limits: { requests_at_once: 2 },
  },
  objects: [
    {
      name: 'people',
      fields: PERSON,
      identities: { email_address: ['upsert'], crm_id: ['upsert'] },
      operations: {
        create: { path: 'people', outcomes: [{ at: 'data', id: 'id' }] },
        update: { method: 'PUT', path: 'people/{id}' },
        upsert: { path: 'person_upserts', body: { upsert_key: '{identity_field}', '...': '{fields}' } },
        remove: { method: 'DELETE', path: 'people/{id}' },
      },
      lookups: [found('people', 'email_address', 'email_addresses[]'), found('people', 'crm_id', 'crm_id[]')],
    },
    {
      name: 'accounts',
      fields: ACCOUNT,
      required: ['domain', 'name'],
      identities: { domain: [], crm_id: ['upsert'] },
      operations: {
        create: { path: 'accounts', outcomes: [{ at: 'data', id: 'id' }] },
        update: { method: 'PUT', path: 'accounts/{id}' },
        upsert: { path: 'account_upserts', body: { upsert_key: '{identity_field}', '...': '{fields}' } },
        remove: { method: 'DELETE', path: 'accounts/{id}' },
      },
      lookups: [found('accounts', 'domain', 'domain[]'), found('accounts', 'crm_id', 'crm_id[]')],
    },
    {
      name: 'cadence_memberships',
      fields: { integer: 'person_id cadence_id user_id step_id task_id' },
      required: ['person_id', 'cadence_id'],
      // Nothing is asked for: what the ledger has was added.
      identities: { person_id: ['create'] },
      operations: {
        create: { path: 'cadence_memberships', outcomes: [{ at: 'data', id: 'id' }] },
        remove: { method: 'DELETE', path: 'cadence_memberships/{id}' },
      },
      note: 'Salesloft adds a person to a cadence once, and refuses a second time while the person is in it.',
    },
  ],
  notes: [
    'Salesloft was never tried. Addresses, parameters and fields are those of public descriptions of its API, and of Airbyte’s connector.',
    'Not verified: what the answer to an upsert has, so that a run does not say how many of its people are new; that an update leaves what it does not name as it is; the form of refusals, which are shown as they come.',
    'All of a team shares 600 points a minute. The connection counts requests in the store, and waits for as long as the points that an answer says its request cost.',
    'A record with `crm_id` needs `crm_id_type` (`salesforce`) as well, and a key that may set it.',
    'Custom fields are one field, `custom_fields`: an object by their names.',
    'People come into a cadence by their ids. A model of the stream `people`, joined by the e-mail address, gives them.',
  ],
});

/** Many records are found by one request, which names each value of the field. */
function found(path: string, field: string, parameter: string) {
  return {
    by: [field],
    path,
    query: { [parameter]: '{values}', per_page: '100' },
    records: 'data',
    batch: 50,
    value: field,
    ignores_case: true,
  };
}
