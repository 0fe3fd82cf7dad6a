/** Which items of a container are wanted, as conditions of Cosmos DB's SQL over `c`, and whether all that they have. */
export interface Selection {
  readonly conditions?: readonly string[];
  /** Properties of items that are wanted. Absent: all. */
  readonly properties?: readonly string[];
}

/**
 * A query for items. Properties are named as texts, in which JSON's escapes hold, so that no name is taken for anything else
 * (https://learn.microsoft.com/azure/cosmos-db/nosql/query/constants).
 */
export function selectOf({ conditions = [], properties }: Selection): string {
  const list =
    properties && `VALUE {${properties.map((name) => `${JSON.stringify(name)}: ${property(name)}`)}}`;
  const where = conditions.length > 0 ? ` WHERE ${conditions.map((one) => `(${one})`).join(' AND ')}` : '';
  return `SELECT ${list ?? '*'} FROM c${where}`;
}

/** A property of an item, as an expression. */
export function property(name: string): string {
  return `c[${JSON.stringify(name)}]`;
}
