import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { SyncformError } from '../../api/errors.ts';
import { canceled } from '../../movement/abort.ts';
import { fieldType } from '../../types/field-type.ts';
import type { LoadColumn, LoadRequest } from '../contract.ts';
import { naturalType } from './columns.ts';
import { isDataError, statementError } from './failures.ts';
import type { Rejects } from './rejects.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier, quoteList } from './sql.ts';

/** A column of rows that arrive: in which type they can be copied in, and how that becomes the target's. */
export interface ArrivingColumn {
  readonly name: string;
  /** The type that COPY reads. */
  readonly type: string;
  readonly targetType: string;
  /** As LoadColumn's. */
  readonly only: LoadColumn['only'];
  /** As LoadColumn's. */
  readonly isStamp: boolean;
  /** The value in the target's type, of a value in `type`. */
  cast(value: string): string;
}

/** The types of the arriving columns, by the format they come in and the types that the target has for them. */
export function arrivingColumns(
  request: LoadRequest,
  targetTypes: ReadonlyMap<string, string>,
): readonly ArrivingColumn[] {
  const { rows } = request;
  return request.columns.map(({ name, type, only, isStamp = false }, i) => {
    const target = targetTypes.get(name);
    if (target === undefined)
      throw new SyncformError('source_changed', `${request.table.id} has no column "${name}" any more`, {
        hint: 'Plan again.',
      });
    const arriving = rows.format === 'pgcopy' ? (rows.types[i] as string) : csvType(type);
    const isJsonArray = rows.format === 'csv' && fieldType(type).kind === 'array';
    return {
      name,
      type: arriving,
      targetType: target,
      only,
      isStamp,
      cast: (value) =>
        isJsonArray ? fromJsonArray(value, type, target) : conversion(value, arriving, target),
    };
  });
}

/** The type that takes every value of the dialect's text for a field type: jsonb would refuse some JSON. */
function csvType(type: string): string {
  switch (fieldType(type).kind) {
    case 'json':
    case 'jsonarray':
    case 'object{}':
    case 'array':
      return 'json';
    default:
      return naturalType(type);
  }
}

/**
 * A value as one that can be assigned to the target's type. Lengths are left to the assignment, which refuses what is
 * too long where a cast would cut it off.
 */
function conversion(value: string, from: string, to: string): string {
  if (from === to) return value;
  if (/^(text|character|bpchar)/.test(to)) return from === 'text' ? value : `${value}::text`;
  if (/^bit(\(|$)/.test(to)) return `${value}::bit varying`;
  return `${value}::${to.replace(/\([^)]*\)/, '')}`;
}

function fromJsonArray(value: string, type: string, to: string): string {
  if (to === 'json') return value;
  const field = fieldType(type);
  const holdsJson = field.kind === 'array' && ['json', 'jsonarray', 'object{}'].includes(field.element.kind);
  const list = (element: string) =>
    `CASE WHEN ${value} IS NOT NULL THEN ARRAY(SELECT ${element} ` +
    `FROM json_array_elements_text(${value}) WITH ORDINALITY AS u(e, n) ORDER BY n) END`;
  if (to.endsWith('[]')) return list(conversion('e', 'text', to.slice(0, -2)));
  if (to === 'jsonb' && holdsJson) return `to_jsonb(${list('e::jsonb')})`;
  return conversion(value, 'json', to);
}

/** Stands for a NUL character, which Postgres's text cannot hold, until the records with one are refused. */
export interface NulMarker {
  readonly text: string;
  /** Whether any came. */
  isUsed: boolean;
}

/**
 * Copies the rows into a table of exactly the arriving columns (or more) and answers how many came.
 */
export async function copyInto(
  session: Session,
  table: string,
  columns: readonly ArrivingColumn[],
  request: LoadRequest,
): Promise<{ readonly count: number; readonly nul: NulMarker }> {
  const { rows, signal } = request;
  if (rows.format !== 'csv' && rows.format !== 'pgcopy')
    throw new SyncformError('unsupported', `Postgres does not load rows in format ${rows.format}`);
  const nul: NulMarker = { text: `\u{10FFFE}${randomBytes(8).toString('hex')}\u{10FFFE}`, isUsed: false };
  const marker = Buffer.from(nul.text);
  const source = await rows.open(signal);
  const format = rows.format === 'csv' ? "FORMAT csv, ENCODING 'UTF8'" : 'FORMAT binary';
  const copy = session.copyIn(
    `COPY ${table} (${quoteList(columns.map((c) => c.name))}) FROM STDIN (${format})`,
  );
  const passing = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      request.onProgress({ bytes: chunk.length });
      if (rows.format === 'csv' && chunk.includes(0)) {
        nul.isUsed = true;
        yield replaceNul(chunk, marker);
      } else yield chunk;
    }
  };
  try {
    await pipeline(source, passing, copy);
  } catch (error) {
    if (signal.aborted) throw canceled(signal);
    const told = statementError(`loading ${request.table.id}`, error);
    throw isDataError(error) ? new UnreadableRows(told.message, error) : told;
  }
  request.onProgress({ rows: copy.rowCount });
  return { count: copy.rowCount, nul };
}

function replaceNul(chunk: Buffer, marker: Buffer): Buffer {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, start)) {
    parts.push(chunk.subarray(start, at), marker);
    start = at + 1;
  }
  return Buffer.concat([...parts, chunk.subarray(start)]);
}

export const STAGE = 'pg_temp.syncform_stage';

/** Copies the rows into a temporary table that goes with the transaction. */
export async function stageRows(session: Session, columns: readonly ArrivingColumn[], request: LoadRequest) {
  const definitions = columns.map((c) => `${quoteIdentifier(c.name)} ${c.type}`).join(', ');
  await session.run(`CREATE TEMPORARY TABLE syncform_stage (${definitions}) ON COMMIT DROP`);
  return copyInto(session, STAGE, columns, request);
}

/** Rows among which COPY found a value that is none of its column's type. */
export class UnreadableRows extends SyncformError {
  override readonly name = 'UnreadableRows';

  constructor(message: string, cause: unknown) {
    super('failed', message, { cause });
  }
}

/** As `stageRows`, by way of text: rows with a value that the server cannot read are rejected alone. */
export async function stageAsText(
  session: Session,
  columns: readonly ArrivingColumn[],
  request: LoadRequest,
  rejects: Rejects,
): Promise<{ readonly count: number; readonly nul: NulMarker }> {
  const texts = columns.map((c) => ({ ...c, type: 'text' }));
  const table = (name: string, of: readonly ArrivingColumn[]) =>
    session.run(
      `CREATE TEMPORARY TABLE ${name} (${of.map((c) => `${quoteIdentifier(c.name)} ${c.type}`).join(', ')}) ON COMMIT DROP`,
    );
  await table('syncform_text', texts);
  await table('syncform_stage', columns);
  const copied = await copyInto(session, 'pg_temp.syncform_text', texts, request);
  await rejects.nulCharacters('pg_temp.syncform_text', texts, copied.nul);
  const values = columns.map((c) => `s.${quoteIdentifier(c.name)}::${c.type}`).join(', ');
  await rejects.stepwise('pg_temp.syncform_text', [0], async (where) => [
    await session.run(
      `INSERT INTO ${STAGE} SELECT ${values} FROM pg_temp.syncform_text AS s WHERE ${where} ORDER BY s.ctid`,
    ),
  ]);
  await session.run('DROP TABLE pg_temp.syncform_text');
  return copied;
}
