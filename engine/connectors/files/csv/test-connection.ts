import type { TestFacet } from '../../../contract/contract.ts';
import type { CsvSource } from './source.ts';
import { forget } from './web-file.ts';

/** Whether the file can be obtained: asks for it as a download does, and hangs up when the answer comes. */
export function testFacet(source: CsvSource): TestFacet {
  return {
    async test(signal) {
      forget(await source.web.ask({ method: 'GET', once: true }, signal));
    },
  };
}
