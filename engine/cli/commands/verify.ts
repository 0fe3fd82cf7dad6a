import type { Verification, VerifiedCounts, VerifiedObject, VerifiedSample } from '../../api/documents.ts';
import type { EngineApi } from '../../api/engine-api.ts';
import { count, plural } from '../../kit/format.ts';
import type { Command, CommandContext } from '../command.ts';
import { type FoundSync, findRunnable, withEngine } from '../engine.ts';
import { type ExitCode, exitCodeOf, exitCodes, UsageError } from '../exit-codes.ts';
import { fit, oneLine } from '../text.ts';
import { parseLimit } from './executions.ts';

/** A key wider than this is cut; `--json` has it whole. */
const WIDEST = 48;

/** As those of diff(1): nothing differs, something does, it could not be told. */
const CODES = { same: exitCodes.ok, differs: 1, unknown: 2 } as const satisfies Record<string, ExitCode>;

export const verify: Command = {
  name: 'verify',
  summary: 'Compare what a sync or bulk sync has brought to its target with its source',
  args: '<sync>',
  maxArgs: 1,
  description:
    'Named by id or name. Reads source and target and compares them row by row, by key and a digest of each value, and\n' +
    'with what the store says the target acknowledged. What the next run sends by itself is told apart. Nothing is\n' +
    'written, unless --repair is given. The sync does not run meanwhile; Ctrl-C ends it.\n' +
    'Exits with 0 where nothing is wrong, with 1 where something is, with 2 where that could not be told.',
  options: {
    repair: { type: 'boolean', description: 'send what is wrong, by a run, and compare again' },
    limit: {
      type: 'string',
      placeholder: 'n',
      description: 'keys shown of each kind of difference; default 5',
    },
    schema: {
      type: 'string',
      placeholder: 'id',
      description: 'only this source object of a bulk sync; several are separated by commas',
    },
  },
  failure: CODES.unknown,
  async run(context) {
    const { args, options, terminal } = context;
    const [name] = args;
    if (name === undefined) throw new UsageError('which sync? See them with: syncform status');
    return withEngine(context, async (engine) => {
      const sync = await findRunnable(engine, name);
      let found = await verified(engine, sync, context);
      if (options.repair && wrongObjects(found).length > 0) {
        if (!options.json) terminal.write(textOf(found));
        const ended = await repaired(engine, sync, wrongObjects(found), context);
        if (ended !== exitCodes.ok && ended !== exitCodes.rejected) return CODES.unknown;
        found = await verified(engine, sync, context);
      }
      terminal.write(options.json ? `${JSON.stringify(found, undefined, 2)}\n` : textOf(found));
      if (wrongObjects(found).length > 0) return CODES.differs;
      return found.objects.some(({ counts }) => counts === null) ? CODES.unknown : CODES.same;
    });
  },
};

function verified(
  engine: EngineApi,
  { kind, id }: FoundSync,
  context: CommandContext,
): Promise<Verification> {
  const { options, terminal, signal } = context;
  return engine[kind].verify(
    id,
    {
      samples: parseLimit(options.limit, 5),
      ...(typeof options.schema === 'string' ? { schemas: options.schema.split(',') } : {}),
      onProgress: (line) => {
        if (!options.json) terminal.write(`… ${oneLine(line)}\n`);
      },
    },
    signal,
  );
}

/** Runs the sync so that what is wrong is sent; answers the exit code that the run would have. */
async function repaired(
  engine: EngineApi,
  { kind, id }: FoundSync,
  wrong: readonly VerifiedObject[],
  { signal, terminal, options }: CommandContext,
): Promise<ExitCode> {
  const schemas = kind === 'bulkSyncs' ? { schemas: wrong.map((object) => object.id) } : {};
  const { id: execution } = await engine[kind].start(id, { repair: true, ...schemas });
  const { status, counts, error } = await engine.executions.ended(execution, signal);
  if (!options.json) {
    const { inserted, updated, deleted, rejected } = counts;
    const done = `${count(inserted)} inserted, ${count(updated)} updated, ${count(deleted)} deleted, ${count(rejected)} rejected`;
    terminal.write(`repair ${status}: ${done}${error === null ? '' : `: ${oneLine(error)}`}\n`);
  }
  return exitCodeOf([status]);
}

function wrongObjects({ objects }: Verification): readonly VerifiedObject[] {
  return objects.filter(({ counts }) => counts !== null && counts.wrong > 0);
}

function textOf({ name, type, objects }: Verification): string {
  const lines = [`${oneLine(name)} · ${type.replace('_', ' ')}`, ...objects.flatMap(objectLines)];
  return lines.map((line) => `${line}\n`).join('');
}

function objectLines({ name, table, counts, reason, samples, not_compared }: VerifiedObject): string[] {
  const head = `  ${oneLine(name)} → ${oneLine(table)}`;
  if (counts === null) return [head, `    could not be compared: ${oneLine(reason ?? '')}`];
  return [
    head,
    `    ${countsLine(counts)}`,
    `    ${verdict(counts)}`,
    ...samples.map((sample) => `    ${sampleLine(sample)}`),
    ...not_compared.map(({ column, reason: why }) => `    not compared: ${oneLine(column)}: ${oneLine(why)}`),
  ];
}

function countsLine({ source, acknowledged, target, missing, different, surplus }: VerifiedCounts): string {
  const known = acknowledged === null ? '' : `, ${count(acknowledged)} acknowledged`;
  return (
    `${plural(source, 'record')}${known}, ${plural(target, 'row')} in the target: ` +
    `${count(missing)} missing, ${count(different)} different, ${count(surplus)} that the source lacks`
  );
}

function verdict({ wrong, pending }: VerifiedCounts): string {
  const waiting = pending > 0 ? `; the next run sends ${count(pending)} by itself` : '';
  return wrong > 0 ? `✗ ${count(wrong)} wrong${waiting}` : `✓ nothing is wrong${waiting}`;
}

const MARKS = { missing: '-', different: '~', surplus: '+' } as const;

function sampleLine({ difference, key, columns, pending }: VerifiedSample): string {
  const named = Object.entries(key).map(
    ([column, value]) => `${oneLine(column)}=${value === null ? 'NULL' : fit(oneLine(value), WIDEST)}`,
  );
  const where = columns.length > 0 ? `: ${columns.map(oneLine).join(', ')}` : '';
  return `${MARKS[difference]} ${named.join(' ') || 'a row'} ${difference}${where}${pending ? ' (not sent yet)' : ''}`;
}
