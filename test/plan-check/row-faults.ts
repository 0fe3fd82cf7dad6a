import { canon } from './canon.ts';
import { meetsAll } from './conditions.ts';
import { targetCondition } from './definition.ts';
import { type Fault, type Look, texts } from './faults.ts';
import { commonKey, identityFunction } from './identity.ts';
import { ANY_PARTNER } from './joined.ts';
import { canonOf, keysOf, type Mapped, mappedColumns, type Ran } from './mapped.ts';
import type { Row } from './system.ts';

/** Faults of the rows after a run, worked out from the source's rows and those that were there. */
export function rowFaults(ran: Ran): Fault[] {
  const { spec, places, plan, after, before, source } = ran;
  const name = places.target.nameOf(places.to, plan.table);
  const is = after.rows[name] ?? [];
  const was = before.rows[name] ?? [];
  const mapped = mappedColumns(ran);
  const wanted = keysOf(spec, mapped);
  const hasKey = wanted.length > 0 && plan.key.length > 0;
  // Rows whose keys change on their way, as the plan says, cannot be told apart here.
  if (hasKey && !wanted.every((m) => m.isExact)) return [];
  const isKeyed = hasKey;
  return isKeyed ? keyedFaults(ran, mapped, wanted, is, was) : unkeyedFaults(ran, mapped, source, is, was);
}

function keyedFaults(
  ran: Ran,
  mapped: readonly Mapped[],
  keys: readonly Mapped[],
  is: readonly Row[],
  was: readonly Row[],
): Fault[] {
  const { spec, source, refused, earlier, places, before, after, plan } = ran;
  const faults: Fault[] = [];
  const fault = (kind: string, message: string) => faults.push({ kind, message });
  const keyOf = (row: Row, side: 'from' | 'to') =>
    JSON.stringify(keys.map((m) => commonKey(spec, canonOf(m, row, side))));
  const byKey = (rows: readonly Row[], side: 'from' | 'to') =>
    new Map(rows.map((row) => [keyOf(row, side), row]));
  const [now, there, sent] = [byKey(is, 'to'), byKey(was, 'to'), byKey(source, 'from')];
  // A file may have had rows of one key before.
  if (is.length - now.size > was.length - there.size) fault('rows doubled', texts(is));
  const name = places.target.nameOf(places.to, plan.table);
  const retyped = (column: string) => {
    const type = (look: Look) => look.catalog[name]?.columns.find((c) => c.name === column)?.type;
    return type(before) !== type(after);
  };
  const mode = spec.kind === 'bulk' ? (spec.mode === 'snapshot' ? 'replace' : 'replicate') : spec.mode;
  const isBackfill = earlier === undefined && spec.options.skipsBackfill === true && spec.kind === 'model';
  const isLoose = identityFunction(spec) !== 'Equality';
  let missing = 0;
  for (const [key, row] of sent) {
    const found = now.get(key);
    const isLeftOut = !takesPart(ran, there.get(key));
    const old = isLeftOut ? undefined : there.get(key);
    if (isLeftOut && found && JSON.stringify(found) !== JSON.stringify(there.get(key)))
      fault(
        'a record that is filtered out changed',
        `${JSON.stringify(there.get(key))} → ${JSON.stringify(found)}`,
      );
    if (isLeftOut && !found) fault('a record that is filtered out went', key);
    if (mode === 'remove') {
      if (found && !isBackfill && refused === 0) fault('not removed', `${key} is still there`);
      continue;
    }
    if (!found) {
      if (mode === 'update' ? old !== undefined : !isBackfill) missing++;
      continue;
    }
    if (isBackfill || (mode === 'create' && old) || (mode === 'update' && !old)) continue;
    const isCurrent = mode !== 'replicate' || spec.options.tracks !== true || earlier === undefined;
    if (!isCurrent || refused > 0) continue;
    if (old && keys.some(({ to }) => isLoose && found[to] !== old[to] && !retyped(to)))
      fault('the target’s own identity changed', `${JSON.stringify(old)} → ${JSON.stringify(found)}`);
    faults.push(...valueFaults(isLoose ? mapped.filter((m) => !keys.includes(m)) : mapped, row, found, key));
  }
  if (missing > refused) fault('records missing', `${missing} are not there, ${refused} were refused`);
  // Without timestamps a table that a bulk sync has loaded is its own.
  const isOwn = mode === 'replicate' && spec.options.hasStamps !== true && earlier !== undefined;
  const keepsOthers = mode !== 'replace' && !isOwn;
  const wereSent = earlier ? byKey(earlier, 'from') : new Map<string, Row>();
  for (const [key, old] of there) {
    if (sent.has(key) && mode !== 'create') {
      const found = now.get(key);
      if (!found) continue;
      for (const [column, value] of Object.entries(old)) {
        const isFilled = plan.columns.some((c) => c.name.toLowerCase() === column.toLowerCase());
        if (!isFilled && found[column] !== value && !retyped(column) && keepsOthers && !saysHowMany(ran))
          fault(
            'a column that is not filled lost its values',
            `${column} of ${key}: ${value} → ${found[column]}`,
          );
      }
      continue;
    }
    if (!keepsOthers) continue;
    const found = now.get(key);
    if (wereSent.has(key) && mode === 'replicate') continue;
    if (!found) {
      if (!saysHowMany(ran)) fault('rows of others gone', `${key} was there and is not, with mode ${mode}`);
    } else if (
      !saysHowMany(ran) &&
      !plan.columns.some((c) => retyped(c.name)) &&
      JSON.stringify(pick(found, old)) !== JSON.stringify(old)
    )
      fault('rows of others changed', `${JSON.stringify(old)} → ${JSON.stringify(found)}`);
  }
  if (
    mode === 'replace' &&
    earlier === undefined &&
    [...there.keys()].some((key) => !sent.has(key)) &&
    !saysHowMany(ran)
  )
    fault('rows of others gone', `with mode ${mode}`);
  const extra = [...now.keys()].filter((key) => !sent.has(key) && !there.has(key));
  if (extra.length > 0) fault('rows of nobody', extra.join(', '));
  return faults;
}

/** Whether the plan says how many rows of others go. */
function saysHowMany({ warnings }: Ran): boolean {
  return warnings.some((warning) => /\b\d+ rows?\b/.test(warning) && !/\bthey stay\b/.test(warning));
}

/** Whether the target's filters let a row take part. */
function takesPart({ spec }: Ran, row: Row | undefined): boolean {
  if (!row || spec.kind === 'bulk' || spec.mode !== 'update') return true;
  const met = spec.targetFilters.map((one) => {
    const { column, takes } = targetCondition(spec, one);
    const named = Object.keys(row).find((name) => name === column) ?? column;
    return (row[named] ?? null) === null ? takes === 'IsNull' : takes === 'IsNotNull';
  });
  return meetsAll(spec.targetLogic, met);
}

function pick(row: Row, like: Row): Row {
  return Object.fromEntries(Object.keys(like).map((name) => [name, row[name] ?? null]));
}

function valueFaults(mapped: readonly Mapped[], sent: Row, found: Row, key: string): Fault[] {
  return mapped.flatMap((one): Fault[] => {
    const { from, to, family, isExact, isHidden } = one;
    if (sent[from] === ANY_PARTNER) return [];
    const [is, should] = [canonOf(one, found, 'to'), canonOf(one, sent, 'from')];
    if (isHidden && (is === null) !== (should === null) && should !== '')
      return [{ kind: 'a hidden value came or went', message: `${from} → ${to} of ${key}` }];
    if (
      isHidden &&
      is !== null &&
      is !== '' &&
      family !== 'interval' &&
      (is === should || found[to] === sent[from])
    )
      return [{ kind: 'a hidden value arrived in clear', message: `${from} → ${to} of ${key}` }];
    if (!isExact || is === should || (is === null && should === '')) return [];
    return [
      {
        kind: `value changed in silence (${family})`,
        message: `${from} → ${to} of ${key}: ${JSON.stringify(should)} arrived as ${JSON.stringify(is)}`,
      },
    ];
  });
}

function unkeyedFaults(
  ran: Ran,
  mapped: readonly Mapped[],
  source: readonly Row[],
  is: readonly Row[],
  was: readonly Row[],
): Fault[] {
  const { spec, earlier, refused } = ran;
  const faults: Fault[] = [];
  const isKnown = ({ from }: Mapped) => source.every((row) => row[from] !== ANY_PARTNER);
  const exact = mapped.filter((one) => one.isExact && isKnown(one));
  const as = (rows: readonly Row[], side: 'from' | 'to') =>
    rows.map((row) => JSON.stringify(exact.map((m) => canonOf(m, row, side) || null)));
  const isAppended = spec.mode === 'append';
  if (isAppended && earlier) return [];
  if (spec.kind === 'model' && spec.options.skipsBackfill === true) return [];
  if (
    spec.mode === 'create' ||
    spec.mode === 'update' ||
    spec.mode === 'remove' ||
    spec.mode === 'updateOrCreate'
  )
    return [];
  if (earlier && spec.options.tracks === true) return [];
  const others = isAppended ? was.length : 0;
  const keepsMarked = spec.kind === 'bulk' && spec.mode === 'replicate' && earlier !== undefined;
  if (is.length < source.length + others - refused || (is.length > source.length + others && !keepsMarked))
    faults.push({
      kind: 'other number of rows',
      message: `${source.length} at the source, ${was.length} there before, ${refused} refused, ${is.length} there now`,
    });
  else if (refused === 0 && !keepsMarked) {
    const left = as(is, 'to');
    for (const row of as(source, 'from')) {
      const at = left.indexOf(row);
      if (at < 0)
        faults.push({
          kind: 'value changed in silence (without a key)',
          message: `${row} is not among ${left.join(' ')}`,
        });
      else left.splice(at, 1);
    }
  }
  for (const { from, to, family, isHidden } of mapped) {
    const clear = new Set(source.map((row) => canon(family, row[from] ?? null)).filter((text) => text));
    if (
      isHidden &&
      family !== 'interval' &&
      is.length <= source.length &&
      is.some((row) => clear.has(canon(family, row[to] ?? null)))
    )
      faults.push({ kind: 'a hidden value arrived in clear', message: `${from} → ${to}` });
  }
  if (!isAppended && earlier === undefined && was.length > 0 && !saysHowMany(ran))
    faults.push({ kind: 'rows of others gone', message: `${was.length} rows, with mode ${spec.mode}` });
  return faults;
}
