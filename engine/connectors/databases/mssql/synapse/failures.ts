import { isDataError, isServerError } from '../failures.ts';

/**
 * Errors of the nodes that hold the rows come to the client by way of the node that controls them, which gives them numbers of its
 * own beyond 100,000 and the words of the first.
 */
const OF_A_ROW =
  /conversion failed|error converting|arithmetic overflow|would be truncated|cannot insert the value null|out-of-range/i;

/** Whether the pool refused a statement for one of its rows. */
export function isRowError(error: unknown): error is Error {
  return (
    isDataError(error) || (isServerError(error) && error.number >= 100_000 && OF_A_ROW.test(error.message))
  );
}
