import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../open-store.ts';
import { Slots } from '../slots.ts';

/*
 * node slot-child.ts <data directory> <key> <limit> <times> <ms>: takes a slot so many times at once, holds each for so long,
 * and prints a line with its beginning and end in milliseconds since the epoch. With 0 ms it takes one, says `held`, and
 * stays until it is killed.
 */
const [dataDir = '', key = '', limit, times, ms] = process.argv.slice(2);
const never = new AbortController().signal;
const store = await openStore({ dataDir, key });
const slots = new Slots(store);

async function once(): Promise<void> {
  const slot = await slots.take('warehouse', Number(limit), never);
  const began = Date.now();
  if (Number(ms) === 0) {
    process.stdout.write('held\n');
    await new Promise(() => setInterval(() => {}, 1000));
  }
  await sleep(Number(ms));
  process.stdout.write(`${began} ${Date.now()}\n`);
  await slot[Symbol.asyncDispose]();
}

await Promise.all(Array.from({ length: Number(times) }, once));
await store[Symbol.asyncDispose]();
