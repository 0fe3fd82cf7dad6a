/** What the server says of a statement that it refuses, and whether that ends the transaction. */
export interface Refusal {
  readonly number: number;
  readonly message: string;
  readonly endsTransaction: boolean;
}

interface PostgresError extends Error {
  readonly code?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

const KILLED = [596, 'Cannot continue the execution because the session is in the kill state.'] as const;

/** A Postgres's error as SQL Server would say it. */
export function refusal(error: unknown): Refusal {
  const { code = '', message, table = '', column = '', constraint = '' } = error as PostgresError;
  const said = (number: number, words: string, endsTransaction = false) => ({
    number,
    message: words,
    endsTransaction,
  });
  const value = /: "([\s\S]*)"$/.exec(message)?.[1] ?? '';
  // A session at the Postgres that was ended meanwhile: of the next statement its driver says so itself.
  if (/not queryable|Connection terminated/.test(message)) return said(...KILLED);
  switch (code) {
    case '23505':
      return said(
        2627,
        `Violation of PRIMARY KEY constraint '${constraint}'. Cannot insert duplicate key in object '${table}'.`,
      );
    case '57P01':
      return said(...KILLED);
    case '23502':
      return said(
        515,
        `Cannot insert the value NULL into column '${column}', table '${table}'; column does not allow nulls.`,
      );
    case '23503':
    case '23514':
      return said(547, `The statement conflicted with the constraint '${constraint}'.`);
    case '22001':
      return said(2628, 'String or binary data would be truncated.');
    case '22P02':
    case '22007':
      return said(245, `Conversion failed when converting the nvarchar value '${value}'.`, true);
    case '22003':
    case '22008':
      return said(8115, 'Arithmetic overflow error converting expression to data type.', true);
    case '22023':
      return said(8114, 'Error converting data type nvarchar to varbinary.', true);
    case '42P01':
      return said(208, `Invalid object name '${/"([^"]*)"/.exec(message)?.[1] ?? ''}'.`);
    case '42703':
      return said(207, `Invalid column name '${/"([^"]*)"/.exec(message)?.[1] ?? ''}'.`);
    case '42P07':
      return said(
        2714,
        `There is already an object named '${/"([^"]*)"/.exec(message)?.[1] ?? ''}' in the database.`,
      );
    case '42701':
      return said(
        2705,
        `Column names in each table must be unique. Column '${/"([^"]*)"/.exec(message)?.[1] ?? ''}' is specified more than once.`,
      );
    case '42501':
      return said(229, `The permission was denied: ${message}`);
    case '54011':
      return said(1702, 'CREATE TABLE failed because the table has more than 1024 columns.');
    case '55P03':
      return said(1222, 'Lock request time out period exceeded.');
    case '42601':
      return said(102, `Incorrect syntax near '${/near "([^"]*)"/.exec(message)?.[1] ?? ''}'.`);
    case 'TRIGG':
      return said(50000, message, true);
    case 'P0001':
      return said(50000, message);
  }
  return said(
    code === '' && error instanceof SyntaxError ? 102 : 50_001,
    `${message}${code === '' ? '' : ` (${code})`}`,
  );
}
