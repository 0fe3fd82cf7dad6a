import { decimalOf, wordOf } from './column-type.ts';
import { quoteLiteral } from './sql.ts';

/** What ClickHouse makes of a text, and whether it may refuse it. */
export function fromText(
  target: string,
  place: string,
): readonly [fitted: string, mayFail: boolean, shown: string] {
  const word = wordOf(target);
  const only = (condition: string, value = place) =>
    `CAST(if(${condition}, ${value}, NULL) AS Nullable(${target}))`;
  const decimal = decimalOf(target);
  if (word === 'String') return [place, false, place];
  if (word === 'FixedString') {
    const length = Number(/\((\d+)\)/.exec(target)?.[1]);
    return [only(`length(${place}) <= ${length}`), true, place];
  }
  if (/^Enum/.test(word)) {
    const known = [...target.matchAll(/('(?:[^'\\]|\\.)*') = -?\d+/g)].map(([, name]) => name);
    return [only(`${place} IN (${known.join(', ')})`), true, place];
  }
  if (decimal) {
    const { precision, scale } = decimal;
    const pattern = `^[+-]?0*\\d{0,${precision - scale}}(\\.\\d{0,${scale}}0*)?$`;
    return [only(`match(${place}, ${quoteLiteral(pattern)})`), true, place];
  }
  return [`accurateCastOrNull(${place}, ${quoteLiteral(target)})`, true, place];
}
