import { SyncformError } from '../kit/errors.ts';
import { type FilterLogic, filterLogicOf } from './filter-logic.ts';

/**
 * The filters with the numbers of a logic such as `1 AND 2` as labels, where they have none. Filters of a set are in no
 * order that a user sees, so a number can only mean one of them where it does not matter which: where one filter alone has no
 * label, or where all that have none stand beside each other under one AND or one OR. Otherwise they stay as they are.
 */
export function withPositionLabels<F extends { readonly label?: string | undefined }>(
  filters: readonly F[],
  logic: string | undefined,
): readonly F[] {
  const parsed = parsedOrNone(logic);
  const bare = filters.filter(({ label }) => !label);
  if (!parsed || bare.length === 0) return filters;
  const given = new Set(filters.map(({ label }) => label));
  const numbers = labelsIn(parsed).filter((label) => /^\d+$/.test(label) && !given.has(label));
  if (numbers.length !== bare.length || new Set(numbers).size !== numbers.length) return filters;
  if (numbers.length > 1 && !areSiblings(parsed, new Set(numbers))) return filters;
  const free = [...numbers];
  return filters.map((filter) => (filter.label ? filter : { ...filter, label: free.shift() }));
}

function parsedOrNone(logic: string | undefined): FilterLogic | undefined {
  try {
    return filterLogicOf(logic);
  } catch (error) {
    if (error instanceof SyncformError) return undefined;
    throw error;
  }
}

function labelsIn(logic: FilterLogic): readonly string[] {
  if (logic.kind === 'label') return [logic.label];
  return logic.kind === 'not' ? labelsIn(logic.of) : logic.of.flatMap(labelsIn);
}

/** Whether the labels are all operands of the same AND or OR. */
function areSiblings(logic: FilterLogic, labels: ReadonlySet<string>): boolean {
  if (logic.kind === 'label') return false;
  if (logic.kind === 'not') return areSiblings(logic.of, labels);
  const direct = logic.of.filter((operand) => operand.kind === 'label' && labels.has(operand.label));
  return direct.length === labels.size || logic.of.some((operand) => areSiblings(operand, labels));
}
