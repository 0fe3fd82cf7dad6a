import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SyncformError } from '../../api/errors.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { interruptible } from '../../movement/interruptible.ts';
import { quoteIdentifier } from '../../movement/sql.ts';
import { targetType } from '../../types/map-types.ts';
import type { DefineFacet, ExistingTable, TableChange, TargetTable } from '../contract.ts';
import { holds } from '../duckdb/widening.ts';
import type { Files } from './files.ts';
import { type FileColumnType, forget, hiddenName, publish } from './manifest.ts';
import { targetContents, targetFile, writing } from './target.ts';
import { localFilesTypes } from './types.ts';
import { copyStatement } from './written-file.ts';

/** What a statement says a file is to hold. */
interface FileShape {
  readonly columns: readonly FileColumnType[];
  readonly key: readonly string[];
}

/*
 * Files know no DDL. The statements of a plan are words of our own: `CREATE FILE users.parquet {…}` makes a file without
 * rows, `REWRITE FILE users.parquet {…}` gives one that is there these columns. Both name all columns with their field
 * types, and the key, as JSON.
 */
const STATEMENT = /^(CREATE|REWRITE) FILE (.+?)\s(\{.*\})$/s;

/** Makes and alters files. A file is rewritten whole and put in place in one step (see manifest.ts). */
export function defineFacet(files: Files): DefineFacet {
  return {
    tableId(name, { format }) {
      const named = /\.(parquet|csv|json)$/i.exec(name)?.[1];
      const extension = typeof format === 'string' ? format : (named ?? 'parquet');
      return name.toLowerCase().endsWith(`.${extension.toLowerCase()}`) ? name : `${name}.${extension}`;
    },
    columnType,
    describe: (id) =>
      files.host.withSession(async (session) => {
        const file = targetFile(files, id);
        const contents = await targetContents(files, session, file);
        if (!contents) return null;
        return {
          id,
          columns: contents.columns.map((column) => ({ ...column, ...columnType(column.type) })),
          key: contents.key,
          unique: [],
        };
      }),
    change,
    createStatement: (wanted) => statement('CREATE', wanted.id, shapeOf(wanted, null)),
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

async function applyStatement(files: Files, text: string, signal: AbortSignal): Promise<void> {
  const [, verb, id, json] = STATEMENT.exec(text) ?? [];
  if (!verb || !id || !json) throw new SyncformError('invalid', `"${text}" is no statement for files`);
  const shape = JSON.parse(json) as FileShape;
  const file = targetFile(files, id);
  await mkdir(dirname(file.path), { recursive: true });
  await writing(file, () =>
    files.host.withSession(async (session) => {
      const there = await targetContents(files, session, file);
      if (there && (verb === 'CREATE' || JSON.stringify(there.columns) === JSON.stringify(shape.columns)))
        return;
      const values = shape.columns.map(({ name, type }) => {
        const has = there?.columns.some((column) => column.name === name);
        return `CAST(${has ? quoteIdentifier(name) : 'NULL'} AS ${duckdbType(type)}) AS ${quoteIdentifier(name)}`;
      });
      const select = `SELECT ${values.join(', ')} ${there ? `FROM (${there.select})` : 'WHERE false'}`;
      const written = hiddenName(files.folder.root, id);
      await interruptible(session, signal, () =>
        session.run(copyStatement(select, written, file.format, shape.columns)),
      );
      await publish(files.folder.root, id, written, { ...shape, batches: there?.batches ?? [] });
    }),
  );
}

/** DuckDB's type, in which a file keeps a field type. */
export function columnType(fieldType: string): { readonly target_type: string; readonly lossy?: string } {
  const mapped = targetType(localFilesTypes, fieldType);
  if (!mapped) throw new SyncformError('unsupported', `files have no type for ${fieldType}`);
  return { target_type: mapped.type, ...(mapped.lossy ? { lossy: mapped.lossy } : {}) };
}

/** What it takes; a column that the file has beyond what is wanted stays as it is. */
function change(wanted: TargetTable, existing: ExistingTable | null): TableChange {
  const conflicts: string[] = [];
  const broken = wanted.columns.find(({ name }) => /[\r\n]/.test(name));
  if (broken && wanted.id.toLowerCase().endsWith('.csv'))
    conflicts.push(`column ${JSON.stringify(broken.name)} of ${wanted.id} has a line break in its name`);
  if (!existing)
    return {
      action: 'create',
      statements: [statement('CREATE', wanted.id, shapeOf(wanted, null))],
      conflicts,
    };
  for (const column of wanted.columns) {
    const there = existing.columns.find(({ name }) => name === column.name);
    if (!there && wanted.key.includes(column.name))
      conflicts.push(`${wanted.id} has no column "${column.name}", which is part of the key`);
    if (
      there &&
      !holds(there.target_type, column.target_type) &&
      !holds(column.target_type, there.target_type)
    )
      conflicts.push(
        `column "${column.name}" of ${wanted.id} is ${there.type} and cannot become ${column.type} without loss`,
      );
  }
  if (wanted.key.length > 0 && existing.key.length > 0 && !sameNames(wanted.key, existing.key))
    conflicts.push(`the key of ${wanted.id} is (${existing.key.join(', ')}), not (${wanted.key.join(', ')})`);
  const shape = shapeOf(wanted, existing);
  const isSame = existing.columns.every((column, i) => column.type === shape.columns[i]?.type);
  if (isSame && existing.columns.length === shape.columns.length)
    return { action: 'none', statements: [], conflicts };
  return { action: 'alter', statements: [statement('REWRITE', wanted.id, shape)], conflicts };
}

/** What the file is to hold: what it has, widened where that is wanted, and then what it lacks. */
function shapeOf(wanted: TargetTable, existing: ExistingTable | null): FileShape {
  const kept = (existing?.columns ?? []).map((there) => {
    const column = wanted.columns.find(({ name }) => name === there.name);
    const isWider = column && !holds(there.target_type, column.target_type);
    return { name: there.name, type: isWider ? column.type : there.type, nullable: there.nullable };
  });
  const added = wanted.columns
    .filter(({ name }) => !kept.some((column) => column.name === name))
    .map(({ name, type, nullable }) => ({ name, type, nullable: existing ? true : nullable }));
  return { columns: [...kept, ...added], key: existing?.key.length ? existing.key : wanted.key };
}

function statement(verb: 'CREATE' | 'REWRITE', id: string, shape: FileShape): string {
  return `${verb} FILE ${id} ${JSON.stringify(shape)}`;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
