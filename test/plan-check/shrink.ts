import { type Condition, conditionOf } from './conditions.ts';
import { type CaseSpec, tablesOf } from './spec.ts';

/** Cases that are simpler than one by a step, simplest first. */
function* simpler(spec: CaseSpec): Generator<CaseSpec> {
  const without = <T>(list: readonly T[], at: number) => list.filter((_, i) => i !== at);
  if (spec.betweenRuns.length > 0) yield { ...spec, betweenRuns: [] };
  if (spec.beforeApply.length > 0) yield { ...spec, beforeApply: [] };
  if (spec.more.length > 0) yield { ...spec, more: [] };
  for (const [i, one] of spec.more.entries()) {
    yield { ...spec, more: without(spec.more, i) };
    yield { ...spec, ...one, more: without(spec.more, i) };
  }
  if (spec.joined) yield { ...spec, joined: null };
  if (spec.joined && spec.joined.source !== spec.source)
    yield { ...spec, joined: { ...spec.joined, source: spec.source, type: 0 } };
  if (spec.filters.length > 0) yield { ...spec, filters: [], logic: '' };
  if (spec.targetFilters.length > 0) yield { ...spec, targetFilters: [], targetLogic: '' };
  if (spec.overrides.length > 0) yield { ...spec, overrides: [] };
  for (const [i] of spec.filters.entries()) yield { ...spec, filters: without(spec.filters, i), logic: '' };
  for (const [i] of spec.targetFilters.entries())
    yield { ...spec, targetFilters: without(spec.targetFilters, i), targetLogic: '' };
  for (const [i] of spec.overrides.entries()) yield { ...spec, overrides: without(spec.overrides, i) };
  if (spec.existing) yield { ...spec, existing: null };
  if (spec.rows.length > 1) yield { ...spec, rows: spec.rows.slice(0, 1) };
  for (const [i] of spec.betweenRuns.entries()) yield { ...spec, betweenRuns: without(spec.betweenRuns, i) };
  for (const [i] of spec.beforeApply.entries()) yield { ...spec, beforeApply: without(spec.beforeApply, i) };
  if (spec.existing) {
    const { existing } = spec;
    for (const [i] of existing.relations.entries())
      yield { ...spec, existing: { ...existing, relations: without(existing.relations, i) } };
    for (const [i] of existing.rows.entries())
      yield { ...spec, existing: { ...existing, rows: without(existing.rows, i) } };
  }
  for (const [i] of spec.rows.entries()) yield { ...spec, rows: without(spec.rows, i) };
  for (const [i] of spec.columns.entries())
    if (spec.columns.length > 1)
      yield {
        ...spec,
        columns: without(spec.columns, i),
        rows: spec.rows.map((row) => without(row, i)),
      };
  for (const [name, value] of Object.entries(spec.options)) {
    const plain =
      typeof value === 'boolean'
        ? false
        : typeof value === 'number'
          ? -1
          : name === 'expects' || name === 'addsConstant' || name === 'lists'
            ? 'nothing'
            : undefined;
    if (plain !== undefined && value !== plain)
      yield { ...spec, options: { ...spec.options, [name]: plain } };
  }
  if (spec.table !== 't') yield { ...spec, table: 't' };
  for (const [i, column] of spec.columns.entries()) {
    const name = `c${i}`;
    if (column.name !== name && !/^c\d$/.test(column.name))
      yield { ...spec, columns: spec.columns.map((c) => (c === column ? { ...c, name } : c)) };
  }
}

/** The simplest case found that still shows what `stillFails` asks for, within so many tries. */
export async function shrink(
  spec: CaseSpec,
  stillFails: (spec: CaseSpec) => Promise<boolean>,
  tries: number,
): Promise<CaseSpec> {
  let [best, left] = [spec, tries];
  for (let moved = true; moved && left > 0; ) {
    moved = false;
    for (const candidate of simpler(best)) {
      if (left-- <= 0) break;
      if (await stillFails(candidate)) {
        best = candidate;
        moved = true;
        break;
      }
    }
  }
  return best;
}

/** A case in words, as short as it says everything. */
export function described(
  spec: CaseSpec,
  typeName: (spec: CaseSpec, column: CaseSpec['columns'][number]) => string,
): string {
  const asked = (list: readonly Condition[]) =>
    list.map((one) => {
      const { column, function: takes, value } = conditionOf(spec, one);
      return `${JSON.stringify(column.name)} ${takes}${value === undefined ? '' : ` ${JSON.stringify(value)}`}`;
    });
  const listed = (list: readonly { readonly what: string; readonly at: number }[]) =>
    list.map(({ what, at }) => `${what} ${at}`).join(', ') || 'nothing';
  const tables = tablesOf(spec).flatMap((one) => {
    const { table, columns, rows, existing, filters } = one;
    const filtered = filters.length > 0 ? `; filters ${asked(filters).join(', ')} (${spec.logic})` : '';
    return [
      `${JSON.stringify(table)}: ${columns.map((c) => `${JSON.stringify(c.name)} ${typeName(one, c)}${c.nullable ? '' : ' not null'}${c.isKey ? ' key' : ''}`).join(', ')}`,
      `  rows: ${JSON.stringify(rows)}${filtered}`,
      `  target before: ${existing ? `${existing.isNamed ? 'named, ' : ''}${listed(existing.relations)}; rows ${JSON.stringify(existing.rows)}` : 'not there'}`,
    ];
  });
  const { joined, overrides, targetFilters } = spec;
  const model = [
    ...(joined ? [`joined: ${JSON.stringify(joined)}`] : []),
    ...(overrides.length > 0 ? [`overrides: ${asked(overrides).join(', ')}`] : []),
    ...(targetFilters.length > 0
      ? [`target filters: ${asked(targetFilters).join(', ')} (${spec.targetLogic})`]
      : []),
  ];
  return [
    `${spec.kind} sync, mode ${spec.mode}, ${spec.source} → ${spec.target}`,
    ...tables,
    ...(spec.kind === 'model' ? model : []),
    `options: ${Object.entries(spec.options)
      .filter(([, value]) => value !== false && value !== -1 && value !== 'nothing')
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
    `before apply: ${listed(spec.beforeApply)}; between runs: ${listed(spec.betweenRuns)}`,
  ].join('\n    ');
}
