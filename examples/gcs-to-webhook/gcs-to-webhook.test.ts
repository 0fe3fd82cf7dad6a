import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exampleWorkspace, expectNothingToDo } from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingGcs, startGcs } from '../../test/services/gcs.ts';

testNeeding(
  await missingGcs(),
  'CSV files of a bucket, at fake-gcs-server, are sent to a webhook, record by record',
  async () => {
    await using gcs = await startGcs();
    await gcs.put('contacts/one.csv', 'email,last_name\nann@example.com,Ann\n');
    const sent: { operation: string; record: Record<string, unknown> }[] = [];
    const hook = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      if (request.headers.authorization !== 'Bearer hush') return response.writeHead(401).end();
      // The connection's test asks without records.
      if (request.method === 'POST') sent.push(...JSON.parse(text).records);
      return response.end('{}');
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    try {
      await using workspace = await exampleWorkspace(import.meta.dirname, {
        gcs: { bucket: gcs.bucket, endpoint: gcs.endpoint },
        gcs_service_account: gcs.serviceAccount,
        webhook: { url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`, is_private: true },
        webhook_token: 'hush',
      });
      await workspace.apply();
      expect(sent).toEqual([
        expect.objectContaining({ record: { email: 'ann@example.com', last_name: 'Ann' } }),
      ]);
      await expectNothingToDo(workspace);
    } finally {
      hook.closeAllConnections();
      hook.close();
    }
  },
);
