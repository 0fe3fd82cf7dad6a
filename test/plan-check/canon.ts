/*
 * Values as texts that can be compared whatever system they come from. Nothing here is of the engine: what it says of a
 * value must not decide whether the engine kept it.
 */

/** What kind of value a text is, and so how two texts of it are compared. */
export type Family =
  | 'boolean'
  | 'number'
  | 'single'
  | 'text'
  | 'date'
  | 'time'
  | 'datetime'
  | 'instant'
  | 'json'
  | 'bytes'
  | 'interval'
  | 'list';

/** One text for every writing of a value: `1.50` and `1.5`, `t` and `true`. A text that is no value of the family stays. */
export function canon(family: Family, text: string | null): string | null {
  if (text === null) return null;
  switch (family) {
    case 'boolean':
      return /^(t|true|1)$/i.test(text) ? 'true' : /^(f|false|0)$/i.test(text) ? 'false' : text;
    case 'number':
      return plainNumber(text);
    case 'single':
      return single(text);
    case 'time':
      return withoutZeros(text);
    case 'date':
      return text.replace(/[T ]00:00:00(\.0+)?$/, '');
    case 'datetime':
      return moment(text);
    case 'instant':
      return moment(text.replace(/(Z|[+-]00(:?00)?)$/, ''));
    case 'json':
      return stableJson(text);
    case 'list':
      return stableJson(text, asText);
    case 'bytes':
      return text.replace(/^\\x/, '').toLowerCase();
    case 'interval':
      // There are several writings, which no two systems share: only whether there is one is compared.
      return 'an interval';
    case 'text':
      return text;
  }
}

/** The nearest number of single precision: `0.1` and `0.10000000149011612` are one of them. */
function single(text: string): string {
  const number = Math.fround(Number(text));
  return Number.isFinite(number) ? String(number === 0 ? 0 : number) : plainNumber(text);
}

function moment(text: string): string {
  const spaced = text.replace('T', ' ');
  return withoutZeros(/^\d{4}-\d\d-\d\d$/.test(spaced) ? `${spaced} 00:00:00` : spaced);
}

function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

/** Digits alone: no exponent, no zeros that say nothing. */
function plainNumber(text: string): string {
  const special = /^([+-]?)(nan|inf)(?:inity)?$/i.exec(text.trim());
  if (special) return `${special[1] === '-' ? '-' : ''}${special[2]?.toLowerCase()}`;
  const found = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.trim());
  if (!found || (found[2] === '' && found[3] === '')) return text;
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = digits.padEnd(point, '0').padStart(digits.length + Math.max(0, -point), '0');
  const at = Math.max(0, point);
  const front = padded.slice(0, at).replace(/^0+/, '') || '0';
  const back = padded.slice(at).replace(/0+$/, '');
  const number = back ? `${front}.${back}` : front;
  return sign === '-' && number !== '0' ? `-${number}` : number;
}

function stableJson(text: string, of: (value: unknown) => unknown = (value) => value): string {
  try {
    return JSON.stringify(of(sorted(JSON.parse(text))));
  } catch {
    // In a file of JSON a text that is the whole document is no other than a text.
    return JSON.stringify(text);
  }
}

/** What a list holds may be written as JSON's own or as texts: `[1.5]` is `["1.50"]`. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  return typeof value === 'object' ? value : plainNumber(String(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
