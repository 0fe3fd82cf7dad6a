import type { TestFacet } from '../../../contract/contract.ts';
import type { HttpClient } from '../../../families/http/client.ts';
import { statusError } from '../../../families/http/failures.ts';
import type { ApiConfig } from './config.ts';
import { addressOf, pageRequest } from './request.ts';

/** Whether the API answers: asks for the health check's path, or for the URL itself as models do. */
export function testFacet(config: ApiConfig, http: HttpClient): TestFacet {
  return {
    async test(signal) {
      const request =
        config.healthcheck === undefined
          ? pageRequest(config, {}, {}, {})
          : ({ method: 'GET', url: addressOf(config, config.healthcheck) } as const);
      const { status, url, body } = await http.send({ ...request, once: true }, signal);
      body.on('error', () => {}).destroy();
      if (status < 200 || status > 299) throw statusError(status, url);
    },
  };
}
