import { formatHandover, parseHandover } from '../../../../families/log/handover.ts';
import type { ContainerPlace } from './position.ts';

/** What a snapshot says of itself to whoever follows the container from it. */
export interface Handover {
  /** Where the container's feed was before the first item was read. */
  readonly place: ContainerPlace;
  /** The types that the container's fields had. */
  readonly types: Readonly<Record<string, string>>;
}

export const format = (handover: Handover): string => formatHandover(handover);
export const parse = (text: string, object: string): Handover => parseHandover<Handover>(text, object);
