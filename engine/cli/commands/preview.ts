import type { Preview, PreviewCounts, PreviewObject, PreviewSample } from '../../api/documents.ts';
import { count, plural } from '../../kit/format.ts';
import type { Command } from '../command.ts';
import { findRunnable, withEngine } from '../engine.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { fit, oneLine } from '../text.ts';
import { parseLimit } from './executions.ts';

/** A value wider than this is cut; `--json` has it whole. */
const WIDEST = 48;

export const preview: Command = {
  name: 'preview',
  summary: 'Show what a sync or bulk sync would do now, and write nothing',
  args: '<sync>',
  maxArgs: 1,
  description:
    'Named by id or name. Of a sync the models are read and compared, and the target is asked which records it has; of a\n' +
    'bulk sync it says what would be read. Exits with 4 where records could not be sent, as a run would.',
  options: {
    limit: { type: 'string', placeholder: 'n', description: 'records shown of each kind; default 5' },
    resync: { type: 'boolean', description: 'as a run with --resync would' },
    schema: {
      type: 'string',
      placeholder: 'id',
      description: 'only this source object of a bulk sync; several are separated by commas',
    },
  },
  async run(context) {
    const { args, options, terminal, signal } = context;
    const [name] = args;
    if (name === undefined) throw new UsageError('which sync? See them with: syncform status');
    const samples = parseLimit(options.limit, 5);
    return withEngine(context, async (engine) => {
      const { kind, id } = await findRunnable(engine, name);
      const schemas = typeof options.schema === 'string' ? { schemas: options.schema.split(',') } : {};
      const shown = await engine[kind].preview(
        id,
        { samples, resync: options.resync === true, ...schemas },
        signal,
      );
      terminal.write(options.json ? `${JSON.stringify(shown, undefined, 2)}\n` : textOf(shown));
      const refused = shown.objects.some(({ counts }) => (counts?.rejected ?? 0) > 0);
      return refused ? exitCodes.rejected : exitCodes.ok;
    });
  },
};

function textOf({ name, type, objects, warnings }: Preview): string {
  const lines = [
    `${oneLine(name)} · ${type.replace('_', ' ')} · nothing was written`,
    ...objects.flatMap(objectLines),
    ...warnings.map((warning) => `  ! ${oneLine(warning)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function objectLines({
  name,
  table,
  reads,
  statements,
  counts,
  samples,
  ...object
}: PreviewObject): string[] {
  const size = object.estimated_rows === null ? '' : ` (about ${plural(object.estimated_rows, 'row')})`;
  return [
    `  ${oneLine(name)} → ${oneLine(table)}`,
    `    reads ${oneLine(reads)}${size}`,
    ...statements.map((statement) => `    runs ${oneLine(statement)}`),
    ...(counts ? [`    ${countsLine(counts)}`] : []),
    ...samples.map((sample) => `    ${sampleLine(sample)}`),
  ];
}

function countsLine({ read, create, update, remove, unchanged, rejected }: PreviewCounts): string {
  return (
    `${count(read)} read: ${count(create)} to create, ${count(update)} to update, ${count(remove)} to remove, ` +
    `${count(unchanged)} unchanged${rejected > 0 ? `, ${count(rejected)} rejected` : ''}`
  );
}

const MARKS = { create: '+', update: '~', remove: '-', reject: '!' } as const;

function sampleLine({ action, record, reason }: PreviewSample): string {
  const values = Object.entries(record).map(
    ([field, value]) => `${oneLine(field)}=${value === null ? 'NULL' : fit(oneLine(value), WIDEST)}`,
  );
  return `${MARKS[action]} ${values.join(' ')}${reason === null ? '' : `: ${oneLine(reason)}`}`;
}
