import type { Holders, LoadColumn, LoadRequest } from './targets.ts';

/*
 * Which records a target refused is known by the number that each was sent with. A target may print a value otherwise than
 * it came (a uuid in capitals, 1.50 in a column of one digit), so that values say too little.
 */

/** The column of the records' numbers, the last of the rows that have it. */
export const NUMBER: LoadColumn = { name: '_syncform_number', type: 'bigint' };

/** The request with the rows as they are staged: their numbers are a last column, where the records have such. */
export function numberedRequest<R extends Pick<LoadRequest, 'numbered' | 'columns' | 'rows'>>(request: R): R {
  const { numbered, columns } = request;
  return numbered ? { ...request, columns: [...columns, NUMBER], rows: numbered } : request;
}

/**
 * A load put rows straight into its table and found that some must be refused, whose numbers did not come with them. What
 * it did is rolled back, and the rows are staged with their numbers.
 */
export class NumbersNeeded extends Error {
  override readonly name = 'NumbersNeeded';
}

/** The records whose rows a new one must not take; undefined where the operation writes no row by its key. */
export function heededHolders({
  holders,
  operation,
}: Pick<LoadRequest, 'holders' | 'operation'>): Holders | undefined {
  return operation === 'upsert' || operation === 'insert' || operation === 'update' ? holders : undefined;
}

/** Why a new record is refused whose key is the same to the table as another record's. */
export function heldReason(key: readonly string[]): string {
  return `its key (${key.join(', ')}) is the same to the table as that of another record, which has its row`;
}
