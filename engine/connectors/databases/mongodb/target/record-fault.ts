import type { AnyBulkWriteOperation, Collection, WriteError } from 'mongodb';
import { cut } from '../../../../kit/driver-words.ts';
import type { Driver } from './bson-of.ts';

/** Why a record was refused, by its place among those that were sent. */
export interface RecordFault {
  readonly place: number;
  readonly reason: string;
}

const DUPLICATE_KEY = 11000;
const FAILED_VALIDATION = 121;
const LONGEST_REASON = 500;

/** Why the server refused one record; undefined where the record is there, made by an earlier try. */
export async function recordFault(
  { driver, collection }: { readonly driver: Driver; readonly collection: Collection },
  { code, errmsg = '', err }: WriteError,
  model: AnyBulkWriteOperation,
): Promise<string | undefined> {
  if (code === DUPLICATE_KEY) {
    const index = /index: (\S+)/.exec(errmsg)?.[1];
    if (index !== '_id_')
      return `another document has the same value in the unique index ${index ?? ''}`.trimEnd();
    if ('insertOne' in model && (await isThere(driver, collection, model.insertOne.document)))
      return undefined;
    return 'another document has the same _id';
  }
  if (code === FAILED_VALIDATION) return `${cut(errmsg, LONGEST_REASON)}${failedRules(err?.errInfo)}`;
  return cut(errmsg, LONGEST_REASON);
}

/** Whether the collection has just this document. */
async function isThere(driver: Driver, collection: Collection, document: object): Promise<boolean> {
  const { BSON } = driver;
  const ours = BSON.serialize(document);
  const { _id } = BSON.deserialize(ours, { promoteValues: false });
  const found = await collection.findOne({ _id }, { promoteValues: false });
  return found !== null && Buffer.compare(BSON.serialize(found), ours) === 0;
}

/** The properties of the collection's schema that the server says were not kept. */
function failedRules(info: unknown): string {
  const names = [...JSON.stringify(info ?? {}).matchAll(/"propertyName":"([^"]+)"/g)].map(([, name]) => name);
  const missing = [...JSON.stringify(info ?? {}).matchAll(/"missingProperties":\[([^\]]*)\]/g)].map(
    ([, list]) => `missing ${list?.replaceAll('"', '')}`,
  );
  const all = [...new Set([...names, ...missing])];
  return all.length > 0 ? ` (${all.join(', ')})` : '';
}

/** What a server answers that will take the same later: it changes its primary, shuts down, or is overloaded. */
const PASSING = new Set([6, 7, 89, 91, 112, 189, 262, 462, 9001, 10107, 11600, 11602, 13435, 13436]);

const BROKEN_LINE = /^connection .* (closed|timed out)|ECONNRESET|EPIPE|ETIMEDOUT|pool .* was cleared/i;

/** Whether a command may be sent again as it was, in the hope that the server is better by then. */
export function isPassing(driver: Driver, error: unknown): boolean {
  if (error instanceof driver.MongoNetworkError) return true;
  if (!(error instanceof driver.MongoError)) return false;
  // A bulk write that broke off with the line is an error of its own, which has kept no more than the words.
  if (error instanceof driver.MongoBulkWriteError && BROKEN_LINE.test(error.message)) return true;
  return (
    error.hasErrorLabel('RetryableWriteError') ||
    error.hasErrorLabel('SystemOverloadedError') ||
    PASSING.has(Number(error.code))
  );
}
