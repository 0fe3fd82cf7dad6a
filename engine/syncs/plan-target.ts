import type { SyncInput } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type {
  DefineFacet,
  ExistingTable,
  TableChange,
  TargetColumn,
  TargetTable,
  WriteLimits,
  WriteTarget,
} from '../contract/contract.ts';
import { hasFacets } from '../contract/facet.ts';
import { InvalidError } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';
import { shortList } from '../kit/short-list.ts';
import { assignable } from '../types/assignable.ts';
import { targetType } from '../types/map-types.ts';
import { createdTarget, namedObject } from './named-target.ts';
import { type WritingAbilities, writingAbilities, writingIssues } from './writing-abilities.ts';

/** What a plan asks of a sync's target, whether it is a table or takes records. */
export interface PlannedTarget {
  /** How records get there. */
  readonly delivery: 'load' | 'write';
  /** The target's id. */
  readonly id: string;
  /** Of a target that takes records: how it tells them apart, and its limits. */
  readonly writing?: PlannedWriting;
  /** Whether loading itself writes when a row was created and updated, where the target's configuration asks for that. */
  readonly stampsItself: boolean;
  /** The table that is there; null where there is none, or the target takes records. */
  readonly existing: ExistingTable | null;
  /** The field type of a column that is there; undefined where there is none. */
  existingType(name: string): string | undefined;
  /** The column as wanted, or a sentence on why it cannot be. `isNew`: it is to be added if it is missing. */
  column(name: string, type: string, isNew: boolean, isKey: boolean): TargetColumn | string;
  /** What it takes to have the target as wanted. */
  define(table: TargetTable): TableChange;
}

/** How a target that takes records tells them apart by a sync's identity, and what it allows. */
export interface PlannedWriting extends WritingAbilities {
  readonly limits: WriteLimits;
}

/**
 * The target of a sync as it is now: rows of a table or records, as the object that the sync names takes them. Reads only.
 * Throws an InvalidError where there is no such target.
 */
export async function planTarget(
  input: SyncInput,
  target: UsedConnection,
  signal: AbortSignal,
): Promise<PlannedTarget> {
  if (!hasFacets(target.definition, 'write')) return planTable(input, target, signal);
  const { configuration = {}, object } = input.target;
  const targets = await target.facet('write').targets(configuration, signal, object);
  const found = targets.find((t) => t.id === object);
  if (found) return planRecords(input, found, target);
  if (hasFacets(target.definition, 'load')) return planTable(input, target, signal);
  throw new InvalidError([
    {
      path: ['target', 'object'],
      message: `${target.definition.name} has no target "${object ?? ''}"; it has ${shortList(targets.map((t) => t.id))}`,
    },
  ]);
}

async function planTable(
  input: SyncInput,
  target: UsedConnection,
  signal: AbortSignal,
): Promise<PlannedTarget> {
  const define = target.facet('define');
  const configuration: JsonObject = input.target.configuration ?? {};
  const id = namedObject(input.target) ?? define.tableId(createdTarget(input).name ?? '', configuration);
  const existing = await define.describe(id, signal);
  if (!existing && (await define.isView?.(id, signal)))
    throw new InvalidError([
      {
        path: input.target.object !== undefined ? ['target', 'object'] : ['target', 'create', 'name'],
        message: `${id} at connection "${target.name}" is a view, and rows are written to tables only: name the table that it shows, or another one`,
      },
    ]);
  if (input.target.object !== undefined && !existing && !target.can('define').makesNamed)
    throw new InvalidError([
      {
        path: ['target', 'object'],
        message: `there is no table ${id} at connection "${target.name}"; to have it made, use target.create = { name = "${id}" }`,
      },
    ]);
  const isGiven = input.target.object !== undefined && existing !== null;
  return {
    delivery: 'load',
    stampsItself: target.can('define').writesRecordTimestamps === true,
    id,
    existing,
    existingType: (name) => (isGiven ? existing?.columns.find((c) => c.name === name)?.type : undefined),
    column: (name, type, isNew, isKey) =>
      (isGiven ? existingColumn(name, type, isNew, existing, define) : undefined) ??
      newColumn(name, type, isKey, define),
    define: (table) => define.change(table, existing),
  };
}

/** The column of a table that is there; undefined where it is to be added. */
function existingColumn(
  name: string,
  type: string,
  isNew: boolean,
  existing: ExistingTable | null,
  define: DefineFacet,
): TargetColumn | string | undefined {
  const found: TargetColumn | undefined = existing?.columns.find((c) => c.name === name);
  if (found) {
    // What it loses depends on what it is given.
    const { lossy: _, ...there } = found;
    return (
      sameAsNew(type, there, define) ?? fitted(name, type, there, define.narrows?.(there.target_type, type))
    );
  }
  if (isNew) return undefined;
  return `the target has no field "${name}"; to have it added, set new = true on the field`;
}

/** A column of the very type that one for the field would get: it loses the same. Undefined where it has another type. */
function sameAsNew(type: string, there: TargetColumn, define: DefineFacet): TargetColumn | undefined {
  const { target_type, lossy } = define.columnType(type);
  if (target_type.toLowerCase() !== there.target_type.toLowerCase()) return undefined;
  return { ...there, type, ...(lossy ? { lossy } : {}) };
}

function fitted(name: string, type: string, there: TargetColumn, narrowed?: string): TargetColumn | string {
  const fits = assignable(type, there.type);
  if (!fits.ok) return `field "${name}": ${fits.reason} (${there.target_type} at the target)`;
  const lossy = [fits.lossy, narrowed].filter((loss) => loss !== undefined).join('; ');
  return { ...there, type, ...(lossy ? { lossy } : {}), ...(narrowed ? { isNarrowed: true } : {}) };
}

function newColumn(name: string, type: string, isKey: boolean, define: DefineFacet): TargetColumn {
  const mapped = define.columnType(type);
  return {
    name,
    type,
    target_type: mapped.target_type,
    nullable: !isKey,
    ...(mapped.lossy ? { lossy: mapped.lossy } : {}),
  };
}

function planRecords(input: SyncInput, found: WriteTarget, target: UsedConnection): PlannedTarget {
  const issues = writingIssues(input, found);
  if (issues.length > 0) throw new InvalidError(issues);
  return {
    delivery: 'write',
    writing: { ...writingAbilities(input, found), limits: found.limits },
    stampsItself: false,
    id: found.id,
    existing: null,
    existingType: (name) =>
      found.fields === 'any' ? undefined : found.fields.find((f) => f.id === name)?.type,
    column: (name, type, _isNew, isKey) => recordColumn(name, type, isKey, found, target),
    define: () => ({ action: 'none', statements: [], conflicts: [] }),
  };
}

function recordColumn(
  name: string,
  type: string,
  isKey: boolean,
  { fields }: WriteTarget,
  target: UsedConnection,
): TargetColumn | string {
  if (fields !== 'any') {
    const there = fields.find((f) => f.id === name);
    if (!there) return `the target has no field "${name}"; it has ${shortList(fields.map((f) => f.id))}`;
    return fitted(name, type, {
      name,
      type: there.type,
      target_type: there.remote_type,
      nullable: there.nullable,
    });
  }
  const mapped = targetType(target.definition.types, type);
  if (!mapped) return `field "${name}": ${target.definition.name} has no type for ${type}`;
  return {
    name,
    type,
    target_type: mapped.type,
    nullable: !isKey,
    ...(mapped.lossy ? { lossy: mapped.lossy } : {}),
  };
}
