/** A keyspace's table or view. Names are as they are: without quotes, in their own case. */
export interface TableName {
  readonly keyspace: string;
  readonly table: string;
}

/** A name as CQL takes it whatever its letters are. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteTable({ keyspace, table }: TableName): string {
  return `${quoteName(keyspace)}.${quoteName(table)}`;
}

export function formatId({ keyspace, table }: TableName): string {
  return `${keyspace}.${table}`;
}

/** The table that an id names; undefined of a bare name where no keyspace is known. Neither name can have a dot. */
export function parseId(id: string, keyspace: string | undefined): TableName | undefined {
  const [first = '', second, more] = id.split('.');
  if (second === undefined) return keyspace === undefined ? undefined : { keyspace, table: first };
  return more === undefined && first !== '' && second !== '' ? { keyspace: first, table: second } : undefined;
}
