/* SQS's driver, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
