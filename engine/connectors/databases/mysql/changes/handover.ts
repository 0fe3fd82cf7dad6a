import { SyncformError } from '../../../../kit/errors.ts';
import { formatPosition, type LogPosition, parsePosition } from './position.ts';
import type { TableShape } from './table-shape.ts';

/**
 * What a snapshot hands over to the stream: the log's position at its moment, and the table's columns then. Rows in the log
 * have no names, and a column may get another one before they are read.
 */
export interface Handover {
  readonly position: LogPosition;
  readonly shape: TableShape;
}

export function formatHandover({ position, shape }: Handover): string {
  return JSON.stringify({ position: formatPosition(position), columns: shape });
}

export function parseHandover(text: string, object: string): Handover {
  try {
    const { position, columns } = JSON.parse(text) as { position: string; columns: TableShape };
    return { position: parsePosition(position), shape: columns };
  } catch (cause) {
    throw new SyncformError('invalid', `what the snapshot of ${object} handed over cannot be read`, {
      hint: 'Run the bulk sync with --resync.',
      cause,
    });
  }
}
