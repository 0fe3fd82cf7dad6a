import type { FacetOf, FieldSchema } from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead } from '../../../contract/next-read.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { cosmosdbCapabilities } from './capabilities.ts';
import type { Cosmosdb } from './client.ts';
import { atOrAfter } from './conditions.ts';
import { parseId } from './container-name.ts';
import { containerRows } from './container-rows.ts';
import { type ContainerShape, describeContainer } from './containers.ts';
import type { ItemFields } from './fields.ts';
import { property } from './select.ts';
import { cellOf } from './values.ts';

/** When Cosmos DB last wrote an item, in seconds since 1970. */
const WRITTEN = '_ts';
/**
 * Partitions are on machines whose clocks differ a little, and whoever reads by a weaker consistency than strong sees writes late:
 * what was written in the last seconds is read again the next time.
 */
const UNSETTLED_S = 30;

/** Reads containers, whole or from a tracking field's value on. */
export function readFacet(
  cosmosdb: Cosmosdb,
  fields: ItemFields,
): FacetOf<typeof cosmosdbCapabilities, 'read'> {
  const object = async (id: string, signal: AbortSignal) => {
    const name = parseId(id, cosmosdb.config.database);
    const container = name && (await describeContainer(cosmosdb, name, signal));
    if (container) return { container, known: await fields.of(container, false, signal) };
    throw new SyncformError('source_changed', `there is no container ${id} any more`, {
      hint: 'Plan again.',
    });
  };
  return {
    next: (request, position, signal) =>
      nextRead(
        {
          async highWater(id, field, _configuration, at) {
            const { container, known } = await object(id, at);
            return highWater(cosmosdb, container, fieldNamed(id, known, field), at);
          },
          // Texts are in Cosmos DB's order, which it has to be asked for.
          ceiling: async ({ name, type }) =>
            name === WRITTEN ? String(settled()) : type === 'string' ? undefined : null,
        },
        request,
        position,
        signal,
      ),
    async extract({ object: id, fields: wanted, after, filter }, signal) {
      const { container, known } = await object(id, signal);
      const chosen = wanted.map((field) => fieldNamed(id, known, field));
      return containerRows(cosmosdb, fields, container, chosen, {
        after: after && atOrAfter(fieldNamed(id, known, after.field), after.value),
        filter,
      });
    },
  };
}

function settled(): number {
  return Math.floor(Date.now() / 1000) - UNSETTLED_S;
}

async function highWater(
  cosmosdb: Cosmosdb,
  container: ContainerShape,
  { name, type }: FieldSchema,
  signal: AbortSignal,
): Promise<string | null> {
  const at = property(name);
  const kind = type === 'string' ? 'IS_STRING' : 'IS_NUMBER';
  const query = `SELECT TOP 1 VALUE ${at} FROM c WHERE ${kind}(${at}) ORDER BY ${at} DESC`;
  for await (const [largest] of cosmosdb.pages(
    'reading',
    container,
    { query },
    { maxItemCount: 1 },
    signal,
  )) {
    const cell = cellOf(largest, type);
    if (cell === undefined || cell === null) return null;
    return name === WRITTEN ? String(Math.min(Number(cell), settled())) : String(cell);
  }
  return null;
}
