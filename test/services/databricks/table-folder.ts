import { fileURLToPath } from 'node:url';

/** The folder of a Delta table, of the row that `DESCRIBE DETAIL` answers; undefined where it is none of this machine's. */
export function tableFolder(detail: readonly (string | null)[] | undefined): string | undefined {
  const location = detail?.find((value) => value?.startsWith('file:'));
  return location ? fileURLToPath(location.replace(/^file:\/*/, 'file:///')) : undefined;
}
