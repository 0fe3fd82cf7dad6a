import type { ExistingTable, LoadColumn, LoadOperation } from './targets.ts';

/*
 * What a table that is there says of the rows that would be written to it, as sentences for a plan. Its columns are called as
 * those that are written (see wanted-names.ts).
 */

/** What is going to be written. */
export interface Writing {
  /** Whether the table is altered before. Absent: false. */
  readonly isAltered?: boolean;
  readonly operation: LoadOperation;
  /** Whether rows are deleted besides. Absent: false. */
  readonly deletes?: boolean;
  readonly columns: readonly Pick<LoadColumn, 'name' | 'only'>[];
  readonly key: readonly string[];
}

/** Rules that are named one by one; of more it is said how many. */
const MOST_NAMED = 5;

/**
 * Sentences on what would fail in every run: what the user may not do, a value for a column that takes none, no value for one that needs one. What is
 * not written is no conflict: the key of an update, columns of an update that are not among the fields.
 */
export function writingConflicts(existing: ExistingTable | null, writing: Writing): readonly string[] {
  if (!existing) return [];
  const { operation, columns, key, isAltered = false, deletes = false } = writing;
  const done = [
    operation,
    ...(isAltered ? (['alter'] as const) : []),
    ...(deletes ? (['delete'] as const) : []),
  ];
  const lacking = (existing.lacks ?? [])
    .filter((lack) => done.some((work) => lack.for.includes(work)))
    .map(({ text }) => text);
  const inserts = operation !== 'update' && operation !== 'delete';
  const updates = operation === 'update' || operation === 'upsert';
  const isWritten = ({ name, only }: Pick<LoadColumn, 'name' | 'only'>) =>
    (inserts && only !== 'update') || (updates && only !== 'create' && !key.includes(name));
  const refused = columns.filter(isWritten).flatMap(({ name }) => {
    const { takesNoValue } = existing.columns.find((column) => column.name === name) ?? {};
    return takesNoValue
      ? [`column "${name}" of ${existing.id} ${takesNoValue.because}: ${takesNoValue.wayOut}`]
      : [];
  });
  const isBrought = (name: string) => columns.some((c) => c.only !== 'update' && c.name === name);
  const missing = existing.columns
    .filter(({ name, needsValue }) => inserts && needsValue && !isBrought(name))
    .map(
      ({ name }) =>
        `column "${name}" of ${existing.id} takes no NULL, has no default, and nothing fills it: bring a value for it, give it a default, or let it take NULL`,
    );
  return [...lacking, ...refused, ...missing];
}

/** A sentence on what may refuse rows, or none. */
export function refusalWarnings(existing: ExistingTable | null, writing: Writing): readonly string[] {
  const { operation, columns, key } = writing;
  if (!existing?.rules || operation === 'delete') return [];
  const isWritten = (name: string) => columns.some((c) => c.name === name);
  const isKey = (names: readonly string[]) =>
    names.length === key.length && names.every((name) => key.includes(name));
  const rules = [
    ...existing.rules
      .filter((rule) => rule.columns.length === 0 || rule.columns.some(isWritten))
      .map(({ text }) => text),
    ...existing.unique
      .filter((names) => names.some(isWritten) && !isKey(names))
      .map((names) => `UNIQUE (${names.join(', ')})`),
  ];
  if (rules.length === 0) return [];
  const named = rules.slice(0, MOST_NAMED).join(', ');
  const more = rules.length > MOST_NAMED ? ` and ${rules.length - MOST_NAMED} more` : '';
  return [`${existing.id}: rows may be refused by ${named}${more}`];
}

/** A sentence on a change that something in the table forbids, or none. `to` says what the column has to become. */
export function fixedConflicts(
  table: string,
  column: string,
  to: string,
  fixedBy: string | undefined,
): string[] {
  if (fixedBy === undefined) return [];
  return [
    `column "${column}" of ${table} has to ${to}, which ${fixedBy} forbids: change both yourself, and plan again`,
  ];
}

const ALL: readonly (LoadOperation | 'alter')[] = [
  'replace',
  'append',
  'upsert',
  'insert',
  'update',
  'delete',
  'alter',
];

/** What a table lacks that cannot be written to, for the reasons that these sentences tell. */
export function lacksOf(sentences: readonly string[]): Pick<ExistingTable, 'lacks'> {
  return sentences.length > 0 ? { lacks: sentences.map((text) => ({ for: ALL, text })) } : {};
}
