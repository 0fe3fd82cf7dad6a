import { sourceType } from '../../types/map-types.ts';
import type { SqlDialect } from './dialect.ts';
import { type TableName, tableNames } from './names.ts';
import type { SqlColumn, SqlTable } from './system.ts';

/** What a catalog says of a column, and of the table or view that it is of. */
export interface CatalogColumn
  extends TableName,
    Pick<SqlColumn, 'name' | 'mapping' | 'hasDefault' | 'takesNoValue' | 'fixedBy'> {
  readonly isView: boolean;
  readonly nullable: boolean;
  readonly isKey: boolean;
}

/** A condition of a catalog's statement: the table is one of these, of which there is at least one. */
export function isOneOf(
  { quoteLiteral }: Pick<SqlDialect, 'quoteLiteral'>,
  names: readonly TableName[],
  columns: { readonly schema: string; readonly table: string },
): string {
  const conditions = names.map(
    ({ schema, table }) =>
      `(${columns.schema} = ${quoteLiteral(schema)} AND ${columns.table} = ${quoteLiteral(table)})`,
  );
  return conditions.join(' OR ');
}

/**
 * Tables and views of their columns, which come in the order that they have in the table. `isNoPosition` knows the types, as
 * the dialect's tables write them, whose values are not in an order in which a read could go on.
 */
export function describedTables(
  dialect: Pick<SqlDialect, 'system' | 'types' | 'names' | 'quoteIdentifier'>,
  all: readonly CatalogColumn[],
  isNoPosition: RegExp,
): readonly SqlTable[] {
  const { formatTableId } = tableNames(dialect);
  return [...Map.groupBy(all, formatTableId)].map(([id, columns]) => {
    const { schema, table, isView } = columns[0] as CatalogColumn;
    const types = columns.map(({ mapping }) => sourceType(dialect.types, mapping));
    return {
      id,
      name: id,
      output_name: table,
      schema,
      table: { schema, table },
      isView,
      columns: columns.map(({ name, mapping, hasDefault, takesNoValue, fixedBy }, i) => ({
        name,
        type: types[i]?.type ?? '',
        mapping,
        hasDefault,
        ...(takesNoValue ? { takesNoValue } : {}),
        ...(fixedBy === undefined ? {} : { fixedBy }),
      })),
      fields: columns.map(({ name, mapping, nullable, isKey }, i) => ({
        id: name,
        name,
        type: types[i]?.type ?? '',
        remote_type: mapping,
        nullable,
        is_primary_key: isKey,
        ...(types[i]?.lossy ? { lossy: types[i].lossy } : {}),
        ...(isNoPosition.test(mapping) ? { isNoPosition: true } : {}),
      })),
    };
  });
}
