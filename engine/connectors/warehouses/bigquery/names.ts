import type { NameRules } from '../../../contract/name-conflicts.ts';
import { tableNames } from '../../../families/sql/names.ts';
import { quoteIdentifier } from './sql.ts';

/*
 * What names BigQuery takes of datasets and tables (https://cloud.google.com/bigquery/docs/tables#table_naming) and of columns
 * (https://cloud.google.com/bigquery/docs/schemas#column_names).
 */

const TABLE = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]+$/u;
const COLUMN = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}&%=+:'<>#| \t]+$/u;
/** Beginnings of names that the service has for columns of its own. */
const RESERVED =
  /^(_TABLE_|_FILE_|_PARTITION|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER|_CHANGE_SEQUENCE_NUMBER|_CHANGE_TYPE|_CHANGE_TIMESTAMP)/i;
const LONGEST_COLUMN = 300;
const MOST_COLUMNS = 10_000;

/** Names of datasets and tables. */
export const NAMES = {
  quote: '`',
  container: 'schema',
  longest: { count: 1024, unit: 'bytes' },
  fault: (name: string) =>
    TABLE.test(name) ? undefined : 'has other characters than letters, digits, spaces, _ and -',
  foldsCase: true,
  mostColumns: MOST_COLUMNS,
} as const;

export const names = tableNames({ system: 'BigQuery', quoteIdentifier, names: NAMES });

/** A text that is the same of two columns' names where they are one name. */
export function fold(name: string): string {
  return name.toLowerCase();
}

/** Names of columns. */
export const columnRules: NameRules = {
  system: 'BigQuery',
  fault(name) {
    if (name === '') return 'is empty';
    if (!COLUMN.test(name)) return `has other characters than letters, digits, spaces and _-&%=+:'<>#|`;
    if (RESERVED.test(name)) return 'begins as columns of BigQuery’s own do';
    return [...name].length > LONGEST_COLUMN ? `is longer than ${LONGEST_COLUMN} characters` : undefined;
  },
  fold,
  mostColumns: MOST_COLUMNS,
};
