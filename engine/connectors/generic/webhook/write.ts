import type { CellValue, FacetOf, WriteRequest, WriteTarget } from '../../../contract/contract.ts';
import type { HttpClient } from '../../../families/http/client.ts';
import { RecordWriter } from '../../../families/http/record-json.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { portions } from '../../../kit/portions.ts';
import { outcomeOf } from './answer.ts';
import { webhookCapabilities } from './capabilities.ts';
import { syncTargetConfig, type WebhookConfig } from './config.ts';
import { signedHeaders } from './signature.ts';

/** The largest request that holds more than one record, in bytes. */
const LARGEST_BODY = 1_000_000;

/** The endpoint: the connection's one target. */
const endpoint: Omit<WriteTarget, 'limits'> = {
  id: 'webhook',
  name: 'The webhook',
  fields: 'any',
  operations: webhookCapabilities.write.operations,
  identities: 'any',
  required: [],
};

/** Posts records in batches, one request after the other. */
export function writeFacet(
  config: WebhookConfig,
  http: HttpClient,
): FacetOf<typeof webhookCapabilities, 'write'> {
  return {
    targets: async (configuration) => {
      const { batch_size } = syncTargetConfig.parse(configuration);
      const limits = { recordsPerRequest: batch_size, bytesPerRequest: LARGEST_BODY, requestsAtOnce: 1 };
      return [{ ...endpoint, limits }];
    },
    async write(request) {
      const { secret } = config;
      if (secret === undefined)
        throw new SyncformError('failed', 'the connection has no secret to sign with yet', {
          hint: 'Create the connection first.',
        });
      let offset = request.offset;
      for await (const chunk of chunks(request)) {
        const id = `${request.batch.id}-${offset}`;
        const body = envelope(request, id, chunk);
        const answer = await http.text(
          {
            method: 'POST',
            url: new URL(config.url),
            body,
            headers: () => ({
              'content-type': 'application/json',
              accept: 'application/json',
              ...signedHeaders(secret, id, body, Date.now()),
            }),
          },
          request.signal,
        );
        const identities = chunk.map((record) => JSON.parse(record.identity) as unknown);
        request.onProgress({ bytes: Buffer.byteLength(body) });
        await request.acknowledge(outcomeOf(answer, identities, (text) => http.excerpt(text)));
        offset += chunk.length;
      }
    },
  };
}

/** A record on its way, as JSON texts. */
interface OutgoingRecord {
  readonly text: string;
  readonly identity: string;
}

/** The records in requests' portions: always cut at the same places for the same records and configuration. */
function chunks(request: WriteRequest): AsyncIterable<readonly OutgoingRecord[]> {
  const { batch_size } = syncTargetConfig.parse(request.configuration);
  const writer = new RecordWriter(request.columns);
  const records = async function* () {
    for await (const rows of request.rows.open(request.signal))
      yield rows.map((row) => outgoing(writer, row, request));
  };
  const bytesOf = ({ text }: OutgoingRecord) => Buffer.byteLength(text);
  return portions(records(), { items: batch_size, bytes: LARGEST_BODY, bytesOf });
}

function outgoing(
  writer: RecordWriter,
  row: readonly CellValue[],
  { operation, key }: WriteRequest,
): OutgoingRecord {
  const identity = key.length > 0 ? writer.object(row, key) : 'null';
  return {
    identity,
    text: `{"operation":"${operation}","identity":${identity},"record":${writer.object(row)}}`,
  };
}

function envelope(request: WriteRequest, id: string, records: readonly OutgoingRecord[]): string {
  const head = { sync_id: request.sync_id, execution_id: request.execution_id, batch_id: id };
  return `${JSON.stringify(head).slice(0, -1)},"records":[${records.map((r) => r.text).join(',')}]}`;
}
