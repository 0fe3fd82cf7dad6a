import type { SyncInput } from '../api/documents.ts';
import { withPositionLabels } from '../filters/position-labels.ts';

/** The sync with labels for filters that its logic names by numbers. */
export function withFilterLabels<Input extends SyncInput>(input: Input): Input {
  const { filters, filter_logic, target_filters, target } = input;
  return {
    ...input,
    ...(filters ? { filters: withPositionLabels(filters, filter_logic) } : {}),
    ...(target_filters ? { target_filters: withPositionLabels(target_filters, target.filter_logic) } : {}),
  };
}
