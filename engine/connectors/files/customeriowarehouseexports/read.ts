import type {
  FacetOf,
  NextRead,
  NextRequest,
  ReadRequest,
  SourcePosition,
} from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead, type SourceQuestions } from '../../../contract/next-read.ts';
import { selectFields } from '../../../families/duckdb/fields.ts';
import { rowConditions } from '../../../families/duckdb/row-conditions.ts';
import { expectedObject } from '../../../families/files/file-tables.ts';
import { largestValue } from '../../../families/files/read.ts';
import type { exportCapabilities } from './capabilities.ts';
import { filesOf, filesRead, filesText, positionOf } from './position.ts';
import type { ExportTables, WantedRows } from './tables.ts';

/**
 * Reads tables whole, or what came with the files that were not read yet, whatever their numbers: a file may come late. A file that
 * is there no more says nothing of its rows: whoever has an export lets old files go.
 */
export function readFacet(tables: ExportTables): FacetOf<typeof exportCapabilities, 'read'> {
  const questions: SourceQuestions = {
    highWater: (id, field, _configuration, signal) =>
      tables.host.withSession(async (session) => {
        const table = await expectedObject(tables, id, signal);
        const read = await tables.table(session, table, tables.csv(), signal);
        return largestValue(tables.host, read, id, field);
      }),
  };
  return {
    async next(request, position, signal) {
      if (request.trackingField) return nextRead(questions, request, position, signal);
      const { files } = await expectedObject(tables, request.object, signal);
      return nextOf(request, position, filesText(files));
    },
    async extract({ object: id, fields: wanted, after, filter, changes }, signal) {
      const table = await expectedObject(tables, id, signal);
      const { fields, select, prepare } = await tables.host.withSession((session) =>
        tables.table(session, table, tables.csv(), signal, wantedRows(changes)),
      );
      const chosen = wanted.map((field) => fieldNamed(id, fields, field));
      const where = rowConditions({ after, filter }, (name) => fieldNamed(id, fields, name));
      return {
        columns: chosen.map(({ name, type }) => ({ name, type })),
        offers: [
          {
            format: 'relation',
            async attach(session) {
              await prepare?.(session);
              return selectFields(chosen, `(${select})${where}`);
            },
          },
        ],
      };
    },
  };
}

function nextOf(request: NextRequest, position: SourcePosition | null, now: string): NextRead {
  const note = positionOf(now);
  const before = filesRead(position);
  if (before === undefined) return { what: 'whole', note, isExact: true };
  const [read, there] = [filesOf(before), filesOf(now)];
  const hasNew = [...there].some((key) => !read.has(key));
  if (!hasNew && !request.isWanted) return { what: 'unchanged' };
  if (request.takesChanges && !request.isAll)
    return { what: 'changes', range: { from: before, to: now }, note, isExact: true };
  // Rows of files that went are not gone.
  return [...read].some((key) => !there.has(key))
    ? { what: 'since', note, isExact: true }
    : { what: 'whole', note, isExact: true };
}

function wantedRows(changes: ReadRequest['changes']): WantedRows {
  if (!changes) return { isWanted: () => true, rows: 'there' };
  const [read, there] = [filesOf(changes.from), filesOf(changes.to)];
  return {
    isWanted: ({ key }) => there.has(key) && !read.has(key),
    rows: changes.rows === 'deleted' ? 'gone' : 'there',
  };
}
