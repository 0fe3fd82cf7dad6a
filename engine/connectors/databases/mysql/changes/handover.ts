import * as log from '../../../../families/log/handover.ts';
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
  return log.formatHandover({ position: formatPosition(position), columns: shape });
}

export function parseHandover(text: string, object: string): Handover {
  const { position, columns } = log.parseHandover<{ position: string; columns: TableShape }>(text, object);
  return { position: parsePosition(position), shape: columns };
}
