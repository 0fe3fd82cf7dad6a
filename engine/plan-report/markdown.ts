import { type Code, findingKinds, isCode } from '../kit/findings/codes.ts';
import type { JudgedFinding } from '../kit/findings/finding.ts';
import { count } from '../kit/format.ts';
import { type Block, fitText } from './fit-text.ts';
import type { Action, PlanReport, ReportedResource, ReportedTable } from './report.ts';

/** By this line a later report finds the comment that it replaces. */
const MARK = '<!-- syncform plan-report -->';

const SIGNS: Readonly<Record<Action, string>> = { create: '+', update: '~', replace: '±', delete: '−' };
const WORDS: Readonly<Record<Action, string>> = {
  create: 'to create',
  update: 'to change',
  replace: 'to replace',
  delete: 'to destroy',
};

/** Findings that a reviewer has to see before anything else. */
const AT_STAKE: readonly Code[] = ['rows-at-stake', 'destructive', 'starts-over'];

interface Found extends JudgedFinding {
  readonly address: string;
}

/** A report as Markdown of at most `limit` characters: what is at stake first, details folded. */
export function markdownOf(report: PlanReport, limit: number): string {
  const found = report.resources.flatMap(({ address, findings }) =>
    findings.map((one) => ({ ...one, address })),
  );
  const isAtStake = ({ code }: Found) => AT_STAKE.includes(code);
  return fitText(
    [
      { head: [MARK, `## ${titleOf(report)}`], lines: [], tail: [] },
      listOf('### At stake', found.filter(isAtStake)),
      overview(report),
      listOf(
        '### Warnings',
        found.filter((one) => !isAtStake(one)),
      ),
      checksOf(report),
      driftOf(report),
      ...report.resources.flatMap(tableBlocks),
    ].filter((block): block is Block => block !== undefined),
    limit,
  );
}

function titleOf({ counts, runs, others }: PlanReport): string {
  const parts = (Object.keys(counts) as Action[]).flatMap((action) =>
    counts[action] > 0 ? [`${counts[action]} ${WORDS[action]}`] : [],
  );
  if (parts.length === 0)
    return others > 0 ? 'syncform: nothing of its own changes' : 'syncform: nothing to do';
  return `syncform: ${parts.join(', ')} · ${runs === 0 ? 'no run' : runs === 1 ? '1 run' : `${runs} runs`}`;
}

function overview({ resources, others }: PlanReport): Block | undefined {
  if (resources.length === 0) return undefined;
  const tail = others > 0 ? ['', `Resources of other providers change as well: ${others}.`] : [];
  return {
    head: [
      '| | Resource | Runs | Tables | Rows | Bytes | API calls |',
      '| --- | --- | --- | --- | ---: | ---: | ---: |',
    ],
    lines: resources.map((resource) => {
      const { action, address, name, runs, attributes, estimate } = resource;
      const what = attributes.length > 0 ? ` ${prose(shown(attributes))}` : '';
      const about = (n: number | null) => (n === null ? '' : `≈ ${count(n)}`);
      const cells = [
        SIGNS[action],
        `${code(address)} ${prose(`“${name}”`)}${what}`,
        runs ? 'yes' : '',
        tableCounts(resource),
        about(estimate.rows),
        about(estimate.bytes),
        about(estimate.api_calls),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    tail,
  };
}

/** The attributes that a reader did not compute himself, five at most. */
function shown(attributes: readonly string[]): string {
  const computed = [
    'last_execution',
    'updated_at',
    'findings',
    'estimate',
    'definition_version',
    'tables',
    'version',
    'target_state',
    'columns',
  ];
  const own = attributes.filter((name) => !computed.includes(name));
  return own.length > 5 ? `${own.slice(0, 5).join(', ')} and ${own.length - 5} more` : own.join(', ');
}

function tableCounts({ tables, type }: ReportedResource): string {
  if (tables === null) return 'known after apply';
  if (type !== 'syncform_sync' && type !== 'syncform_bulk_sync') return '';
  const states = Object.groupBy(tables, ({ state }) => state);
  return (['made', 'altered', 'kept'] as const)
    .flatMap((state) => (states[state] ? [`${states[state].length} ${state}`] : []))
    .join(', ');
}

function listOf(heading: string, found: readonly Found[]): Block | undefined {
  if (found.length === 0) return undefined;
  return {
    head: [heading, ''],
    lines: found.map(({ code: of, severity, message, address }) => {
      const title = isCode(of) ? findingKinds[of].title : of;
      const grave = severity === 'error' ? ' (error)' : '';
      return `- **${title}**${grave} ${code(of)} ${code(address)}: ${prose(message)}`;
    }),
    tail: [],
  };
}

function checksOf({ checks }: PlanReport): Block | undefined {
  if (checks.length === 0) return undefined;
  return {
    head: ['### Checks that do not hold', ''],
    lines: checks.map(
      ({ check, problems }) => `- ${code(check)}: ${prose(problems.join('; ') || 'it could not be made')}`,
    ),
    tail: [],
  };
}

function driftOf({ drift }: PlanReport): Block | undefined {
  if (drift.length === 0) return undefined;
  return {
    head: ['### Changed outside of Terraform', ''],
    lines: drift.map(({ address, attributes }) => `- ${code(address)}: ${prose(attributes.join(', '))}`),
    tail: [],
  };
}

function tableBlocks({ address, tables }: ReportedResource): readonly Block[] {
  const order = ['made', 'altered', 'kept'];
  const sorted = (tables ?? []).toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return sorted.map((table) => tableBlock(address, table));
}

function tableBlock(address: string, { table, state, key, columns, statements }: ReportedTable): Block {
  const signs = { new: '+', changed: '~', kept: '' };
  const header = ['| | Column | From | Type | Loses |', '| --- | --- | --- | --- | --- |'];
  const rows = columns.map((column) => {
    const { name, source, source_type, target_type, lossy } = column;
    const from = source === null ? '' : `${code(source)}${source_type ? ` ${code(source_type)}` : ''}`;
    const isKey = key.includes(name) ? ' (key)' : '';
    return `| ${signs[column.state]} | ${code(name)}${isKey} | ${from} | ${code(target_type)} | ${prose(lossy ?? '')} |`;
  });
  const fence = '`'.repeat(Math.max(3, longestRun(statements) + 1));
  return {
    head: [
      `<details><summary>${html(table)} ${state}, ${columns.length} columns (${html(address)})</summary>`,
      '',
      ...(rows.length > 0 ? header : []),
    ],
    lines: statements === '' ? rows : [...rows, ['', `${fence}sql`, statements, fence].join('\n')],
    tail: ['', '</details>'],
  };
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Text as it is in running Markdown, on one line: nothing in it formats, links or calls on anybody. */
function prose(text: string): string {
  return html(oneLine(text))
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('@', '&#64;');
}

/** Text as code within a line or a cell. */
function code(text: string): string {
  return `<code>${html(oneLine(text))
    .replaceAll('|', '&#124;')
    .replaceAll('@', '&#64;')
    .replace(/[\\`*_[\]~]/g, '\\$&')}</code>`;
}

function html(text: string): string {
  return oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
