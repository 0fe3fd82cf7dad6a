import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commit, RowChange } from '../../contract/changes.ts';
import { ChangeFile } from './change-file.ts';
import { type FollowedTable, keepsChanges } from './followed-table.ts';
import { writeCommits } from './history-rows.ts';
import type { CommitOfBatch } from './stream-state.ts';

/** Whole transactions on their way to the destination: in files, so that they may be of any size. */
export class ChangeBatch {
  /** The stream's position before it is loaded. */
  from: string;
  readonly folder: string;
  readonly #tables: ReadonlyMap<string, FollowedTable>;
  readonly #files = new Map<FollowedTable, ChangeFile>();
  /** Those that bring changes, in order. */
  readonly commits: CommitOfBatch[] = [];
  /** Objects of which nothing more comes, and why. */
  readonly altered = new Map<string, string>();
  #isOpen = false;
  #end: string | undefined;
  /** When its first change came; undefined while it has none. Milliseconds. */
  since: number | undefined;
  bytes = 0;

  constructor(from: string, folder: string, tables: ReadonlyMap<string, FollowedTable>) {
    this.from = from;
    this.folder = folder;
    this.#tables = tables;
  }

  /** Whether changes of a transaction came whose end has not. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether it ends with a transaction, and has any. */
  get isWhole(): boolean {
    return !this.#isOpen && this.commits.length > 0;
  }

  /** Whether it has nothing that is to be loaded. */
  get isEmpty(): boolean {
    return !this.#isOpen && this.commits.length === 0;
  }

  /** Where it ends. */
  get to(): string {
    return this.#end ?? this.commits.at(-1)?.position ?? this.from;
  }

  /** Has it end there, as it did before a crash: the last of its transactions may bring no changes any more. */
  endAt(position: string): void {
    this.#end = position;
  }

  /** Leaves out the transaction that has not ended. */
  cut(): void {
    this.#isOpen = false;
  }

  get files(): ReadonlyMap<FollowedTable, ChangeFile> {
    return this.#files;
  }

  async add(change: RowChange | { readonly type: 'truncate'; readonly object: string }, now: number) {
    const table = this.#tables.get(change.object);
    if (!table) return;
    const file = this.#files.get(table) ?? (await this.#create(table));
    this.#isOpen = true;
    this.since ??= now;
    const before = file.bytes;
    if (change.type === 'truncate') file.truncate(this.commits.length + 1);
    else file.add(change, this.commits.length + 1);
    this.bytes += file.bytes - before;
    if (file.isFull) await file.drain();
  }

  /** Notes the end of a transaction. One without changes leaves the batch as it is. */
  commit({ position, time }: Commit): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.commits.push({ position, ...(time === undefined ? {} : { time }) });
  }

  /** Where the ends of its transactions are written down; only where a table keeps every change. */
  get commitsPath(): string {
    return join(this.folder, 'commits.csv');
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }

  /** Writes down the ends of its transactions, where a table keeps every change; so many transactions came before them. */
  async writeCommits(before: number): Promise<void> {
    const keepsHistory = [...this.#files.keys()].some(keepsChanges);
    if (keepsHistory) await writeCommits(this.commitsPath, this.commits, before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files.values()) await file.abandon();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #create(table: FollowedTable): Promise<ChangeFile> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${this.#files.size}.csv`);
    const file = await ChangeFile.create(path, table.fields.length, table.keyAt);
    this.#files.set(table, file);
    return file;
  }
}
