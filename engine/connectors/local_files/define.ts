import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SyncformError } from '../../api/errors.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { interruptible } from '../../movement/interruptible.ts';
import { quoteIdentifier } from '../../movement/sql.ts';
import type { DefineFacet, ExistingTable, TableChange, TargetTable } from '../contract.ts';
import { keptTypes } from '../relational/kept-types.ts';
import { columnType, type FileShape, hasShape, shapeConflicts, shapeOf, widerTypes } from './file-shape.ts';
import type { Files } from './files.ts';
import { forget, hiddenName, isNameTooLong, publish } from './manifest.ts';
import { targetContents, targetFile, writing } from './target.ts';
import { copyStatement } from './written-file.ts';

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
    describe: (id, signal) =>
      files.host.withSession(async (session) => {
        const file = targetFile(files, id);
        const contents = await targetContents(files, session, file, signal);
        if (!contents) return null;
        return {
          id,
          columns: contents.columns.map((column) => ({ ...column, ...columnType(column.type) })),
          key: contents.key,
          unique: [],
        };
      }),
    countRows: (id, limit, signal) =>
      files.host.withSession(async (session) => {
        const contents = await targetContents(files, session, targetFile(files, id), signal);
        if (!contents) return 0;
        const [row] = await interruptible(session, signal, () =>
          session.all(`SELECT count(*) FROM (SELECT 1 FROM (${contents.select}) LIMIT ${limit})`),
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

async function applyStatement(files: Files, text: string, signal: AbortSignal): Promise<void> {
  const [, verb, id, json] = STATEMENT.exec(text) ?? [];
  if (!verb || !id || !json) throw new SyncformError('invalid', `"${text}" is no statement for files`);
  const shape = JSON.parse(json) as FileShape;
  const file = targetFile(files, id);
  await mkdir(dirname(file.path), { recursive: true });
  await writing(file, () =>
    files.host.withSession(async (session) => {
      const there = await targetContents(files, session, file, signal);
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

/** What it takes; a column that the file has beyond what is wanted stays as it is. */
function change(wanted: TargetTable, existing: ExistingTable | null): TableChange {
  const conflicts = [
    ...(isNameTooLong(wanted.id) ? [`the name ${wanted.id} is too long for a file`] : []),
    ...shapeConflicts(wanted, existing, wanted.id.toLowerCase().endsWith('.csv')),
  ];
  const shape = shapeOf(wanted, existing);
  if (!existing) return { action: 'create', statements: [statement('CREATE', wanted.id, shape)], conflicts };
  const kept = keptTypes(widerTypes(wanted, shape));
  if (hasShape(existing, shape)) return { action: 'none', statements: [], conflicts, ...kept };
  return { action: 'alter', statements: [statement('REWRITE', wanted.id, shape)], conflicts, ...kept };
}

function statement(verb: 'CREATE' | 'REWRITE', id: string, shape: FileShape): string {
  return `${verb} FILE ${id} ${JSON.stringify(shape)}`;
}
