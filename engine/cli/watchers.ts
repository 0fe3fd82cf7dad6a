import type { Execution } from '../api/documents.ts';
import { isActive } from '../store/execution-history.ts';
import type { Terminal } from './command.ts';
import { executionLines, objectLine } from './execution-view.ts';
import { LiveScreen } from './live-screen.ts';
import { Speedometer } from './speed.ts';
import { colored, plain } from './style.ts';

/** Shows executions again and again as they change. */
export interface Watcher extends Disposable {
  /** There is nothing to show yet. */
  waiting(why: string): void;
  show(executions: readonly Execution[], now: number): void;
}

/** Draws them in place. */
export function screenWatcher(terminal: Terminal): Watcher {
  const screen = new LiveScreen(terminal);
  const speedometer = new Speedometer();
  return {
    waiting: (why) => screen.draw([colored.faint(why)]),
    show(executions, now) {
      const rows = terminal.size()?.rows ?? 24;
      const maxObjects = Math.max(3, rows - 2 - 3 * executions.length);
      const lines = executions.flatMap((execution) =>
        executionLines(execution, {
          style: colored,
          speedometer,
          now,
          // What has ended makes room for what runs.
          maxObjects: isActive(execution.status) || executions.length === 1 ? maxObjects : 3,
        }),
      );
      screen.draw(lines.length > 0 ? lines : [colored.faint('Nothing has run yet.')]);
    },
    [Symbol.dispose]: () => screen[Symbol.dispose](),
  };
}

/** A running object gets a line this often at most while nothing but its counts change, in ms. */
const lineEvery = 2000;

/** Writes a line whenever an object or execution has come further. What had ended before the watch began is left out. */
export function lineWatcher(terminal: Terminal): Watcher {
  const speedometer = new Speedometer();
  const lastLine = new Map<
    string,
    { readonly state: string; readonly counts: string; readonly at: number }
  >();
  let first = true;
  let waitingFor = '';

  /** Whether there is something new to say of a part. */
  const isNews = (key: string, state: string, counts: string, now: number): boolean => {
    const last = lastLine.get(key);
    const news = last?.state !== state || (last.counts !== counts && now - last.at >= lineEvery);
    if (news) lastLine.set(key, { state, counts, at: now });
    return news;
  };

  return {
    waiting(why) {
      first = false;
      if (why !== waitingFor) terminal.write(`${why}\n`);
      waitingFor = why;
    },
    show(executions, now) {
      const view = { style: plain, speedometer, now, maxObjects: 0 };
      const lines: string[] = [];
      for (const execution of executions) {
        const active = isActive(execution.status);
        const before = first && !active;
        for (const object of execution.objects) {
          if (object.status === 'waiting') continue;
          const state = `${object.status} ${object.status === 'running' ? object.step : ''}`;
          const news = isNews(`${execution.id}/${object.id}`, state, JSON.stringify(object.counts), now);
          if (news && !before) lines.push(objectLine(execution, object, view));
        }
        if (isNews(execution.id, execution.status, '', now) && !before) {
          const about = executionLines({ ...execution, objects: [] }, view);
          // It begins before its objects do and ends after them.
          if (execution.status === 'running') lines.unshift(...about);
          else lines.push(...about);
        }
      }
      first = false;
      if (lines.length > 0) terminal.write(lines.map((line) => `${line}\n`).join(''));
    },
    [Symbol.dispose]: () => undefined,
  };
}

/** Writes an execution's document, on a line, whenever it has changed. */
export function jsonWatcher(terminal: Terminal): Watcher {
  const last = new Map<string, string>();
  return {
    waiting: () => undefined,
    show(executions) {
      for (const execution of executions) {
        const text = JSON.stringify(execution);
        if (last.get(execution.id) === text) continue;
        last.set(execution.id, text);
        terminal.write(`${text}\n`);
      }
    },
    [Symbol.dispose]: () => undefined,
  };
}
