import type { AttributeValue, ScanCommandInput, ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { throwIfAborted } from '../../../kit/abort.ts';
import type { Dynamodb } from './client.ts';
import type { Item } from './values.ts';

/** Which items of a table are read, and what of them. */
export interface ScanRequest {
  readonly table: string;
  /** Attributes that are wanted. Absent: all. */
  readonly attributes?: readonly string[];
  readonly condition?: Condition;
  /** Parts that the table is read in at the same time. */
  readonly segments: number;
  /** Whether everything is seen that was written before, which costs twice as much. */
  readonly isConsistent: boolean;
  /** Of each segment no more than so many pages of so many items. Absent: every item. */
  readonly sample?: { readonly pages: number; readonly items: number };
}

/** Items of one segment. */
export interface Page {
  readonly items: readonly Item[];
  /** Whether the segment has more of them. */
  readonly hasMore: boolean;
}

/** A FilterExpression: `#f` stands for the field, and what begins with a colon for values. */
export interface Condition {
  readonly expression: string;
  readonly field: string;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Items as they come, page by page, of all segments. While pages are read on, no more is asked for than one page a segment. */
export async function* scanItems(
  dynamodb: Dynamodb,
  request: ScanRequest,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const { ScanCommand } = await import('./driver.ts');
  const { table, segments, sample } = request;
  const budget = dynamodb.budget(table);
  const input = inputOf(request);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const ask = async (segment: number, from: Item | undefined, nth = 1) => {
    await budget.ready(either);
    const page: ScanCommandOutput = await dynamodb.ask(`reading ${table}`, either, (client, options) =>
      client.send(
        new ScanCommand({
          ...input,
          ...(segments > 1 ? { Segment: segment, TotalSegments: segments } : {}),
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
        options,
      ),
    );
    budget.spend(page.ConsumedCapacity?.CapacityUnits);
    return { segment, page, nth };
  };
  const waiting = new Map(
    Array.from({ length: segments }, (_, segment) => [segment, ask(segment, undefined)]),
  );
  try {
    while (waiting.size > 0) {
      const { segment, page, nth } = await Promise.race(waiting.values());
      const { Items = [], LastEvaluatedKey: last } = page;
      if (last && nth < (sample?.pages ?? Number.POSITIVE_INFINITY))
        waiting.set(segment, ask(segment, last, nth + 1));
      else waiting.delete(segment);
      throwIfAborted(signal);
      yield { items: Items, hasMore: last !== undefined };
    }
  } finally {
    stop.abort();
    await Promise.allSettled(waiting.values());
  }
}

function inputOf({ table, attributes, condition, isConsistent, sample }: ScanRequest): ScanCommandInput {
  const names = new Map<string, string>();
  const named = (attribute: string) => {
    const name = names.get(attribute) ?? `#n${names.size}`;
    names.set(attribute, name);
    return name;
  };
  const projection = attributes?.map(named).join(', ');
  const filter = condition?.expression.replaceAll('#f', () => named(condition.field));
  return {
    TableName: table,
    ConsistentRead: isConsistent,
    ReturnConsumedCapacity: 'TOTAL',
    ...(projection ? { ProjectionExpression: projection } : {}),
    ...(filter ? { FilterExpression: filter } : {}),
    ...(condition && Object.keys(condition.values).length > 0
      ? { ExpressionAttributeValues: { ...condition.values } }
      : {}),
    ...(names.size > 0
      ? { ExpressionAttributeNames: Object.fromEntries([...names].map(([of, name]) => [name, of])) }
      : {}),
    ...(sample ? { Limit: sample.items } : {}),
  };
}
