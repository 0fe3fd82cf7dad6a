import { z } from 'zod';

/** What every destination of bulk syncs can be told beside its own settings; the engine sees to it. */
export const bulkDestinationFields = {
  advanced: z
    .strictObject({
      hard_deletes: z.boolean().default(false).meta({
        title: 'Hard deletes',
        description:
          'Delete records that are gone from the source. Otherwise they stay and `_syncform_deleted_at` says since when, unless the bulk sync disables record timestamps.',
      }),
      truncate_existing: z.boolean().default(false).meta({
        title: 'Truncate existing tables',
        description:
          'A full load empties a table that is there instead of dropping it. It never drops one here, whatever this says, and empties and fills it in one transaction where the destination has such.',
      }),
      table_prefix: z.string().optional().meta({
        title: 'Table prefix',
        description: 'Comes before the names of all tables but those with a `user_output_name`.',
      }),
    })
    .optional()
    .meta({ title: 'Advanced', description: 'Settings that few bulk syncs need.' }),
} as const;
