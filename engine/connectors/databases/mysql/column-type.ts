/*
 * What a column's type is called: of a table by information_schema.COLUMNS, of a query by its result's metadata.
 */

const GEOMETRIES =
  /^(geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geometrycollection|geomcollection)$/;

/** How syncform marks a datetime that it made to hold instants. */
export const UTC_COMMENT = 'UTC';

/** What information_schema says of a column. */
export interface ColumnFacts {
  /** COLUMN_TYPE: `int(11) unsigned`. */
  readonly columnType: string;
  readonly comment: string;
  /** MariaDB's json is a longtext with a constraint. */
  readonly isJson: boolean;
}

/** The type as types.ts maps it. */
export function tableType({ columnType, comment, isJson }: ColumnFacts): string {
  const type = columnType.replace(/ ?\/\*.*?\*\//g, '').trim();
  if (isJson) return 'json';
  const word = /^\w+/.exec(type)?.[0].toLowerCase() ?? '';
  if (word === 'enum' || word === 'set' || word === 'year') return word;
  if (GEOMETRIES.test(word)) return 'geometry';
  if (word === 'datetime' && comment === UTC_COMMENT) return `${type} COMMENT '${UTC_COMMENT}'`;
  if (/^(tiny|small|medium|big)?int$/.test(word) && !/^tinyint\(1\)$/i.test(type))
    return type.replace(/\(\d+\)/, '');
  return type;
}

/** A column of a result, as the protocol describes it ("Column Definition Packet"). */
export interface ResultColumn {
  readonly name: string;
  readonly schema: string;
  readonly orgTable: string;
  readonly orgName: string;
  readonly columnType: number;
  /** In bytes. */
  readonly columnLength: number;
  readonly flags: number;
  readonly decimals: number;
  /** A collation's number; 63 is binary. */
  readonly characterSet: number;
  /** Of MariaDB: `uuid`, `point`. */
  readonly extendedTypeName?: string;
  /** Of MariaDB: `json`. */
  readonly extendedFormat?: string;
}

const UNSIGNED = 32;
const ZEROFILL = 64;
const ENUM = 256;
const SET = 2048;
const BINARY = 63;
const NOT_FIXED = 31;
/** The largest number of bytes of a character in utf8mb4, in which results are described. */
const BYTES_PER_CHARACTER = 4;

/** The type of a result's column, in the same words. */
export function resultType(column: ResultColumn): string {
  const { columnType, columnLength, flags, decimals, characterSet } = column;
  if (column.extendedFormat === 'json') return 'json';
  if (column.extendedTypeName)
    return GEOMETRIES.test(column.extendedTypeName) ? 'geometry' : column.extendedTypeName;
  const sign = (flags & UNSIGNED ? ' unsigned' : '') + (flags & ZEROFILL ? ' zerofill' : '');
  const fraction = decimals > 0 && decimals < NOT_FIXED ? `(${decimals})` : '';
  switch (columnType) {
    case 1:
      return columnLength === 1 && sign === '' ? 'tinyint(1)' : `tinyint${sign}`;
    case 2:
      return `smallint${sign}`;
    case 9:
      return `mediumint${sign}`;
    case 3:
      return `int${sign}`;
    case 8:
      return `bigint${sign}`;
    case 0:
    case 246: {
      // The length counts the point and the sign.
      const digits = columnLength - (decimals > 0 ? 1 : 0) - (flags & UNSIGNED ? 0 : 1);
      return `decimal(${Math.min(65, Math.max(1, digits, decimals))},${decimals})${sign}`;
    }
    case 4:
      return `float${sign}`;
    case 5:
      return `double${sign}`;
    case 6:
      return 'null';
    case 7:
      return `timestamp${fraction}`;
    case 12:
      return `datetime${fraction}`;
    case 10:
    case 14:
      return 'date';
    case 11:
      return `time${fraction}`;
    case 13:
      return 'year';
    case 16:
      return `bit(${columnLength})`;
    case 242:
      return 'vector';
    case 245:
      return 'json';
    case 255:
      return 'geometry';
  }
  if (flags & ENUM) return 'enum';
  if (flags & SET) return 'set';
  const isLong = columnType >= 249 && columnType <= 252;
  if (characterSet === BINARY) return isLong ? 'longblob' : `varbinary(${columnLength})`;
  return isLong ? 'longtext' : `varchar(${Math.floor(columnLength / BYTES_PER_CHARACTER)})`;
}
