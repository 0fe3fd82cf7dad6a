import type { FieldSchema, QueryFacet, RowFilter } from '../../../contract/contract.ts';
import { yieldedColumn } from '../../../families/sql/source-columns.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { SourceColumn } from './columns.ts';
import { asSubquery, describeQuery } from './describe-query.ts';
import { describeObjects } from './discover.ts';
import type { ExtensionReader } from './extension.ts';
import { extraction } from './extraction.ts';
import { filterCondition } from './filter.ts';
import { formatTableId, parseTableId } from './names.ts';
import { type Selection, wholeObject } from './selection.ts';
import type { Session, Sessions } from './sessions.ts';

/** Models: a table, or a query of any kind that can stand in a FROM. */
export function queryFacet(sessions: Sessions, extension: ExtensionReader): QueryFacet {
  return {
    describe: async (configuration, signal) =>
      (await sessions.use(signal, (session) => describeModel(session, configuration))).fields,
    canFilter: true,
    async extract(configuration, fields, signal, filter) {
      const model = await sessions.use(signal, (session) => describeModel(session, configuration));
      const selection = model.select(fields.map((field) => yieldedColumn(model, field)));
      return extraction(filter ? filtered(selection, filter, model) : selection, sessions, extension, signal);
    },
  };
}

interface DescribedModel {
  readonly what: string;
  readonly fields: readonly FieldSchema[];
  readonly columns: readonly SourceColumn[];
  select(columns: readonly SourceColumn[]): Selection;
}

async function describeModel(session: Session, configuration: JsonObject): Promise<DescribedModel> {
  const { query, table, schema } = configuration;
  if (typeof query === 'string') {
    const described = await describeQuery(session, query);
    const what = 'the query';
    const from = `FROM ${asSubquery(query)}`;
    return { ...described, what, select: (columns) => ({ what, columns, from }) };
  }
  const text = typeof table === 'string' ? table : '';
  const name = parseTableId(text, typeof schema === 'string' ? schema : undefined);
  const id = name && formatTableId(name);
  const [object] = id === undefined ? [] : await describeObjects(session, [id]);
  if (!object)
    throw new SyncformError('invalid', `there is no table or view ${id ?? `"${text}"`}`, {
      path: ['table'],
      hint: 'Write schema.table, and check that the connection’s user may see it.',
    });
  if (object.unreadable !== undefined)
    throw new SyncformError('invalid', object.unreadable, { path: ['table'] });
  return {
    what: `table ${object.id}`,
    fields: object.fields,
    columns: object.columns,
    select: (columns) => wholeObject(object, columns),
  };
}

/** The rows that a filter lets through: the server leaves the others out. */
function filtered({ what, columns, from }: Selection, filter: RowFilter, model: DescribedModel): Selection {
  const where = filterCondition(filter, (field) => yieldedColumn(model, field));
  return { what, columns, from: `${from} WHERE ${where}` };
}
