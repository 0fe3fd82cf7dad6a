import type { ExecutionCounts } from '../api/documents.ts';
import { timestamp } from '../kit/clock.ts';
import { messageOf } from '../kit/errors.ts';
import type { Store } from '../store/store.ts';
import type { ExecutionContext, ObjectReporter } from './contract.ts';
import type { LiveObject, Recorder } from './recorder.ts';

/** Reports on an object, which it marks as running. */
export function objectReporter(
  object: LiveObject,
  recorder: Recorder,
  store: Store,
  context: Pick<ExecutionContext, 'signal' | 'failpoint'>,
): ObjectReporter {
  const change = (values: Partial<LiveObject>): void => {
    Object.assign(object, values);
    recorder.changed(object);
  };
  const end = (status: LiveObject['status'], error: string | null): void =>
    change({ status, error, completed_at: timestamp(store.clock) });

  if (object.status === 'waiting') change({ status: 'running', started_at: timestamp(store.clock) });
  return {
    get counts() {
      return object.counts;
    },
    async step(name, work) {
      context.signal.throwIfAborted();
      change({ step: name });
      await context.failpoint(`before:${name}`);
      const result = await work();
      await context.failpoint(`after:${name}`);
      return result;
    },
    progress(delta) {
      const counts: Record<keyof ExecutionCounts, number> = { ...object.counts };
      for (const name of Object.keys(delta) as (keyof ExecutionCounts)[]) counts[name] += delta[name] ?? 0;
      change({ counts });
    },
    total: (counts) => change({ counts: { ...object.counts, ...counts } }),
    path: (text) => change({ path: store.redactor.mask(text) }),
    estimate: (rows) => change({ estimated_rows: rows }),
    done: () => end('completed', null),
    skip(reason) {
      if (reason !== undefined) recorder.log('info', reason, object.id);
      end('skipped', null);
    },
    fail(error) {
      // Told to stop, it is not at fault: how it ends is how the execution ends.
      if (context.signal.aborted) return;
      const text = store.redactor.mask(messageOf(error));
      recorder.log('error', text, object.id);
      end('failed', text);
    },
  };
}
