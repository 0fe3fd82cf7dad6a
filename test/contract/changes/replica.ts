import {
  type ChangedValue,
  type ChangeEvent,
  type RowChange,
  UNCHANGED,
} from '../../../engine/contract/changes.ts';
import type { CellValue } from '../../../engine/contract/contract.ts';

export type Text = string | null;

/** A value as the dialect of CSV says it, in one spelling. */
export function textOf(value: CellValue): Text {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value);
}

/**
 * A copy of a table whose key is its first column. It takes changes at their word: an insert of a row that is there, or a change of
 * one that is not, is an error. `isTolerant`: a row may be gone, or have changed, that never came,
 * for what was told of it is its last change alone.
 */
export class Replica {
  readonly #rows = new Map<string, Text[]>();
  readonly #key: readonly number[] = [0];
  readonly #isTolerant: boolean;

  constructor(rows: readonly (readonly Text[])[], isTolerant = false) {
    this.#isTolerant = isTolerant;
    for (const row of rows) this.#insert(row);
  }

  /** All rows, in the order of their keys' texts. */
  get rows(): readonly (readonly Text[])[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  apply(change: RowChange | { readonly type: 'truncate' }): void {
    if (change.type === 'truncate') this.#rows.clear();
    else if (change.type === 'insert') this.#insert(change.values.map((value) => known(value)));
    else {
      const key = change.oldKey ?? this.#key.map((i) => known(change.values[i] as ChangedValue));
      const at = JSON.stringify(key.map(textOf));
      const before = this.#rows.get(at);
      if (!before && this.#isTolerant) {
        if (change.type === 'update') this.#insert(change.values.map((value) => known(value)));
        return;
      }
      if (!before) throw new Error(`${change.type} of a row that is not there: ${at}`);
      this.#rows.delete(at);
      if (change.type === 'update')
        this.#insert(
          change.values.map((value, i) => (value === UNCHANGED ? (before[i] as Text) : textOf(value))),
        );
    }
  }

  #insert(row: readonly Text[]): void {
    const at = JSON.stringify(this.#key.map((i) => row[i]));
    if (this.#rows.has(at)) throw new Error(`insert of a row that is there: ${at}`);
    this.#rows.set(at, [...row]);
  }
}

function known(value: ChangedValue): Text {
  if (value === UNCHANGED) throw new Error('a value that must be there is UNCHANGED');
  return textOf(value);
}

/** An event in words: `insert public.a 1,one`, `update public.a 2,?  was 1`, `truncate public.a`, `commit`. */
export function inWords(event: ChangeEvent): string {
  switch (event.type) {
    case 'commit':
      return 'commit';
    case 'truncate':
    case 'altered':
      return `${event.type} ${event.object}`;
    default: {
      const values = event.values.map((value) => (value === UNCHANGED ? '?' : textOf(value)));
      const was = event.oldKey ? ` was ${event.oldKey.map(textOf)}` : '';
      return `${event.type} ${event.object} ${values}${was}`;
    }
  }
}
