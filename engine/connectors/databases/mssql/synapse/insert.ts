import type { SqlSession, TextsToStage } from '../../../../families/sql/system.ts';
import { throwIfAborted } from '../../../../kit/abort.ts';
import { quoteLiteral } from '../sql.ts';
import { TEXT } from '../values.ts';
import { synapseDialect } from './dialect.ts';

/** Brings rows of texts into a table by INSERTs: VALUES takes one row, a SELECT as many as are put together. */
export async function stagedByInserts(
  session: SqlSession,
  { table, rows: batches, signal }: TextsToStage,
): Promise<void> {
  const { insert } = synapseDialect.merging;
  let lines: string[] = [];
  let characters = 0;
  const send = async () => {
    throwIfAborted(signal);
    if (lines.length > 0) await session.run(`INSERT INTO ${table} ${lines.join(' UNION ALL ')}`);
    lines = [];
    characters = 0;
  };
  for await (const rows of batches)
    for (const [place, ...texts] of rows) {
      // A NULL without a type would be a number, and the texts of the other rows with it.
      const values = texts.map((text) => (text === null ? `CAST(NULL AS ${TEXT})` : quoteLiteral(text)));
      const line = `SELECT ${[place, ...values].join(', ')}`;
      if (lines.length === insert.rows || characters + line.length > insert.characters) await send();
      lines.push(line);
      characters += line.length;
    }
  await send();
}
