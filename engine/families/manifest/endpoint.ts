import { z } from 'zod';
import { parseFieldType } from '../../types/field-type.ts';
import { namedValue } from '../http/config.ts';

/*
 * What a user may say of an object of an API: where its records are, how its pages are asked for, what fields there are. The
 * `api` connector has no others; every business system takes such objects beside those of its manifest.
 */

/** JSON as text. A ZodString still, which schemas are derived from. */
export const jsonText = z.string().refine(isJson, { message: 'must be JSON' });

const PATH = 'keys joined by dots (`data.items`), or a JSON Pointer (`/data/items`)';

export const pagination = z
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
    more_path: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Path of “more”',
        description: `Where the answer says whether there are more pages: ${PATH}. A page whose answer has false, null or nothing there is the last.`,
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
      description:
        'Where these parameters go: into the query, or into the JSON object of the body, where `variables.after` is a key within another.',
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

export const fieldTypeText = z.string().refine((text) => parseFieldType(text) !== undefined, {
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
      description: `Where a record has its value: ${PATH}. The record’s own key of that name if not set.`,
    }),
  type: fieldTypeText.optional().meta({
    title: 'Type',
    description: 'Its field type; detected from the first records if not set.',
  }),
});

/** What is asked for, and where the records are in the answer. */
export const endpointFields = {
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
      description: `Where the answer has its records: ${PATH}. The answer itself if not set. An object in the place of a list is one record.`,
    }),
  fields: z.array(field).min(1).optional().meta({
    title: 'Fields',
    description:
      'The fields that records have here. If not set: the keys that the first records have, in the types that their values have.',
  }),
  pagination: pagination.optional().meta({
    title: 'Pagination',
    description: 'How the next page is asked for; there is one page if not set.',
  }),
};

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
      'How the value is written: RFC 3339, a date, seconds or milliseconds since 1970, or as it is. Times are RFC 3339 if not set, anything else is as it is.',
  }),
});

/** Endpoints whose records are objects of a bulk sync. */
export const objectsField = (otherwise: string) =>
  z
    .array(
      z.strictObject({
        id: z
          .string()
          .min(1)
          .meta({ title: 'Id', description: 'The object’s id, and the name of its table.' }),
        ...endpointFields,
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
    .meta({ title: 'Objects', description: otherwise });

/** A model of the `api` connector reads the records of one endpoint. */
export const endpoint = z.strictObject(endpointFields);

export type Endpoint = z.output<typeof endpoint>;
export type Pagination = z.output<typeof pagination>;
export type DeclaredField = z.output<typeof field>;
export type UserObject = NonNullable<z.output<ReturnType<typeof objectsField>>>[number];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
