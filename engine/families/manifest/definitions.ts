import { z } from 'zod';
import type { JsonObject } from '../../kit/json.ts';
import { endpoint, endpointFields, objectsField } from './endpoint.ts';
import type { Stream } from './stream.ts';

/** A bulk sync from an API that is not known: its objects are what the user says. */
export const apiSource = z.strictObject({
  objects: objectsField('The connection’s URL is the one object if not set.'),
});

/** A bulk sync from a known system: its own objects, and those of the user. */
export const systemSource = z.strictObject({
  objects: objectsField(
    'Objects of your own, beside those that are known here. One of the same id takes the place of the known one.',
  ),
});

/** A model of an API that is not known reads the records of one endpoint. */
export const apiModel = endpoint;

/** A model of a known system reads one of its objects, or an endpoint of the user's. */
export const systemModel = z
  .strictObject({
    object: z.string().min(1).optional().meta({
      title: 'Object',
      description:
        'One of the objects that are known here. What follows is for an endpoint of your own instead.',
    }),
    ...endpointFields,
  })
  .superRefine(({ object, path }, context) => {
    if ((object === undefined) === (path === undefined))
      context.addIssue({
        code: 'custom',
        path: ['object'],
        message: 'is needed, or the path of an endpoint of your own, and not both',
      });
  });

/** The same of a system with a query language of its own. */
export function queryModel(language: string) {
  return z
    .strictObject({
      query: z
        .string()
        .min(1)
        .optional()
        .meta({
          title: 'Query',
          description: `A query in ${language}. What follows is for models without one.`,
        }),
      ...systemModel.shape,
    })
    .superRefine(({ query, object, path }, context) => {
      if ([query, object, path].filter((one) => one !== undefined).length !== 1)
        context.addIssue({
          code: 'custom',
          path: ['query'],
          message: 'is needed, or an object, or the path of an endpoint of your own, and one of them only',
        });
    });
}

/** The objects of a bulk source's configuration, as streams. */
export function streamObjects(configuration: JsonObject): readonly Stream[] {
  return apiSource.parse(configuration).objects ?? [];
}
