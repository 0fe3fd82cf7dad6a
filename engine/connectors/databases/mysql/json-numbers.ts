/*
 * MySQL keeps a JSON document in a form of its own, with numbers of 64 bits: whole ones of either sign, and doubles. Another
 * number would come back as one beside it. MariaDB keeps the text.
 */

const LEAST = -(2n ** 63n);
const MOST = 2n ** 64n - 1n;

/** A text, which is passed over, or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** What every number that MySQL would change has: many digits, or an exponent of three. */
const SUSPICIOUS = /[\d.]{16}|[eE][+-]?\d{3}/;

/** The first number of a JSON text that MySQL would change; undefined where it keeps them all. */
export function changedNumber(json: string): string | undefined {
  if (!SUSPICIOUS.test(json)) return undefined;
  for (const [token] of json.matchAll(TOKEN)) if (!token.startsWith('"') && !isKept(token)) return token;
  return undefined;
}

function isKept(number: string): boolean {
  if (/^-?\d{1,20}$/.test(number)) {
    const whole = BigInt(number);
    if (whole >= LEAST && whole <= MOST) return true;
  }
  const double = Number(number);
  return Number.isFinite(double) && digitsOf(String(double)) === digitsOf(number);
}

/** A number's digits and the power of ten behind them, in one spelling. */
function digitsOf(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
