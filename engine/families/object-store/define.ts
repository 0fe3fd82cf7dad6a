import type { ExistingTable, FacetOf, TableChange, TargetTable } from '../../contract/contract.ts';
import { keptTypes } from '../../contract/kept-types.ts';
import { underNames } from '../../contract/name-conflicts.ts';
import { hasValue } from '../../contract/own-rows.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { interruptible } from '../../movement/interruptible.ts';
import {
  columnNameConflicts,
  columnType,
  type FileShape,
  hasShape,
  shapeConflicts,
  shapeOf,
  widerTypes,
} from '../files/file-shape.ts';
import type { storeCapabilities } from './capabilities.ts';
import { emptyManifest, isDataFile, manifestKey, readManifest, writeManifest } from './manifest.ts';
import { settingsConflicts, type WrittenAs, writtenAs } from './settings.ts';
import type { StoreTables } from './store-tables.ts';
import { targetTable, writing } from './target.ts';
import { selectManifest } from './written-table.ts';

/** What a statement says a table is to be. */
type Definition = FileShape & WrittenAs;

/*
 * Stores know no DDL. The statements of a plan are words of our own: `CREATE FILES users {…}` makes a table without rows,
 * `ALTER FILES users {…}` gives one that is there these columns and settings: files that are there stay as they are, and
 * lack the columns that came after them. Both name all columns with their field types, the key and the settings, as JSON.
 */
const STATEMENT = /^(CREATE|ALTER) FILES (.+?)\s(\{.*\})$/s;

/** Makes and alters tables by their manifests. */
export function defineFacet(tables: StoreTables): FacetOf<typeof storeCapabilities, 'define'> {
  return {
    tableId: (name, { subfolder }) =>
      [subfolder, name].flatMap((part) => (typeof part === 'string' ? trimmed(part) : [])).join('/'),
    columnType,
    async describe(id, signal) {
      const manifest = await readManifest(tables.store, targetTable(id), signal);
      if (!manifest) return null;
      return {
        id,
        columns: manifest.columns.map((column) => ({ ...column, ...columnType(column.type) })),
        key: manifest.key,
        unique: [],
        properties: propertiesOf(manifest),
      };
    },
    async countRows(id, limit, signal, filled) {
      const manifest = await readManifest(tables.store, targetTable(id), signal);
      if (!manifest) return 0;
      if (filled === undefined) return Math.min(manifest.rows, limit);
      return tables.host.withSession(async (session) => {
        const select = await selectManifest(session, manifest, tables.reachable, signal);
        const rows = `SELECT 1 FROM (${select})${hasValue(filled, quoteIdentifier)} LIMIT ${limit}`;
        const [row] = await interruptible(session, signal, () =>
          session.all(`SELECT count(*) FROM (${rows})`),
        );
        return Number(row?.[0]);
      });
    },
    change,
    async apply({ statements, conflicts }, signal) {
      if (conflicts.length > 0) throw new SyncformError('invalid', conflicts.join('; '));
      for (const text of statements) await applyStatement(tables, text, signal);
    },
    drop: (id, signal) =>
      writing(tables, targetTable(id), async () => {
        const listed = (await tables.store.list(`${id}/`, signal)).map(({ key }) => key);
        const files = listed.filter((key) => isDataFile(key.slice(id.length + 1)));
        // Data first: no data is to be there of which nothing is known.
        if (files.length > 0) await tables.store.remove(files, signal);
        if (listed.includes(manifestKey(id))) await tables.store.remove([manifestKey(id)], signal);
        tables.changed();
      }),
  };
}

/** What it takes; a column that the table has beyond what is wanted stays as it is. */
function change(wanted: TargetTable, existing: ExistingTable | null): TableChange {
  const settings = writtenAs(wanted.configuration);
  const names = [
    ...(isNameTooLong(wanted.id) ? [`the name ${wanted.id} is too long for a folder of files`] : []),
    ...columnNameConflicts(wanted, existing, settings.format === 'csv'),
  ];
  const conflicts = [
    ...shapeConflicts(wanted, existing),
    ...settingsConflicts(settings, wanted.columns, wanted.id),
  ];
  if (!existing)
    return underNames(names, {
      action: 'create',
      statements: [statement('CREATE', wanted, null)],
      conflicts,
    });
  const properties = propertiesOf(settings);
  const settingNames = new Set([...Object.keys(properties), ...Object.keys(existing.properties ?? {})]);
  const isAsSet = [...settingNames].every((name) => existing.properties?.[name] === properties[name]);
  const shape = shapeOf(wanted, existing);
  const kept = keptTypes(widerTypes(wanted, shape));
  if (isAsSet && hasShape(existing, shape))
    return underNames(names, { action: 'none', statements: [], conflicts, ...kept });
  return underNames(names, {
    action: 'alter',
    statements: [statement('ALTER', wanted, existing)],
    conflicts,
    ...kept,
  });
}

/** Bytes that servers take for a folder's name, and that stores take for a whole key, less the connection's folder and a file's name. */
const LONGEST_FOLDER = 255;
const LONGEST_TABLE = 1024 - 384;

function isNameTooLong(id: string): boolean {
  return (
    Buffer.byteLength(id) > LONGEST_TABLE ||
    id.split('/').some((part) => Buffer.byteLength(part) > LONGEST_FOLDER)
  );
}

function propertiesOf(settings: WrittenAs): Record<string, string> {
  const { format, compression, partition_by, partition_granularity, retained_versions } = settings;
  return {
    format,
    compression,
    ...(partition_by === undefined ? {} : { partition_by, partition_granularity }),
    retained_versions: String(retained_versions),
  };
}

function statement(verb: 'CREATE' | 'ALTER', wanted: TargetTable, existing: ExistingTable | null): string {
  const definition: Definition = { ...shapeOf(wanted, existing), ...writtenAs(wanted.configuration) };
  return `${verb} FILES ${wanted.id} ${JSON.stringify(definition)}`;
}

async function applyStatement(tables: StoreTables, text: string, signal: AbortSignal): Promise<void> {
  const [, verb, id, json] = STATEMENT.exec(text) ?? [];
  if (!verb || !id || !json) throw new SyncformError('invalid', `"${text}" is not a statement for files`);
  const { columns, key, ...settings } = JSON.parse(json) as Definition;
  await writing(tables, targetTable(id), async () => {
    const there = await readManifest(tables.store, id, signal);
    if (there && verb === 'CREATE') return;
    const { partition_by: _, ...kept } = there ?? emptyManifest(id, { columns, key }, settings);
    await writeManifest(tables.store, { ...kept, ...settings, columns, key }, signal);
    tables.changed();
  });
}

/** A path without slashes at its ends; none where nothing is left. */
function trimmed(path: string): readonly string[] {
  const bare = path.replace(/^\/+|\/+$/g, '');
  return bare === '' ? [] : [bare];
}
