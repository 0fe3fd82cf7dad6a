/* The driver of DynamoDB Streams, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
