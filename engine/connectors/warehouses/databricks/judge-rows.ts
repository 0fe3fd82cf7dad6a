import type { LoadRequest } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import { LONG_LIMIT_MS } from './client/limits.ts';
import type { Warehouse } from './client/warehouse.ts';
import type { LoadedColumn } from './load-statements.ts';
import { formatTableId, type TableName } from './names.ts';
import { type CheckedFiles, type FileOptions, MOST_REJECTED } from './refused-rows.ts';
import { showProperties } from './table-statements.ts';
import { numberedFiles, tableConstraints, withoutViolating } from './violating-rows.ts';
import { type JudgedRows, violatingRows } from './violation-statements.ts';

/** A load whose table has refused a commit for one of its rows. */
export interface JudgedLoad extends Pick<JudgedRows, 'target' | 'batch' | 'all' | 'merge'> {
  readonly request: LoadRequest;
  readonly warehouse: Warehouse;
  readonly options: FileOptions;
  /** Has files arrive in a staging table, and names that. */
  arrive(files: CheckedFiles, columns: readonly LoadedColumn[]): Promise<TableName>;
}

/**
 * The files without the rows that break a constraint of the table, which the warehouse tells of the rows as they are staged;
 * undefined where it has none. `notNull` are columns that take no NULL, beside what the table's properties say.
 */
export async function judgedFiles(
  load: JudgedLoad,
  files: CheckedFiles,
  columns: readonly LoadedColumn[],
  notNull: ReadonlySet<string>,
): Promise<CheckedFiles | undefined> {
  const { request, warehouse, target, batch, all, merge, options } = load;
  const { signal } = request;
  const id = formatTableId(target);
  const properties = await warehouse.rows(showProperties(target), signal, {
    doing: `reading the constraints of ${id}`,
  });
  const constraints = tableConstraints(properties, [...notNull]);
  if (constraints.length === 0) return undefined;
  const numbered = await numberedFiles(request, files, columns);
  const stage = await load.arrive({ ...files, ...numbered }, [
    ...columns,
    { name: NUMBER.name, type: 'BIGINT' },
  ]);
  const statement = violatingRows(
    { target, stage, columns, all, batch, constraints, merge },
    MOST_REJECTED + 1,
  );
  const violating = await warehouse.rows(statement, signal, {
    doing: `looking for rows that ${id} does not take`,
    limitMs: LONG_LIMIT_MS,
  });
  return withoutViolating(request, files, numbered, violating, columns, options);
}
