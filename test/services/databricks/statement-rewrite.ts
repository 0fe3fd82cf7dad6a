import { CATALOGS } from './spark-server.ts';
import { identifier, literal, tokens } from './sql-text.ts';
import type { TSparkParameter } from './thrift.ts';
import { WarehouseError } from './warehouse-error.ts';

/** Databricks' SQL as open-source Spark and Delta take it: only what they lack is changed. */
export function sparkStatement(sql: string): string {
  const words = tokens(sql);
  const begins = (...wanted: string[]) =>
    wanted.every((word, i) => words[i]?.kind === 'word' && words[i].text.toUpperCase() === word);
  const after = (i: number) => sql.slice(words[i]?.start ?? sql.length);
  if (begins('TRUNCATE', 'TABLE')) return `DELETE FROM ${after(2)}`;
  if (begins('USE', 'CATALOG') || begins('SET', 'CATALOG')) return `SET CATALOG ${after(2)}`;
  if (begins('SHOW', 'CATALOGS') && words.length === 2) {
    return `SELECT * FROM VALUES ${CATALOGS.map((name) => `(${literal(name)})`).join(', ')} AS t(catalog)`;
  }
  if (begins('ALTER', 'TABLE')) return primaryKey(sql) ?? withoutUniform(sql);
  return begins('CREATE') || begins('REPLACE') ? withoutUniform(sql) : sql;
}

/** Tables that are read as Iceberg too take a library of Delta's that is not here: the properties get other names. */
function withoutUniform(sql: string): string {
  if (!/\bTBLPROPERTIES\b/i.test(sql)) return sql;
  return sql.replace(
    /(['"`]?)delta\.(universalFormat\.enabledFormats|enableIcebergCompatV\d|enableIcebergWriterCompatV\d)\1/gi,
    "'local_warehouse.$2'",
  );
}

/** Spark has no primary keys; the gateway's information_schema reads them from a property of the table. */
function primaryKey(sql: string): string | undefined {
  const pattern =
    /^(\s*ALTER\s+TABLE\s+\S+(?:\s*\.\s*\S+)*?\s+)ADD\s+CONSTRAINT\s+(\S+)\s+PRIMARY\s+KEY\s*\(([^)]*)\)[^()]*$/i;
  const [, alter, name, list] = pattern.exec(sql) ?? [];
  if (!alter || !name || list === undefined) return undefined;
  const unquote = (text: string) => tokens(text)[0]?.text ?? '';
  const key = `${unquote(name)}:${list.split(',').map(unquote).join(',')}`;
  return `${alter}SET TBLPROPERTIES ('local_warehouse.primary_key' = ${literal(key)})`;
}

/** The statement with its parameters, which Spark's Thrift server does not know. */
export function withParameters(sql: string, parameters: readonly TSparkParameter[] | undefined): string {
  if (!parameters?.length) return sql;
  const list = parameters.map((parameter) => {
    const value = parameterLiteral(parameter);
    return parameter.name ? `${value} AS ${identifier(parameter.name)}` : value;
  });
  return `EXECUTE IMMEDIATE ${literal(sql)} USING ${list.join(', ')}`;
}

/** Only literals are let in there. */
function parameterLiteral({ type = 'STRING', value }: TSparkParameter): string {
  const text = value?.stringValue;
  if (text === null || text === undefined) return 'NULL';
  const kind = type.toUpperCase().replace(/\(.*/, '');
  const suffix = NUMBERS[kind];
  if (suffix !== undefined && /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text)) return `${text}${suffix}`;
  if (['DATE', 'TIMESTAMP', 'TIMESTAMP_NTZ'].includes(kind)) return `${kind}${literal(text)}`;
  if (kind === 'BOOLEAN' && /^(true|false)$/i.test(text)) return text;
  if (kind === 'STRING') return literal(text);
  throw new WarehouseError(
    `A parameter ${type} of that value is not available at this local warehouse.`,
    '0A000',
  );
}

/** The ends of number literals by their types. */
const NUMBERS: Readonly<Record<string, string>> = {
  TINYINT: 'Y',
  SMALLINT: 'S',
  INT: '',
  INTEGER: '',
  BIGINT: 'L',
  FLOAT: 'F',
  DOUBLE: 'D',
  DECIMAL: 'BD',
};
