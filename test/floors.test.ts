import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** The floors of the engine, from the ground up. A file imports from its own folder and from the floors that its own names. */
const BASE = ['kit', 'types', 'contract', 'filters', 'movement'] as const;
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kit: [],
  types: ['kit'],
  contract: ['kit', 'types'],
  filters: ['kit', 'types', 'contract'],
  movement: ['kit', 'types', 'contract', 'filters'],
  api: ['kit', 'types', 'contract'],
  'families/http': BASE,
  'families/tunnel': BASE,
  'families/log': BASE,
  'families/documents': [...BASE, 'families/duckdb'],
  'families/driverless': BASE,
  'families/ssh': [...BASE, 'families/tunnel'],
  'families/aws': [...BASE, 'families/sql'],
  'families/azure': [...BASE, 'families/http'],
  'families/google': [...BASE, 'families/http', 'families/sql', 'families/tunnel'],
  'families/sql': [...BASE, 'families/http', 'families/tunnel'],
  'families/postgresql': [...BASE, 'families/http', 'families/sql', 'families/ssh', 'families/tunnel'],
  'families/duckdb': [...BASE, 'families/sql'],
  'families/files': [...BASE, 'families/sql', 'families/duckdb'],
  'families/object-store': [
    ...BASE,
    'families/azure',
    'families/http',
    'families/google',
    'families/sql',
    'families/duckdb',
    'families/files',
  ],
  'families/manifest': [...BASE, 'families/http'],
  connectors: [...BASE, 'families'],
  expectations: [...BASE, 'api'],
  verification: [...BASE, 'api'],
  'plan-report': ['kit'],
  store: [...BASE, 'api'],
  connections: [...BASE, 'api', 'store'],
  models: [...BASE, 'api', 'store', 'connections', 'expectations'],
  lineage: [...BASE, 'api', 'store', 'connections'],
  schedules: [...BASE, 'api', 'store'],
  executions: [...BASE, 'api', 'store', 'connections'],
  syncs: [
    ...BASE,
    'api',
    'families/duckdb',
    'store',
    'connections',
    'models',
    'schedules',
    'executions',
    'expectations',
    'verification',
  ],
  'bulk-syncs': [
    ...BASE,
    'api',
    'families/duckdb',
    'store',
    'connections',
    'models',
    'schedules',
    'executions',
    'expectations',
    'verification',
    'syncs',
  ],
  // The composition of all: `embedded.ts`.
  engine: [
    'kit',
    'contract',
    'movement',
    'api',
    'connectors',
    'store',
    'connections',
    'models',
    'syncs',
    'bulk-syncs',
    'schedules',
    'executions',
    'lineage',
  ],
  cli: ['kit', 'contract', 'types', 'api', 'store', 'executions', 'plan-report', 'engine'],
};

/** A module's path in an import, a re-export or an import(). */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.[^']+\.ts)'/g;

/** The folder that is a floor or a room of its own; of a connector, the connector. */
function roomOf(path: string): string {
  const [, floor = '', second = '', third = ''] = path.split('/');
  if (!path.slice('engine/'.length).includes('/')) return 'engine';
  if (floor === 'families') return `families/${second}`;
  if (floor === 'connectors') return third ? `connectors/${second}/${third}` : 'connectors';
  return floor;
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  // The registry, beside the connectors, names them all; no connector names another.
  if (from === 'connectors')
    return to.startsWith('connectors/') || (MAY_IMPORT.connectors ?? []).includes(to);
  const allowed = MAY_IMPORT[from.startsWith('connectors/') ? 'connectors' : from] ?? [];
  return allowed.some((floor) => to === floor || (floor === 'families' && to.startsWith('families/')));
}

const sources = globSync('engine/**/*.ts', { cwd: root }).filter(
  (path) => !/\.test\.ts$|\/testing\/|\/dist\/|node_modules/.test(path),
);

test('each file of the engine imports from its own folder and from the floors below it', () => {
  expect(sources.length).toBeGreaterThan(500);
  const breaks = sources.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(IMPORT)]
      .map(([, to = '']) => normalize(join(dirname(path), to)))
      .filter((to) => !to.startsWith('engine/') || !isAllowed(roomOf(path), roomOf(to)))
      .map((to) => `${path} imports ${to}`),
  );
  expect(breaks).toEqual([]);
});

test('a folder that is no floor yet is in the list', () => {
  const rooms = new Set(
    sources.map(roomOf).map((room) => (room.startsWith('connectors/') ? 'connectors' : room)),
  );
  expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
});
