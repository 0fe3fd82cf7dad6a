import type { DeleteOptions } from '@syncform/engine/api/engine-api.ts';
import { firstCause, InUseError } from '@syncform/engine/kit/errors.ts';
import type { Diagnostics } from '../../framework/index.ts';
import { severitiesIn, tell } from '../diagnostics/findings.ts';
import type { Syncform } from '../syncform.ts';

/** A connection or model that is to be deleted. */
interface Deletion {
  readonly id: string;
  readonly force: boolean;
  delete(options: DeleteOptions): Promise<void>;
}

/**
 * Deletes a connection or model. Terraform deletes what is gone from the configuration before it changes what used it, so
 * syncs and models that the plan lets use another one keep it until they do. What was half made and uses it goes with it.
 */
export async function deleteUsed(
  provider: Syncform,
  diagnostics: Diagnostics,
  { id, force, ...deletion }: Deletion,
): Promise<void> {
  try {
    await deletion.delete({});
  } catch (thrown) {
    const error = firstCause(thrown);
    if (!(error instanceof InUseError)) throw thrown;
    const users = error.used_by;
    const leaving = users
      .filter((user) => provider.outcomes.leavesBehind(user.id).includes(id))
      .map((user) => user.id);
    const others = users.filter((user) => !leaving.includes(user.id));
    const onWarning = (detail: string) =>
      tell(
        { code: 'left-behind', summary: 'A half-made sync leaves something behind', detail },
        severitiesIn(provider.severities),
        diagnostics,
      );
    const removed = await provider.halfMade.remove(await provider.engine(), others, onWarning);
    if (!force && leaving.length === 0 && !removed) throw thrown;
    await deletion.delete({ force, leaving });
  }
}
