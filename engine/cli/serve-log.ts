import type { Execution } from '../api/documents.ts';
import type { ExecutionEvent } from '../executions/contract.ts';
import { compact } from '../kit/format.ts';
import type { CommandContext } from './command.ts';
import { countsText } from './execution-view.ts';
import { oneLine } from './text.ts';

/** How often a running execution gets a line, in ms, if it did anything. */
const LINE_MS = 10_000;

/** What is written while bulk syncs are served. */
export interface ServeLog {
  event(event: ExecutionEvent): void;
  say(message: string): void;
}

/** A line each for what happens: text, or documents with --json. */
export function serveLog({ options, terminal, clock }: CommandContext): ServeLog {
  const last = new Map<string, { readonly read: number; readonly at: number }>();
  const write = (text: string, document: object): void => {
    const at = new Date(clock.now()).toISOString();
    terminal.write(options.json ? `${JSON.stringify({ at, ...document })}\n` : `${at} ${oneLine(text)}\n`);
  };

  /** Changes a second since the last line, or undefined where there is nothing to say yet. */
  const speed = ({ id, counts }: Execution): number | undefined => {
    const before = last.get(id) ?? { read: 0, at: clock.now() };
    if (!last.has(id)) last.set(id, before);
    const ms = clock.now() - before.at;
    if (ms < LINE_MS || counts.read === before.read) return undefined;
    last.set(id, { read: counts.read, at: clock.now() });
    return ((counts.read - before.read) * 1000) / ms;
  };

  return {
    say: (message) => write(message, { type: 'message', message }),
    event(event) {
      if (event.type === 'log') {
        const { level, object, message } = event.line;
        if (level === 'debug') return;
        write(`${event.name}${object === null ? '' : `: ${object}`}: ${level}: ${message}`, event);
        return;
      }
      const { execution } = event;
      if (event.type === 'progress') {
        const perSecond = speed(execution);
        if (perSecond === undefined) return;
        write(`${execution.name}: ${countsText(execution.counts)} · ${compact(perSecond)} changes/s`, {
          ...event,
          changes_per_second: perSecond,
        });
        return;
      }
      const error = execution.error === null ? '' : `: ${execution.error}`;
      write(`${execution.name}: ${event.type === 'started' ? 'started' : execution.status}${error}`, event);
    },
  };
}
