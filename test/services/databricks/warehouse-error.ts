/** What a warehouse answers to a statement that it refuses or fails. */
export class WarehouseError extends Error {
  readonly sqlState: string;

  constructor(message: string, sqlState = '42000') {
    super(message);
    this.sqlState = sqlState;
  }
}

/** Spark's words for an error without the Java around them: what Databricks shows. */
export function displayMessage(sparkMessage: string): string {
  const text = sparkMessage.split('\n\tat ')[0] as string;
  // Spark takes the first of three names for a schema where it knows no such catalog.
  const unknown =
    /\[REQUIRES_SINGLE_PART_NAMESPACE\].* but got `([^`]+)`|\[CATALOG_NOT_FOUND\] The catalog `([^`]+)`/;
  const [, qualifier, catalog = qualifier] = unknown.exec(text) ?? [];
  if (catalog) return `[NO_SUCH_CATALOG_EXCEPTION] Catalog '${catalog}' was not found. SQLSTATE: 42704`;
  return (
    text
      .replace(/^org\.apache\.hive\.service\.cli\.HiveSQLException: /, '')
      .replace(/^Error running query: /, '')
      .replace(/^\[[A-Z0-9_.]+\] (?:[\w$.]+(?:Exception|Error): )/, '')
      .replace(/^[\w$.]+(?:Exception|Error): /, '')
      // What follows is the statement's plan.
      .replace(/(SQLSTATE: \w{5})[\s\S]*$/, '$1')
      .trim()
  );
}
