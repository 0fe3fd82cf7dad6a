import type { TestFacet } from '../../../contract/contract.ts';
import type { Files } from '../../../families/files/files.ts';

/** Whether the folder is there and can be read. */
export function testFacet(files: Files): TestFacet {
  return { test: () => files.folder.check() };
}
