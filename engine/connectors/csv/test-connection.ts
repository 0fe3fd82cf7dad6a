import type { TestFacet } from '../contract.ts';
import type { CsvSource } from './source.ts';

/** Whether the file can be had: asks for it as a download does, and hangs up when the answer comes. */
export function testFacet(source: CsvSource): TestFacet {
  return {
    async test(signal) {
      const { body } = await source.web.ask('GET', {}, signal);
      body.on('error', () => {}).destroy();
    },
  };
}
