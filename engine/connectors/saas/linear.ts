import { manifestConnector } from '../../families/manifest/connector.ts';

export const linear = manifestConnector({
  manifest: 1,
  id: 'linear',
  name: 'Linear',
  description: 'Linear issues and projects: source of models and bulk syncs, and target of syncs.',
  base_url: 'https://api.linear.app/graphql',
  connection: {
    api_key: { title: 'API key', description: 'A personal API key.', sensitive: true, required: true },
  },
  authentication: [{ kind: 'header', name: 'Authorization', value: '{api_key}' }],
  graphql:
    'query Page($first: Int, $after: String{declare}) { {root}(first: $first, after: $after, orderBy: updatedAt, includeArchived: true{use}) { nodes { {select} } pageInfo { hasNextPage endCursor } } }',
  records: 'data.{root}.nodes',
  key: ['id'],
  paging: {
    type: 'cursor',
    cursor_parameter: 'variables.after',
    cursor_path: 'data.{root}.pageInfo.endCursor',
    more_path: 'data.{root}.pageInfo.hasNextPage',
    page_size: 100,
    page_size_parameter: 'variables.first',
    parameters_in: 'body',
  },
  incremental: { field: 'updatedAt', parameter: 'variables.filter.updatedAt.gte', in: 'body', format: 'iso' },
  errors: [
    { at: 'errors.0.extensions.code', matches: 'RATELIMITED', do: 'retry' },
    { at: 'errors.0.message', do: 'refuse' },
  ],
  check: 'users',
  streams: [
    {
      name: 'issues',
      with: { root: 'issues', declare: ', $filter: IssueFilter', use: ', filter: $filter' },
      fields: {
        string: `description branchName id identifier integrationSourceType priorityLabel slaType title url`,
        datetime: `addedToCycleAt addedToProjectAt addedToTeamAt canceledAt completedAt createdAt startedAt
          updatedAt archivedAt`,
        number: `customerTicketCount estimate number priority prioritySortOrder sortOrder subIssueSortOrder`,
        date: 'dueDate',
        json: 'previousIdentifiers reactionData',
      },
      odd_fields: {
        assigneeId: { path: 'assignee.id', type: 'string' },
        attachments: { path: 'attachments.nodes', type: 'json', select: 'id' },
        creatorId: { path: 'creator.id', type: 'string' },
        cycleId: { path: 'cycle.id', type: 'string' },
        labels: { path: 'labels.nodes', type: 'json', select: 'id' },
        parentId: { path: 'parent.id', type: 'string' },
        projectId: { path: 'project.id', type: 'string' },
        projectMilestoneId: { path: 'projectMilestone.id', type: 'string' },
        relations: { path: 'relations.nodes', type: 'json', select: 'id' },
        stateId: { path: 'state.id', type: 'string' },
        subscribers: { path: 'subscribers.nodes', type: 'json', select: 'id' },
        teamId: { path: 'team.id', type: 'string' },
      },
    },
    {
      name: 'customers',
      with: { root: 'customers', declare: ', $filter: CustomerFilter', use: ', filter: $filter' },
      fields: {
        number: 'approximateNeedCount revenue',
        datetime: 'createdAt updatedAt archivedAt',
        json: 'domains',
        string: 'id logoUrl name slugId',
      },
      odd_fields: {
        statusId: { path: 'status.id', type: 'string' },
        tierId: { path: 'tier.id', type: 'string' },
      },
    },
    {
      name: 'users',
      with: { root: 'users', declare: ', $filter: UserFilter', use: ', filter: $filter' },
      fields: {
        boolean: 'active admin guest isMe',
        string: 'avatarBackgroundColor avatarUrl displayName email id initials name timezone url',
        datetime: 'createdAt lastSeen updatedAt archivedAt',
        number: 'createdIssueCount',
      },
      odd_fields: { teams: { path: 'teams.nodes', type: 'json', select: 'id' } },
    },
    {
      name: 'comments',
      with: { root: 'comments', declare: ', $filter: CommentFilter', use: ', filter: $filter' },
      fields: { string: 'body bodyData id url', datetime: 'createdAt editedAt updatedAt archivedAt' },
      odd_fields: {
        issueId: { path: 'issue.id', type: 'string' },
        parentId: { path: 'parent.id', type: 'string' },
        userId: { path: 'user.id', type: 'string' },
      },
    },
    {
      name: 'cycles',
      with: { root: 'cycles', declare: ', $filter: CycleFilter', use: ', filter: $filter' },
      fields: {
        string: 'description id name',
        datetime: 'completedAt createdAt endsAt startsAt updatedAt archivedAt',
        json: `completedIssueCountHistory completedScopeHistory inProgressScopeHistory issueCountHistory
          scopeHistory`,
        number: 'number progress',
      },
      odd_fields: {
        teamId: { path: 'team.id', type: 'string' },
        uncompletedIssuesUponClose: { path: 'uncompletedIssuesUponClose.nodes', type: 'json', select: 'id' },
      },
    },
    {
      name: 'customer_needs',
      with: { root: 'customerNeeds', declare: ', $filter: CustomerNeedFilter', use: ', filter: $filter' },
      fields: { datetime: 'createdAt updatedAt archivedAt', string: 'id', number: 'priority' },
      odd_fields: {
        attachmentId: { path: 'attachment.id', type: 'string' },
        customerId: { path: 'customer.id', type: 'string' },
        issueId: { path: 'issue.id', type: 'string' },
        projectId: { path: 'project.id', type: 'string' },
      },
    },
    {
      name: 'projects',
      with: { root: 'projects', declare: ', $filter: ProjectFilter', use: ', filter: $filter' },
      fields: {
        string: 'description color content health icon id name slugId updateRemindersDay url',
        datetime: 'canceledAt completedAt createdAt healthUpdatedAt startedAt updatedAt archivedAt',
        json: `completedIssueCountHistory completedScopeHistory inProgressScopeHistory issueCountHistory
          scopeHistory`,
        number: 'priority prioritySortOrder progress scope sortOrder updateRemindersHour',
        date: 'startDate targetDate',
      },
      odd_fields: {
        convertedFromIssueId: { path: 'convertedFromIssue.id', type: 'string' },
        creatorId: { path: 'creator.id', type: 'string' },
        leadId: { path: 'lead.id', type: 'string' },
        statusId: { path: 'status.id', type: 'string' },
        teams: { path: 'teams.nodes', type: 'json', select: 'id' },
      },
    },
    {
      name: 'project_milestones',
      with: {
        root: 'projectMilestones',
        declare: ', $filter: ProjectMilestoneFilter',
        use: ', filter: $filter',
      },
      fields: {
        string: 'description id name status',
        datetime: 'createdAt updatedAt archivedAt',
        number: 'progress sortOrder',
        date: 'targetDate',
      },
      odd_fields: { projectId: { path: 'project.id', type: 'string' } },
    },
    {
      name: 'project_statuses',
      with: { root: 'projectStatuses', declare: '', use: '' },
      fields: {
        string: 'type color id name',
        datetime: 'createdAt updatedAt archivedAt',
        boolean: 'indefinite',
        number: 'position',
      },
      incremental: false,
    },
    {
      name: 'issue_labels',
      with: { root: 'issueLabels', declare: ', $filter: IssueLabelFilter', use: ', filter: $filter' },
      fields: {
        string: 'description color id name',
        datetime: 'createdAt updatedAt archivedAt',
        boolean: 'isGroup',
      },
      odd_fields: {
        creatorId: { path: 'creator.id', type: 'string' },
        parentId: { path: 'parent.id', type: 'string' },
        teamId: { path: 'team.id', type: 'string' },
      },
    },
    {
      name: 'workflow_states',
      with: {
        root: 'workflowStates',
        declare: ', $filter: WorkflowStateFilter',
        use: ', filter: $filter',
      },
      fields: {
        string: 'type description color id name',
        datetime: 'createdAt updatedAt archivedAt',
        number: 'position',
      },
      odd_fields: { teamId: { path: 'team.id', type: 'string' } },
    },
    {
      name: 'teams',
      with: { root: 'teams', declare: ', $filter: TeamFilter', use: ', filter: $filter' },
      fields: {
        number: `autoArchivePeriod autoClosePeriod cycleCooldownTime cycleDuration cycleStartDay
          defaultIssueEstimate issueCount upcomingCycleCount`,
        string: `color icon id issueEstimationType key name setIssueSortOrderOnStateChange timezone`,
        datetime: 'createdAt updatedAt archivedAt',
        boolean: `cycleIssueAutoAssignCompleted cycleIssueAutoAssignStarted cycleLockToActive cyclesEnabled
          groupIssueHistory issueEstimationAllowZero issueEstimationExtended private
          requirePriorityToLeaveTriage scimManaged triageEnabled`,
      },
      odd_fields: {
        activeCycleId: { path: 'activeCycle.id', type: 'string' },
        defaultIssueStateId: { path: 'defaultIssueState.id', type: 'string' },
        markedAsDuplicateWorkflowStateId: { path: 'markedAsDuplicateWorkflowState.id', type: 'string' },
      },
    },
    {
      name: 'attachments',
      with: { root: 'attachments', declare: ', $filter: AttachmentFilter', use: ', filter: $filter' },
      fields: {
        datetime: 'createdAt updatedAt archivedAt',
        boolean: 'groupBySource',
        string: 'id sourceType subtitle title url',
      },
      odd_fields: {
        creatorId: { path: 'creator.id', type: 'string' },
        issueId: { path: 'issue.id', type: 'string' },
      },
    },
    {
      name: 'issue_relations',
      with: { root: 'issueRelations', declare: '', use: '' },
      fields: { string: 'type id', datetime: 'createdAt updatedAt archivedAt' },
      odd_fields: {
        issueId: { path: 'issue.id', type: 'string' },
        relatedIssueId: { path: 'relatedIssue.id', type: 'string' },
      },
      incremental: false,
    },
    {
      name: 'customer_statuses',
      with: { root: 'customerStatuses', declare: '', use: '' },
      fields: { string: 'color id name', datetime: 'createdAt updatedAt archivedAt', number: 'position' },
      incremental: false,
    },
    {
      name: 'customer_tiers',
      with: { root: 'customerTiers', declare: '', use: '' },
      fields: {
        string: 'color displayName id name',
        datetime: 'createdAt updatedAt archivedAt',
        number: 'position',
      },
      incremental: false,
    },
  ],
  requests_at_once: 4,
  writing: {
    message: 'errors.0.message',
    limits: { requests_at_once: 2 },
    operations: {
      create: {
        path: '',
        body: {
          query:
            'mutation Create($input: {type}CreateInput!) { {one}Create(input: $input) { success {one} { id } } }',
          variables: { input: '{fields}' },
        },
        outcomes: [{ at: 'data.{one}Create', success: 'success', id: '{one}.id' }],
      },
      update: {
        path: '',
        body: {
          query:
            'mutation Update($id: String!, $input: {type}UpdateInput!) { {one}Update(id: $id, input: $input) { success {one} { id } } }',
          variables: { id: '{id}', input: '{fields}' },
        },
        outcomes: [{ at: 'data.{one}Update', success: 'success', id: '{one}.id' }],
      },
      remove: {
        path: '',
        body: {
          query: 'mutation Delete($id: String!) { {one}Delete(id: $id) { success } }',
          variables: { id: '{id}' },
        },
        outcomes: [{ at: 'data.{one}Delete', success: 'success' }],
      },
    },
  },
  objects: [
    {
      name: 'issues',
      with: { type: 'Issue', one: 'issue' },
      fields: {
        string: 'teamId title description stateId assigneeId projectId cycleId parentId',
        integer: 'priority estimate',
        date: 'dueDate',
        json: 'labelIds subscriberIds',
      },
      required: ['teamId', 'title'],
      lookups: [found('Issue', 'issues', ['title'])],
    },
    {
      name: 'projects',
      with: { type: 'Project', one: 'project' },
      fields: {
        string: 'name description content leadId statusId color icon',
        integer: 'priority',
        date: 'startDate targetDate',
        json: 'teamIds memberIds',
      },
      required: ['name', 'teamIds'],
      lookups: [found('Project', 'projects', ['name'])],
    },
    {
      name: 'comments',
      with: { type: 'Comment', one: 'comment' },
      fields: { string: 'issueId body parentId' },
      only_for: { issueId: ['create'], parentId: ['create'] },
      required: ['issueId', 'body'],
    },
    {
      name: 'customers',
      with: { type: 'Customer', one: 'customer' },
      fields: {
        string: 'name externalId ownerId statusId tierId logoUrl',
        integer: 'revenue size',
        json: 'domains externalIds',
      },
      only_for: { externalId: ['upsert'], externalIds: ['create', 'update'] },
      required: ['name'],
      identities: { externalId: ['upsert'] },
      operations: {
        upsert: {
          path: '',
          body: {
            query:
              'mutation Upsert($input: CustomerUpsertInput!) { customerUpsert(input: $input) { success customer { id } } }',
            variables: { input: '{fields}' },
          },
          outcomes: [{ at: 'data.customerUpsert', success: 'success', id: 'customer.id' }],
        },
      },
      lookups: [found('Customer', 'customers', ['name'])],
    },
  ],
});

/** Records are found by a filter on a field. */
function found(type: string, root: string, by: string[]) {
  return {
    by,
    method: 'POST' as const,
    path: '',
    body: {
      query: `query Find($first: Int, $after: String, $filter: ${type}Filter) { ${root}(first: $first, after: $after, filter: $filter, includeArchived: true) { nodes { id {field} } pageInfo { hasNextPage endCursor } } }`,
      variables: { first: 100, filter: { '{field}': { in: '{values}' } } },
    },
    records: `data.${root}.nodes`,
    paging: {
      type: 'cursor' as const,
      cursor_parameter: 'variables.after',
      cursor_path: `data.${root}.pageInfo.endCursor`,
      more_path: `data.${root}.pageInfo.hasNextPage`,
      parameters_in: 'body' as const,
    },
    batch: 50,
    value: '{field}',
  };
}
