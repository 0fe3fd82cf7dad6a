/** What a statement says of the transaction that it stands in. */
export type TransactionWord =
  | 'BEGIN'
  | 'COMMIT'
  | 'ROLLBACK'
  | 'ROLLBACK TO'
  | 'SAVEPOINT'
  | 'XA START'
  | 'XA END'
  | 'XA COMMIT'
  | 'XA ROLLBACK';

const WORD =
  /^(BEGIN|COMMIT|ROLLBACK TO|ROLLBACK|SAVEPOINT|XA (?:START|BEGIN|END|COMMIT|ROLLBACK))\b\s*(.*)$/is;

/** The word, and of XA the transaction's id as the server writes it; undefined of other statements. */
export function transactionWord(sql: string): readonly [word: TransactionWord | undefined, id: string] {
  // The server writes these itself, as they are; other statements are not searched.
  const [, word, rest = ''] = WORD.exec(sql.slice(0, 1024)) ?? [];
  if (word === undefined) return [undefined, ''];
  const upper = word.toUpperCase().replace('XA BEGIN', 'XA START') as TransactionWord;
  return [upper, rest.trim()];
}
