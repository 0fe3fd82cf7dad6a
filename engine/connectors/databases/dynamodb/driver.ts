/* DynamoDB's driver, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export {
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
