import type { Execution, ExecutionCounts, ExecutionObject } from '../api/documents.ts';
import { bytes, compact, count, duration, localTime, percent, plural } from '../kit/format.ts';
import { isActive } from '../store/execution-history.ts';
import type { Speed, Speedometer } from './speed.ts';
import type { Style } from './style.ts';
import { oneLine, padEnd } from './text.ts';

export interface ViewOptions {
  readonly style: Style;
  readonly speedometer: Speedometer;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** At most so many objects of an execution; the others are summed up in a line. */
  readonly maxObjects: number;
}

/** An execution as lines for a person: one of its own, then one an object. */
export function executionLines(execution: Execution, options: ViewOptions): string[] {
  const { style, now, maxObjects } = options;
  const active = isActive(execution.status);
  const head = [
    `${style.mark(execution.status)} ${style.strong(oneLine(execution.name))}`,
    style.faint(kindOf(execution)),
    active
      ? `${execution.status} ${elapsed(execution, now)}`
      : `${execution.status === 'errors' ? 'completed with errors' : execution.status} ${finishedAt(execution)}`,
    active ? '' : countsText(execution.counts),
  ];
  const lines = [join(head)];
  if (execution.error !== null) lines.push(`  ${style.fault(oneLine(execution.error))}`);
  // One object of the same outcome has no more to say, unless it is under way.
  if (!active && execution.objects.length === 1) return lines;
  const { shown, hidden } = choose(execution.objects, maxObjects);
  const labels = shown.map(labelOf);
  const labelWidth = Math.min(48, Math.max(0, ...labels.map((label) => label.length)));
  const stepWidth = Math.max(0, ...shown.map((object) => stepOf(object).length));
  shown.forEach((object, i) => {
    const columns = [
      padEnd(labels[i] ?? '', labelWidth),
      padEnd(stepOf(object), stepWidth),
      objectText(execution, object, options),
    ];
    lines.push(`  ${style.mark(object.status)} ${columns.join('  ').trimEnd()}`);
  });
  if (hidden.length > 0) lines.push(`    ${style.faint(summary(hidden))}`);
  return lines;
}

/** An object as one line that stands by itself, for a log or a pipe. */
export function objectLine(execution: Execution, object: ExecutionObject, options: ViewOptions): string {
  return join([
    `${options.style.mark(object.status)} ${oneLine(execution.name)}: ${labelOf(object)}`,
    stepOf(object),
    objectText(execution, object, options),
  ]);
}

function objectText(execution: Execution, object: ExecutionObject, options: ViewOptions): string {
  const { style, speedometer, now } = options;
  if (object.status === 'waiting') {
    return object.estimated_rows === null ? '' : style.faint(`about ${plural(object.estimated_rows, 'row')}`);
  }
  const speed = speedometer.measure(`${execution.id}/${object.id}`, object, now);
  const figures = [...amounts(object, speed), elapsed(object, now)];
  // The screen cuts what is at the end, so that what matters most comes first.
  const parts =
    object.status === 'running'
      ? [rowsText(object), ...figures, object.path === null ? '' : style.faint(oneLine(object.path))]
      : [
          object.error === null || object.error === execution.error ? '' : style.fault(oneLine(object.error)),
          countsText(object.counts),
          ...figures,
        ];
  return join(parts);
}

function rowsText({ counts, estimated_rows: estimate }: ExecutionObject): string {
  const rows = plural(counts.read, 'row');
  if (estimate === null || estimate <= 0) return rows;
  return `${count(counts.read)} of about ${plural(estimate, 'row')} (${percent(counts.read, estimate)})`;
}

function amounts({ counts }: ExecutionObject, speed: Speed | undefined): string[] {
  const parts = [counts.bytes > 0 ? bytes(counts.bytes) : ''];
  if (speed && speed.rows >= 0.5) parts.push(`${compact(speed.rows)} rows/s`);
  if (speed && speed.bytes >= 0.5) parts.push(`${bytes(speed.bytes)}/s`);
  return parts;
}

/** What came of the records: `1,200 read, 10 inserted, 3 updated`. */
export function countsText(counts: ExecutionCounts): string {
  const outcomes = (['inserted', 'updated', 'deleted', 'unchanged', 'rejected'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${count(counts[name])} ${name}`);
  return [`${count(counts.read)} read`, ...outcomes].join(', ');
}

export function kindOf(execution: Execution): string {
  return execution.type.replace('_', ' ');
}

/** How long something has run, or took; empty where it has not begun. */
export function elapsed(
  part: { readonly started_at: string | null; readonly completed_at: string | null },
  now: number,
): string {
  if (part.started_at === null) return '';
  const end = part.completed_at === null ? now : Date.parse(part.completed_at);
  return duration(end - Date.parse(part.started_at));
}

function finishedAt(execution: Execution): string {
  if (execution.completed_at === null) return '';
  return `${localTime(execution.completed_at)} after ${elapsed(execution, 0)}`;
}

function labelOf({ id, table }: ExecutionObject): string {
  return id === table ? oneLine(id) : `${oneLine(id)} → ${oneLine(table)}`;
}

function stepOf(object: ExecutionObject): string {
  return object.status === 'running' ? oneLine(object.step) : object.status;
}

/** Those that run, then those that failed, then the others, as far as there is room; in their own order. */
function choose(
  objects: readonly ExecutionObject[],
  room: number,
): { readonly shown: readonly ExecutionObject[]; readonly hidden: readonly ExecutionObject[] } {
  const order = ['running', 'failed', 'waiting', 'completed', 'skipped'] as const;
  const byInterest = objects.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  const chosen = new Set(byInterest.slice(0, room));
  return {
    shown: objects.filter((object) => chosen.has(object)),
    hidden: objects.filter((object) => !chosen.has(object)),
  };
}

function summary(objects: readonly ExecutionObject[]): string {
  const byStatus = Object.entries(Object.groupBy(objects, (object) => object.status));
  return `and ${byStatus.map(([status, those]) => `${count(those.length)} ${status}`).join(', ')}`;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
