import { z } from 'zod';
import {
  authField,
  headersField,
  namedValue,
  parametersField,
  privateAddressesField,
  requestTimeoutField,
  webAddress,
} from '../../../families/http/config.ts';
import { parseFieldType } from '../../../types/field-type.ts';

/** JSON as text. A ZodString still, which schemas are derived from. */
const jsonText = z.string().refine(isJson, { message: 'must be JSON' });

/** What a connection to an HTTP API needs. */
export const apiConfig = z.strictObject({
  url: webAddress.meta({
    title: 'URL',
    isPlace: true,
    description: 'Address of the API, http or https; the paths of models and objects come after it.',
  }),
  headers: headersField,
  parameters: parametersField,
  body: jsonText.optional().meta({
    title: 'Body',
    description: 'JSON that requests carry. A request that has a body is a POST.',
  }),
  healthcheck: z.string().optional().meta({
    title: 'Health check',
    description: 'Path that a test of the connection asks for; the URL itself where not given.',
  }),
  auth: authField,
  requests_per_second: z.number().positive().optional().meta({
    title: 'Requests per second',
    description:
      'How many requests are sent in a second at most. 429 and Retry-After are heeded all the same.',
  }),
  request_timeout: requestTimeoutField,
  allow_private_addresses: privateAddressesField(false),
});

const PATH = 'keys joined by dots (`data.items`), or a JSON Pointer (`/data/items`)';

const pagination = z
  .strictObject({
    type: z.enum(['none', 'page', 'offset', 'cursor', 'next_url', 'link']).meta({
      title: 'Type',
      description:
        'How the next page is asked for: by its number, by how many records came before, by a cursor of the answer, by a URL in the answer, or by the URL of the Link header with rel="next".',
    }),
    page_parameter: z.string().min(1).default('page').meta({
      title: 'Page parameter',
      description: 'Parameter for the number of the page, with `page`.',
    }),
    first_page: z.int().default(1).meta({
      title: 'First page',
      description: 'Number of the first page, with `page`.',
    }),
    offset_parameter: z.string().min(1).default('offset').meta({
      title: 'Offset parameter',
      description: 'Parameter for how many records come before the page, with `offset`.',
    }),
    cursor_parameter: z.string().min(1).optional().meta({
      title: 'Cursor parameter',
      description: 'Parameter for the cursor, with `cursor`.',
    }),
    cursor_path: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Cursor path',
        description: `Where the answer has the next page’s cursor, with \`cursor\`: ${PATH}; \`data.-1.id\` is the id of the last record.`,
      }),
    next_url_path: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Path of the next URL',
        description: `Where the answer has the next page’s URL, with \`next_url\`: ${PATH}.`,
      }),
    page_size: z.int().min(1).optional().meta({
      title: 'Page size',
      description:
        'Records in a page. With `page` and `offset` a page of fewer is the last one; without it the last one is empty.',
    }),
    page_size_parameter: z.string().min(1).optional().meta({
      title: 'Page size parameter',
      description: 'Parameter by which `page_size` is asked for.',
    }),
    parameters_in: z.enum(['query', 'body']).default('query').meta({
      title: 'Parameters in',
      description: 'Where these parameters go: into the query, or into the JSON object of the body.',
    }),
  })
  .superRefine((given, context) => {
    const needed = { cursor: ['cursor_parameter', 'cursor_path'], next_url: ['next_url_path'] } as const;
    for (const name of given.type === 'cursor' || given.type === 'next_url' ? needed[given.type] : [])
      if (given[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: `is needed when type is ${given.type}` });
    if (given.page_size_parameter !== undefined && given.page_size === undefined)
      context.addIssue({
        code: 'custom',
        path: ['page_size'],
        message: 'is needed with page_size_parameter',
      });
  });

const fieldType = z.string().refine((text) => parseFieldType(text) !== undefined, {
  message: 'is no field type',
});

const field = z.strictObject({
  name: z.string().min(1).meta({ title: 'Name', description: 'Name of the field.' }),
  path: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Path',
      description: `Where a record has its value: ${PATH}. The record’s own key of that name where not given.`,
    }),
  type: fieldType.optional().meta({
    title: 'Type',
    description: 'Its field type; found out from the first records where not given.',
  }),
});

/** What is asked for, and where the records are in the answer. */
const endpoint = {
  path: z
    .string()
    .refine((text) => !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(text), {
      message: 'must be a path: the connection has the address',
    })
    .optional()
    .meta({ title: 'Path', description: 'Comes after the connection’s URL; may have a query.' }),
  method: z.enum(['GET', 'POST']).optional().meta({
    title: 'Method',
    description: 'POST where there is a body, else GET, unless this says otherwise.',
  }),
  parameters: z
    .array(namedValue('query parameter', false))
    .optional()
    .meta({ title: 'Parameters', description: 'Query parameters beside those of the connection.' }),
  body: jsonText
    .optional()
    .meta({ title: 'Body', description: 'JSON that the request carries, in place of the connection’s.' }),
  records: z
    .string()
    .optional()
    .meta({
      title: 'Records',
      description: `Where the answer has its records: ${PATH}. The answer itself where not given. An object in the place of a list is one record.`,
    }),
  fields: z.array(field).min(1).optional().meta({
    title: 'Fields',
    description:
      'The fields that records have here. Where not given: the keys that the first records have, in the types that their values have.',
  }),
  pagination: pagination.optional().meta({
    title: 'Pagination',
    description: 'How the next page is asked for; there is one page where not given.',
  }),
};

/** A model reads the records of one endpoint. */
export const modelConfig = z.strictObject(endpoint);

const incremental = z.strictObject({
  field: z.string().min(1).meta({
    title: 'Field',
    description: 'The tracking field that the parameter restricts.',
  }),
  parameter: z.string().min(1).meta({
    title: 'Parameter',
    description: 'Query parameter by which the API answers only records at or after a value of the field.',
  }),
  format: z.enum(['iso', 'date', 'unix', 'unix_ms', 'text']).optional().meta({
    title: 'Format',
    description:
      'How the value is written: RFC 3339, a date, seconds or milliseconds since 1970, or as it is. Times are RFC 3339 where not given, anything else is as it is.',
  }),
});

/** Endpoints whose records are the objects of a bulk sync. */
export const bulkSourceConfig = z.strictObject({
  objects: z
    .array(
      z.strictObject({
        id: z
          .string()
          .min(1)
          .meta({ title: 'Id', description: 'The object’s id, and the name of its table.' }),
        ...endpoint,
        primary_key: z.array(z.string().min(1)).min(1).optional().meta({
          title: 'Primary key',
          description:
            'Fields that tell records apart: without them every run reads and replaces everything.',
        }),
        incremental: incremental.optional().meta({
          title: 'Incremental',
          description: 'How to ask for new and changed records only.',
        }),
      }),
    )
    .min(1)
    .optional()
    .superRefine((objects, context) => {
      const ids = objects?.map(({ id }) => id) ?? [];
      for (const [i, id] of ids.entries())
        if (ids.indexOf(id) < i)
          context.addIssue({ code: 'custom', path: [i, 'id'], message: `there is another object "${id}"` });
    })
    .meta({ title: 'Objects', description: 'The connection’s URL is the one object where not given.' }),
});

export type ApiConfig = z.output<typeof apiConfig>;
export type Endpoint = z.output<typeof modelConfig>;
export type Pagination = z.output<typeof pagination>;
export type DeclaredField = z.output<typeof field>;
export type Incremental = z.output<typeof incremental>;
export type ApiObject = NonNullable<z.output<typeof bulkSourceConfig>['objects']>[number];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
