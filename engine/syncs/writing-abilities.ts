import { type SyncInput, syncModes } from '../api/documents.ts';
import type { WriteIdentity, WriteOperation, WriteTarget } from '../contract/contract.ts';
import type { Issue } from '../kit/errors.ts';

/** How a target that takes records can be written to by a sync's identity. */
export interface WritingAbilities {
  /** Whether it can be left to tell whether a record is new. */
  readonly upserts: boolean;
  /** Whether it can be asked which records it has. */
  readonly canLook: boolean;
  /** Whether it has to be asked before anything is sent: to find the records' ids, or so that none is created twice. */
  readonly looks: boolean;
}

/** What each mode does with single records, where the target is not left to tell which are new. */
const OPERATIONS: Readonly<Record<SyncInput['mode'], readonly WriteOperation[]>> = {
  create: ['create'],
  update: ['update'],
  updateOrCreate: ['create', 'update'],
  replace: ['create', 'update', 'remove'],
  append: ['create'],
  remove: ['remove'],
};

/** The operations that a sync asks of a target: an upsert in place of creating and updating where it has that. */
function operationsOf({ mode }: Pick<SyncInput, 'mode'>, upserts: boolean): readonly WriteOperation[] {
  if (!upserts || (mode !== 'updateOrCreate' && mode !== 'replace')) return OPERATIONS[mode];
  return mode === 'replace' ? ['upsert', 'remove'] : ['upsert'];
}

/** The modes of syncs to a target that can do all of this with records. */
export function modesWith(operations: readonly WriteOperation[]): readonly SyncInput['mode'][] {
  const upserts = operations.includes('upsert');
  return syncModes.filter((mode) =>
    [true, false].some((asked) =>
      operationsOf({ mode }, asked && upserts).every((operation) => operations.includes(operation)),
    ),
  );
}

type Asked = Pick<SyncInput, 'mode' | 'identity'>;

function identityOf({ mode, identity }: Asked, { identities }: WriteTarget): WriteIdentity | undefined {
  if (!identity || identities === 'any' || mode === 'append') return undefined;
  return (
    identities.find(({ field }) => field === identity.target) ?? identities.find(({ field }) => field === '*')
  );
}

/** How a sync's records are told apart at a target. */
export function writingAbilities(input: Asked, target: WriteTarget): WritingAbilities {
  const identity = identityOf(input, target);
  if (!identity) return { upserts: false, canLook: false, looks: false };
  const upserts = target.operations.includes('upsert') && identity.operations.includes('upsert');
  const needed = operationsOf(input, upserts);
  // What is created is not there yet only where nobody else wrote it: who can ask does.
  const isDoubled = needed.includes('create');
  const takesId = needed.some(
    (operation) => operation !== 'create' && !identity.operations.includes(operation),
  );
  return { upserts, canLook: identity.canLookup, looks: identity.canLookup && (isDoubled || takesId) };
}

/** What a sync asks of a target that it cannot do. */
export function writingIssues(
  input: Asked & Pick<SyncInput, 'fields' | 'override_fields'>,
  target: WriteTarget,
): readonly Issue[] {
  const { mode, identity } = input;
  const { name, operations, identities } = target;
  // A table can be emptied and filled again; from here a record is removed by its identity or not at all.
  if (mode === 'replace' && !identity)
    return [
      { path: ['identity'], message: 'mode replace removes records here by identity: say which field is it' },
    ];
  const { upserts, looks } = writingAbilities(input, target);
  const needed = operationsOf(input, upserts);
  const missing = needed.filter((operation) => !operations.includes(operation));
  if (missing.length > 0)
    return [
      { path: ['mode'], message: `${name} cannot ${missing.join(' or ')} records, as mode ${mode} does` },
    ];
  if (identity && identities !== 'any' && mode !== 'append') {
    const found = identityOf(input, target);
    const fields = identities.map(({ field }) => field).join(', ');
    if (!found)
      return [
        {
          path: ['identity', 'target'],
          message: `${name} cannot be told apart by "${identity.target}"; ${fields === '' ? 'nothing tells them apart' : `they can by ${fields}`}`,
        },
      ];
    const unable = looks
      ? []
      : needed.filter((operation) =>
          operation === 'create' ? needed.length > 1 : !found.operations.includes(operation),
        );
    if (unable.length > 0)
      return [
        {
          path: ['identity', 'target'],
          message: `${name} cannot ${unable.join(' or ')} records by "${identity.target}", as mode ${mode} does, and cannot be asked which they are`,
        },
      ];
  }
  const given = new Set(
    [...input.fields, ...(input.override_fields ?? [])].map(({ target: field }) => field),
  );
  if (identity && mode !== 'append') given.add(identity.target);
  const { fieldLimit } = target;
  const added = [...given].filter((field) => fieldLimit && !fieldLimit.names.has(field)).length;
  if (fieldLimit && mode !== 'remove' && fieldLimit.count + added > fieldLimit.most)
    return [
      {
        path: ['fields'],
        message: `${name} has ${fieldLimit.count} of at most ${fieldLimit.most} fields, and the sync would add ${added}: have it write fewer, or ${fieldLimit.raise}`,
      },
    ];
  const lacking = needed.some((operation) => operation === 'create' || operation === 'upsert')
    ? target.required.filter((field) => !given.has(field))
    : [];
  return lacking.map((field) => ({
    path: ['fields'],
    message: `a new record of ${name} has to have ${field}: no field of the sync has it as its target`,
  }));
}
