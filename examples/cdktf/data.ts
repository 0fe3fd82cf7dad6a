/* Copies the files that main.ts loads from the package vega-datasets into the folder `data`, for you to change. */
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const published = join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data');
const data = join(import.meta.dirname, 'data');
await mkdir(data, { recursive: true });
for (const file of ['airports.csv', 'birdstrikes.csv', 'flights-3m.parquet', 'movies.json'])
  await cp(join(published, file), join(data, file));
