import type { Column } from './rows.ts';

/** The id that a target gave a record, as `lookup` answers it: the last value of the rows of a write that has ids. */
export const TARGET_ID: Column = { name: '_syncform_target_id', type: 'string' };
