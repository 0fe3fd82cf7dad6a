import { describeResult, type ResultColumn } from '../../../families/postgresql/describe-result.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import { type DescribedQuery, describedQuery } from '../../../families/sql/describe-query.ts';
import { typesQuery } from './catalog.ts';
import { postgresqlTypes } from './types.ts';

/** Asks the server what a query yields, without running it. */
export async function describeQuery(session: Session, query: string): Promise<DescribedQuery> {
  const described = await describeResult(session, query);
  const types = await typesOf(session, described);
  return describedQuery(
    postgresqlTypes,
    described.map((c) => ({ name: c.name, ...(types.get(typeKey(c)) as ServerType) })),
  );
}

/** A type as catalog.ts's query names it. */
interface ServerType {
  readonly remoteType: string;
  readonly mapping: string;
}

/** Types below this oid are the server's own, the same on every server. */
const FIRST_NORMAL_OID = 16_384;

/** What has been found out of types that never change, by `typeKey`. */
const builtInTypes = new Map<string, ServerType>();

async function typesOf(
  session: Session,
  columns: readonly ResultColumn[],
): Promise<ReadonlyMap<string, ServerType>> {
  const types = new Map(builtInTypes);
  const unknown = columns.filter((column) => !types.has(typeKey(column)));
  if (unknown.length === 0) return types;
  const pairs = unknown.map((c) => `(${c.dataTypeID}, ${c.dataTypeModifier})`).join(', ');
  for (const [oid, modifier, remoteType, mapping] of await session.rows(typesQuery(`VALUES ${pairs}`))) {
    const key = `${oid}:${modifier}`;
    const type = { remoteType: remoteType as string, mapping: mapping as string };
    types.set(key, type);
    if (Number(oid) < FIRST_NORMAL_OID) builtInTypes.set(key, type);
  }
  return types;
}

function typeKey({ dataTypeID, dataTypeModifier }: ResultColumn): string {
  return `${dataTypeID}:${dataTypeModifier}`;
}
