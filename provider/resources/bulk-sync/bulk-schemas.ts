import { expectationTypes } from '@syncform/engine/api/documents.ts';
import { isMoment, NO_MOMENT } from '@syncform/engine/bulk-syncs/check-bulk-sync.ts';
import { z } from 'zod';
import type { KeyedShape } from '../values/keyed-elements.ts';

/** What `fields` of a bulk sync's schema are, as a list of objects or a map of them by id. */
const bulkFields: KeyedShape = {
  key: 'id',
  isNamedAlone: true,
  element: z.strictObject({
    id: z.string().min(1),
    enabled: z.boolean().optional(),
    obfuscate: z.boolean().optional(),
    user_output_name: z.string().optional(),
  }),
  example: '{ obfuscate = true }',
  defaults: { enabled: true, obfuscate: false },
};

const expectation = z.strictObject({
  type: z.enum(expectationTypes),
  fields: z.array(z.string()).optional(),
  values: z.array(z.string()).optional(),
  min: z.int().nonnegative().optional(),
  max: z.int().nonnegative().optional(),
  max_age: z.string().optional(),
  condition: z.string().optional(),
  on_failure: z.enum(['stop', 'set_aside']).optional(),
});

/** What `schemas` of a bulk sync are, as a list of objects or a map of them by id. */
export const bulkSchemas: KeyedShape = {
  key: 'id',
  isNamedAlone: true,
  element: z.strictObject({
    id: z.string().min(1),
    enabled: z.boolean().optional(),
    fields: z.unknown().optional(),
    filters: z
      .array(z.strictObject({ field_id: z.string(), function: z.string(), value: z.unknown().optional() }))
      .optional(),
    partition_key: z.string().optional(),
    tracking_field: z.string().optional(),
    data_cutoff_timestamp: z.string().refine(isMoment, `is ${NO_MOMENT}`).optional(),
    disable_data_cutoff: z.boolean().optional(),
    user_output_name: z.string().optional(),
    output_name: z.string().optional(),
    expectations: z.array(expectation).optional(),
  }),
  nested: { fields: bulkFields },
  example: '{ tracking_field = "updated_at" }',
  defaults: { enabled: true, disable_data_cutoff: false },
};
