import { messageOf, SyncformError } from '../../kit/errors.ts';
import { chooseConnection, chooseConnections } from '../choose-connection.ts';
import type { Command, CommandContext } from '../command.ts';
import { withEngine } from '../engine.ts';
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts';
import { table } from '../text.ts';

export const connections: Command = {
  name: 'connections',
  summary: 'List connections, test whether they work, or show what a webhook is signed with',
  args: '[test [connection] | secret <connection>]',
  maxArgs: 2,
  description:
    'A connection is named by its id or name; without one, `test` tests them all. `secret` shows what syncform made for a connection and the other side has to know: a webhook’s signing secret.',
  options: {},
  async run(context) {
    const [action, name] = context.args;
    if (action === 'secret' && name !== undefined) return secret(context, name);
    if (action === 'secret') throw new UsageError('which connection? See: syncform connections --help');
    if (action !== undefined && action !== 'test')
      throw new UsageError(`there is no "connections ${action}". See: syncform connections --help`);
    return action === 'test' ? test(context, name) : list(context);
  },
};

function list(context: CommandContext): Promise<ExitCode> {
  const { terminal, options } = context;
  return withEngine(context, async (engine) => {
    const all = await engine.connections.list();
    if (options.json) terminal.write(`${JSON.stringify(all, undefined, 2)}\n`);
    else if (all.length === 0) terminal.write('No connections yet.\n');
    else {
      const rows = all.map(({ name, type, id }) => [name, type, id]);
      terminal.write(
        table(['name', 'type', 'id'], rows)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
    return exitCodes.ok;
  });
}

function test(context: CommandContext, wanted: string | undefined): Promise<ExitCode> {
  const { terminal, options, signal } = context;
  return withEngine(context, async (engine) => {
    const chosen = await chooseConnections(engine, wanted);
    let failed = false;
    const results: {
      readonly id: string;
      readonly name: string;
      readonly ok: boolean;
      readonly error?: string;
    }[] = [];
    for (const { id, name, type } of chosen) {
      const error = await engine.connections.test({ type, configuration: {} }, id, signal).then(
        () => undefined,
        (reason: unknown) => messageOf(reason),
      );
      failed ||= error !== undefined;
      results.push({ id, name, ok: error === undefined, ...(error === undefined ? {} : { error }) });
      if (!options.json) terminal.write(error === undefined ? `✓ ${name} works\n` : `✗ ${name}: ${error}\n`);
    }
    if (options.json) terminal.write(`${JSON.stringify(results, undefined, 2)}\n`);
    return failed ? exitCodes.failed : exitCodes.ok;
  });
}

function secret(context: CommandContext, wanted: string): Promise<ExitCode> {
  const { terminal, options } = context;
  return withEngine(context, async (engine) => {
    const connection = await chooseConnection(engine, wanted);
    const secrets = Object.entries(await engine.connections.generatedSecrets(connection.id));
    if (secrets.length === 0)
      throw new SyncformError('not_found', `"${connection.name}" has no secret that syncform made`, {
        hint: 'What was configured is never shown.',
      });
    if (options.json) terminal.write(`${JSON.stringify(Object.fromEntries(secrets), undefined, 2)}\n`);
    else for (const [, value] of secrets) terminal.write(`${value}\n`);
    return exitCodes.ok;
  });
}
