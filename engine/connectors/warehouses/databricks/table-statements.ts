import type { TargetColumn } from '../../../contract/contract.ts';
import { quoteSchema, quoteTable, type TableName } from './names.ts';
import { quoteIdentifier, quoteList, quoteLiteral } from './sql.ts';
import type { TableProperties } from './table-properties.ts';

/*
 * The text of every statement that makes, alters and drops tables, for a Databricks engineer to read:
 * table-statements.test.ts has each as it is sent.
 */

const CREATE_SCHEMA = 'CREATE SCHEMA IF NOT EXISTS ';

export function createSchema(place: Pick<TableName, 'catalog' | 'schema'>): string {
  return CREATE_SCHEMA + quoteSchema(place);
}

/** The schema, quoted, that a statement creates; undefined of any other statement. */
export function createdSchema(statement: string): string | undefined {
  return statement.startsWith(CREATE_SCHEMA) ? statement.slice(CREATE_SCHEMA.length) : undefined;
}

export function describeSchema(quoted: string): string {
  return `DESCRIBE SCHEMA ${quoted}`;
}

export interface NewTable {
  readonly name: TableName;
  readonly columns: readonly TargetColumn[];
  readonly properties: TableProperties;
  /** The name of the external location that the table is put into; without one, it is a managed table. */
  readonly externalLocation?: string | undefined;
}

export function createTable({ name, columns, properties, externalLocation }: NewTable): string {
  return [
    `CREATE TABLE IF NOT EXISTS ${quoteTable(name)} (`,
    columns
      .map((c) => `  ${columnDefinition(quoteIdentifier(c.name), c.target_type, c.nullable)}`)
      .join(',\n'),
    ')',
    'USING DELTA',
    ...(externalLocation === undefined
      ? []
      : [`LOCATION ${quoteLiteral(`${placeholder(externalLocation)}/${name.schema}/${name.table}`)}`]),
    ...(Object.keys(properties).length > 0
      ? [`TBLPROPERTIES (\n  ${propertyList(properties, ',\n  ')}\n)`]
      : []),
  ].join('\n');
}

/** What stands for an external location's address in a statement until it is carried out: only the warehouse knows it. */
function placeholder(externalLocation: string): string {
  return `<external location ${externalLocation}>`;
}

/** The external location whose address is to be put into a statement. */
export function namedLocation(statement: string): string | undefined {
  return /^LOCATION '<external location (.+)>\//m.exec(statement)?.[1];
}

/** The statement with the address in its place. */
export function withLocation(statement: string, externalLocation: string, url: string): string {
  return statement.replace(placeholder(externalLocation), url.replace(/\/+$/, ''));
}

export function describeExternalLocation(name: string): string {
  return `DESCRIBE EXTERNAL LOCATION ${quoteIdentifier(name)}`;
}

/** Says which columns tell rows apart. Unity Catalog notes it, and enforces nothing. */
export function addPrimaryKey(name: TableName, key: readonly string[]): string {
  return `ALTER TABLE ${quoteTable(name)} ADD CONSTRAINT ${quoteIdentifier(`${name.table}_pk`)} PRIMARY KEY (${quoteList(key)})`;
}

export function alterColumnType(quotedTable: string, quoted: string, type: string): string {
  return `ALTER TABLE ${quotedTable} ALTER COLUMN ${quoted} TYPE ${type}`;
}

export function dropNotNull(quotedTable: string, quoted: string): string {
  return `ALTER TABLE ${quotedTable} ALTER COLUMN ${quoted} DROP NOT NULL`;
}

export function setProperties(name: TableName, properties: TableProperties): string {
  return `ALTER TABLE ${quoteTable(name)} SET TBLPROPERTIES (${propertyList(properties, ', ')})`;
}

export function showProperties(name: TableName): string {
  return `SHOW TBLPROPERTIES ${quoteTable(name)}`;
}

export function dropTable(name: TableName): string {
  return `DROP TABLE IF EXISTS ${quoteTable(name)}`;
}

export function columnDefinition(quoted: string, type: string, isNullable: boolean): string {
  return `${quoted} ${type}${isNullable ? '' : ' NOT NULL'}`;
}

function propertyList(properties: TableProperties, separator: string): string {
  return Object.entries(properties)
    .map(([key, value]) => `${quoteLiteral(key)} = ${quoteLiteral(value)}`)
    .join(separator);
}
