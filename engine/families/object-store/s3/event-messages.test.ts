import { readEventMessage } from './event-messages.ts';

/** As AWS documents them, cut to what counts. */
const record = (eventName: string, name: string, key: string) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-west-2',
  eventTime: '1970-01-01T00:00:00.000Z',
  eventName,
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name, arn: `arn:aws:s3:::${name}` },
    object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
  },
});
const records = JSON.stringify({
  Records: [
    record('ObjectCreated:Put', 'lake', 'a/red+flower%2Bone.csv'),
    record('ObjectRemoved:Delete', 'lake', 'b.csv'),
    record('ObjectCreated:Put', 'another', 'c.csv'),
  ],
});

test('a message of S3 names keys of the bucket, as they are', () => {
  expect(readEventMessage(records, 'lake')).toEqual({ keys: ['a/red flower+one.csv', 'b.csv'] });
});

test('one that came by way of SNS says the same', () => {
  const wrapped = JSON.stringify({ Type: 'Notification', MessageId: 'm', Message: records });
  expect(readEventMessage(wrapped, 'lake')).toEqual(readEventMessage(records, 'lake'));
});

test('EventBridge has keys as they are', () => {
  const event = (type: string, name: string) =>
    JSON.stringify({
      version: '0',
      source: 'aws.s3',
      'detail-type': type,
      detail: { version: '0', bucket: { name }, object: { key: 'a b+c.csv', size: 5 }, reason: 'PutObject' },
    });
  expect(readEventMessage(event('Object Created', 'lake'), 'lake')).toEqual({ keys: ['a b+c.csv'] });
  expect(readEventMessage(event('Object Deleted', 'another'), 'lake')).toEqual({ keys: [] });
});

test('the message that S3 sends when notifications are set up names nothing', () => {
  const text = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'lake' });
  expect(readEventMessage(text, 'lake')).toEqual({ keys: [] });
});

test.each(['', 'hello', '[]', '{}', '{"Records":[]}', '{"Records":[{"eventSource":"aws:sqs"}]}'])(
  '%j is no event of S3',
  (text) => {
    expect(readEventMessage(text, 'lake')).toBeUndefined();
  },
);
