import { z } from 'zod';
import type { WriteOperation } from '../../contract/contract.ts';
import type { JsonObject } from '../../kit/json.ts';
import { namedValue } from '../http/config.ts';
import { jsonText, pagination } from './endpoint.ts';
import type { Lookup, Outcomes, WritableObject, WritableOperation } from './writable.ts';

/*
 * An object of the user's own that records are written to, declared in the configuration of a sync's target. Every business
 * system takes one beside those of its manifest; the `api` connector has no others.
 */

const PATH = 'keys joined by dots';

const address = {
  path: z.string().meta({
    title: 'Path',
    description:
      'Comes after the connection’s URL. `{id}` is the record’s id at the API, `{identity}` the value of its identity.',
  }),
  parameters: z
    .array(namedValue('query parameter', false))
    .optional()
    .meta({ title: 'Parameters', description: 'Query parameters beside those of the connection.' }),
};

const outcomes = z
  .array(
    z.strictObject({
      at: z
        .string()
        .default('')
        .meta({
          title: 'At',
          description: `Where the answer has the list: ${PATH}; the answer itself if not set.`,
        }),
      are_errors: z.boolean().default(false).meta({
        title: 'Are errors',
        description: 'Whether every entry is of a record that was refused.',
      }),
      success: z.string().optional().meta({
        title: 'Success',
        description: 'Where an entry has true if the record was taken.',
      }),
      message: z.string().optional().meta({
        title: 'Message',
        description: 'Where an entry says why the record was refused.',
      }),
      id: z.string().optional().meta({ title: 'Id', description: 'Where an entry has the record’s id.' }),
      created: z.string().optional().meta({
        title: 'Created',
        description: 'Where an entry has true if the record is new.',
      }),
      match: z
        .strictObject({
          mark: z
            .string()
            .optional()
            .meta({ title: 'Mark', description: 'Where an entry has the record’s `{mark}`.' }),
          index: z.string().optional().meta({
            title: 'Index',
            description: 'Where an entry has the record’s place in the request, from 0.',
          }),
          id: z.string().optional().meta({ title: 'Id', description: 'Where an entry has the record’s id.' }),
          identity: z.string().optional().meta({
            title: 'Identity',
            description: 'Where an entry has the value of the record’s identity.',
          }),
        })
        .default({})
        .meta({
          title: 'Match',
          description: 'How an entry names its record; entries come in the order of the records if not set.',
        }),
    }),
  )
  .optional()
  .meta({
    title: 'Outcomes',
    description:
      'Lists in the answer that say what became of the records. Records that none of them names were taken; without any list all were, where the status is a success.',
  });

const operation = z.strictObject({
  ...address,
  method: z
    .enum(['POST', 'PUT', 'PATCH', 'DELETE'])
    .default('POST')
    .meta({ title: 'Method', description: 'Method of the request.' }),
  headers: z.array(namedValue('header', false)).optional().meta({
    title: 'Headers',
    description:
      'Headers beside those of the connection. `{mark}` is the same text whenever the same request is sent again.',
  }),
  body: jsonText.optional().meta({
    title: 'Body',
    description:
      'JSON that the request carries. `"{fields}"` becomes the record’s fields; in a batch `"{records}"` the list of the records. That alone if not set; a DELETE has no body then.',
  }),
  record: jsonText.optional().meta({
    title: 'Record',
    description:
      'JSON that a record is within a batch, with `"{fields}"`, `"{id}"`, `"{identity}"` and `"{mark}"`; its fields if not set.',
  }),
  format: z
    .enum(['json', 'form'])
    .default('json')
    .meta({ title: 'Format', description: 'Whether the body is sent as JSON or as a form.' }),
  batch_size: z
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .meta({ title: 'Batch size', description: 'How many records go in one request.' }),
  outcomes,
  message: z.string().optional().meta({
    title: 'Message',
    description: 'Where the answer to a request that was refused says why.',
  }),
});

const lookup = z
  .strictObject({
    ...address,
    method: z.enum(['GET', 'POST']).optional().meta({
      title: 'Method',
      description: 'POST where there is a body, else GET, unless this says otherwise.',
    }),
    body: jsonText.optional().meta({
      title: 'Body',
      description:
        'JSON that the request carries. `"{values}"` becomes the list of values that are looked for.',
    }),
    records: z.string().optional().meta({
      title: 'Records',
      description: 'Where the answer has its records; the answer itself if not set.',
    }),
    pagination: pagination.optional().meta({
      title: 'Pagination',
      description: 'How the next page is asked for; there is one page if not set.',
    }),
    batch_size: z.int().min(1).default(1).meta({
      title: 'Batch size',
      description: 'How many values are looked for at a time. One is `{value}`.',
    }),
    id: z.string().default('id').meta({ title: 'Id', description: 'Where a record has its id.' }),
    value: z.string().optional().meta({
      title: 'Value',
      description:
        'Where a record has the value that it was found by; all that are answered have it if not set.',
    }),
    ignores_case: z.boolean().default(false).meta({
      title: 'Ignores case',
      description: 'Whether values are the same that differ by case.',
    }),
  })
  .optional()
  .meta({
    title: 'Lookup',
    description:
      'How the API is asked which records it has, so that none is created twice and each is updated by its id.',
  });

const what = {
  create: 'How a new record is created.',
  update: 'How a record that is there is changed.',
  upsert: 'How a record is created, or changed where the API has one of its identity.',
  remove: 'How a record is removed.',
} as const;

const named = (name: keyof typeof what) =>
  operation
    .optional()
    .meta({ title: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, description: what[name] });

/** How a sync writes to an object that is not known here. */
export const userTarget = z.strictObject({
  create: named('create'),
  update: named('update'),
  upsert: named('upsert'),
  remove: named('remove'),
  lookup,
  requests_at_once: z.int().min(1).optional().meta({
    title: 'Requests at once',
    description: 'Requests that are under way at a time; one if not set.',
  }),
  largest_request: z
    .int()
    .min(1)
    .optional()
    .meta({ title: 'Largest request', description: 'Bytes of a request with several records, at most.' }),
});

/** The object that a target's configuration declares, under the id by which the sync names it; undefined where it declares none. */
export function userObject(configuration: JsonObject, id: string): WritableObject | undefined {
  const given = userTarget.parse(configuration);
  const { lookup: looked, requests_at_once, largest_request } = given;
  const operations: Partial<Record<WriteOperation, WritableOperation>> = {};
  for (const name of ['create', 'update', 'upsert', 'remove'] as const) {
    const one = given[name];
    if (one) operations[name] = operationOf(one);
  }
  if (Object.keys(operations).length === 0) return undefined;
  return {
    id,
    name: id,
    readOnly: [],
    onlyFor: {},
    required: [],
    id_field: 'id',
    sendsId: true,
    identities: [],
    unique: [],
    operations,
    lookups: looked ? [lookupOf(looked)] : [],
    links: [],
    limits: {
      ...(requests_at_once === undefined ? {} : { requestsAtOnce: requests_at_once }),
      ...(largest_request === undefined ? {} : { bytesPerRequest: largest_request }),
    },
    values: { asText: false, moments: 'iso' },
  };
}

type Given = NonNullable<z.output<typeof userTarget>['create']>;

function operationOf({
  path,
  parameters = [],
  method,
  headers = [],
  body,
  record,
  format,
  batch_size,
  outcomes: lists = [],
  message,
}: Given): WritableOperation {
  const whole = batch_size > 1 ? '{records}' : '{fields}';
  return {
    method,
    path,
    parameters,
    headers,
    body: body === undefined ? (method === 'DELETE' ? undefined : whole) : JSON.parse(body),
    record: record === undefined ? undefined : JSON.parse(record),
    format,
    batch: batch_size,
    outcomes: lists.map(({ are_errors, ...rest }): Outcomes => ({ ...rest, areErrors: are_errors })),
    message,
  };
}

function lookupOf({
  path,
  parameters,
  method,
  body,
  records,
  pagination: paged,
  batch_size,
  id,
  value,
  ignores_case,
}: NonNullable<z.output<typeof lookup>>): Lookup {
  return {
    by: [],
    stream: { id: path, path, parameters, method, body, records, pagination: paged },
    batch: batch_size,
    id,
    value,
    ignoresCase: ignores_case,
  };
}
