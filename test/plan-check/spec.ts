import { SeededRandom } from '../random.ts';
import { canName, columnNames, sourceTypes, tableNames } from './column-types.ts';

export const sources = ['postgresql', 'mysql', 'duckdb', 'parquet', 'csv', 'json'] as const;
export const targets = ['postgresql', 'mysql', 'duckdb', 'parquet', 'csv', 'json'] as const;
export type SourceName = (typeof sources)[number];
export type TargetName = (typeof targets)[number];

/** A way in which the table that is there differs from the one that is wanted. */
export const relations = [
  'wider',
  'narrower',
  'other type',
  'missing column',
  'not null',
  'extra column',
  'extra not null',
  'extra default',
  'generated',
  'check',
  'unique',
  'foreign key',
  'referred to',
  'trigger',
  'refusing trigger',
  'view on it',
  'is a view',
  'other key',
  'no key',
  'other case',
  'unsigned',
  'own order',
  'index',
  'numbers itself',
] as const;

/** What somebody else does to source or target. */
export const changes = [
  'source: insert',
  'source: update',
  'source: delete',
  'source: add column',
  'source: drop column',
  'source: widen column',
  'source: drop not null',
  'source: rename column',
  'source: drop table',
  'source: truncate',
  'source: narrow column',
  'source: not null',
  'target: make table',
  'target: add column',
  'target: drop column',
  'target: not null',
  'target: widen column',
  'target: insert',
  'target: delete',
  'target: truncate',
  'target: view on it',
  'target: trigger',
  'target: drop table',
  'target: update',
  'target: narrow column',
  'target: rename column',
  'target: check',
  'target: unique',
  'target: drop key',
] as const;

export interface Picked<What extends string> {
  readonly what: What;
  /** Which column or row, counted round. */
  readonly at: number;
}

/** A table of the source, and what is at its target. */
export interface TableSpec {
  readonly table: string;
  readonly columns: readonly {
    readonly name: string;
    /** A place in the source's types. */
    readonly type: number;
    readonly nullable: boolean;
    readonly isKey: boolean;
  }[];
  /** For each row a place in each column's values, or null; keys are the row's own. */
  readonly rows: readonly (readonly (number | null)[])[];
  /** The place of a column of which the sync filters: it takes the records with a value there, or those without. */
  readonly filter: { readonly at: number; readonly takes: 'IsNotNull' | 'IsNull' } | null;
  readonly existing: {
    readonly isNamed: boolean;
    readonly relations: readonly Picked<(typeof relations)[number]>[];
    /** Rows: the number of a row of the source, or -1 of one that the source has not. */
    readonly rows: readonly number[];
  } | null;
}

export interface CaseSpec extends TableSpec {
  readonly seed: number;
  readonly kind: 'bulk' | 'model';
  readonly source: SourceName;
  readonly target: TargetName;
  readonly mode: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Other tables of the same bulk sync. */
  readonly more: readonly TableSpec[];
  readonly beforeApply: readonly Picked<(typeof changes)[number]>[];
  readonly betweenRuns: readonly Picked<(typeof changes)[number]>[];
}

/** The case of each of the tables by itself. */
export function tablesOf(spec: CaseSpec): readonly CaseSpec[] {
  return [spec, ...spec.more.map((table) => ({ ...spec, ...table }))].map((one) => ({ ...one, more: [] }));
}

const MODES = ['create', 'update', 'updateOrCreate', 'replace', 'append', 'remove'];

/** The case of a seed: the same one each time. */
export function caseOf(seed: number): CaseSpec {
  const random = new SeededRandom(seed);
  const source = random.pick(sources);
  const target = random.pick(targets);
  const kind = random.chance(0.5) ? 'bulk' : 'model';
  const first = randomTable(random, kind, source, target, []);
  const count = kind === 'bulk' && random.chance(0.25) ? 1 + random.below(2) : 0;
  const more: TableSpec[] = [];
  for (let i = 0; i < count; i++)
    more.push(randomTable(random, kind, source, target, [first.table, ...more.map(({ table }) => table)]));
  const isKeyed = first.columns.some(({ isKey }) => isKey);
  const modes = kind === 'bulk' ? ['replicate', 'snapshot'] : isKeyed ? MODES : ['append', 'replace'];
  return {
    seed,
    kind,
    source,
    target,
    ...first,
    mode: random.pick(modes),
    options: kind === 'bulk' ? bulkOptions(random) : modelOptions(random),
    more,
    beforeApply: random.chance(0.5) ? [] : some(random, changes, 2),
    betweenRuns: random.chance(0.4) ? [] : noticeable(some(random, changes, 2)),
  };
}

/**
 * As many rows put into a table as taken from it are not noticed, nor are other values in rows that a sync has loaded: those
 * are no cases.
 */
function noticeable(all: readonly Picked<(typeof changes)[number]>[]): typeof all {
  const picked = all.filter(({ what }) => what !== 'target: update');
  const has = (what: string) => picked.some((one) => one.what === what);
  return has('target: insert')
    ? picked.filter(({ what }) => what !== 'target: delete' && what !== 'target: truncate')
    : picked;
}

function randomTable(
  random: SeededRandom,
  kind: CaseSpec['kind'],
  source: SourceName,
  target: TargetName,
  taken: readonly string[],
): TableSpec {
  const columns = randomColumns(random, source);
  const count = random.below(6);
  const types = sourceTypes[source];
  const rows = Array.from({ length: count }, () =>
    columns.map(({ type, nullable }) =>
      nullable && random.chance(0.3) ? null : random.below(types[type]?.values.length ?? 1),
    ),
  );
  const isDatabase = target === 'postgresql' || target === 'mysql' || target === 'duckdb';
  return {
    table: random.pick(tableNames.filter((name) => canName(source, name, taken))),
    columns,
    rows,
    filter: random.chance(0.15)
      ? { at: random.below(8), takes: random.chance(0.7) ? 'IsNotNull' : 'IsNull' }
      : null,
    existing: random.chance(isDatabase ? 0.6 : 0.3)
      ? {
          isNamed: kind === 'model' && random.chance(0.7),
          relations: some(random, relations, 3),
          rows: Array.from({ length: random.below(4) }, (_, i) => (random.chance(0.5) && i < count ? i : -1)),
        }
      : null,
  };
}

function some<What extends string>(
  random: SeededRandom,
  list: readonly What[],
  most: number,
): Picked<What>[] {
  return Array.from({ length: random.below(most + 1) }, () => ({
    what: random.pick(list),
    at: random.below(8),
  }));
}

function randomColumns(random: SeededRandom, source: SourceName): CaseSpec['columns'] {
  const types = sourceTypes[source];
  const keyed = types.flatMap(({ key }, i) => (key ? [i] : []));
  const keys = random.chance(0.8) ? (random.chance(0.2) ? 2 : 1) : 0;
  const columns: CaseSpec['columns'][number][] = [];
  const isTaken = (name: string) =>
    columns.some((c) =>
      source === 'postgresql' ? c.name === name : c.name.toLowerCase() === name.toLowerCase(),
    );
  for (let i = 0; i < keys; i++)
    columns.push({
      name: i === 0 ? random.pick(['id', 'Key', 'user id']) : 'part',
      type: random.pick(keyed),
      nullable: false,
      isKey: true,
    });
  const others = random.below(6) + (keys === 0 ? 1 : 0);
  for (let i = 0; i < others; i++) {
    const name = random.pick(columnNames);
    if (isTaken(name) || (source === 'mysql' && [...name].length > 64)) continue;
    columns.push({ name, type: random.below(types.length), nullable: random.chance(0.7), isKey: false });
  }
  return columns.length > 0 ? columns : [{ name: 'only', type: 0, nullable: true, isKey: false }];
}

function bulkOptions(random: SeededRandom): CaseSpec['options'] {
  return {
    normalize: random.pick(['enabled', 'enabled', 'disabled', 'legacy']),
    hasStamps: random.chance(0.5),
    hardDeletes: random.chance(0.5),
    allows: random.chance(0.5),
    tracks: random.chance(0.2),
    fields: random.pick(['all', 'all', 'listed', 'one disabled']),
    obfuscated: random.chance(0.2) ? random.below(6) : -1,
    renamed: random.chance(0.2) ? random.below(6) : -1,
    prefixes: random.chance(0.1),
    expects: random.chance(0.15) ? random.pick(['stop', 'set_aside']) : 'nothing',
    expectsOf: random.below(6),
    resyncs: random.chance(0.1),
    another: random.chance(0.08),
  };
}

function modelOptions(random: SeededRandom): CaseSpec['options'] {
  return {
    sendsAll: random.chance(0.2),
    allows: random.chance(0.5),
    skipsBackfill: random.chance(0.1),
    addsMissing: random.chance(0.7),
    constant: random.chance(0.2) ? random.below(6) : -1,
    encrypted: random.chance(0.15) ? random.below(6) : -1,
    leavesOut: random.chance(0.2) ? random.below(6) : -1,
    expects: random.chance(0.15) ? random.pick(['stop', 'set_aside']) : 'nothing',
    expectsOf: random.below(6),
    onlyWhen: random.chance(0.15) ? random.below(6) : -1,
    stamps: random.chance(0.15),
    another: random.chance(0.08),
  };
}
