import type { Terminal } from './command.ts';
import { fit } from './text.ts';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** Lines at the end of a terminal that are drawn over and over in place. Disposing it leaves the last of them there. */
export class LiveScreen implements Disposable {
  readonly #terminal: Terminal;
  #drawn = 0;
  #last = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.write(hideCursor);
  }

  /** Draws as many of the lines as the terminal has room for. */
  draw(lines: readonly string[]): void {
    const { columns, rows } = this.#terminal.size() ?? { columns: 80, rows: 24 };
    // A line that wraps, or one too many, would scroll what is drawn away from where it is drawn over.
    const visible = lines.slice(0, Math.max(1, rows - 1)).map((line) => fit(line, columns - 1));
    const text = visible.map((line) => `${line}\n`).join('');
    if (text === this.#last) return;
    const back = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : '';
    this.#terminal.write(`${back}\r\u001b[J${text}`);
    this.#drawn = visible.length;
    this.#last = text;
  }

  [Symbol.dispose](): void {
    this.#terminal.write(showCursor);
  }
}
