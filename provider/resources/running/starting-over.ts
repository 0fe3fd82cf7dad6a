import type { BulkSyncInput, SyncInput } from '@syncform/engine/api/documents.ts';
import { AttributeError, type Diagnostics, isUnknown } from '../../framework/index.ts';
import { coded, severitiesIn, tell } from '../diagnostics/findings.ts';
import type { Syncform } from '../syncform.ts';
import type { Lost, RunnableKind, StartingOver, Values } from './runnable.ts';

const MODES: Readonly<Record<SyncInput['mode'], string>> = {
  create: 'Every record is read again. Those that the target has stay as they are, the others are added.',
  update: 'Every record is sent again. Rows of the target that are equal already are not touched.',
  updateOrCreate: 'Every record is sent again. Rows of the target that are equal already are not touched.',
  replace:
    'The target is replaced as a whole. What is in it counts as rows of others, for which allow_destructive = true is wanted.',
  append: 'Every record is added once more, also those that the target has.',
  remove: 'Every record of the model is looked for in the target again, and removed.',
};

/** Of a model sync. */
export function startingSyncOver(input: SyncInput): StartingOver {
  if (input.skip_initial_backfill === true)
    return {
      effect:
        'Its first run sends nothing, for it has skip_initial_backfill: what changed since the last run of the lost store is not sent.',
      isRefused: false,
    };
  return { effect: MODES[input.mode], isRefused: input.mode === 'append' };
}

/** Of a bulk sync. */
export function startingBulkSyncOver(input: BulkSyncInput, lost: Lost): StartingOver {
  const read =
    input.mode === 'snapshot'
      ? 'Every object is read whole, and its table replaced. What is in the tables counts as rows of others, for which allow_destructive = true is wanted.'
      : 'Every object is read whole. Tables with a key are merged into; those without one are replaced, for which allow_destructive = true is wanted where they have rows.';
  const history = input.change_history === true;
  // A store that is lost is lost with the salt of its hashes.
  const hashes = lost === 'another store' && hasObfuscated(input);
  return {
    effect: [
      read,
      ...(history ? ['The history gets no entries for what changed since the last run.'] : []),
      ...(hashes ? ['The values of obfuscated fields get other hashes, which match none of before.'] : []),
    ].join(' '),
    isRefused: history || hashes,
  };
}

function hasObfuscated({ schemas }: BulkSyncInput): boolean {
  const all: unknown = schemas;
  if (!Array.isArray(all)) return false;
  return (schemas ?? []).some(
    ({ fields }) => Array.isArray(fields) && fields.some(({ obfuscate }) => obfuscate === true),
  );
}

/**
 * Says in the plan of a sync that is created although the state named it what starting over does, and refuses what cannot be
 * undone unless `allow_reset` lets it.
 */
export function tellStartingOver<Input extends object>(
  kind: Pick<RunnableKind<Input, never>, 'what' | 'startingOver'>,
  input: Input,
  proposed: Values,
  { lost, severities }: Syncform,
  diagnostics: Diagnostics,
): void {
  const why = lost.get(`${kind.what} ${String(proposed.name)}`);
  if (why === undefined) return;
  const { effect, isRefused } = kind.startingOver(input, why);
  if (isRefused && proposed.allow_reset !== true && !isUnknown(proposed.allow_reset))
    throw new AttributeError(
      'allow_reset',
      coded(`The ${kind.what} "${String(proposed.name)}" must not start over by itself`, 'reset'),
      `${effect} ${
        why === 'another store'
          ? 'Bring the store back that knows how far it had come (docs/ci.md), or set allow_reset = true to let it start over.'
          : 'It was deleted outside of Terraform, with all that was known of how far it had come. Set allow_reset = true to let it start over.'
      }`,
    );
  const summary = `The ${kind.what} "${String(proposed.name)}" starts over`;
  tell(
    { code: 'starts-over', summary, detail: effect },
    severitiesIn(proposed.severities, severities),
    diagnostics,
  );
}
