import type { ObjectSummary } from '../../../contract/contract.ts';
import type { Dynamodb } from './client.ts';
import { saysMissing } from './failure.ts';

/** A table as DynamoDB describes it. */
export interface TableShape {
  readonly name: string;
  /** The attributes of its primary key: that of the partition, and that of the order within it where there is one. */
  readonly key: readonly string[];
  /** The types of the key's attributes: S, N or B. */
  readonly keyTypes: readonly string[];
  /** As counted some hours ago. */
  readonly items: number;
  readonly bytes: number;
  /** When it was made: another table of the name has other items. */
  readonly created: string;
  /** Whether no change of it is under way. */
  readonly isActive: boolean;
  /** Its log of changes; undefined where none is kept. */
  readonly stream: { readonly arn: string; readonly view: string } | undefined;
}

/** The names of all tables. */
export async function listTables(dynamodb: Dynamodb, signal: AbortSignal): Promise<readonly string[]> {
  const { ListTablesCommand } = await import('./driver.ts');
  const names: string[] = [];
  let last: string | undefined;
  do {
    const page = await dynamodb.ask('listing tables', signal, (client, options) =>
      client.send(
        new ListTablesCommand(last === undefined ? {} : { ExclusiveStartTableName: last }),
        options,
      ),
    );
    names.push(...(page.TableNames ?? []));
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  return names;
}

/** A table; undefined where there is none of that name. */
export async function describeTable(
  dynamodb: Dynamodb,
  name: string,
  signal: AbortSignal,
): Promise<TableShape | undefined> {
  if (!isName(name)) return undefined;
  const { DescribeTableCommand } = await import('./driver.ts');
  const answer = await dynamodb.ask(`looking for table ${name}`, signal, async (client, options) => {
    try {
      return await client.send(new DescribeTableCommand({ TableName: name }), options);
    } catch (error) {
      if (saysMissing(error)) return undefined;
      throw error;
    }
  });
  const table = answer?.Table;
  if (!table) return undefined;
  const { KeySchema = [], AttributeDefinitions = [] } = table;
  const key = [...KeySchema]
    .sort((a, b) => Number(b.KeyType === 'HASH') - Number(a.KeyType === 'HASH'))
    .flatMap(({ AttributeName }) => AttributeName ?? []);
  return {
    name,
    key,
    keyTypes: key.map(
      (of) => AttributeDefinitions.find(({ AttributeName }) => AttributeName === of)?.AttributeType ?? 'S',
    ),
    items: Number(table.ItemCount ?? 0),
    bytes: Number(table.TableSizeBytes ?? 0),
    created: table.CreationDateTime?.toISOString() ?? '',
    isActive: table.TableStatus === undefined || table.TableStatus === 'ACTIVE',
    stream:
      table.StreamSpecification?.StreamEnabled && table.LatestStreamArn !== undefined
        ? { arn: table.LatestStreamArn, view: table.StreamSpecification.StreamViewType ?? '' }
        : undefined,
  };
}

/** Whether a text can be a table's name: others are refused with an error that is about something else. */
function isName(text: string): boolean {
  return /^[\w.-]{3,255}$/.test(text);
}

export function summaryOf(name: string): ObjectSummary {
  return { id: name, name, output_name: name };
}
