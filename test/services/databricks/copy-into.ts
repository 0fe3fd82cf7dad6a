import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CopyInto, parseCopyInto } from './copy-into-statement.ts';
import { CopyLedger } from './copy-ledger.ts';
import {
  type SourceFile,
  type StorageCredential,
  type StorageEndpoints,
  sourceFiles,
} from './source-files.ts';
import { identifier } from './sql-text.ts';
import { tableFolder } from './table-folder.ts';
import { WarehouseError } from './warehouse-error.ts';

/** What `COPY INTO` needs of the gateway. */
export interface CopyContext {
  /** A name of this statement's own. */
  readonly id: string;
  /** A folder that Spark can read. */
  readonly folder: string;
  readonly endpoints: StorageEndpoints;
  /** Runs a statement in the client's session to its end. */
  run(statement: string): Promise<(string | null)[][]>;
  /** The credential that a statement without one uses: by its name, or that of the external location. */
  credential(named: { readonly name: string } | { readonly location: string }): StorageCredential;
  /** Runs one after the other what works on the same table. */
  exclusively<T>(table: string, work: () => Promise<T>): Promise<T>;
}

/** Loads files as `COPY INTO` says and answers the statement whose result is that of the `COPY INTO`. */
export async function copyInto(sql: string, context: CopyContext): Promise<string> {
  const copy = parseCopyInto(sql);
  const detail = await context.run(`DESCRIBE DETAIL ${copy.table}`);
  const folder = tableFolder(detail[0]);
  if (!folder) throw new WarehouseError(`COPY INTO: ${copy.table} is not a Delta table.`);
  const files = await sourceFiles(copy, credentialOf(copy, context), context.endpoints);
  if (files.length === 0) {
    throw new WarehouseError(
      `[COPY_INTO_SOURCE_SCHEMA_INFERENCE_FAILED] The source directory did not contain any parsable files of type PARQUET. Please check the contents of '${copy.source}'. SQLSTATE: 42KD9`,
      '42KD9',
    );
  }
  return context.exclusively(folder, () => load(copy, files, new CopyLedger(folder), context));
}

function credentialOf(copy: CopyInto, context: CopyContext): StorageCredential {
  const { credential } = copy;
  if (!credential) return context.credential({ location: copy.source });
  return 'name' in credential ? context.credential(credential) : credential.options;
}

async function load(
  copy: CopyInto,
  files: readonly SourceFile[],
  ledger: CopyLedger,
  context: CopyContext,
): Promise<string> {
  const loaded = copy.copyOptions.force ? new Set<string>() : await ledger.loaded();
  const wanted = files.filter((file) => !loaded.has(file.address));
  if (wanted.length === 0) return result(0n, 0);
  const folder = join(context.folder, `copy-${context.id}`);
  await mkdir(folder);
  try {
    let corrupt = 0;
    for (const [i, file] of wanted.entries()) {
      const path = join(folder, `${i}.parquet`);
      await file.download(path);
      if (await isParquet(path)) continue;
      if (!copy.formatOptions.ignoreCorruptFiles) {
        throw new WarehouseError(
          `[FAILED_READ_FILE.NO_HINT] Error while reading file ${file.address}. SQLSTATE: KD001`,
          'KD001',
        );
      }
      await rm(path);
      corrupt++;
    }
    const rows = corrupt === wanted.length ? 0n : await insert(copy, folder, context);
    await ledger.add(
      context.id,
      wanted.map((file) => file.address),
    );
    return result(rows, corrupt);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The row that Databricks answers. */
function result(inserted: bigint, corrupt: number): string {
  return `SELECT ${inserted}L AS num_affected_rows, ${inserted}L AS num_inserted_rows, ${corrupt}L AS num_skipped_corrupt_files`;
}

async function isParquet(path: string): Promise<boolean> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size < 12) return false;
  const marks = Buffer.alloc(8);
  await file.read(marks, 0, 4, 0);
  await file.read(marks, 4, 4, size - 4);
  return marks.toString('latin1') === 'PAR1PAR1';
}

async function insert(copy: CopyInto, folder: string, context: CopyContext): Promise<bigint> {
  const source = `parquet.${identifier(folder)}`;
  const select = copy.select
    ? `${copy.select.before} ${source} ${copy.select.after}`
    : `SELECT * FROM ${source}`;
  // Else the schema is that of one of the files.
  if (copy.formatOptions.mergeSchema) await context.run('SET spark.sql.parquet.mergeSchema = true');
  try {
    const given = await columns(select, context);
    if (!copy.byPosition && !copy.columns) await fit(copy, given, context);
    const [[count] = []] = await context.run(`SELECT count(*) FROM (${select})`);
    const target = copy.byPosition || copy.columns ? `${copy.columns ?? ''}` : 'BY NAME';
    await context.run(`INSERT INTO ${copy.table} ${target} ${select}`);
    return BigInt(count ?? 0);
  } finally {
    if (copy.formatOptions.mergeSchema) await context.run('RESET spark.sql.parquet.mergeSchema');
  }
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columns(select: string, context: CopyContext): Promise<Column[]> {
  const rows = await context.run(`DESCRIBE QUERY ${select}`);
  return rows.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
}

/**
 * Refuses what would need a conversion, and adds the columns that the table lacks if the statement lets it: rows are
 * appended as they are, other than by INSERT, which would convert them unseen. Integers may only grow.
 */
async function fit(copy: CopyInto, given: readonly Column[], context: CopyContext): Promise<void> {
  const existing = await columns(`SELECT * FROM ${copy.table}`, context);
  const added: Column[] = [];
  for (const column of given) {
    const there = existing.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    if (!there) added.push(column);
    else if (there.type !== column.type && !grows(column.type, there.type)) {
      throw new WarehouseError(
        `[DELTA_FAILED_TO_MERGE_FIELDS] Failed to merge fields '${there.name}' and '${column.name}'. Failed to merge incompatible data types ${there.type} and ${column.type}. SQLSTATE: 22005`,
        '22005',
      );
    }
  }
  if (added.length === 0) return;
  if (!copy.copyOptions.mergeSchema) {
    const names = added.map(({ name }) => name).join(', ');
    throw new WarehouseError(
      `[DELTA_METADATA_MISMATCH] A schema mismatch detected when writing to the Delta table. To enable schema migration set COPY_OPTIONS ('mergeSchema' = 'true'). The table lacks: ${names}. SQLSTATE: 42KDG`,
      '42KDG',
    );
  }
  const list = added.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ');
  await context.run(`ALTER TABLE ${copy.table} ADD COLUMNS (${list})`);
}

function grows(from: string, to: string): boolean {
  const integers = ['tinyint', 'smallint', 'int'];
  return integers.includes(from) && integers.indexOf(to) > integers.indexOf(from);
}
