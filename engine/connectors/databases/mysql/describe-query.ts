import {
  asSubquery,
  type DescribedQuery,
  describedQuery,
  refuseUnnamed,
} from '../../../families/sql/describe-query.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { withoutQuotedQuery } from '../../../kit/driver-words.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { catalogColumns } from './catalog.ts';
import { type ResultColumn, resultType } from './column-type.ts';
import { formatTableId, mysqlDialect } from './dialect.ts';
import { isMissingPrivilege, isServerError, type ServerError } from './failures.ts';
import type { Session } from './session.ts';
import { mysqlTypes } from './types.ts';

/**
 * Asks the server what a query yields, without running it: it is prepared as a statement, which is described and closed.
 * Throws `invalid` at path `query` where the server does not understand it.
 */
export async function describeQuery(session: Session, query: string): Promise<DescribedQuery> {
  const described = await prepare(session, query.replace(/[\s;]+$/, ''));
  refuseUnnamed(described, mysqlDialect.names.foldsCase);
  // A SELECT can do what its result's description does not tell: end in INTO, for one.
  await prepare(session, `SELECT * FROM ${asSubquery(query)}`);
  const marked = await markedColumns(session, described);
  return describedQuery(
    mysqlTypes,
    described.map((c) => {
      const mapping = marked.get(originOf(c)) ?? resultType(c);
      return { name: c.name, remoteType: mapping, mapping };
    }),
  );
}

const DATETIME = 12;

/** Which of the columns are datetimes that a comment marks as instants, and their types: a result does not tell. */
async function markedColumns(
  session: Session,
  described: readonly ResultColumn[],
): Promise<ReadonlyMap<string, string>> {
  const datetimes = described.filter((c) => c.columnType === DATETIME && c.schema && c.orgTable && c.orgName);
  const tables = new Map<string, TableName>();
  for (const { schema, orgTable } of datetimes) {
    const name = { schema: schema, table: orgTable };
    tables.set(formatTableId(name), name);
  }
  const found = new Map<string, string>();
  for (const [id, columns] of await catalogColumns(session, [...tables.values()]))
    for (const { name, mapping } of columns) found.set(`${id} ${name}`, mapping);
  return new Map(datetimes.map((c) => [originOf(c), found.get(originOf(c)) ?? resultType(c)]));
}

/** The table's column that a result's column is, as `<table id> <column>`. */
function originOf({ schema, orgTable, orgName }: ResultColumn): string {
  return `${formatTableId({ schema: schema, table: orgTable })} ${orgName}`;
}

async function prepare(session: Session, sql: string): Promise<readonly ResultColumn[]> {
  try {
    return await session.columns(sql);
  } catch (error) {
    if (!isServerError(error)) throw error;
    throw invalidQuery(error);
  }
}

/** The server's message, which counts the line of the fault. */
function invalidQuery(error: ServerError): SyncformError {
  return new SyncformError('invalid', withoutQuotedQuery(error.message), {
    path: ['query'],
    hint: isMissingPrivilege(error)
      ? 'GRANT the connection’s user what is missing.'
      : 'A query is one SELECT, WITH, VALUES or TABLE statement.',
    cause: error,
  });
}
