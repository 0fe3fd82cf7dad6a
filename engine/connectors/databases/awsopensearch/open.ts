import { parse } from 'lossless-json';
import type {
  ConnectorHost,
  FacetOf,
  FieldSchema,
  ObjectSchema,
  OpenConnector,
} from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead } from '../../../contract/next-read.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { awsopensearchCapabilities } from './capabilities.ts';
import { type Document, type Opensearch, openOpensearch, RefusedError } from './client.ts';
import type { AwsopensearchConfig } from './config.ts';
import { describeIndex, documentRows, filteredRows } from './documents.ts';
import { findIndex, type Index, listDataStreams, listIndices, summaryOf } from './indices.ts';
import { atOrAfter, largest } from './positions.ts';
import { countOf } from './search.ts';
import { writeFacet } from './target/write.ts';

type Of<N extends keyof typeof awsopensearchCapabilities> = FacetOf<typeof awsopensearchCapabilities, N>;

/** Opens a connection. Nothing is sent to the domain before a facet is used. */
export async function openAwsopensearch(
  config: AwsopensearchConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof awsopensearchCapabilities>> {
  const opensearch = openOpensearch(config, (message) => host.log('info', message));
  return {
    facets: {
      test: { test: async (signal) => void (await listIndices(opensearch, signal)) },
      discover: discoverFacet(opensearch, host),
      query: queryFacet(opensearch, host),
      read: readFacet(opensearch, host),
      write: writeFacet(opensearch),
    },
    async identify(signal) {
      const { aws_access_key_id: keyId, aws_secret_access_key: secret, region } = config;
      // Keys are shown to AWS alone, and so where the domain is AWS's.
      if (!/\.amazonaws\.com(\.cn)?(\/|:|$)/.test(config.endpoint) || !region) return {};
      const { identifyAwsUser } = await import('../../../families/object-store/s3/aws-user.ts');
      return identifyAwsUser({ keyId, secret, region }, signal);
    },
    [Symbol.asyncDispose]: () => opensearch[Symbol.asyncDispose](),
  };
}

const ALL: Document = { match_all: {} };

function discoverFacet(opensearch: Opensearch, host: ConnectorHost): Of<'discover'> {
  return {
    list: async (_configuration, signal) => {
      const all = [
        ...(await listIndices(opensearch, signal)),
        ...(await listDataStreams(opensearch, signal)),
      ];
      return all.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async describe(ids, _configuration, signal) {
      const described: ObjectSchema[] = [];
      for (const id of ids) {
        const index = await findIndex(opensearch, id, signal);
        if (index)
          described.push({
            ...summaryOf(id),
            estimated_rows: await countOf(opensearch, encodeURIComponent(id), ALL, signal),
            fields: await describeIndex(opensearch, host, index, ALL, true, signal),
          });
      }
      return described;
    },
  };
}

/** Models: an index, alias or pattern, or the documents of it that a query lets through. */
function queryFacet(opensearch: Opensearch, host: ConnectorHost): Of<'query'> {
  const modelOf = async (configuration: JsonObject, signal: AbortSignal) => {
    const name = String(configuration.index);
    const index = await findIndex(opensearch, name, signal);
    if (!index) throw new SyncformError('invalid', `there is no index ${name}`, { path: ['index'] });
    return { index, query: await queryOf(opensearch, index, configuration, signal) };
  };
  return {
    async describe(configuration, signal) {
      const { index, query } = await modelOf(configuration, signal);
      return describeIndex(opensearch, host, index, query, true, signal);
    },
    async extract(configuration, fields, signal) {
      const { index, query } = await modelOf(configuration, signal);
      return documentRows(opensearch, host, index, query, fields);
    },
    async extractFiltered(configuration, fields, filter, signal) {
      const { index, query } = await modelOf(configuration, signal);
      return filteredRows(opensearch, host, index, query, fields, filter);
    },
  };
}

async function queryOf(
  opensearch: Opensearch,
  { name }: Index,
  { query: text }: JsonObject,
  signal: AbortSignal,
): Promise<Document> {
  if (typeof text !== 'string') return ALL;
  const invalid = (message: string) => new SyncformError('invalid', message, { path: ['query'] });
  let query: unknown;
  try {
    query = parse(text);
  } catch {
    throw invalid('the query is not JSON');
  }
  try {
    const path = `${encodeURIComponent(name)}/_validate/query?explain=true`;
    const said = await opensearch.ask(
      'looking at the query',
      { method: 'POST', path, body: { query } },
      signal,
    );
    const [fault] = (said.explanations ?? []) as { error?: string }[];
    if (said.valid !== true) throw invalid(`the query is none: ${String(fault?.error ?? said.error ?? '')}`);
  } catch (error) {
    if (error instanceof RefusedError) throw invalid(error.message);
    throw error;
  }
  return query as Document;
}

/** Reads indices and aliases, whole or from a tracking field's value on. */
function readFacet(opensearch: Opensearch, host: ConnectorHost): Of<'read'> {
  const existing = async (id: string, signal: AbortSignal) => {
    const index = await findIndex(opensearch, id, signal);
    if (!index)
      throw new SyncformError('source_changed', `there is no index ${id} any more`, { hint: 'Plan again.' });
    return { index, fields: await describeIndex(opensearch, host, index, ALL, false, signal) };
  };
  const named = (id: string, fields: readonly FieldSchema[]) => (field: string) =>
    fieldNamed(id, fields, field);
  return {
    next: (request, position, signal) =>
      nextRead(
        {
          async highWater(id, field, _configuration, at) {
            const { index, fields } = await existing(id, at);
            return largest(opensearch, index, named(id, fields)(field), at);
          },
        },
        request,
        position,
        signal,
      ),
    async extract({ object: id, fields: wanted, after, filter }, signal) {
      const { index, fields } = await existing(id, signal);
      const query = after ? atOrAfter(named(id, fields)(after.field), after.value) : ALL;
      return filteredRows(opensearch, host, index, query, wanted.map(named(id, fields)), filter);
    },
  };
}
