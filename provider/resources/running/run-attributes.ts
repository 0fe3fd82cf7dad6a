import { bool, computed, integer, list, map, object, optional, string } from '../../framework/index.ts';
import { findingsAttribute, severitiesAttribute } from '../diagnostics/findings.ts';
import { durationOf } from './run-timeout.ts';

/** Says at plan that apply would have nothing to repair in the target. */
export const READY = 'ready';
/** Says that apply leaves the target alone, so that nobody looks whether it is ready. */
export const NOT_RUN = 'not run on apply';

const table = object({
  source: computed(string, { description: 'Id of the source object, or of the model.' }),
  key: computed(list(string), { description: 'Columns that tell records apart.' }),
  columns: computed(map(string), { description: 'Columns, each with the type that the target gives it.' }),
  source_types: computed(map(string), {
    description:
      'Columns with the type that the source gives them, where it has another name than in the target.',
  }),
  source_fields: computed(map(string), {
    description:
      'Columns with the source field that fills them, where it has another name; empty where syncform itself fills the column.',
  }),
  losses: computed(map(string), {
    description: 'Columns of which something may be lost on the way, and what.',
  }),
  ddl: computed(string, {
    description:
      'The statements that make or alter the table: of a plan those that apply will run. Where nothing has to be run, those that were run last; empty of a table that was there as it is wanted.',
  }),
});

const execution = object({
  id: computed(string, { description: 'Id of the execution, as `syncform` commands take it.' }),
  status: computed(string, {
    description: '`completed`, `errors` (the target refused records), `failed`, `canceled` or `interrupted`.',
  }),
  started_at: computed(string, { nullable: true, description: 'When it started (RFC 3339, UTC).' }),
  completed_at: computed(string, { nullable: true, description: 'When it ended (RFC 3339, UTC).' }),
  records_inserted: computed(integer, { description: 'Records that were new in the target.' }),
  records_updated: computed(integer, { description: 'Records that were changed in the target.' }),
  records_deleted: computed(integer, { description: 'Records that were removed from the target.' }),
  records_unchanged: computed(integer, { description: 'Records that the target had as they are.' }),
  records_rejected: computed(integer, { description: 'Records that the target refused.' }),
  bytes: computed(integer, { description: 'Bytes that moved.' }),
});

/** What `syncform_sync` and `syncform_bulk_sync` have in common: when they run, and what a run does to the target. */
export const runAttributes = {
  triggers: optional(map(string), {
    description: 'Any values; when one changes, the sync runs on the next apply.',
  }),
  run_on_apply: optional(bool, {
    default: true,
    description:
      'Run when it is created, when its definition, the tables or `triggers` change, and when an earlier run was cut off. Inactive syncs do not run.',
  }),
  run_timeout: optional(string, {
    default: '24h',
    validate: (text) =>
      durationOf(text) === undefined
        ? `"${text}" is not a duration of up to 24 days such as 30m, 1h30m or 45s`
        : undefined,
    description:
      'How long an apply waits for the run: `30m`, `1h30m`. Then the run is cancelled and the apply fails; what was committed stays.',
  }),
  on_destroy: optional(string, {
    default: 'keep',
    oneOf: ['keep', 'drop'],
    description:
      'What destroying does with the target tables that it created: `keep` them with their rows, or `drop` them. It must have been applied before the destroy.',
  }),
  severities: severitiesAttribute('this resource'),
  findings: findingsAttribute,
  estimate: computed(
    object({
      rows: computed(integer, {
        nullable: true,
        description:
          'Rows of the source, as it estimates them; of a model sync the records that the target has.',
      }),
      bytes: computed(integer, { nullable: true, description: 'Bytes, by those of the last run.' }),
      api_calls: computed(integer, {
        nullable: true,
        description: 'Requests to a target that takes records, each with as many as it takes at most.',
      }),
    }),
    {
      nullable: true,
      description:
        'How much a run moves at most, as the plan that was last applied could tell without reading; null where it could not.',
    },
  ),
  tables: computed(map(table), { description: 'The target tables as they will be, by their id.' }),
  definition_version: computed(string, {
    description: 'Moves when anything that a run depends on is redefined: query, mapping, table shapes.',
  }),
  target_state: computed(string, {
    description: `Whether the target tables are as planned: \`${READY}\`, \`missing\`, or \`needs changes: …\` with the statements that apply would run. \`${NOT_RUN}\` where apply does not run the sync.`,
  }),
  last_execution: computed(execution, {
    nullable: true,
    description: 'The latest execution; null before the first.',
  }),
};
