import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Execution } from '../api/documents.ts';
import type { ExecutionBody, ExecutionRunner } from '../executions/contract.ts';
import { createRunner } from '../executions/runner.ts';
import { systemClock } from '../kit/clock.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { runCli } from './run-cli.ts';
import { width } from './text.ts';

let folder: string;
let store: Store | undefined;
let runner: ExecutionRunner | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncform-cli-'));
});
afterEach(async () => {
  await runner?.[Symbol.asyncDispose]();
  await store?.[Symbol.asyncDispose]();
  store = undefined;
  rmSync(folder, { recursive: true });
});

async function started(body: ExecutionBody): Promise<{ readonly id: string; ended(): Promise<Execution> }> {
  store ??= await openStore({ dataDir: join(folder, '.syncform') });
  runner = createRunner(store);
  const objects = [
    { id: 'users', table: 'main.users', estimatedRows: 1000 },
    { id: 'orders', table: 'main.orders' },
  ];
  const { id } = await runner.start({ type: 'bulk_sync', syncId: 's1', name: 'Shop', objects }, body);
  return { id, ended: async () => (runner as ExecutionRunner).ended(id) };
}

/** Half of the users are read, then it waits to be told. */
function halfway(): { readonly body: ExecutionBody; goOn(): void } {
  const pause = Promise.withResolvers<void>();
  return {
    goOn: pause.resolve,
    async body({ object, signal }) {
      signal.addEventListener('abort', () => pause.reject(signal.reason));
      const users = object('users');
      await users.step('load', async () => {
        users.progress({ read: 500, bytes: 20_000 });
        await pause.promise;
        users.progress({ read: 500, inserted: 998, rejected: 2 });
      });
      users.done();
      object('orders').skip('nothing new');
    },
  };
}

class Cli {
  output = '';
  errors = '';
  readonly controller = new AbortController();

  run(...args: string[]): Promise<number> {
    return runCli({
      args,
      environment: {},
      cwd: folder,
      terminal: {
        write: (text) => {
          this.output += text;
        },
        size: () => this.size,
      },
      writeError: (text) => {
        this.errors += text;
      },
      signal: this.controller.signal,
    });
  }

  size: { columns: number; rows: number } | undefined;

  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) await systemClock.sleep(20);
  }
}

async function ran(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const cli = new Cli();
  const code = await cli.run(...args);
  return { code, output: cli.output, errors: cli.errors };
}

describe('the command line', () => {
  it('explains itself', async () => {
    const help = await ran('--help');
    expect(help).toMatchObject({ code: 0, errors: '' });
    expect(help.output).toMatch(/status +Show what runs/);
    expect(help.output).toMatch(/4 +an execution ended, but its target refused records/);
    expect((await ran('status', '-h')).output).toMatch(/-w, --watch/);
    expect(await ran('help', 'logs')).toEqual(await ran('logs', '--help'));
    expect((await ran()).code).toBe(2);
  });

  it.each([
    [['nonsense'], /no command "nonsense"/],
    [['status', '--nonsense'], /--nonsense/],
    [['status', 'one'], /too many arguments/],
    [['cancel'], /which execution\?/],
    [['executions', '--limit', '0'], /not a positive whole number/],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await ran(...args)).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(message) });
  });

  it('says where it looked for a store, also to programs', async () => {
    const { code, errors } = await ran('status');
    expect(code).toBe(1);
    expect(errors).toContain(`there is no syncform store in ${join(folder, '.syncform')}`);
    expect(JSON.parse((await ran('status', '--json', '--data-dir', '/none')).errors)).toMatchObject({
      error: { code: 'not_found', message: expect.stringContaining('/none') },
    });
  });
});

describe('status', () => {
  it('shows what runs and how it ended', async () => {
    const { body, goOn } = halfway();
    const { id, ended } = await started(body);
    const shown = await until(async () => {
      const { output } = await ran('status');
      return output.includes('500') ? output : undefined;
    });
    expect(shown).toMatch(/^▸ Shop · bulk sync · running \d/);
    expect(shown).toMatch(/▸ users → main\.users +load +500 of about 1,000 rows \(50%\) · 20\.0 kB/);
    expect(shown).toMatch(/· orders → main\.orders +waiting/);
    goOn();
    await ended();
    const { output } = await ran('status');
    expect(output).toMatch(
      /^! Shop · bulk sync · completed with errors .* · 1,000 read, 998 inserted, 2 rejected/,
    );
    expect(output).toMatch(/2 records were refused by the target/);
    expect(output).toMatch(/✓ users → main\.users +completed +1,000 read, 998 inserted, 2 rejected/);
    const documents = JSON.parse((await ran('status', '--json')).output) as Execution[];
    expect(documents).toMatchObject([{ id, status: 'errors', counts: { read: 1000, rejected: 2 } }]);
  });

  it('watches from before there is a store until all is done, line by line', async () => {
    const cli = new Cli();
    const watching = cli.run('status', '--watch', '--until-done');
    await cli.until(/Waiting for a store in \.syncform …\n/);
    const { body, goOn } = halfway();
    await started(body);
    await cli.until(/▸ Shop: users → main\.users · load · 500 of about 1,000 rows/);
    goOn();
    expect(await watching).toBe(4);
    const lines = cli.output.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('Waiting'))).toHaveLength(1);
    expect(lines[1]).toMatch(/^▸ Shop · bulk sync · running/);
    expect(cli.output).toMatch(
      /✓ Shop: users → main\.users · completed · 1,000 read, 998 inserted, 2 rejected/,
    );
    expect(lines.at(-2)).toMatch(/^! Shop · bulk sync · completed with errors/);
    expect(cli.output).not.toContain('\u001b');
  });

  it('writes a document for each change for programs', async () => {
    const cli = new Cli();
    const watching = cli.run('status', '--until-done', '--json');
    const { body, goOn } = halfway();
    const { id } = await started(body);
    await cli.until(/"read":500/);
    goOn();
    await watching;
    const documents = cli.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Execution);
    expect(new Set(documents.map((document) => document.id))).toEqual(new Set([id]));
    expect(documents[0]?.status).toBe('running');
    expect(documents.at(-1)?.status).toBe('errors');
  });

  it('redraws in place on a terminal, within its size, and ends well on Ctrl-C', async () => {
    const { body, goOn } = halfway();
    const { ended } = await started(body);
    const cli = new Cli();
    cli.size = { columns: 50, rows: 10 };
    const watching = cli.run('status', '--watch');
    await cli.until(/500 of about/);
    goOn();
    await ended();
    await cli.until(/completed with errors/);
    cli.controller.abort();
    expect(await watching).toBe(0);
    // Back to the first line, and away with all from there.
    expect(cli.output).toContain('A\r\u001b[J');
    expect(cli.output.startsWith('\u001b[?25l')).toBe(true);
    expect(cli.output.endsWith('\u001b[?25h')).toBe(true);
    expect(Math.max(...cli.output.split(/[\r\n]+/).map(width))).toBeLessThan(50);
  });
});

describe('executions, logs, rejected and cancel', () => {
  it('show what the store knows', async () => {
    const { body, goOn } = halfway();
    goOn();
    const { id, ended } = await started(body);
    await ended();
    await store?.rejections.add('s1', 'users', [{ key: { id: '7' }, reason: 'null in "email"' }]);

    expect((await ran('executions', '--sync', 's1')).output).toMatch(
      new RegExp(`${id}  Shop  errors .* 1,000 +998 +0 +0 +2\n$`),
    );
    expect(await ran('executions', '--sync', 'none')).toMatchObject({ code: 1 });
    expect((await ran('logs')).output).toMatch(
      /INFO {2}orders: nothing new\n.*WARN {2}2 records were refused/,
    );
    expect(await ran('logs', id.slice(0, 8), '--follow')).toEqual(await ran('logs'));
    expect(JSON.parse((await ran('logs', id, '--json')).output.split('\n')[0] ?? '')).toMatchObject({
      execution_id: id,
      object: 'orders',
    });
    expect((await ran('rejected', 's1')).output).toMatch(/s1 +users +id=7 +1 .* null in "email"\n$/);
    expect(JSON.parse((await ran('rejected', '--json')).output)).toMatchObject([{ key: { id: '7' } }]);
    expect(await ran('cancel', id)).toMatchObject({ code: 0, output: `${id} had ended already: errors.\n` });
  });

  it('stop an execution', async () => {
    const { id, ended } = await started(halfway().body);
    expect(await ran('cancel', id)).toMatchObject({ code: 0, output: `Asked ${id} to stop.\n` });
    expect(await ended()).toMatchObject({ status: 'canceled' });
    expect(await ran('cancel', 'none')).toMatchObject({ code: 1, errors: expect.stringContaining('none') });
  });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await systemClock.sleep(20);
  }
}
