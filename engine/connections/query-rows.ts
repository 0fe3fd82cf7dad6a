import type { QueryRows } from '../api/documents.ts';
import type { CellValue, Column, Extraction, RowSource } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { InvalidError } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';
import { duckdbFailure } from '../movement/duckdb-failure.ts';
import { hubRelation } from '../movement/hub-names.ts';
import { transfer } from '../movement/transfer.ts';
import { heedModelConfiguration } from './heed-model.ts';
import type { UsedConnection } from './open-connections.ts';

/**
 * The first rows that a model of this configuration would yield, read at once and stored nowhere. Throws `invalid` with
 * the path of the key at fault.
 */
export async function queryRows(
  connection: UsedConnection,
  given: JsonObject,
  limit: number,
  session: DuckdbSession,
  signal: AbortSignal,
): Promise<QueryRows> {
  const configuration = heeded(given, connection);
  const query = connection.facet('query');
  const fields = (await query.describe(configuration, signal)).filter((f) => f.unreadable === undefined);
  if (fields.length === 0) return { fields, rows: [] };
  // What is left of the source's stream once there are enough rows is given up.
  const enough = new AbortController();
  try {
    const reading = AbortSignal.any([signal, enough.signal]);
    const extraction = await query.extract(configuration, fields, reading);
    return { fields, rows: await firstRows(extraction, limit, session, reading) };
  } catch (error) {
    throw duckdbFailure(
      typeof configuration.table === 'string' ? `reading ${configuration.table}` : 'reading the query',
      error,
    );
  } finally {
    enough.abort();
  }
}

async function firstRows(
  extraction: Extraction,
  limit: number,
  session: DuckdbSession,
  signal: AbortSignal,
): Promise<CellValue[][]> {
  const { columns } = extraction;
  const options = { session, signal, log: () => {} };
  const { rows: whole } = await transfer(extraction, ['relation'], options);
  const limited = { columns, offers: [limitedTo(limit, whole, columns)] };
  const { rows } = await transfer(limited, ['rows'], options);
  if (rows.format !== 'rows') throw new TypeError(`asked for rows, got ${rows.format}`);
  const found: CellValue[][] = [];
  for await (const batch of rows.open(signal)) found.push(...batch.map((row) => [...row]));
  return found;
}

function limitedTo(limit: number, rows: RowSource, columns: readonly Column[]): RowSource {
  if (rows.format !== 'relation') throw new TypeError(`asked for a relation, got ${rows.format}`);
  return {
    format: 'relation',
    attach: async (session, signal) =>
      `SELECT * FROM ${hubRelation(await rows.attach(session, signal), columns, 'source')} LIMIT ${limit}`,
  };
}

/** What of the configuration counts. Throws an InvalidError with the keys at fault. */
function heeded(given: JsonObject, { definition }: UsedConnection): JsonObject {
  try {
    return heedModelConfiguration(given, definition).configuration;
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    throw new InvalidError(error.issues.map((issue) => ({ ...issue, path: issue.path.slice(1) })));
  }
}
