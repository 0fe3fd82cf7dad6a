import type pg from 'pg';
import type { FieldSchema } from '../../../contract/contract.ts';
import { withoutQuotedQuery } from '../../../kit/driver-words.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { sourceType } from '../../../types/map-types.ts';
import { typesQuery } from './catalog.ts';
import type { SourceColumn } from './columns.ts';
import { isServerError, type ServerError } from './failures.ts';
import type { Session } from './sessions.ts';
import { postgresqlTypes } from './types.ts';

/** A query's result as the server would send it. */
export interface DescribedQuery {
  readonly fields: readonly FieldSchema[];
  readonly columns: readonly SourceColumn[];
}

/** A model's query as something to select from; semicolons at its end are left out. */
export function asSubquery(query: string): string {
  return `(\n${query.replace(/[\s;]+$/, '')}\n) AS model`;
}

/**
 * Asks the server what a query yields, without running it: it is parsed and planned as a prepared statement and then
 * described; first by itself, for errors in its own words, then as something to select from. Throws `invalid` at path
 * `query`, with line and column, where the server does not understand it.
 */
export async function describeQuery(session: Session, query: string): Promise<DescribedQuery> {
  await describeStatement(session.client, query, query, 0);
  const wrapped = `SELECT * FROM ${asSubquery(query)}`;
  const before = wrapped.indexOf('\n') + 1;
  const described = await describeStatement(session.client, wrapped, query, before);
  const names = described.map((c) => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new SyncformError('invalid', `the query yields two columns called "${twice}"`, {
      path: ['query'],
      hint: 'Give each column its own name with AS.',
    });
  if (described.length === 0)
    throw new SyncformError('invalid', 'the query yields no columns', { path: ['query'] });
  const types = await typesOf(session, described);
  const columns: SourceColumn[] = [];
  const fields = described.map((c): FieldSchema => {
    const { remoteType, mapping } = types.get(typeKey(c)) as ServerType;
    const { type, lossy } = sourceType(postgresqlTypes, mapping);
    columns.push({ name: c.name, type, mapping });
    return {
      id: c.name,
      name: c.name,
      type,
      remote_type: remoteType,
      nullable: true,
      is_primary_key: false,
      ...(lossy ? { lossy } : {}),
    };
  });
  return { fields, columns };
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

interface ResultColumn {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** What of the driver's connection speaks the extended protocol. */
interface Wire {
  parse(statement: { readonly text: string; readonly types: readonly number[] }): void;
  describe(what: { readonly type: 'S' }): void;
  sync(): void;
}

/** The columns of a statement that holds the query's text after so many characters. */
async function describeStatement(
  client: pg.Client,
  text: string,
  query: string,
  before: number,
): Promise<readonly ResultColumn[]> {
  try {
    return await prepared(client, text);
  } catch (error) {
    if (!isServerError(error)) throw error;
    throw invalidQuery(error, query, Number(error.position) - before);
  }
}

/** Parse, Describe, Sync: the driver has no call of its own for it, but takes any object with these handlers as a query. */
function prepared(client: pg.Client, text: string): Promise<readonly ResultColumn[]> {
  return new Promise((resolve, reject) => {
    let columns: readonly ResultColumn[] = [];
    const statement = {
      submit(connection: unknown) {
        const wire = connection as Wire;
        wire.parse({ text, types: [] });
        wire.describe({ type: 'S' });
        wire.sync();
      },
      handleRowDescription(message: { readonly fields: readonly ResultColumn[] }) {
        columns = message.fields;
      },
      handleReadyForQuery: () => resolve(columns),
      handleError: reject,
    };
    client.query(statement as unknown as pg.Submittable);
  });
}

/** `at` counts characters from 1; a statement that names no place has NaN. */
function invalidQuery(error: ServerError, query: string, at: number): SyncformError {
  const place = at >= 1 && at <= [...query].length ? ` (${lineAndColumn(query, at)})` : '';
  return new SyncformError('invalid', `${withoutQuotedQuery(error.message)}${place}`, {
    path: ['query'],
    hint: error.hint ?? 'A query is one SELECT, WITH, VALUES or TABLE statement.',
    cause: error,
  });
}

/** The place of a character, counted from 1, as line and column from 1. */
function lineAndColumn(text: string, position: number): string {
  const before = [...text]
    .slice(0, position - 1)
    .join('')
    .split('\n');
  return `line ${before.length}, column ${[...(before.at(-1) as string)].length + 1}`;
}
