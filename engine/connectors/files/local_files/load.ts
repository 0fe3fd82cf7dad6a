import { rm } from 'node:fs/promises';
import type { FacetOf } from '../../../contract/contract.ts';
import type { Files } from '../../../families/files/files.ts';
import { findInFiles } from '../../../families/files/find.ts';
import { loadTable, outcomeOf, rowsOf, type TableWriter } from '../../../families/files/load-table.ts';
import { amend, currentVersion, hiddenName, publish } from '../../../families/files/manifest.ts';
import {
  compressionIn,
  type TargetFile,
  targetContents,
  targetFile,
  writing,
} from '../../../families/files/target.ts';
import { copyStatement, selectWritten } from '../../../families/files/written-file.ts';
import { flushedMeanwhile } from '../../../kit/flush.ts';
import type { localFilesCapabilities } from './capabilities.ts';

/**
 * Loads by writing the whole file again beside the old one and putting it in its place in one step, with the record of
 * the batch (manifest.ts says how). What a crash leaves of new data is hidden, and removed by the next load of the same
 * file.
 */
export function loadFacet(files: Files): FacetOf<typeof localFilesCapabilities, 'load'> {
  return {
    committed: async (table, batch) => outcomeOf(await currentVersion(files.folder.root, table), batch),
    load: (request) => {
      const file = targetFile(files, request.table.id);
      return writing(file, async () => {
        await using writer = fileWriter(files, file);
        return await loadTable(writer, request);
      });
    },
    find: async (request) => {
      await using writer = fileWriter(files, targetFile(files, request.table.id));
      return await findInFiles(writer, request);
    },
  };
}

function fileWriter(files: Files, file: TargetFile): TableWriter {
  const { root } = files.folder;
  const path = hiddenName(root, file.id);
  let columns: Parameters<typeof selectWritten>[2] = [];
  return {
    id: file.path,
    contents: (session, signal) => targetContents(files, session, file, signal),
    async write({ session, there, select, isMore, run }) {
      columns = there.columns;
      const held = isMore ? await rowsOf(session, there) : 0;
      const contents = isMore ? `${there.select} UNION ALL ${select}` : select;
      const copy = copyStatement(contents, path, file.format, compressionIn(there, file), columns);
      return (await flushedMeanwhile(path, () => run(copy))) - held;
    },
    written: () => `(${selectWritten(path, file.format, columns)})`,
    readsBackFast: file.format === 'parquet',
    publish: (version) => publish(root, file.id, path, version),
    amend: (version) => amend(root, file.id, version),
    [Symbol.asyncDispose]: () => rm(path, { force: true }),
  };
}
