import type { TestFacet } from '../../contract/contract.ts';
import type { HttpClient } from '../http/client.ts';
import { statusError } from '../http/failures.ts';
import { addressOf, pageRequest } from './request.ts';
import type { System } from './stream.ts';

/** Whether the API answers: asks for the health check's path, or for the URL itself as models do. */
export function testFacet(system: System, http: HttpClient): TestFacet {
  return {
    async test(signal) {
      const request =
        system.healthcheck === undefined
          ? pageRequest(system, {})
          : ({ method: 'GET', url: addressOf(system, system.healthcheck) } as const);
      const { status, url, body } = await http.send({ ...request, once: true }, signal);
      body.on('error', () => {}).destroy();
      if (status < 200 || status > 299) throw statusError(status, url);
    },
  };
}
