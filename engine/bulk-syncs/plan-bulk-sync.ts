import type { BulkSyncInput, SchemaPrimaryKeys, SyncPlan, TablePlan } from '../api/documents.ts';
import { describeObjects } from '../connections/describe-objects.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import { withPrimaryKeys } from '../connections/primary-keys.ts';
import type { DefineFacet, DiscoverFacet, ObjectSchema } from '../contract/contract.ts';
import { stableDigest } from '../kit/digest.ts';
import { InvalidError, type Issue, SyncformError } from '../kit/errors.ts';
import { spoken } from '../kit/findings/finding.ts';
import type { JsonObject } from '../kit/json.ts';
import type { KnownSource } from '../store/store.ts';
import { checkStream } from './changes/check-stream.ts';
import { checkBulkSyncShape } from './check-bulk-sync.ts';
import { type ChosenObject, type ChosenObjects, chooseObjects } from './choose-objects.ts';
import { KnownSources } from './known-source.ts';
import {
  type FaultyObject,
  issuesOf,
  type PlacedFault,
  sortFaults,
  UnusableObject,
} from './object-faults.ts';
import { outputNames } from './output-names.ts';
import { bulkSyncFindings } from './plan-findings.ts';
import { type ObjectBlueprint, planObject } from './plan-object.ts';
import { inSourceSpelling } from './source-spelling.ts';

export interface BulkSyncBlueprint {
  readonly plan: SyncPlan;
  readonly objects: readonly ObjectBlueprint[];
  readonly faulty: readonly FaultyObject[];
  /** Objects that the definition does not name and that cannot be synced now: nothing is planned for them. */
  readonly leftOut: readonly FaultyObject[];
  readonly objectChoice: ChosenObjects;
  readonly known: KnownSources;
}

export interface BulkSyncPlanning {
  readonly input: BulkSyncInput;
  /** The stored bulk sync's; undefined of a new one. */
  readonly id: string | undefined;
  readonly source: UsedConnection;
  readonly destination: UsedConnection;
  /** Keys that were set for objects of the source. */
  readonly primaryKeys: readonly SchemaPrimaryKeys[];
  /** Whether the bulk sync, or one in whose place it comes, has made or loaded a table at this destination. */
  isOwn(table: string): Promise<boolean>;
  /** What the stored bulk sync knew of its source; empty of a new one. */
  readonly known: readonly KnownSource[];
  /** Whether a sync made the destination's table of this id. */
  isMade(table: string): Promise<boolean>;
  /** To be run now: an object at fault does not keep the others from being moved. */
  readonly isRun: boolean;
}

/**
 * Plans a bulk sync: checks the definition against source and destination, and works out every target table. Reads only.
 * Throws an InvalidError with a path for each fault; for a run, faults of single objects are answered instead. An object that
 * the definition does not name and that its source cannot show is left out of the plan.
 */
export async function planBulkSync(
  planning: BulkSyncPlanning,
  signal: AbortSignal,
): Promise<BulkSyncBlueprint> {
  const { source, destination, isRun } = planning;
  const issues = checkBulkSyncShape(planning.input);
  if (issues.length > 0) throw new InvalidError(issues);
  const read = source.facet('read');
  const load = destination.can('load');
  const define = destination.facet('define');
  const changes = planning.input.mode === 'replicate' ? source.find('changes') : undefined;
  // Changes that are followed come another way than rows that are read.
  if (isRun && !changes) read.prepare?.(load.takes);
  const configuration: JsonObject = planning.input.source.configuration ?? {};
  const known = new KnownSources(planning.known);
  const discover = source.facet('discover');
  const listed = await discover.list(configuration, signal);
  const input = inSourceSpelling(planning.input, listed);
  const objectChoice = chooseObjects(input, listed, known);
  const { chosen } = objectChoice;
  const { described: found, unreadable } = await describeObjects(
    discover,
    chosen.map((c) => c.summary.id),
    configuration,
    signal,
  );
  if (!isRun && unreadable.length === 0) refuseUnknown(discover, found, configuration);
  const described = withPrimaryKeys(found, planning.primaryKeys);
  const byId = new Map(described.map((d) => [d.id, d]));
  const isUnreadable = new Set(unreadable.map(({ object }) => object));
  const names = tableNames(input, chosen);
  const objects: ObjectBlueprint[] = [];
  const indexOf = new Map(chosen.map(({ summary, index }) => [summary.id, index]));
  const placed = (fault: FaultyObject): PlacedFault => ({ ...fault, index: indexOf.get(fault.object) ?? -1 });
  const all: PlacedFault[] = [
    ...objectChoice.faults.map(({ object, index, issue }) => ({
      object,
      index,
      error: isRun ? gone(issue) : new InvalidError([issue]),
    })),
    ...unreadable.map(placed),
  ];
  for (const { summary, schema, index } of chosen) {
    if (isUnreadable.has(summary.id)) continue;
    const object = byId.get(summary.id);
    const outputName = names.get(summary.id) as string;
    try {
      if (!object) throw disappeared(summary.id, index);
      objects.push(
        await planObject(
          {
            input,
            object,
            schema,
            index,
            outputName,
            define,
            load,
            known,
            hasChanges: changes !== undefined,
            isOwn: planning.isOwn,
            isMade: planning.isMade,
          },
          signal,
        ),
      );
    } catch (error) {
      if (!isFaultOfObject(error)) throw error;
      all.push({ object: summary.id, index, error });
    }
  }
  if (changes) {
    const unfollowed = await checkStream(changes, input, planning.id, objects, signal);
    all.push(...unfollowed.map(placed));
    const isUnfollowed = new Set(unfollowed.map(({ object }) => object));
    objects.splice(0, objects.length, ...objects.filter(({ object }) => !isUnfollowed.has(object.id)));
  }
  const { faults, leftOut } = sortFaults(all, isUnreadable, isRun);
  // With nothing left to plan there is no plan to speak of.
  const told = objects.length > 0 ? faults : all;
  if (!isRun && told.length > 0) throw new InvalidError(issuesOf(told));
  const tables = objects.flatMap((o) => (o.history ? [o.plan, o.history.plan] : [o.plan]));
  await refuseSharedTables(tables, input, define, signal);
  return {
    objects,
    faulty: faults,
    leftOut,
    objectChoice,
    known,
    plan: {
      tables,
      definition_version: stableDigest({
        objects: objects.map((o) => [
          o.object.id,
          o.version,
          ...(o.history ? [o.history.plan.table, o.history.plan.columns] : []),
        ]),
      }),
      follows: objects.filter(({ follows }) => follows).map(({ object }) => object.id),
      estimate: { rows: estimatedRows(objects), api_calls: null },
      ...spoken(
        bulkSyncFindings(
          input,
          objects,
          objectChoice,
          leftOut,
          changes !== undefined,
          changes?.missesDeletions,
        ),
      ),
    },
  };
}

/** Throws, at its place in the definition, what the source's configuration says that no object has. */
function refuseUnknown(
  discover: DiscoverFacet,
  described: readonly ObjectSchema[],
  configuration: JsonObject,
): void {
  try {
    discover.refuseUnknown?.(described, configuration);
  } catch (error) {
    if (!(error instanceof SyncformError)) throw error;
    const message = error.hint ? `${error.message}. ${error.hint}` : error.message;
    throw new InvalidError([{ path: ['source', 'configuration', ...(error.path ?? [])], message }]);
  }
}

/** The source's estimate of all rows; null where it has none of one of the objects. */
function estimatedRows(objects: readonly ObjectBlueprint[]): number | null {
  const estimates = objects.map(({ object }) => object.estimated_rows);
  if (!estimates.every((estimate) => estimate !== undefined)) return null;
  return estimates.reduce((sum, rows) => sum + rows, 0);
}

function isFaultOfObject(error: unknown): boolean {
  if (error instanceof UnusableObject) return true;
  return error instanceof SyncformError && (error.code === 'invalid' || error.code === 'unsupported');
}

function disappeared(id: string, index: number): InvalidError {
  return new InvalidError([
    {
      path: index < 0 ? ['source'] : ['schemas', index],
      message: `object "${id}" disappeared while it was read`,
    },
  ]);
}

function gone({ message }: Issue): SyncformError {
  return new SyncformError('source_changed', message, {
    hint: 'Take it out of schemas, or bring it back at the source. Its table stays as it is.',
  });
}

/**
 * The tables' names, by the objects' ids: those that the user chose; else the objects' short names, and where several have
 * the same one their ids; before all of them the prefix that the destination's configuration may have.
 */
function tableNames(input: BulkSyncInput, chosen: readonly ChosenObject[]): ReadonlyMap<string, string> {
  const { mirror_schemas } = input.destination.configuration ?? {};
  if (mirror_schemas !== true) return namesTogether(input, chosen);
  // Tables of one name do not meet where each is in its own schema.
  const bySchema = Map.groupBy(chosen, ({ summary }) => summary.schema);
  return new Map([...bySchema.values()].flatMap((group) => [...namesTogether(input, group)]));
}

/** The names of tables that are in one schema. */
function namesTogether(input: BulkSyncInput, chosen: readonly ChosenObject[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const { summary, schema } of chosen)
    if (schema?.user_output_name) given.set(summary.id, schema.user_output_name);
  const open = chosen.filter((c) => !given.has(c.summary.id));
  const shortNames = outputNames(
    open.map((c) => c.summary.output_name),
    input.normalize_names,
  );
  const count = (name: string) => open.filter((c) => c.summary.output_name === name).length;
  const known = new Map(given);
  for (const { summary } of open)
    if (count(summary.output_name) === 1)
      known.set(summary.id, shortNames.get(summary.output_name) as string);
  const names = outputNames(
    chosen.map((c) => c.summary.id),
    input.normalize_names,
    known,
  );
  const advanced = input.destination.configuration?.advanced as JsonObject | undefined;
  const prefix = typeof advanced?.table_prefix === 'string' ? advanced.table_prefix : '';
  return new Map([...names].map(([id, name]) => [id, given.has(id) ? name : `${prefix}${name}`]));
}

async function refuseSharedTables(
  tables: readonly TablePlan[],
  input: BulkSyncInput,
  define: DefineFacet,
  signal: AbortSignal,
): Promise<void> {
  const inLowerCase = Map.groupBy(tables, ({ table }) => table.toLowerCase());
  const seen = new Map<string, string>();
  for (const table of tables) {
    const isAlone = inLowerCase.get(table.table.toLowerCase())?.length === 1;
    const name = isAlone ? table.table : ((await define.sameTable?.(table.table, signal)) ?? table.table);
    const other = seen.get(name);
    if (other !== undefined) {
      const index = input.schemas?.findIndex((schema) => schema.id === table.source) ?? -1;
      throw new InvalidError([
        {
          path: index < 0 ? ['schemas'] : ['schemas', index],
          message: `"${other}" and "${table.source}" would both become table ${table.table}; give one a user_output_name`,
        },
      ]);
    }
    seen.set(name, table.source);
  }
}
