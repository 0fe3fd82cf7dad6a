import { type ColumnType, columnType, splitArguments, wordOf } from './column-type.ts';
import { fromText } from './from-text.ts';
import { quoteLiteral } from './sql.ts';
import { moment, type TimeRange } from './times.ts';

/*
 * Values of types that hold others (arrays, maps, tuples, JSON), out of the JSON in which they arrive, in ClickHouse's own SQL.
 * Its functions take parts of a document as text, integers of 64 bits and longer ones included; each part becomes a value as
 * a text in a column of its type does, and one that cannot be held exactly fails.
 */

/** A value made of a text of JSON. */
interface Made {
  /** SQL of the value; any value of its type where the text does not fit. */
  readonly value: string;
  /** A condition that holds where the text fits. */
  readonly fits: string;
}

/** Whether a column takes values out of JSON. */
export function isWrittenAsJson({ inner, nullable }: ColumnType): boolean {
  return hasParts(inner) && (!nullable || inner === 'JSON');
}

function hasParts(type: string): boolean {
  const [word, parts] = partsOf(type);
  if (!/^(Array|Map|Tuple|Nested|JSON)$/.test(word)) return false;
  return word === 'JSON' ? parts.length === 0 : parts.every(({ type: part }) => isPart(part));
}

function isPart(type: string): boolean {
  const { inner } = columnType(type);
  const word = wordOf(inner);
  if (/^(Array|Map|Tuple|Nested|JSON)$/.test(word)) return hasParts(inner);
  return /^(String|FixedString|Bool|U?Int\d+|B?Float\d+|Decimal\d*|Date|Date32|DateTime|DateTime64|Enum\d*|UUID|IPv4|IPv6)$/.test(
    word,
  );
}

/** The value of a column of a type out of the text at `place`, which is NULL or JSON, and whether it fits. */
export function fromJson(type: string, place: string, times: TimeRange): Made {
  const { value, fits } = made(type, `assumeNotNull(${place})`, times, 0);
  const isExact = holdsNumbers(type) ? ` AND ${hasNoLongFraction(place)}` : '';
  // Of these types JSON alone can be NULL.
  const fitted =
    type === 'JSON'
      ? `if(isNull(${place}), NULL, accurateCastOrNull(assumeNotNull(${place}), 'JSON'))`
      : `CAST(${value} AS ${type})`;
  return { value: fitted, fits: `${fits}${isExact}` };
}

function made(type: string, raw: string, times: TimeRange, depth: number): Made {
  const { inner, nullable } = columnType(type);
  const [word, parts] = partsOf(inner);
  const each = `e${depth}`;
  const within = (part: string, of: string) => made(part, of, times, depth + 1);
  switch (word) {
    case 'Array': {
      const items = `JSONExtractArrayRaw(${raw})`;
      const item = within(parts[0]?.type ?? '', each);
      return {
        value: `arrayMap(${each} -> ${item.value}, ${items})`,
        fits: `(JSONType(${raw}) = 'Array' AND arrayAll(${each} -> ${item.fits}, ${items}))`,
      };
    }
    case 'Nested':
      return made(`Array(Tuple(${parts.map(({ text }) => text).join(', ')}))`, raw, times, depth);
    case 'Map': {
      const pairs = `JSONExtractKeysAndValuesRaw(${raw})`;
      const key = scalar(parts[0]?.type ?? '', `${each}.1`, times);
      const item = within(parts[1]?.type ?? '', `${each}.2`);
      const keys = `arrayMap(${each} -> ${key.value}, ${pairs})`;
      return {
        value: `mapFromArrays(${keys}, arrayMap(${each} -> ${item.value}, ${pairs}))`,
        fits: `(JSONType(${raw}) = 'Object' AND arrayAll(${each} -> ${key.fits} AND ${item.fits}, ${pairs}) AND length(arrayDistinct(${keys})) = length(${pairs}))`,
      };
    }
    case 'Tuple': {
      const names = parts.map(({ name }) => name).filter((name) => name !== undefined);
      const isNamed = names.length === parts.length;
      const values = parts.map(({ type: part, name }, i) =>
        within(
          part,
          isNamed
            ? `if(JSONHas(${raw}, ${quoteLiteral(name ?? '')}), JSONExtractRaw(${raw}, ${quoteLiteral(name ?? '')}), 'null')`
            : `JSONExtractArrayRaw(${raw})[${i + 1}]`,
        ),
      );
      const isWhole = isNamed
        ? `JSONType(${raw}) = 'Object' AND arrayAll(${each} -> ${each} IN (${names.map(quoteLiteral).join(', ')}), JSONExtractKeys(${raw}))`
        : `JSONType(${raw}) = 'Array' AND length(JSONExtractArrayRaw(${raw})) = ${parts.length}`;
      return {
        value: `tuple(${values.map(({ value }) => value).join(', ')})`,
        fits: `(${[isWhole, ...values.map(({ fits }) => fits)].join(' AND ')})`,
      };
    }
    case 'JSON': {
      const document = `accurateCastOrNull(${raw}, 'JSON')`;
      return {
        value: nullable ? document : `assumeNotNull(${document})`,
        fits: nullable
          ? `(${raw} = 'null' OR isNotNull(${document}))`
          : `(JSONType(${raw}) = 'Object' AND isNotNull(${document}))`,
      };
    }
    default: {
      const text = `if(${raw} = 'null', NULL, if(startsWith(${raw}, '"'), JSONExtractString(${raw}), ${raw}))`;
      const { value, fits } = scalar(inner, text, times);
      return nullable
        ? { value: scalarOf(inner, text, times), fits: `(${raw} = 'null' OR ${fits})` }
        : { value, fits };
    }
  }
}

/** A value that holds no others, out of its text, which may be NULL. */
function scalar(type: string, text: string, times: TimeRange): Made {
  const value = scalarOf(columnType(type).inner, text, times);
  return { value: `assumeNotNull(${value})`, fits: `isNotNull(${value})` };
}

function scalarOf(type: string, text: string, times: TimeRange): string {
  if (!wordOf(type).startsWith('DateTime')) return fromText(type, text)[0];
  return moment(type, `toUnixTimestamp64Micro(parseDateTime64BestEffortOrNull(${text}, 6, 'UTC'))`, times);
}

interface Part {
  /** As it stands there: `n Int8`. */
  readonly text: string;
  readonly name?: string;
  readonly type: string;
}

/** A type's name, and what it is made of. */
function partsOf(type: string): readonly [string, readonly Part[]] {
  const within = /^\w+\((.*)\)$/s.exec(type)?.[1];
  const parts = within === undefined ? [] : splitArguments(within);
  return [
    wordOf(type),
    parts.map((text): Part => {
      const [, name, named] = /^(`(?:[^`\\]|\\.)+`|\w+) (.+)$/s.exec(text) ?? [];
      if (name === undefined || named === undefined) return { text, type: text };
      return { text, type: named, name: name.replace(/^`|`$/g, '').replace(/\\(.)/g, '$1') };
    }),
  ];
}

/** Whether a type has a place in which a number has more digits than JSON's functions keep of a fraction. */
function holdsNumbers(type: string): boolean {
  return /\b(String|Decimal)/.test(type);
}

/** ClickHouse reads a number with a point as a double: a condition that holds where none needs more digits than that has. */
function hasNoLongFraction(place: string): string {
  return `NOT arrayExists(n -> length(n) > 16, extractAll(assumeNotNull(${place}), ${quoteLiteral('[\\[,:]\\s*-?(\\d+\\.\\d+)')}))`;
}
