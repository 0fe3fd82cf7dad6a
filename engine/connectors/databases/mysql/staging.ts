import type { RowsToLoad } from '../../../contract/contract.ts';
import { numberedRequest } from '../../../contract/record-numbers.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { type ArrivingColumn, stagedColumns } from './arriving.ts';
import { quoteList, quoteTable } from './dialect.ts';
import { LoadLines, type Refuse } from './load-lines.ts';
import { isWide } from './row-size.ts';
import type { Session } from './session.ts';
import { quoteIdentifier } from './sql.ts';

/** The staged rows' own column: their number, in the order in which they came. */
export const ROW = '`_syncform_row`';

export interface Filled {
  /** Rows that were sent. */
  readonly sent: number;
  /** Of them, those that the server took. */
  readonly taken: number;
  /** What the server said about rows that it did not take as they were. */
  readonly warnings: readonly { readonly errno: number; readonly message: string }[];
}

/**
 * The temporary tables of a load, beside its target: of rows as they arrive and in the target's types, of keys that are tried
 * apart from the rest, of those of other records in both ways, and of those of rows that are to go one by one.
 */
const STAGES = ['stage', 'typed', 'keys', 'holders', 'held', 'gone'] as const;

/** Quoted names of them. */
export type Stages = Readonly<Record<(typeof STAGES)[number], string>>;

export function stagesOf({ schema }: TableName): Stages {
  const names = STAGES.map((name) => [name, quoteTable({ schema, table: `_syncform_${name}` })]);
  return Object.fromEntries(names) as Stages;
}

/** Drops those that are there; they would go with the session. */
export async function dropStages(session: Session, stages: Stages): Promise<void> {
  await session.run(`DROP TEMPORARY TABLE IF EXISTS ${Object.values(stages).join(', ')}`);
}

/** A column of a temporary table; it may be NULL. */
export interface StageColumn {
  readonly name: string;
  readonly definition: string;
}

/**
 * Makes a temporary table; not in a transaction of the target's, so that its rows are no part of one. Rows that may be too
 * large for InnoDB go into one of MyISAM, whose rows may be eight times as large: what a statement that fails has written
 * to it stays.
 */
export async function createStage(
  session: Session,
  stage: string,
  columns: readonly StageColumn[],
  index = '',
): Promise<void> {
  await session.run(`DROP TEMPORARY TABLE IF EXISTS ${stage}`);
  const definitions = [
    `${ROW} bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY`,
    ...unboundedWhereLarge(columns).map((c) => `${quoteIdentifier(c.name)} ${c.definition} NULL`),
    ...(index ? [index] : []),
  ];
  const engine = isWideStage(columns) ? 'MyISAM' : 'InnoDB';
  await session.run(`CREATE TEMPORARY TABLE ${stage} (\n  ${definitions.join(',\n  ')}\n) ENGINE=${engine}`);
}

/** The most bytes of a row that the server lets a table declare, but for texts without a bound; and what our own columns take. */
const MOST_DECLARED = 65_535 - 1024;
/** Characters or bytes of a long value that an index compares first. */
export const INDEX_PREFIX = 64;

/** The columns without the bounds of long texts, where the target's own columns are all that a row may declare. */
function unboundedWhereLarge(columns: readonly StageColumn[]): readonly StageColumn[] {
  const lengthOf = (definition: string) => Number(/^var(?:char|binary)\((\d+)\)/.exec(definition)?.[1] ?? 0);
  const declared = columns.reduce(
    (sum, { definition }) => sum + lengthOf(definition) * (definition.startsWith('varchar') ? 4 : 1),
    0,
  );
  if (declared <= MOST_DECLARED) return columns;
  return columns.map(({ name, definition }) =>
    lengthOf(definition) > INDEX_PREFIX
      ? {
          name,
          definition: definition
            .replace(/^varchar\(\d+\)/, 'longtext')
            .replace(/^varbinary\(\d+\)/, 'longblob'),
        }
      : { name, definition },
  );
}

/** Whether rows of a temporary table may be too large for InnoDB. */
export function isWideStage(columns: readonly StageColumn[]): boolean {
  return isWide(columns.map(({ definition }) => definition));
}

/** Sends the rows, with their numbers where they have such, into a temporary table of the arriving columns. */
export async function stageRows(
  session: Session,
  stage: string,
  columns: readonly ArrivingColumn[],
  request: RowsToLoad,
  refuse: Refuse,
): Promise<void> {
  const staged = stagedColumns(columns, request);
  await createStage(
    session,
    stage,
    staged.map(({ name, stagedAs: definition }) => ({ name, definition })),
  );
  const all = numberedRequest(request);
  const { sent, taken, warnings } = await fill(session, stage, staged, all, request.key, refuse);
  const [warning] = warnings;
  if (warning || sent !== taken)
    throw new SyncformError(
      'failed',
      `the server took ${taken} of ${sent} rows${warning ? `: ${warning.message}` : ''}`,
    );
}

/**
 * Sends the rows into a table: by LOAD DATA LOCAL where the server lets clients, else by INSERTs of many rows. The server
 * says of LOAD DATA LOCAL only after the fact what it did not take: by warnings.
 */
export async function fill(
  session: Session,
  table: string,
  columns: readonly ArrivingColumn[],
  request: RowsToLoad,
  key: readonly string[],
  refuse: Refuse,
): Promise<Filled> {
  const { rows, signal, onProgress } = request;
  if (rows.format !== 'csv')
    throw new SyncformError('unsupported', `MySQL does not load rows in format ${rows.format}`);
  const form = session.takesFiles ? 'file' : 'values';
  const longest = form === 'values' ? { longest: Math.floor(session.maxPacket / 2) } : {};
  const lines = new LoadLines({ columns, key, form, refuse, ...longest });
  const source = await rows.open(signal);
  const pieces = async function* () {
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        const before = lines.lines;
        yield* lines.take(chunk);
        onProgress({ bytes: chunk.length, rows: lines.lines - before });
      }
      const before = lines.lines;
      yield* lines.end();
      onProgress({ rows: lines.lines - before });
    } finally {
      source.destroy();
    }
  };
  const names = quoteList(columns.map((c) => c.name));
  if (form === 'file') {
    const ran = await session.sendFile(
      `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET binary FIELDS TERMINATED BY ',' ENCLOSED BY '\\'' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${names})`,
      pieces(),
    );
    return {
      sent: lines.lines,
      taken: ran.rows,
      warnings: ran.warnings > 0 ? await warningsOf(session) : [],
    };
  }
  let taken = 0;
  for await (const piece of pieces())
    taken += (await session.run(`INSERT INTO ${table} (${names}) VALUES ${piece.toString('utf8')}`)).rows;
  return { sent: lines.lines, taken, warnings: [] };
}

async function warningsOf(session: Session): Promise<Filled['warnings']> {
  const rows = await session.rows('SHOW WARNINGS');
  return rows.map(([, errno, message]) => ({ errno: Number(errno), message: message ?? '' }));
}
