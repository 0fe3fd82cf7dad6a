import { SeededRandom } from '../random.ts';
import { canName, columnNames, sourceTypes, tableNames } from './column-types.ts';
import { type Condition, logics, takes } from './conditions.ts';
import { identityFunctions, withLists } from './identity.ts';
import { joinOf } from './joined.ts';

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
  'joined: update',
  'joined: insert',
  'joined: delete',
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

/** What somebody does to a source whose changes are followed, beside all that. */
export const followedChanges = [
  'source: insert',
  'source: update',
  'source: delete',
  'source: change key',
  'source: put again',
  'source: empty',
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
  /** What the sync takes of its records. */
  readonly filters: readonly Condition[];
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
  /** Of model syncs: how its filters go together. */
  readonly logic: string;
  /** Of model syncs in mode update: which of the target's records take part. */
  readonly targetFilters: readonly Condition[];
  readonly targetLogic: string;
  /** Of model syncs: which values are sent otherwise, and as which of the values of their types. */
  readonly overrides: readonly (Condition & { readonly as: number })[];
  /** Of model syncs: another model that brings a field. */
  readonly joined: {
    /** The column that it is joined to. */
    readonly on: number;
    /** The type of its field, a place in the source's types. */
    readonly type: number;
    /** Which source has the other model's table: the case's own, or another system. */
    readonly source: SourceName;
    /** Whether the other model says how the two are related. */
    readonly isReverse: boolean;
    readonly enrichesOnly: boolean;
    /** Rows: partners of records with which value, or which row's key; and which value they bring. */
    readonly rows: readonly { readonly partner: number; readonly value: number | null }[];
  } | null;
  /** Other tables of the same bulk sync. */
  readonly more: readonly TableSpec[];
  readonly beforeApply: readonly Change[];
  readonly betweenRuns: readonly Change[];
}

export type Change = Picked<(typeof changes)[number] | (typeof followedChanges)[number]>;

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
  const options = kind === 'bulk' ? bulkOptions(random) : modelOptions(random);
  const [targetFilters, overrides] = [conditions(random, 0.3), conditions(random, 0.2)];
  const spec: CaseSpec = {
    seed,
    kind,
    source,
    target,
    ...(Number(options.identity ?? 0) > 0 ? withTextKey(first, source) : first),
    mode: random.pick(modes),
    options,
    logic: random.pick(logics[first.filters.length] ?? ['']),
    targetFilters,
    targetLogic: random.pick(logics[targetFilters.length] ?? ['']),
    overrides: overrides.map((one) => ({ ...one, as: random.below(8) })),
    joined: kind === 'model' && random.chance(0.25) ? randomJoined(random, source) : null,
    more,
    beforeApply: random.chance(0.5) ? [] : some(random, changes, 2),
    betweenRuns: random.chance(0.4) ? [] : noticeable(some(random, changes, 2)),
  };
  return kind === 'bulk'
    ? perhapsFollowed(random, spec)
    : perhapsListed(random, perhapsElsewhere(random, spec));
}

/** The case with its source's changes followed, where they can be. */
function perhapsFollowed(random: SeededRandom, spec: CaseSpec): CaseSpec {
  const [follows, history] = [random.chance(0.4), random.chance(0.6)];
  if (!follows || spec.mode !== 'replicate' || (spec.source !== 'postgresql' && spec.source !== 'mysql'))
    return spec;
  return {
    ...spec,
    // A log brings all changes: no field tells of them.
    options: { ...spec.options, follows, history, tracks: false },
    betweenRuns: [...spec.betweenRuns, ...some(random, followedChanges, 4)],
  };
}

/** The case with its other model's table in another system, if it has such a model. */
function perhapsElsewhere(random: SeededRandom, spec: CaseSpec): CaseSpec {
  const { joined } = spec;
  if (!joined || !random.chance(0.5)) return spec;
  const source = random.pick(sources);
  const elsewhere = {
    ...spec,
    joined: { ...joined, source, type: random.below(sourceTypes[source].length) },
  };
  return joinOf(elsewhere) ? elsewhere : spec;
}

/** The case with lists as the identity of the source's records, the target's or both, if it is one of several. */
function perhapsListed(random: SeededRandom, spec: CaseSpec): CaseSpec {
  const lists = random.pick(['nothing', 'source', 'target', 'both']);
  const isOneOf = identityFunctions[Number(spec.options.identity ?? 0)] === 'OneOf';
  return isOneOf ? withLists({ ...spec, options: { ...spec.options, lists } }) : spec;
}

/**
 * As many rows put into a table as taken from it are not noticed, nor are other values in rows that a sync has loaded: those
 * are no cases.
 */
function noticeable(all: CaseSpec['betweenRuns']): CaseSpec['betweenRuns'] {
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
    filters: conditions(random, 0.25),
    existing: random.chance(isDatabase ? 0.6 : 0.3)
      ? {
          isNamed: kind === 'model' && random.chance(0.7),
          relations: some(random, relations, 3),
          rows: Array.from({ length: random.below(4) }, (_, i) => (random.chance(0.5) && i < count ? i : -1)),
        }
      : null,
  };
}

/** The same table with a text as the first column of its key, of which not only equals can be found. */
function withTextKey(table: TableSpec, source: SourceName): TableSpec {
  const type = sourceTypes[source].findIndex((one) => one.family === 'text' && one.key?.(1) === 'key 1');
  const [first] = table.columns.filter(({ isKey }) => isKey);
  if (type < 0) return table;
  return {
    ...table,
    columns: table.columns.map((column) => (column === first ? { ...column, type } : column)),
  };
}

function conditions(random: SeededRandom, probability: number): Condition[] {
  return Array.from({ length: random.chance(probability) ? 1 + random.below(3) : 0 }, () => ({
    at: random.below(8),
    takes: random.pick(takes),
    value: random.below(8),
  }));
}

function randomJoined(random: SeededRandom, source: SourceName): CaseSpec['joined'] {
  const partners = Array.from({ length: random.below(5) }, (_, i) =>
    random.chance(0.9) ? i : random.below(4),
  );
  return {
    on: random.below(8),
    type: random.below(sourceTypes[source].length),
    source,
    isReverse: random.chance(0.5),
    enrichesOnly: random.chance(0.2),
    rows: partners.map((partner) => ({ partner, value: random.chance(0.2) ? null : random.below(4) })),
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
    resyncs: random.chance(0.15),
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
    addsConstant: random.chance(0.15) ? random.pick(['constant', '12']) : 'nothing',
    identity: random.chance(0.4) ? random.below(identityFunctions.length) : 0,
    encrypted: random.chance(0.15) ? random.below(6) : -1,
    leavesOut: random.chance(0.2) ? random.below(6) : -1,
    expects: random.chance(0.15) ? random.pick(['stop', 'set_aside']) : 'nothing',
    expectsOf: random.below(6),
    onlyWhen: random.chance(0.15) ? random.below(6) : -1,
    stamps: random.chance(0.15),
    resyncs: random.chance(0.15),
    again: random.chance(0.15),
    another: random.chance(0.08),
  };
}
