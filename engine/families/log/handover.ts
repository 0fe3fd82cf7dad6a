import { SyncformError } from '../../kit/errors.ts';

/** The text in which a store keeps what a snapshot hands over to the stream of changes. */
export function formatHandover<T extends object>(handover: T): string {
  return JSON.stringify(handover);
}

/** The same read again, by whoever wrote it. Throws where the text is damaged. */
export function parseHandover<T>(text: string, object: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new SyncformError('invalid', `what the snapshot of ${object} handed over cannot be read`, {
      hint: 'Run the bulk sync with --resync.',
      cause,
    });
  }
}
