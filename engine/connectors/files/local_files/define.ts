import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExistingTable, FacetOf, TableChange, TargetTable } from '../../../contract/contract.ts';
import { lacksOf } from '../../../contract/existing-rules.ts';
import { keptTypes } from '../../../contract/kept-types.ts';
import { underNames } from '../../../contract/name-conflicts.ts';
import { hasValue } from '../../../contract/own-rows.ts';
import {
  type Compression,
  compressionConflicts,
  compressionOf,
  extensionOf,
  namedCompression,
} from '../../../families/files/compression.ts';
import { type FileFormat, formatOf } from '../../../families/files/file-format.ts';
import {
  columnNameConflicts,
  columnType,
  type FileShape,
  hasShape,
  shapeConflicts,
  shapeOf,
  widerTypes,
} from '../../../families/files/file-shape.ts';
import type { Files } from '../../../families/files/files.ts';
import { OWN_FOLDER } from '../../../families/files/folder.ts';
import {
  type FileVersion,
  forget,
  hiddenName,
  isNameTooLong,
  publish,
} from '../../../families/files/manifest.ts';
import { folderConflicts } from '../../../families/files/may-write.ts';
import {
  compressionIn,
  type TargetFile,
  targetContents,
  targetFile,
  writing,
} from '../../../families/files/target.ts';
import { copyStatement, widened } from '../../../families/files/written-file.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import { duckdbFailure } from '../../../movement/duckdb-failure.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import { interruptible } from '../../../movement/interruptible.ts';
import type { localFilesCapabilities } from './capabilities.ts';

/*
 * Files know no DDL. The statements of a plan are words of our own: `CREATE FILE users.parquet {…}` makes a file without
 * rows, `REWRITE FILE users.parquet {…}` gives one that is there these columns. Both name all columns with their field
 * types, and the key, as JSON.
 */
const STATEMENT = /^(CREATE|REWRITE) FILE (.+?)\s(\{.*\})$/s;

/** Makes and alters files. A file is rewritten whole and put in place in one step (see manifest.ts). */
export function defineFacet(files: Files): FacetOf<typeof localFilesCapabilities, 'define'> {
  return {
    tableId(name, configuration) {
      const format = formatOfTarget(name, configuration);
      const end = `.${extensionOf(format, wantedCompression(name, format, configuration))}`;
      if (name.toLowerCase().endsWith(end)) return name;
      const hasFormat = name.toLowerCase().endsWith(`.${format}`);
      return `${hasFormat ? name.slice(0, -format.length - 1) : name}${end}`;
    },
    columnType,
    describe: (id, signal) =>
      files.host.withSession(async (session) => {
        const file = targetFile(files, id);
        const contents = await targetContents(files, session, file, signal);
        if (!contents) return null;
        return {
          id,
          columns: contents.columns.map((column) => {
            const found_type = contents.found?.get(column.name);
            return { ...column, ...columnType(column.type), ...(found_type ? { found_type } : {}) };
          }),
          key: contents.key,
          unique: [],
          ...lacksOf(await conflictsAt(files, file)),
          properties: { compression: compressionIn(contents, file) },
        };
      }),
    creationConflicts: (id) => conflictsAt(files, targetFile(files, id)),
    countRows: (id, limit, signal, filled) =>
      files.host.withSession(async (session) => {
        const contents = await targetContents(files, session, targetFile(files, id), signal);
        if (!contents) return 0;
        const [row] = await interruptible(session, signal, () =>
          session.all(
            `SELECT count(*) FROM (SELECT 1 FROM (${contents.select})${hasValue(filled, quoteIdentifier)} LIMIT ${limit})`,
          ),
        );
        return Number(row?.[0]);
      }),
    change,
    async apply({ statements, conflicts }, signal) {
      if (conflicts.length > 0) throw new SyncformError('invalid', conflicts.join('; '));
      for (const text of statements) await applyStatement(files, text, signal);
    },
    async drop(id) {
      const file = targetFile(files, id);
      await writing(file, () => forget(files.folder.root, id));
    },
  };
}

/** Why a file cannot be written: the new one comes into the folder of the old one, and what is known of it into ours. */
async function conflictsAt(files: Files, file: TargetFile): Promise<readonly string[]> {
  const folders = new Set([dirname(file.path), join(files.folder.root, OWN_FOLDER)]);
  const found = await Promise.all([...folders].map(folderConflicts));
  return [...new Set(found.flat())];
}

async function applyStatement(files: Files, text: string, signal: AbortSignal): Promise<void> {
  const [, verb, id, json] = STATEMENT.exec(text) ?? [];
  if (!verb || !id || !json) throw new SyncformError('invalid', `"${text}" is not a statement for files`);
  const shape = JSON.parse(json) as FileShape & Pick<FileVersion, 'compressed_by'>;
  const file = targetFile(files, id);
  await mkdir(dirname(file.path), { recursive: true });
  await writing(file, () =>
    files.host.withSession(async (session) => {
      const there = await targetContents(files, session, file, signal);
      const compression = compressionIn(shape, file);
      const isSame =
        there !== undefined &&
        JSON.stringify(there.columns) === JSON.stringify(shape.columns) &&
        compressionIn(there, file) === compression;
      if (there && (verb === 'CREATE' || isSame)) return;
      const values = shape.columns.map(({ name, type }) => {
        const quoted = quoteIdentifier(name);
        const had = there?.columns.find((column) => column.name === name);
        return `${had ? widened(quoted, had.type, type) : `CAST(NULL AS ${duckdbType(type)})`} AS ${quoted}`;
      });
      const select = `SELECT ${values.join(', ')} ${there ? `FROM (${there.select})` : 'WHERE false'}`;
      const written = hiddenName(files.folder.root, id);
      try {
        await interruptible(session, signal, () =>
          session.run(copyStatement(select, written, file.format, compression, shape.columns)),
        );
        await publish(files.folder.root, id, written, { ...shape, batches: there?.batches ?? [] });
      } catch (error) {
        throw duckdbFailure(`writing ${file.path}`, error);
      } finally {
        await rm(written, { force: true });
      }
    }),
  );
}

/** What it takes; a column that the file has beyond what is wanted stays as it is. */
function change(wanted: TargetTable, existing: ExistingTable | null): TableChange {
  const { id, configuration = {} } = wanted;
  const format = formatOf(id) ?? 'parquet';
  const compression = wantedCompression(id, format, configuration);
  const names = [
    ...(isNameTooLong(id) ? [`the name ${id} is too long for a file`] : []),
    ...columnNameConflicts(wanted, existing, format === 'csv'),
  ];
  const conflicts = [...shapeConflicts(wanted, existing), ...compressionConflicts(id, format, compression)];
  const shape = shapeOf(wanted, existing);
  const statement = (verb: 'CREATE' | 'REWRITE') => statementOf(verb, id, shape, format, compression);
  if (!existing) return underNames(names, { action: 'create', statements: [statement('CREATE')], conflicts });
  const kept = { ...keptTypes(widerTypes(wanted, shape)), ...writtenAnew(id, existing, shape) };
  if (hasShape(existing, shape) && existing.properties?.compression === compression)
    return underNames(names, { action: 'none', statements: [], conflicts, ...kept });
  return underNames(names, { action: 'alter', statements: [statement('REWRITE')], conflicts, ...kept });
}

/** That a file of somebody else's gets other types when it is written with new rows, as files know no others here. */
function writtenAnew(
  id: string,
  { columns }: ExistingTable,
  shape: FileShape,
): Pick<TableChange, 'rewritten'> {
  const changes = columns.flatMap(({ name, found_type, target_type }) => {
    const type = shape.columns.find((column) => column.name === name)?.type;
    const becomes = type === undefined ? target_type : columnType(type).target_type;
    return found_type === undefined ? [] : [`"${name}" is ${found_type} and becomes ${becomes}`];
  });
  return changes.length > 0
    ? { rewritten: [`${id} is written again with its rows: ${changes.join(', ')}`] }
    : {};
}

function statementOf(
  verb: 'CREATE' | 'REWRITE',
  id: string,
  shape: FileShape,
  format: FileFormat,
  compression: Compression,
): string {
  // Where nothing is said, a name or what is usual says it.
  const said = format === 'parquet' && compression !== 'zstd' ? { compressed_by: compression } : {};
  return `${verb} FILE ${id} ${JSON.stringify({ ...shape, ...said })}`;
}

/** A file's format: what the configuration says, or else its name. */
function formatOfTarget(name: string, { format }: JsonObject): FileFormat {
  return (typeof format === 'string' ? format : (formatOf(name) ?? 'parquet')) as FileFormat;
}

/** What the configuration says of the compression, or else a CSV or JSON file's name. */
function wantedCompression(name: string, format: FileFormat, configuration: JsonObject): Compression {
  return configuration.compression === undefined && format !== 'parquet'
    ? namedCompression(name)
    : compressionOf(configuration, format);
}
