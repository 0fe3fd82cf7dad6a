import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, printJson } from '../../framework/index.ts';

export interface Note {
  readonly title: string;
  readonly kind: string;
  readonly body: unknown;
  readonly tags: readonly string[];
  readonly revision: number;
  readonly secret: string | null;
}

/** The system that the example provider manages: notes, each a JSON file in a folder. */
export class Notes {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  create(note: Note): string {
    const id = randomUUID();
    this.write(id, note);
    return id;
  }

  read(id: string): Note | null {
    const path = this.#path(id);
    return existsSync(path) ? (parseJson(readFileSync(path, 'utf8')) as Note) : null;
  }

  write(id: string, note: Note): void {
    writeFileSync(this.#path(id), printJson(note));
  }

  remove(id: string): void {
    rmSync(this.#path(id), { force: true });
  }

  /** Leaves a trace that a test can look for. */
  happened(event: string): void {
    appendFileSync(join(this.folder, 'events'), `${event}\n`);
  }

  #path(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}
