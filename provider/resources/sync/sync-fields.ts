import { z } from 'zod';
import type { KeyedShape } from '../values/keyed-elements.ts';

/** What `fields` of a sync are, as a list of objects or a map of them by target. */
export const syncFields: KeyedShape = {
  key: 'target',
  element: z.strictObject({
    target: z.string().min(1),
    source: z.strictObject({ model_id: z.string(), field: z.string() }).optional(),
    override_value: z.string().optional().meta({ mayBeEmpty: true }),
    new: z.boolean().optional(),
    sync_mode: z.string().optional(),
    encryption_enabled: z.boolean().optional(),
  }),
  example: '{ source = { model_id = syncform_model.users.id, field = "name" } }',
  texts: ['override_value'],
  needsOneOf: ['source', 'override_value'],
  defaults: { new: false, encryption_enabled: false },
};
