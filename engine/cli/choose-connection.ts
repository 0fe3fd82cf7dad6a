import type { Connection } from '../api/documents.ts';
import type { EngineApi } from '../api/engine-api.ts';
import { SyncformError } from '../kit/errors.ts';

/** The connections of an id or a name, or all. Throws `not_found`, naming those that there are. */
export async function chooseConnections(
  engine: EngineApi,
  wanted: string | undefined,
): Promise<readonly Connection[]> {
  const all = await engine.connections.list();
  const chosen = all.filter((c) => wanted === undefined || c.id === wanted || c.name === wanted);
  if (chosen.length > 0 || wanted === undefined) return chosen;
  throw new SyncformError('not_found', `there is no connection "${wanted}"`, {
    hint: `There are: ${all.map((c) => `"${c.name}"`).join(', ') || 'none'}.`,
  });
}

/** The one connection of an id or a name. Throws `invalid` where several have the name. */
export async function chooseConnection(engine: EngineApi, wanted: string): Promise<Connection> {
  const chosen = await chooseConnections(engine, wanted);
  const [connection] = chosen;
  if (connection && chosen.length === 1) return connection;
  throw new SyncformError('invalid', `several connections are called "${wanted}"`, {
    hint: `Use an id: ${chosen.map(({ id }) => id).join(', ')}.`,
  });
}
