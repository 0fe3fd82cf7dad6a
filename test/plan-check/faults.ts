import type { TablePlan } from '../../engine/api/documents.ts';
import type { Places } from './definition.ts';
import type { Catalog, Row } from './system.ts';

/** Something that is not as the plan said. */
export interface Fault {
  /** The same for all faults of one sort. */
  readonly kind: string;
  readonly message: string;
}

/** The view that somebody makes on one of a case's tables. */
export const ONLOOKER = 'onlooker';

/** Everything in a place that somebody can see. */
export interface Look {
  readonly catalog: Catalog;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

/** What the engine keeps for itself beside the tables. */
const isOwn = (name: string) => name.startsWith('_syncform');

export async function lookAt({ target, to }: Pick<Places, 'target' | 'to'>): Promise<Look> {
  const all = await target.catalog(to);
  const catalog = Object.fromEntries(Object.entries(all).filter(([name]) => !isOwn(name)));
  const rows: Record<string, readonly Row[]> = {};
  // A view cannot be read any more once its table is gone.
  for (const name of Object.keys(catalog)) rows[name] = await target.rows(to, name).catch(() => []);
  return { catalog, rows };
}

/** Faults of something that was to leave everything as it was. */
export function unchangedFaults(kind: string, before: Look, after: Look): Fault[] {
  const faults: Fault[] = [];
  for (const name of new Set([...Object.keys(before.catalog), ...Object.keys(after.catalog)])) {
    const [was, is] = [before.catalog[name], after.catalog[name]];
    if (JSON.stringify(was) !== JSON.stringify(is))
      faults.push({
        kind: `${kind}: catalog`,
        message: `${name} was ${JSON.stringify(was) ?? 'not there'} and is ${JSON.stringify(is) ?? 'not there'}`,
      });
    else if (texts(before.rows[name]) !== texts(after.rows[name]))
      faults.push({
        kind: `${kind}: rows`,
        message: `${name} had ${texts(before.rows[name])} and has ${texts(after.rows[name])}`,
      });
  }
  return faults;
}

export function texts(rows: readonly Row[] = []): string {
  return JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
}

/** Faults of what is no table of the plan: a view shows columns that its table got. */
export function otherTableFaults(
  { target, to }: Places,
  tables: readonly TablePlan[],
  before: Look,
  after: Look,
): Fault[] {
  const planned = new Set(tables.map(({ table }) => target.nameOf(to, table)));
  return [...new Set([...Object.keys(before.catalog), ...Object.keys(after.catalog)])]
    .filter(
      (name) =>
        name !== ONLOOKER &&
        !planned.has(name) &&
        JSON.stringify(before.catalog[name]) !== JSON.stringify(after.catalog[name]),
    )
    .map((name) => ({ kind: 'another table changed', message: `${name} is no table of the plan` }));
}

/** Faults of a table after a run that ended well, by what the plan said of it. */
export function catalogFaults(
  places: Places,
  table: TablePlan,
  warnings: readonly string[],
  before: Look,
  after: Look,
): Fault[] {
  const { target, to } = places;
  const name = target.nameOf(to, table.table);
  const [was, is] = [before.catalog[name], after.catalog[name]];
  const faults: Fault[] = [];
  const fault = (kind: string, message: string) => faults.push({ kind, message });
  // A file of JSON without rows tells no columns.
  const isBlank =
    !target.isDatabase && (was?.columns.length === 0 || after.catalog[name]?.columns.length === 0);
  if (!is) {
    fault('no table', `${name} is not there after the run`);
    return faults;
  }
  // A file that somebody else wrote is written again with what it holds, which no statement says.
  const anew = target.isDatabase ? [] : warnings.filter((warning) => warning.includes('is written again'));
  const said = [...table.statements, ...anew].join('\n');
  if (said === '' && !isBlank && JSON.stringify(was) !== JSON.stringify(is))
    fault(
      'changed without a statement',
      `${name} was ${JSON.stringify(was) ?? 'not there'} and is ${JSON.stringify(is)}`,
    );
  if (target.isDatabase) faults.push(...columnFaults(table, is, was !== undefined));
  // As the engine writes names in what it says of files.
  const named = (column: string) => (target.isDatabase ? target.quote(column) : JSON.stringify(column));
  for (const column of is.columns) {
    const before_ = was?.columns.find((c) => c.name === column.name);
    if (
      was &&
      !isBlank &&
      JSON.stringify(before_) !== JSON.stringify(column) &&
      !said.includes(named(column.name))
    )
      fault(
        'changed without its statement',
        `column ${column.name}: ${JSON.stringify(before_)} → ${JSON.stringify(column)}`,
      );
  }
  for (const column of isBlank ? [] : (was?.columns ?? []))
    if (!is.columns.some((c) => c.name === column.name)) fault('column gone', `${column.name} of ${name}`);
  return faults;
}

function columnFaults(table: TablePlan, is: Catalog[string], wasThere: boolean): Fault[] {
  const faults: Fault[] = [];
  for (const planned of table.columns) {
    const column =
      is.columns.find((c) => c.name === planned.name) ??
      // Terraform tells names in the composed form of Unicode.
      is.columns.find((c) => c.name.normalize() === planned.name.normalize()) ??
      is.columns.find((c) => c.name.toLowerCase() === planned.name.toLowerCase());
    if (!column) faults.push({ kind: 'no column', message: `${planned.name} was planned and is not there` });
    else if (!isSameType(column.type, planned.target_type))
      faults.push({
        kind: `type shown is not the table's (${wasThere ? 'there before' : 'made'})`,
        message: `${planned.name}: the plan says ${planned.target_type}, the catalog ${column.type}`,
      });
  }
  const key = is.key.toSorted().join();
  const said = [...table.key].sort().join();
  if (wasThere && table.statements.some((s) => /PRIMARY KEY/.test(s)))
    faults.push({ kind: 'statement that does not run', message: table.statements.join('; ') });
  if (!wasThere && key !== said)
    faults.push({
      kind: 'key shown is not the table’s',
      message: `the plan says (${said}), the catalog (${key})`,
    });
  return faults;
}

/** Whether two texts name one type: a server may spell it otherwise than a statement does. */
function isSameType(is: string, said: string): boolean {
  const plain = (type: string) =>
    type
      .toLowerCase()
      .replace(/\b(tiny|small|big)?int\(\d+\)/, (t) => (t === 'tinyint(1)' ? t : t.replace(/\(\d+\)/, '')))
      .replace(/ ?, ?/g, ',')
      .replace(/^json$/, 'longtext');
  return plain(is) === plain(said) || (said.startsWith('long') && /^var(char|binary)/.test(is));
}
