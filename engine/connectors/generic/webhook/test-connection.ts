import type { TestFacet } from '../../../contract/contract.ts';
import type { HttpClient } from '../../../families/http/client.ts';
import { statusError } from '../../../families/http/failures.ts';

/**
 * Whether the endpoint is there: asks for its headers, which changes nothing. What takes POST only may answer that as it
 * likes (404, 405, 501); only a server in trouble, and one that does not know the sender, count as failed.
 */
export function testFacet(url: string, http: HttpClient): TestFacet {
  return {
    async test(signal) {
      const { status, body } = await http.send({ method: 'HEAD', url: new URL(url), once: true }, signal);
      body.on('error', () => {}).destroy();
      if (status === 401 || status === 403 || status === 407 || (status >= 500 && status !== 501))
        throw statusError(status, new URL(url));
    },
  };
}
