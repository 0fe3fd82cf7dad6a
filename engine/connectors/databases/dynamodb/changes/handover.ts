import { formatHandover, parseHandover } from '../../../../families/log/handover.ts';
import type { TablePlace } from './position.ts';

/** What a snapshot says of itself to whoever follows the table from it. */
export interface Handover {
  /** Where the table's log was before the first item was read. */
  readonly place: TablePlace;
  /** The types that the table's fields had. */
  readonly types: Readonly<Record<string, string>>;
}

export const format = (handover: Handover): string => formatHandover(handover);
export const parse = (text: string, object: string): Handover => parseHandover<Handover>(text, object);
