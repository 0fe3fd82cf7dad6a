import type { RejectedRecord } from '../connectors/contract.ts';
import { toText } from '../movement/csv-dialect.ts';
import type { DuckdbSession } from '../movement/duckdb-session.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { quoteLiteral } from '../movement/sql.ts';
import { fieldType } from '../types/field-type.ts';
import type { RecordColumn, RecordShape } from './diff.ts';
import type { SyncBlueprint } from './plan-sync.ts';

/** Rows for one statement. */
const CHUNK = 1000;
/** Targets cut long values that name a record; this much of one tells records apart well enough. */
const NAMING_LENGTH = 200;

/**
 * The keys (`_syncform_key`) of the records that a target refused, found among those that were sent by the values that
 * the target named them with: as text, as values of the field's type, or by letters and digits alone, for targets write
 * some values otherwise. Where one cannot be found, all records that were sent are answered, if they have a key: sent again,
 * those that arrived change nothing, and the refused one is not forgotten.
 */
export async function refusedKeys(
  session: DuckdbSession,
  records: string,
  shape: RecordShape,
  blueprint: SyncBlueprint,
  refused: readonly RejectedRecord[],
): Promise<readonly string[]> {
  const [first] = refused;
  if (!first) return [];
  const names = Object.keys(first.key).filter((name) => shape.columns.some((c) => c.name === name));
  if (names.length === 0) return [];
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_refused (place INTEGER, ${names.map((_, i) => `v${i} VARCHAR`).join(', ')})`,
  );
  for (let i = 0; i < refused.length; i += CHUNK) {
    const rows = refused
      .slice(i, i + CHUNK)
      .map(({ key }, n) => `(${[i + n, ...names.map((name) => text(key[name]))].join(', ')})`);
    await session.run(`INSERT INTO _syncform_refused VALUES ${rows.join(', ')}`);
  }
  const columns = names.map((name) => shape.columns.find((c) => c.name === name) as RecordColumn);
  const targetTypes = columns.map(
    ({ name, type }) => blueprint.mapping.find((m) => m.column.name === name)?.column.type ?? type,
  );
  const found = new Map<number, readonly string[]>();
  const match = async (same: (column: RecordColumn, i: number) => string) => {
    const rows = await session.all(
      `SELECT f.place, ${KEY} FROM _syncform_refused f JOIN ${records} r ON ${columns.map(same).join(' AND ')}`,
    );
    for (const [place, key] of rows)
      found.set(Number(place), [...(found.get(Number(place)) ?? []), keyOf(key)]);
    if (found.size > 0)
      await session.run(`DELETE FROM _syncform_refused WHERE place IN (${[...found.keys()].join(', ')})`);
  };
  await match((c, i) => `left(${textOf(c)}, ${NAMING_LENGTH}) IS NOT DISTINCT FROM f.v${i}`);
  if (found.size < refused.length)
    await match((c, i) => {
      const type = duckdbType(c.type);
      const at = duckdbType(targetTypes[i] as string);
      const value = `r.${hubIdentifier(c.name)}`;
      return `(left(${textOf(c)}, ${NAMING_LENGTH}) IS NOT DISTINCT FROM f.v${i}
        OR TRY_CAST(f.v${i} AS ${type}) = ${value} OR TRY_CAST(${value} AS ${at}) = TRY_CAST(f.v${i} AS ${at}))`;
    });
  // Records without a key must not be sent twice: of them, only those that are surely meant are answered.
  const isKeyed = blueprint.key.length > 0;
  if (isKeyed && found.size < refused.length)
    await match((c, i) => `${loose(textOf(c))} IS NOT DISTINCT FROM ${loose(`f.v${i}`)}`);
  await session.run('DROP TABLE _syncform_refused');
  if (found.size >= refused.length || !isKeyed) return [...found.values()].flat();
  const all = await session.all(`SELECT ${KEY} FROM ${records} r`);
  return all.map(([key]) => keyOf(key));
}

/** A record's key on its way to JavaScript, in quotes: DuckDB's client drops a byte order mark that a text begins with. */
const KEY = 'CAST(to_json(r._syncform_key) AS VARCHAR)';
const keyOf = (quoted: unknown): string => JSON.parse(String(quoted)) as string;

/** The letters and digits of a text's beginning in lower case, which is what is left of it however a target writes it. */
function loose(text: string): string {
  return `regexp_replace(lower(left(${text}, ${NAMING_LENGTH})), '[^\\p{L}\\p{N}]', '', 'g')`;
}

function textOf({ name, type }: RecordColumn): string {
  return toText(`r.${hubIdentifier(name)}`, fieldType(type));
}

function text(value: string | null | undefined): string {
  return value === null || value === undefined ? 'NULL' : quoteLiteral(value);
}
