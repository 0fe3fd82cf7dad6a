import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const FILES = ['airports.csv', 'birdstrikes.csv', 'flights-3m.parquet', 'movies.json'];

/** Airports that have another name now than when the data was collected. */
const RENAMED: Readonly<Record<string, readonly [from: string, to: string]>> = {
  ATL: ['William B Hartsfield-Atlanta Intl', 'Hartsfield-Jackson Atlanta International'],
  MSY: ['New Orleans International', 'Louis Armstrong New Orleans International'],
  SJC: ['San Jose International', 'Norman Y. Mineta San Jose International'],
};

/** Fills a new folder: the Terraform configuration, and a copy of the data for it to change. Throws if there is anything. */
export async function prepareFolder(folder: string): Promise<void> {
  const data = join(folder, 'data');
  await mkdir(folder, { recursive: true });
  await mkdir(data);
  await copyFile(join(import.meta.dirname, 'main.tf'), join(folder, 'main.tf'));
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  const published = resolve(dirname(entry), '..', 'data');
  for (const file of FILES) await copyFile(join(published, file), join(data, file));
}

/** Gives some airports the names that they have today; answers a sentence for each. */
export async function renameAirports(folder: string): Promise<readonly string[]> {
  const file = join(folder, 'data', 'airports.csv');
  let text = await readFile(file, 'utf8');
  for (const [code, [from, to]] of Object.entries(RENAMED)) {
    if (!text.includes(`\n${code},${from},`))
      throw new Error(`${file} has no airport ${code} named "${from}"`);
    text = text.replace(`\n${code},${from},`, `\n${code},${to},`);
  }
  await writeFile(file, text);
  return Object.entries(RENAMED).map(([code, [from, to]]) => `${code} was "${from}", is "${to}"`);
}
