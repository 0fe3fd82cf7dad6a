import type { ConnectorHost, FacetOf, ObjectSchema, OpenConnector } from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead } from '../../../contract/next-read.ts';
import { identifyAwsUser } from '../../../families/object-store/s3/aws-user.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { forEachAtMost } from '../../../kit/mutex.ts';
import type { dynamodbCapabilities } from './capabilities.ts';
import { changesFacet } from './changes/facet.ts';
import { type Dynamodb, openClient } from './client.ts';
import type { DynamodbConfig } from './config.ts';
import { TableFields } from './fields.ts';
import { atOrAfter, larger } from './positions.ts';
import { extraction, segmentsOf } from './rows.ts';
import { scanItems } from './scan.ts';
import { describeTable, listTables, summaryOf, type TableShape } from './tables.ts';
import { cellOf } from './values.ts';

type Of<N extends keyof typeof dynamodbCapabilities> = FacetOf<typeof dynamodbCapabilities, N>;

/** Opens a connection. Nothing is sent before a facet is used. */
export async function openDynamodb(
  config: DynamodbConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof dynamodbCapabilities>> {
  const dynamodb = openClient(config, host);
  const fields = new TableFields(dynamodb, host);
  return {
    facets: {
      test: { test: async (signal) => void (await listTables(dynamodb, signal)) },
      discover: discoverFacet(dynamodb, fields),
      query: queryFacet(dynamodb, fields),
      read: readFacet(dynamodb, fields),
      ...(config.change_detection ? { changes: changesFacet(dynamodb, fields) } : {}),
    },
    async identify(signal) {
      const { access_id: keyId, secret_access_key: secret, region, endpoint } = config;
      // Another system's keys are not shown to AWS.
      if (endpoint !== undefined) return {};
      return identifyAwsUser({ keyId, secret, region }, signal);
    },
    [Symbol.asyncDispose]: () => dynamodb[Symbol.asyncDispose](),
  };
}

/** Tables that are described at a time. */
const AT_ONCE = 8;

function discoverFacet(dynamodb: Dynamodb, fields: TableFields): Of<'discover'> {
  return {
    list: async (_configuration, signal) => (await listTables(dynamodb, signal)).map(summaryOf),
    async describe(ids, _configuration, signal) {
      const described = new Map<string, ObjectSchema>();
      await forEachAtMost(AT_ONCE, ids, signal, async (id) => {
        const table = await describeTable(dynamodb, id, signal);
        if (!table) return;
        described.set(id, {
          ...summaryOf(id),
          estimated_rows: table.items,
          fields: await fields.of(table, true, signal),
        });
      });
      return ids.flatMap((id) => described.get(id) ?? []);
    },
  };
}

/** Models: a table. */
function queryFacet(dynamodb: Dynamodb, fields: TableFields): Of<'query'> {
  const existing = async (name: unknown, signal: AbortSignal) => {
    const table = await describeTable(dynamodb, String(name), signal);
    if (table) return table;
    throw new SyncformError('invalid', `there is no table ${String(name)}`, { path: ['table'] });
  };
  return {
    describe: async ({ table }, signal) => fields.of(await existing(table, signal), true, signal),
    extract: async ({ table }, wanted, signal) =>
      extraction(dynamodb, fields, await existing(table, signal), wanted),
  };
}

/** Reads tables, whole or from a tracking field's value on. */
function readFacet(dynamodb: Dynamodb, fields: TableFields): Of<'read'> {
  const object = async (id: string, signal: AbortSignal) => {
    const table = await describeTable(dynamodb, id, signal);
    if (table) return { table, fields: await fields.of(table, false, signal) };
    throw new SyncformError('source_changed', `there is no table ${id} any more`, { hint: 'Plan again.' });
  };
  return {
    next: (request, position, signal) =>
      nextRead(
        {
          async highWater(id, field, _configuration, at, since) {
            const { table, fields: known } = await object(id, at);
            return highWater(dynamodb, table, fieldNamed(id, known, field), since, at);
          },
          // Every write is there for a consistent reader at once: nothing comes later with a smaller value of its own accord.
          ceiling: async () => null,
        },
        request,
        position,
        signal,
      ),
    async extract({ object: id, fields: wanted, after }, signal) {
      const { table, fields: known } = await object(id, signal);
      const chosen = wanted.map((field) => fieldNamed(id, known, field));
      const condition = after ? atOrAfter(fieldNamed(id, known, after.field), after.value) : undefined;
      return extraction(dynamodb, fields, table, chosen, condition);
    },
  };
}

/** The largest value of a field, of items from `since` on: DynamoDB has no order but that within a partition, so all are looked at. */
async function highWater(
  dynamodb: Dynamodb,
  table: TableShape,
  field: ReturnType<typeof fieldNamed>,
  since: string | undefined,
  signal: AbortSignal,
): Promise<string | null> {
  let largest: string | null = null;
  const request = {
    table: table.name,
    attributes: [field.name],
    ...(since === undefined ? {} : { condition: atOrAfter(field, since) }),
    segments: segmentsOf(table, dynamodb.config.read_capacity),
    isConsistent: true,
  };
  for await (const { items } of scanItems(dynamodb, request, signal))
    for (const item of items) {
      const cell = cellOf(item[field.name], field.type);
      if (typeof cell === 'string') largest = larger(largest, cell, field);
    }
  return largest;
}
