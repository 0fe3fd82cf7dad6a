import { openStore } from '../open-store.ts';

/** A process that opens a store, keeps a secret in it and prints what it saw. */
const [, , dataDir = ''] = process.argv;
const store = await openStore({ dataDir });
await store.secrets.set(`${process.pid}`, { pid: `${process.pid}` });
process.stdout.write(JSON.stringify({ pid: process.pid, organization: await store.meta.organizationId() }));
await store[Symbol.asyncDispose]();
