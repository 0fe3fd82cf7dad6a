import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  graphql,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
} from 'graphql';
import { linearSchema } from './linear-schema.ts';

/*
 * A server that answers as Linear's schema says: a request that the schema does not allow is refused, any other is answered with
 * values of the types that it asks for. It keeps nothing.
 */

export interface LinearMock extends AsyncDisposable {
  readonly url: string;
  /** The variables of the requests that were answered, in order. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
}

/** Says of an object which of a list it is. */
const WHICH = '__which';
const MOMENT = '2024-02-29T12:34:56.789Z';

/** `key` is the API key that it takes. */
export async function startLinearMock(key: string): Promise<LinearMock> {
  const schema = linearSchema();
  const variables: Readonly<Record<string, unknown>>[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const answer = (status: number, document: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    if (request.headers.authorization !== key) return answer(401, { errors: [{ message: 'who are you?' }] });
    const given = JSON.parse(text) as { query: string; variables?: Record<string, unknown> };
    const result = await graphql({
      schema,
      source: given.query,
      variableValues: given.variables ?? {},
      fieldResolver: resolved,
      typeResolver: (_, __, ___, type) =>
        isAbstractType(type) ? schema.getPossibleTypes(type)[0]?.name : undefined,
    });
    if (!result.errors) variables.push(given.variables ?? {});
    return answer(result.errors ? 400 : 200, result);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    variables,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const resolved: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
  source,
  _,
  __,
  { fieldName, returnType },
) => source?.[fieldName] ?? mockedValue(returnType, fieldName, String(source?.[WHICH] ?? '1'));

/** A value of a type. There is one page of everything. */
function mockedValue(type: GraphQLOutputType, field: string, which: string): unknown {
  if (isNonNullType(type)) return mockedValue(type.ofType, field, which);
  if (isListType(type)) return ['1', '2'].map((one) => mockedValue(type.ofType, field, one));
  if (isEnumType(type)) return type.getValues()[0]?.value;
  switch (type.name) {
    case 'ID':
      return `id-${which}`;
    case 'String':
      return field === 'id' ? `id-${which}` : `${field} ${which}`;
    case 'Int':
      return Number(which);
    case 'Float':
      return Number(which) + 0.5;
    case 'Boolean':
      return field !== 'hasNextPage';
    case 'DateTime':
      return MOMENT;
    case 'TimelessDate':
      return MOMENT.slice(0, 10);
    case 'JSON':
    case 'JSONObject':
      return { [field]: which };
    default:
      // An object, with what tells it from the next one.
      return { [WHICH]: which };
  }
}
