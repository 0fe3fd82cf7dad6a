import { type PythonPackages, pythonPackages } from '../python-packages.ts';

const VERSION = '1.4.0';

/** bqemulator, which stands in for Google BigQuery, and a Python that runs it; or why it is not here. Never throws. */
export function bqemulator(): Promise<PythonPackages> {
  return pythonPackages(`bqemulator-${VERSION}`, [
    `bqemulator==${VERSION}`,
    'duckdb==1.5.5',
    // It loads this one when it starts.
    'duckdb-extension-spatial==1.5.5',
    'numpy==2.4.6',
  ]);
}
