import type { Json, JsonObject } from '../../../kit/json.ts';

/** What a queue's message says of objects of a bucket. */
export interface EventMessage {
  /** Keys of objects that were written or removed. */
  readonly keys: readonly string[];
}

/**
 * Reads a message as S3 sends it to a queue, directly or by way of SNS
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html), or as EventBridge does
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html). Undefined where it is neither. Events of other
 * buckets, and of what is no change of an object, have no keys.
 */
export function readEventMessage(body: string, bucket: string): EventMessage | undefined {
  const message = parsed(body);
  if (!isObject(message)) return undefined;
  if (message.Type === 'Notification' && typeof message.Message === 'string')
    return readEventMessage(message.Message, bucket);
  // S3 sends it once, when notifications are set up.
  if (message.Event === 's3:TestEvent') return { keys: [] };
  if (Array.isArray(message.Records)) {
    const records = message.Records.filter(isObject);
    if (records.length === 0 || records.some((record) => record.eventSource !== 'aws:s3')) return undefined;
    return { keys: records.flatMap((record) => keyOf(record.s3, bucket, decoded)) };
  }
  if (message.source === 'aws.s3') return { keys: keyOf(message.detail, bucket, (key) => key) };
  return undefined;
}

function keyOf(of: Json | undefined, bucket: string, decode: (key: string) => string): readonly string[] {
  if (!isObject(of) || !isObject(of.bucket) || !isObject(of.object)) return [];
  const { key } = of.object;
  return of.bucket.name === bucket && typeof key === 'string' ? [decode(key)] : [];
}

/** Keys are encoded there as in forms: a space is a plus sign. */
function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
