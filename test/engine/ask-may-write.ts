import { join } from 'node:path';
import { fileConflicts, folderConflicts } from '../../engine/families/files/may-write.ts';

/* Run by a test as a user who may not write in the folder that is given: prints what is said of that. */

const [, , folder = ''] = process.argv;
process.stdout.write(
  JSON.stringify({
    folder: await folderConflicts(folder),
    below: await folderConflicts(join(folder, 'not/there')),
    file: await fileConflicts(join(folder, 'lake.duckdb')),
  }),
);
