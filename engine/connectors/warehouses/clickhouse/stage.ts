import { randomUUID } from 'node:crypto';
import type { TableName } from '../../../families/sql/names.ts';
import { names } from './catalog.ts';
import { digest } from './commits.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral as text } from './sql.ts';

const PREFIX = '_syncform_stage_';

/** The tables of one load beside its target. No two loads have the same. */
export class Stage {
  readonly id: string;
  readonly #target: TableName;

  constructor(target: TableName, scope: string, id?: string) {
    this.#target = target;
    this.id = id ?? `${PREFIX}${digest(scope)}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  }

  /** Rows as they came. */
  get rows(): string {
    return this.#table('rows');
  }
  /** Rows as the target will have them. */
  get delta(): string {
    return this.#table('delta');
  }
  /** Keys of rows that go from the target. */
  get gone(): string {
    return this.#table('gone');
  }
  get deltaName(): TableName {
    return { schema: this.#target.schema, table: `${this.id}_delta` };
  }

  #table(part: string): string {
    return names.quoteTable({ schema: this.#target.schema, table: `${this.id}_${part}` });
  }

  async drop(session: Session): Promise<void> {
    for (const table of [this.rows, this.delta, this.gone])
      await session.run(`DROP TABLE IF EXISTS ${table} SYNC`);
  }
}

/** Removes what killed loads of a scope left, but for the tables of `kept`. */
export async function removeLeft(
  session: Session,
  target: TableName,
  scope: string,
  kept?: string,
): Promise<void> {
  const rows = await session.rows(
    `SELECT name FROM system.tables WHERE database = ${text(target.schema)} AND startsWith(name, ${text(`${PREFIX}${digest(scope)}_`)})`,
  );
  for (const [name] of rows)
    if (name && (kept === undefined || !name.startsWith(kept)))
      await session.run(
        `DROP TABLE IF EXISTS ${names.quoteTable({ schema: target.schema, table: name })} SYNC`,
      );
}
