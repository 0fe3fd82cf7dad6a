import type { Extraction, FacetOf, FieldSchema, ObjectSchema, RowFilter } from '../../contract/contract.ts';
import type { FilterDialect } from '../../filters/dialect.ts';
import { type FilterColumn, filterSql } from '../../filters/filter-sql.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { fieldType } from '../../types/field-type.ts';
import type { sqlCapabilities } from './capabilities.ts';
import { asSubquery, type DescribedQuery } from './describe-query.ts';
import type { TableName, TableNames } from './names.ts';
import { type Selection, selectionOfTable } from './selection.ts';
import type { SessionPool } from './session-pool.ts';
import { type SourceColumn, yieldedColumn } from './source-columns.ts';

/** A table or view as the catalog knows it. */
export interface CatalogObject extends ObjectSchema {
  readonly table: TableName;
  readonly columns: readonly SourceColumn[];
  /** Why the user may read none of its columns, and how to let it. Absent: it may. */
  readonly unreadable?: string;
}

/** What a connector tells the family, so that tables, views and queries of its system can be read. */
export interface SqlSource<S, O extends CatalogObject = CatalogObject> {
  readonly names: TableNames;
  readonly container: 'schema' | 'database';
  readonly sessions: SessionPool<S>;
  /** The schema (or database) of a bare name, where the connection says one. */
  readonly bareIn?: string | undefined;
  /** Objects with their columns, in the order asked for; unknown ones are left out. */
  describeObjects(session: S, names: readonly TableName[]): Promise<readonly O[]>;
  /** What a query yields, without running it. Throws `invalid` at path `query`. */
  describeQuery(session: S, query: string): Promise<DescribedQuery>;
  /** All rows of an object. Absent: FROM it. */
  selectObject?(object: O, columns: readonly SourceColumn[]): Selection;
  /** A condition that holds of exactly the rows that a filter lets through; `column` finds what it names. */
  condition(filter: RowFilter, column: (field: FieldSchema) => SourceColumn): string;
  /** A condition that holds of rows whose column has a value at or after a position, and of those without a value. */
  atOrAfter(column: SourceColumn, value: string): string;
  /** The ways in which a selection's rows can be read. */
  extract(selection: Selection, signal: AbortSignal): Extraction | Promise<Extraction>;
}

/** What makes conditions of filters, from the expression in which a column's value is compared. */
export function filterConditions(
  dialect: FilterDialect,
  value: (column: SourceColumn) => string,
): SqlSource<unknown>['condition'] {
  return ({ fields, filters, logic, now }, column) => {
    const columns = fields.map((field): [string, FilterColumn] => [
      field.name,
      { sql: value(column(field)), type: fieldType(field.type) },
    ]);
    return filterSql(filters, logic, { dialect, columns: new Map(columns), now });
  };
}

/** Models: a table, or a query of any kind that can stand in a FROM. */
export function queryFacet<S, O extends CatalogObject>(
  source: SqlSource<S, O>,
): FacetOf<typeof sqlCapabilities, 'query'> {
  const described = (configuration: JsonObject, signal: AbortSignal) =>
    source.sessions.use(signal, (session) => describeModel(source, session, configuration));
  return {
    describe: async (configuration, signal) => (await described(configuration, signal)).fields,
    async extract(configuration, fields, signal) {
      const model = await described(configuration, signal);
      return source.extract(model.select(fields.map((field) => yieldedColumn(model, field))), signal);
    },
    async extractFiltered(configuration, fields, filter, signal) {
      const model = await described(configuration, signal);
      const selection = model.select(fields.map((field) => yieldedColumn(model, field)));
      // What is filtered is no whole table any more, which could be read in parts.
      const { what, columns, from } = selection;
      const where = source.condition(filter, (field) => yieldedColumn(model, field));
      return source.extract({ what, columns, from, where }, signal);
    },
  };
}

interface DescribedModel extends DescribedQuery {
  readonly what: string;
  select(columns: readonly SourceColumn[]): Selection;
}

async function describeModel<S, O extends CatalogObject>(
  source: SqlSource<S, O>,
  session: S,
  configuration: JsonObject,
): Promise<DescribedModel> {
  const { names, container, bareIn } = source;
  const { query, table, [container]: within } = configuration;
  if (typeof query === 'string') {
    const what = 'the query';
    const from = `FROM ${asSubquery(query)}`;
    return {
      ...(await source.describeQuery(session, query)),
      what,
      select: (columns) => ({ what, columns, from }),
    };
  }
  const text = typeof table === 'string' ? table : '';
  const name = names.parseTableId(text, typeof within === 'string' ? within : bareIn);
  const [object] = name === undefined ? [] : await source.describeObjects(session, [name]);
  if (!object)
    throw new SyncformError(
      'invalid',
      `there is no table or view ${name ? names.formatTableId(name) : `"${text}"`}`,
      {
        path: ['table'],
        hint: `Write ${container}.table, and check that the connection’s user may see it.`,
      },
    );
  if (object.unreadable !== undefined)
    throw new SyncformError('invalid', object.unreadable, { path: ['table'] });
  return {
    what: `table ${object.id}`,
    fields: object.fields,
    columns: object.columns,
    select: (columns) => source.selectObject?.(object, columns) ?? selectionOfTable(names, object, columns),
  };
}

/** The condition of a filter on a target table's rows, for a search among them. Throws `source_changed` where it is gone. */
export async function conditionOnTable<S, O extends CatalogObject>(
  source: Pick<SqlSource<S, O>, 'names' | 'describeObjects' | 'condition'>,
  session: S,
  name: TableName,
  filter: RowFilter,
): Promise<string> {
  const id = source.names.formatTableId(name);
  const [object] = await source.describeObjects(session, [name]);
  if (!object)
    throw new SyncformError('source_changed', `${id} cannot be read any more`, {
      hint: 'Check that the connection’s user may read it.',
    });
  return source.condition(filter, (field) => yieldedColumn({ what: `table ${id}`, ...object }, field));
}
