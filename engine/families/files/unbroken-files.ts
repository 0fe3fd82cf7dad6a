import type { RejectedRecord } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { SyncformError } from '../../kit/errors.ts';
import { fileLiteral } from '../../kit/sql.ts';
import { type Content, checkContent } from './check-content.ts';
import { LONGEST_DOCUMENT } from './json-file.ts';
import { linesOfRecords, type RecodedFiles } from './recoded.ts';

/** So many lines of a file are set aside at most: of more, the file is taken to be another one than it is said to be. */
const MOST_SET_ASIDE = 10_000;

/** A file that is read in the place of another. */
export interface UnbrokenFile {
  readonly path: string;
  /** The lines that it lacks. */
  readonly setAside: readonly RejectedRecord[];
}

/** A file, where it lies, and a text that changes with it. */
type VersionedContent = Omit<Content, 'format' | 'isLines' | 'path'> & {
  readonly path: string;
  readonly version: string;
};

/** Files of one JSON document a line without the lines that are none. */
export class UnbrokenFiles {
  readonly #copies: RecodedFiles;
  readonly #known = new Map<string, Promise<UnbrokenFile>>();

  /** `copies` keeps those without the broken lines. */
  constructor(copies: RecodedFiles) {
    this.#copies = copies;
  }

  /** The file itself where it has no broken line, or is not of one document a line. */
  async get(session: DuckdbSession, file: VersionedContent, signal: AbortSignal): Promise<UnbrokenFile> {
    const known = await this.#known.get(file.version)?.catch(() => undefined);
    if (known) return known;
    const found = this.#find(session, file, signal);
    this.#known.set(file.version, found);
    return found;
  }

  async #find(session: DuckdbSession, file: VersionedContent, signal: AbortSignal): Promise<UnbrokenFile> {
    const { name, path } = file;
    await checkContent({ ...file, format: 'json', isLines: true }, signal);
    const lines = `(SELECT row_number() OVER () AS n, CASE WHEN json_type(json) = 'OBJECT' AND len(json_keys(json)) > len(list_distinct(json_keys(json))) THEN 'TWICE' ELSE json_type(json) END AS kind
      FROM read_json_objects(${fileLiteral(path)}, format = 'newline_delimited', ignore_errors = true, maximum_object_size = ${LONGEST_DOCUMENT}))`;
    const broken = await session.all(
      `SELECT n, kind FROM ${lines} WHERE kind IS DISTINCT FROM 'OBJECT' ORDER BY n LIMIT ${MOST_SET_ASIDE + 1}`,
    );
    const [count] = await session.all(`SELECT count(*) FROM ${lines}`);
    const isMostlyGood = 2 * broken.length <= Number(count?.[0]);
    if (broken.length === 0 || !isMostlyGood) return { path, setAside: [] };
    if (broken.length > MOST_SET_ASIDE)
      throw new SyncformError('failed', `${name}: more than ${MOST_SET_ASIDE} of its lines are not JSON`, {
        hint: 'Nothing of the file was read. Look at what writes it.',
      });
    const numbers = await linesOfRecords(
      file,
      broken.map(([n]) => Number(n)),
      signal,
    );
    const copy = await this.#copies.without(file, new Set(numbers), signal);
    return {
      path: copy,
      setAside: broken.map(([, kind], i) => ({
        key: { file: name, line: String(numbers[i]) },
        reason: reasonOf(kind),
      })),
    };
  }
}

function reasonOf(kind: unknown): string {
  if (kind === null) return 'the line is not JSON';
  return kind === 'TWICE' ? 'the line has a key twice' : 'the line is not a JSON object';
}
