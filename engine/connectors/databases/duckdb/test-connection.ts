import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { TestFacet } from '../../../contract/contract.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import type { DuckdbFile } from './file.ts';

/** A file that is not there yet is right as long as its folder is: the file is made when rows are first written to it. */
export function testFacet(file: DuckdbFile): TestFacet {
  return {
    async test(signal) {
      const opened = await file.reading(signal, async (session) => {
        await session.all('SELECT 1');
        return true;
      });
      if (opened) return;
      const folder = await stat(dirname(file.path)).catch(() => undefined);
      if (folder?.isDirectory()) return;
      throw new ConnectionError(
        'path',
        `there is no folder ${dirname(file.path)} to hold ${basename(file.path)}`,
        { hint: 'Create the folder, or correct the path.' },
      );
    },
  };
}
