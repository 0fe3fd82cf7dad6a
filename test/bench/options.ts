import { parseArgs } from 'node:util';

export interface Options {
  /** Ids, or parts of ids, of the cases to run; empty means all. */
  readonly cases: readonly string[];
  /** Rows of the large table; the other tables are in proportion to it. */
  readonly rows: number;
  /** How often each case is measured. */
  readonly repeat: number;
  /** Where the figures go as JSON. */
  readonly json: string | undefined;
}

export const USAGE = `Usage: npm run bench -- [options]

  --case <id>     only cases whose id has this in it; may be given several times
  --rows <n>      rows of the large table (default 1000000)
  --repeat <n>    how often each case is measured (default 3)
  --json <file>   write the figures to a file as well
`;

/** Reads the command line; throws an Error with the usage where it is not understood. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        case: { type: 'string', multiple: true },
        rows: { type: 'string' },
        repeat: { type: 'string' },
        json: { type: 'string' },
      },
    });
    return {
      cases: values.case ?? [],
      rows: wholeNumber('rows', values.rows ?? '1000000', 1000),
      repeat: wholeNumber('repeat', values.repeat ?? '3', 1),
      json: values.json,
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isInteger(value) || value < least)
    throw new Error(`--${name} takes a whole number from ${least} on, not "${text}"`);
  return value;
}
