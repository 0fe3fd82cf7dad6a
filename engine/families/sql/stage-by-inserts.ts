import { throwIfAborted } from '../../kit/abort.ts';
import type { SqlDialect } from './dialect.ts';
import type { SqlSession, TextsToStage } from './system.ts';

/** Brings rows of texts into a table by INSERTs of many rows, as large as the system takes them. */
export async function stageByInserts(
  { quoteLiteral, merging: { insert } }: SqlDialect,
  session: SqlSession,
  { table, rows: batches, signal }: TextsToStage,
): Promise<void> {
  let lines: string[] = [];
  let characters = 0;
  const send = async () => {
    throwIfAborted(signal);
    if (lines.length > 0) await session.run(`INSERT INTO ${table} VALUES ${lines.join(', ')}`);
    lines = [];
    characters = 0;
  };
  for await (const rows of batches)
    for (const row of rows) {
      const line = `(${row.map((text) => (text === null ? 'NULL' : quoteLiteral(text))).join(', ')})`;
      if (lines.length === insert.rows || characters + line.length > insert.characters) await send();
      lines.push(line);
      characters += line.length;
    }
  await send();
}
