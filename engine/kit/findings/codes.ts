/** What becomes of a finding: it is left out, told, or refuses the plan. */
export const severities = ['ignore', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];

/** One kind of thing that a plan, or an apply of it, says. */
export interface FindingKind {
  /** A few words, as headings say it. */
  readonly title: string;
  /** What becomes of it where nobody says otherwise. */
  readonly severity: Severity;
  /** Why it cannot be lowered, a clause; absent of what may be. */
  readonly fixed?: string;
  /** What it means, for the page: a paragraph. */
  readonly means: string;
  /** What to do about it, for the page: a paragraph. */
  readonly todo: string;
}

const kinds = {
  'rows-at-stake': {
    title: 'Rows at stake',
    severity: 'warning',
    means:
      'The target table has rows that this sync did not load. They stay, unless a record of the source has their key: then it takes their place.',
    todo: 'Look at whose rows they are. To be safe from it, choose another table.',
  },
  destructive: {
    title: 'Rows are deleted or replaced',
    severity: 'warning',
    means:
      'Rows that this sync did not load are replaced, or tables are dropped with their rows. Without `allow_destructive = true` a plan that replaces rows of others is refused, whatever the severity.',
    todo: 'Choose another table, or set `allow_destructive = true`. To have no plan do it, raise the code to `error`, for the whole provider if need be.',
  },
  deletions: {
    title: 'Deletions at the source',
    severity: 'warning',
    means:
      'What becomes in the target of records that are deleted at the source: they are deleted, marked in `_syncform_deleted_at`, or stay until a resync.',
    todo: 'Nothing, where that is what you want. `disable_record_timestamps` and `advanced.hard_deletes` of the destination decide between marking and deleting.',
  },
  'missed-changes': {
    title: 'Changes that are not found',
    severity: 'warning',
    means:
      'The tracking field says of some changes of a record nothing: they arrive with a later change of the same record, or by a resync.',
    todo: 'Choose a tracking field that every change moves, or resync from time to time.',
  },
  'left-out': {
    title: 'Records left out',
    severity: 'warning',
    means: 'Filters or a data cutoff keep records from the target, and remove those that were there.',
    todo: 'Compare with what the filters are for.',
  },
  alters: {
    title: 'A table is altered',
    severity: 'warning',
    means: 'Apply runs statements on a target table that is there. They are shown.',
    todo: 'Read the statements: others may use the table as well, and a large one may be locked for as long as they take.',
  },
  drift: {
    title: 'The target drifted',
    severity: 'warning',
    means:
      'Nothing of the definition changed, but somebody changed the target table since the last apply. Apply brings it back to what the plan shows.',
    todo: 'Find out who changed it. Apply repairs it; to leave it alone, change the definition to what is there.',
  },
  narrowed: {
    title: 'A column is narrower',
    severity: 'warning',
    means:
      'A column that is there holds less than the field that fills it: a shorter text, fewer digits, whole seconds. Values that do not fit are rounded or refused, as the column’s note says.',
    todo: 'Widen the column, or make sure that the values fit.',
  },
  lossy: {
    title: 'Values change on the way',
    severity: 'warning',
    means:
      'The target’s type cannot keep all that the source’s type can hold. What is lost is said of each column.',
    todo: 'Give the column another type, or leave the field out. Where nothing is lost in fact, lower the code to `ignore`.',
  },
  'may-be-refused': {
    title: 'Rows may be refused',
    severity: 'warning',
    means:
      'The target table has rules (CHECK, UNIQUE, foreign keys, triggers) that may refuse rows. Those are then rejected, listed by `syncform rejected`, and tried again by each run.',
    todo: 'Make sure that the source’s rows keep the rules, or send to a table without them.',
  },
  'starts-over': {
    title: 'The sync starts over',
    severity: 'warning',
    means:
      'What is known of the target or source does not hold any more: a connection points elsewhere, or the table is gone. All that is not there is sent again; mode `append` adds every record once more.',
    todo: 'Check the place that the connection leads to. In mode `append`, empty the table before.',
  },
  'reads-all-again': {
    title: 'Everything is read again',
    severity: 'warning',
    means:
      'The definition changed in a way that what was read before does not answer for: objects are read whole once more.',
    todo: 'Nothing is lost by it, but a large source may take long, or cost. Apply when that is fine.',
  },
  'whole-table': {
    title: 'Every run replaces the whole table',
    severity: 'warning',
    means: 'An object has no whole primary key, so that changes cannot be told apart.',
    todo: 'Set the key with `syncform_connection_schema_primary_keys`.',
  },
  'no-effect': {
    title: 'A setting has no effect',
    severity: 'warning',
    means: 'Something is set that does nothing here.',
    todo: 'Take it out, or set what it needs.',
  },
  'source-drift': {
    title: 'The source changed',
    severity: 'warning',
    means:
      'Objects or fields are gone from the source or new there. Tables and columns of what is gone stay as they are; what is new is left out where the definition says so.',
    todo: 'Take what is gone out of the definition; add what is new.',
  },
  unusable: {
    title: 'An object is left out',
    severity: 'warning',
    means:
      'An object that the definition does not name cannot be synced now: it cannot be read, or has no fields.',
    todo: 'Fix it at the source, or disable it in `schemas`.',
  },
  downstream: {
    title: 'Others depend on it',
    severity: 'warning',
    means:
      'Syncs read what is changed here: a model directly, or a table that a sync fills. They are named, with the records that each may send again.',
    todo: 'Plan those syncs as well where they are in another configuration, and apply when sending the records again is fine.',
  },
  unreachable: {
    title: 'A system cannot be reached',
    severity: 'warning',
    means:
      'A source or target does not answer. What stays as it is is shown as it was last planned; what is to be made or changed cannot be planned, and is refused.',
    todo: 'See what the message names: server, network, credentials. Plan again.',
  },
  'planned-later': {
    title: 'Planned during apply',
    severity: 'warning',
    means:
      'Something that the definition needs is only made by this apply, so that it cannot be checked before.',
    todo: 'Nothing, where the other resources of the plan make it. Apply in two steps to see the whole plan.',
  },
  faulty: {
    title: 'It cannot work as it is',
    severity: 'warning',
    means:
      'A definition that the plan does not touch fails in every run, because what it refers to changed elsewhere.',
    todo: 'Fix what the message names.',
  },
  'other-store': {
    title: 'Another store',
    severity: 'warning',
    means:
      'The data directory is not the one that the state was made with, so that nothing is known of what the state names.',
    todo: 'Bring the data directory back (docs/ci.md).',
  },
  reset: {
    title: 'Starting over cannot be undone',
    severity: 'error',
    fixed: '`allow_reset` is what lets it happen',
    means:
      'The state names a sync that the store does not know, so that nobody knows how far it had come, and starting over does what cannot be undone: mode `append` adds every record once more, a history gets a gap, obfuscated values get other hashes.',
    todo: 'Bring the store back (docs/ci.md), or set `allow_reset = true`.',
  },
  exposed: {
    title: 'Others can read what is kept',
    severity: 'warning',
    means:
      'Other users of the machine can look into the data directory, which holds definitions, secrets under their key, and records.',
    todo: 'Take their rights away as the message says, or keep the data directory elsewhere.',
  },
  'half-made': {
    title: 'Something is half made',
    severity: 'warning',
    means:
      'An apply was killed after it had stored a definition and before Terraform had written down its id. Apply takes up one of the same name; nothing else touches it, but for a destroy of what it uses.',
    todo: 'Apply, where the configuration still has it. Else delete it: `syncform list` shows it, `syncform delete <id>` deletes it.',
  },
  'no-scheduler': {
    title: 'Nothing runs schedules',
    severity: 'warning',
    means: 'A schedule is kept, and nothing runs it yet.',
    todo: 'Let cron or a CI schedule run `syncform run <name>`.',
  },
  'left-behind': {
    title: 'Something is left behind',
    severity: 'warning',
    means:
      'Deleting a definition could not give back what a system keeps for it: a replication slot at a source that is down.',
    todo: 'Remove by hand what the message names.',
  },
  ignored: {
    title: 'Settings that are ignored',
    severity: 'warning',
    means:
      'The configuration says something that counts for nothing: a setting that is not there, perhaps misspelled, or one that belongs to another choice than the one made. Polytomic’s configurations may have such.',
    todo: 'Correct the name, or remove the setting. To have no plan pass over it, raise the code to `error`.',
  },
  moved: {
    title: 'Moved from Polytomic',
    severity: 'warning',
    means:
      'A `moved` block brings a resource of Polytomic’s provider, whose id this store has never had. It is created here from its configuration, and its first run sends every record once.',
    todo: 'Turn the sync off at Polytomic before you apply. docs/migrating-from-polytomic.md says what happens to data and positions.',
  },
  notes: {
    title: 'Notes on a run',
    severity: 'warning',
    means: 'What a run that apply started has to say: an object that lost all of its records, for instance.',
    todo: 'Read them; `syncform logs` has the whole log.',
  },
  rejected: {
    title: 'Records were rejected',
    severity: 'warning',
    means:
      'The target refused records in a run that apply started. They are kept and tried again by the next run.',
    todo: 'List them with `syncform rejected`, fix source or target, and run again.',
  },
  'name-cut': {
    title: 'A name does not fit',
    severity: 'error',
    fixed: 'the target would cut the name off, and two tables or columns could become one',
    means: 'A name is longer than the target keeps, or has characters that it cannot have.',
    todo: 'Give the table or field another name: `user_output_name` of a bulk sync, `target` of a sync’s field.',
  },
  conflict: {
    title: 'The target cannot become what is wanted',
    severity: 'error',
    fixed: 'the statements would fail, lose data, or refuse every row',
    means:
      'The table that is there has another key, a column of another kind, a column that takes no value or needs one, or is a view.',
    todo: 'Do what the message says; or drop the table so that it is recreated.',
  },
  invalid: {
    title: 'The definition is at fault',
    severity: 'error',
    fixed: 'there is nothing that could be run',
    means: 'A setting, a field, an object or a query is wrong. The message says where.',
    todo: 'Fix the attribute that is named.',
  },
  unsupported: {
    title: 'The system cannot do it',
    severity: 'error',
    fixed: 'there is nothing that could be run',
    means: 'A connector, or the version of the system that it speaks to, cannot do what is asked.',
    todo: 'Choose another mode, option or connection.',
  },
  'not-found': {
    title: 'Something is missing',
    severity: 'error',
    fixed: 'there is nothing that could be run',
    means: 'A definition refers to something that is not in the store.',
    todo: 'Check the id; on a CI runner, bring the data directory back (docs/ci.md).',
  },
  'in-use': {
    title: 'Others use it',
    severity: 'error',
    fixed: 'what uses it would be left without it',
    means: 'A connection or model cannot be deleted while models or syncs use it.',
    todo: 'Delete those first, or set `force_destroy = true` and apply before destroying.',
  },
  changed: {
    title: 'It is not as it was planned',
    severity: 'error',
    fixed: 'apply does what the plan said, or nothing',
    means: 'Source or target changed between plan and apply, so that something else would have to be run.',
    todo: 'Plan again, read what is different, apply.',
  },
  'changes-lost': {
    title: 'The source’s log has a gap',
    severity: 'error',
    fixed: 'changes would be missing for good',
    means: 'The source cannot say any more what changed since it was last read.',
    todo: 'Resync: `syncform run <name> --resync`.',
  },
  locked: {
    title: 'Somebody else runs it',
    severity: 'error',
    fixed: 'two runs of one sync would undo each other’s work',
    means: 'Another process runs or changes the same definition.',
    todo: 'Wait for it, or cancel it: `syncform cancel`.',
  },
  failed: {
    title: 'It failed',
    severity: 'error',
    fixed: 'it was not done',
    means: 'A run, a statement or a request failed. The message says which, and why.',
    todo: 'Do what the message says, and apply again: a run goes on from what was committed.',
  },
} satisfies Readonly<Record<string, FindingKind>>;

/** A stable name of a kind of finding. */
export type Code = keyof typeof kinds;

/** All kinds of findings, by their codes, in the order in which a reviewer reads them. */
export const findingKinds: Readonly<Record<Code, FindingKind>> = kinds;

export const codes = Object.keys(kinds) as readonly Code[];

export function isCode(text: string): text is Code {
  return Object.hasOwn(kinds, text);
}
