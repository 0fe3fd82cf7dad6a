import type { TestFacet } from '../../contract/contract.ts';
import type { HttpClient } from '../http/client.ts';
import { statusError } from '../http/failures.ts';
import { addressOf, pageRequest } from './request.ts';
import type { ApiSource } from './source.ts';
import type { System } from './stream.ts';

/** Whether the API answers: asks for the first page of the stream that is meant for that, the health check's path, or the URL itself as models do. */
export function testFacet(system: System, http: HttpClient, source: ApiSource): TestFacet {
  return {
    async test(signal) {
      if (system.check) return source.check(system.check, signal);
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
