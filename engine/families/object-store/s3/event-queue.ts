import type { SQSClient, SQSClientConfig } from '@aws-sdk/client-sqs';
import { canceled } from '../../../kit/abort.ts';
import { ConnectionError, messageOf } from '../../../kit/errors.ts';
import { readEventMessage } from './event-messages.ts';

/** A queue by its ARN: arn:aws:sqs:region:account:name. */
export interface QueueName {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** Reads the ARN of a queue of SQS; undefined where the text is none. */
export function parseQueueArn(text: string): QueueName | undefined {
  const [, region, account, name] = /^arn:aws[\w-]*:sqs:([\w-]+):(\d{12}):([\w.-]+)$/.exec(text) ?? [];
  return region && account && name ? { region, account, name } : undefined;
}

/** Messages that a request takes and deletes, at most (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html). */
const MOST_MESSAGES = 10;
/** How long a request waits for a message, in seconds: with any wait the service asks all of its servers. */
const WAIT_SECONDS = 1;
/** For how long messages that were taken are given to nobody else, in seconds. */
const HELD_SECONDS = 300;
/** Requests for messages at a time. */
const AT_ONCE = 8;

/** What was taken from a queue. */
export interface TakenEvents {
  /** Keys, within the bucket, of objects that were written or removed. */
  readonly keys: ReadonlySet<string>;
  /** How many messages are not of S3: they stay in the queue. */
  readonly strange: number;
  /** Deletes the messages: called once what they say is kept. */
  done(signal: AbortSignal): Promise<void>;
}

/** A queue of SQS that S3 tells of a bucket's objects. Nothing is asked before a method is used. */
export class EventQueue {
  readonly #name: QueueName;
  readonly #bucket: string;
  readonly #credentials: SQSClientConfig['credentials'];
  #client: Promise<SQSClient> | undefined;
  #url: string | undefined;

  constructor(name: QueueName, bucket: string, credentials: SQSClientConfig['credentials']) {
    this.#name = name;
    this.#bucket = bucket;
    this.#credentials = credentials;
  }

  /** Throws a ConnectionError unless the queue is there and may be read. */
  async check(signal: AbortSignal): Promise<void> {
    const { GetQueueAttributesCommand } = await import('./sqs-driver.ts');
    const QueueUrl = await this.#address(signal);
    await this.#ask(signal, (client) =>
      client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }), {
        abortSignal: signal,
      }),
    );
  }

  /** Takes all messages that are there. */
  async take(signal: AbortSignal): Promise<TakenEvents> {
    const { ReceiveMessageCommand, DeleteMessageBatchCommand } = await import('./sqs-driver.ts');
    const QueueUrl = await this.#address(signal);
    const keys = new Set<string>();
    const handles: string[] = [];
    let strange = 0;
    const receive = async () => {
      for (;;) {
        const command = new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: MOST_MESSAGES,
          WaitTimeSeconds: WAIT_SECONDS,
          VisibilityTimeout: HELD_SECONDS,
        });
        const { Messages = [] } = await this.#ask(signal, (client) =>
          client.send(command, { abortSignal: signal }),
        );
        if (Messages.length === 0) return;
        for (const { Body = '', ReceiptHandle } of Messages) {
          const event = readEventMessage(Body, this.#bucket);
          if (!event) strange++;
          else if (ReceiptHandle) handles.push(ReceiptHandle);
          for (const key of event?.keys ?? []) keys.add(key);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, receive));
    return {
      keys,
      strange,
      done: async (until) => {
        for (let i = 0; i < handles.length; i += MOST_MESSAGES) {
          const Entries = handles
            .slice(i, i + MOST_MESSAGES)
            .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle }));
          await this.#ask(until, (client) =>
            client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), { abortSignal: until }),
          );
        }
      },
    };
  }

  async close(): Promise<void> {
    (await this.#client?.catch(() => undefined))?.destroy();
  }

  async #address(signal: AbortSignal): Promise<string> {
    if (this.#url !== undefined) return this.#url;
    const { GetQueueUrlCommand } = await import('./sqs-driver.ts');
    const { name: QueueName, account: QueueOwnerAWSAccountId } = this.#name;
    const { QueueUrl = '' } = await this.#ask(signal, (client) =>
      client.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }), { abortSignal: signal }),
    );
    this.#url = QueueUrl;
    return QueueUrl;
  }

  async #ask<T>(signal: AbortSignal, work: (client: SQSClient) => Promise<T>): Promise<T> {
    this.#client ??= import('./sqs-driver.ts').then(
      ({ SQSClient }) =>
        new SQSClient({
          region: this.#name.region,
          ...(this.#credentials ? { credentials: this.#credentials } : {}),
        }),
    );
    try {
      return await work(await this.#client);
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw queueFailure(error, this.#name.name);
    }
  }
}

function queueFailure(error: unknown, queue: string): ConnectionError {
  const name = error instanceof Error ? error.name : '';
  if (/NonExistentQueue|QueueDoesNotExist/.test(name))
    return new ConnectionError('bucket', `there is no queue ${queue} that these credentials may see`, {
      hint: 'Check event_queue_arn.',
    });
  return new ConnectionError('bucket', `queue ${queue}: ${messageOf(error)}`, {
    hint: 'Check event_queue_arn, and allow sqs:GetQueueUrl, sqs:GetQueueAttributes, sqs:ReceiveMessage and sqs:DeleteMessage on it.',
    cause: error,
  });
}
