import type { SyncMode } from '../api/documents.ts';
import type { LoadOperation } from '../contract/contract.ts';
import { SyncformError } from '../kit/errors.ts';
import type { Diff } from './diff.ts';

/*
 * What a run of a model sync does with each record, decided in one place and by nothing but what is given here. A record is
 * told by two things: how it stands against the ledger of what the target has acknowledged, and whether the target has it,
 * where that was asked. Loading rows, writing records and the preview all go by what is said here.
 */

/** `new`: the ledger lacks it. `gone`: the ledger has it, and the model no longer does. */
export type Standing = 'new' | 'changed' | 'same' | 'gone';

/** Whether the target has a record; `unknown` where it was not asked. */
export type Presence = 'there' | 'absent' | 'unknown';

/**
 * `create`: as a new one, and at a table only where it is not there. `upsert`: the target tells whether it is new.
 * `leave`: nothing is sent, and the ledger holds it as done. `wait`: nothing is sent, and the next run looks again.
 */
export type Action = 'create' | 'update' | 'upsert' | 'remove' | 'leave' | 'wait';

/** What is sent, in the order in which records are written: what goes makes room for what comes. */
export const SENT = ['remove', 'update', 'upsert', 'create'] as const satisfies readonly Action[];
export type SentAction = (typeof SENT)[number];

export interface Situation {
  readonly mode: SyncMode;
  /** Whether records are sent that did not change. */
  readonly isAll: boolean;
  /** Whether this is the first run, of which nothing is to be sent. */
  readonly skips: boolean;
  /** Whether nothing is removed, because what the model lacks may be in rows that were set aside. */
  readonly keepsMissing: boolean;
  readonly takes: 'rows' | 'records';
  /** Whether the target can be left to tell whether a record is new, by the identity. */
  readonly upserts: boolean;
  /** Whether there is a ledger to compare with. */
  readonly hasLedger: boolean;
}

/** What is done with a record. */
export function decide(situation: Situation, standing: Standing, presence: Presence): Action {
  const { mode, isAll, skips, keepsMissing, takes, upserts } = situation;
  if (skips) return 'leave';
  if (standing === 'gone')
    return mode === 'replace' && !keepsMissing && presence !== 'absent' ? 'remove' : 'leave';
  if (standing === 'same' && !isAll) return 'leave';
  switch (mode) {
    case 'append':
      return 'create';
    case 'create':
      if (presence === 'there') return 'leave';
      if (standing === 'new') return 'create';
      // A table takes it where the row is not there any more; a system that is not asked would have it twice.
      return isAll && (takes === 'rows' || presence === 'absent') ? 'create' : 'leave';
    case 'update':
      return presence === 'absent' ? 'wait' : 'update';
    case 'remove':
      return presence === 'absent' ? 'wait' : 'remove';
    case 'updateOrCreate':
    case 'replace':
      if (presence === 'there') return 'update';
      if (presence === 'absent') return 'create';
      if (upserts) return 'upsert';
      return standing === 'new' ? 'create' : 'update';
  }
}

/** Records that have one action. */
export interface Decided {
  readonly action: SentAction;
  readonly standings: readonly Standing[];
  readonly presence: Presence;
}

const STANDINGS: readonly Standing[] = ['new', 'changed', 'same', 'gone'];

/** All that is sent, in the order of SENT, of records whose presence is one of the given. */
export function decideSent(situation: Situation, presences: readonly Presence[]): readonly Decided[] {
  const standings = STANDINGS.filter((standing) => standing !== 'gone' || situation.hasLedger);
  return SENT.flatMap((action) =>
    presences.flatMap((presence) => {
      const chosen = standings.filter((standing) => decide(situation, standing, presence) === action);
      return chosen.length > 0 ? [{ action, standings: chosen, presence }] : [];
    }),
  );
}

/** What is loaded into a table, by one operation. */
export interface DecidedLoad {
  readonly operation: LoadOperation;
  readonly standings: readonly Standing[];
}

const EVERY: readonly Standing[] = ['new', 'changed', 'same'];
const DIFFERING: readonly Standing[] = ['new', 'changed'];

/**
 * What is loaded into a table; undefined where nothing is. Mode replace writes the whole table again as soon as anything but
 * what the target refused before is new. Throws where it would have to add to a table and cannot tell what is there.
 */
export function decideLoad(
  situation: Situation,
  { added, again, changed, gone }: Diff,
): DecidedLoad | undefined {
  const { mode, isAll, skips, keepsMissing, upserts, hasLedger } = situation;
  if (skips) return undefined;
  const counted = { new: added, changed, same: 0, gone: 0 };
  if (mode === 'replace') {
    const more: LoadOperation = upserts ? 'upsert' : 'append';
    if (!keepsMissing) {
      if (isAll || !hasLedger || added > again || changed + gone > 0)
        return { operation: 'replace', standings: EVERY };
      // What the target refused is tried again, but the table is not written again for it.
      return again > 0 ? { operation: more, standings: DIFFERING } : undefined;
    }
    if (upserts && (!hasLedger || isAll)) return { operation: more, standings: EVERY };
    if (!hasLedger)
      throw new SyncformError(
        'failed',
        'rows of the source were set aside, and without an identity it cannot be told which of the records the table has already: nothing was replaced',
        { hint: 'Correct the rows, or give the sync an identity.' },
      );
    return added + changed > 0 ? { operation: more, standings: DIFFERING } : undefined;
  }
  const [decided] = decideSent({ ...situation, upserts: true }, ['unknown']);
  if (!decided) return undefined;
  const isNone = !isAll && decided.standings.every((standing) => counted[standing] === 0);
  return isNone ? undefined : { operation: OPERATIONS[mode], standings: decided.standings };
}

/** What loading does with what is sent, in each mode. */
export const OPERATIONS: Readonly<Record<SyncMode, LoadOperation>> = {
  create: 'insert',
  update: 'update',
  updateOrCreate: 'upsert',
  replace: 'replace',
  append: 'append',
  remove: 'delete',
};
