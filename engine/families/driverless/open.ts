import type { Capabilities } from '../../contract/capabilities.ts';
import type { OpenConnector } from '../../contract/contract.ts';
import { ConnectionError } from '../../kit/errors.ts';

/** What a system can that is reached by a driver which cannot be part of syncform: its connection is kept, and its test says why. */
export const driverlessCapabilities = { test: {} } as const satisfies Capabilities;

/** A driver that is missing. */
export interface MissingDriver {
  /** What it is, and why it is not here: a sentence without its full stop. */
  readonly reason: string;
  /** What to do instead, a sentence. */
  readonly hint: string;
}

/** Opens a connection that reaches nothing: its test says which driver is missing. */
export function openWithoutDriver({
  reason,
  hint,
}: MissingDriver): OpenConnector<typeof driverlessCapabilities> {
  return {
    facets: {
      test: {
        async test() {
          throw new ConnectionError('extension', reason, { hint });
        },
      },
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
