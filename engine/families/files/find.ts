import type { Findings, FindRequest } from '../../contract/contract.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { findAmong } from '../duckdb/find.ts';
import type { TableWriter } from './load-table.ts';

/** Looks for records in a table whose rows lie in files. */
export async function findInFiles(
  writer: Pick<TableWriter, 'contents'>,
  request: FindRequest,
): Promise<Findings> {
  const there = await writer.contents(request.session, request.signal);
  if (!there) return { found: [], rejected: [] };
  return findAmong(request, {
    table: `(${there.select})`,
    columns: there.columns.map(({ name, type }) => ({ name, type: duckdbType(type) })),
    value: ({ name }) => quoteIdentifier(name),
  });
}
