import type { TablePlan } from '../../engine/api/documents.ts';
import { canon, type Family } from './canon.ts';
import { sourceTypes } from './column-types.ts';
import { followsChanges, type Places } from './definition.ts';
import { ONLOOKER } from './faults.ts';
import { keyOfOther, keyOfRow, listAtTarget, primaryKey } from './identity.ts';
import { joinedChange } from './joined.ts';
import type { CaseSpec, Change, SourceName } from './spec.ts';
import { familyOf, oldValue, type System, type TableByHand } from './system.ts';
import { PUBLICATION } from './systems/postgresql.ts';

/* What is done by somebody else: the source's table, the target's before the sync, and changes of both. */

type Column = TableByHand['columns'][number];

export function typeOf(
  spec: CaseSpec,
  column: { readonly type: number; readonly source?: SourceName | undefined },
) {
  const type = sourceTypes[column.source ?? spec.source][column.type];
  if (!type) throw new Error(`the seed ${spec.seed} picked no type`);
  return type;
}

/** The statements that make the source's table with its rows. */
export function sourceStatements(spec: CaseSpec, { source, from }: Places): readonly string[] {
  const table: TableByHand = {
    name: spec.table,
    columns: spec.columns.map((column) => ({ ...column, type: typeOf(spec, column).type })),
    key: primaryKey(spec),
  };
  return [
    ...source.createTable(from, table),
    ...(followsChanges(spec) && spec.source === 'postgresql' && table.key.length > 0
      ? [`ALTER PUBLICATION ${PUBLICATION} ADD TABLE ${source.table(from, spec.table)}`]
      : []),
    ...spec.rows.map((_, i) => insertRow(spec, { source, from }, i, i)),
  ];
}

/** Inserts the values of a row under the key of another. */
function insertRow(
  spec: CaseSpec,
  { source, from }: Pick<Places, 'source' | 'from'>,
  row: number,
  key: number,
): string {
  const values = spec.columns.map((column, i) => {
    const type = typeOf(spec, column);
    const at = spec.rows[row]?.[i];
    const value = column.isKey
      ? (keyOfRow(spec, column, type, key) ?? '')
      : at === null
        ? null
        : (type.values[at ?? 0] ?? '');
    return source.literal(value, type.family, type.type);
  });
  const names = spec.columns.map(({ name }) => source.quote(name));
  return `INSERT INTO ${source.table(from, spec.table)} (${names.join(', ')}) VALUES (${values.join(', ')})`;
}

function literalOfKey(spec: CaseSpec, source: System, key: CaseSpec['columns'][number], row: number): string {
  const type = typeOf(spec, key);
  return source.literal(keyOfRow(spec, key, type, row) ?? null, type.family, type.type);
}

/** The key of a row of the source, by its columns. */
export function keyValues(spec: CaseSpec, row: number): Readonly<Record<string, string>> {
  const keys = spec.columns.filter(({ isKey }) => isKey);
  return Object.fromEntries(
    keys.map((column) => [column.name, keyOfRow(spec, column, typeOf(spec, column), row) ?? '']),
  );
}

/** The statements that make the target's table as the case has it, from what a plan for a place without it would make. */
export function existingStatements(
  spec: CaseSpec,
  { target, to }: Places,
  wanted: TablePlan,
): readonly string[] {
  const { existing } = spec;
  if (!existing) return [];
  const name = target.nameOf(to, wanted.table);
  const quoted = target.table(to, name);
  let key = [...wanted.key];
  let columns: Column[] = wanted.columns.map((column) => ({
    name: column.name,
    type: boundedKey(column.target_type, key.includes(column.name), target),
    nullable: !key.includes(column.name),
  }));
  const list = listAtTarget(spec);
  if (list !== undefined) {
    columns = columns.map((c) => (c.name === wanted.key[0] ? { ...c, type: list } : c));
    if (target.name !== 'postgresql') key = [];
  }
  const constraints: string[] = [];
  const after: string[] = [];
  const before: string[] = [];
  for (const { what, at } of existing.relations) {
    const i = at % columns.length;
    const column = columns[i] as Column;
    const put = (over: Partial<Column>) => {
      columns = columns.map((c, place) => (place === i ? { ...c, ...over } : c));
    };
    const extra = (over: Partial<Column>) => {
      if (columns.some((c) => c.name === 'extra')) return;
      columns = [...columns, { name: 'extra', type: 'integer', nullable: true, ...over }];
    };
    if (what === 'wider') put({ type: wider(column.type, target.name) });
    else if (what === 'narrower') put({ type: narrower(column.type, target.name) });
    else if (what === 'other type' && !key.includes(column.name)) put({ type: 'date' });
    else if (what === 'missing column' && columns.length > 1) {
      columns = columns.filter((c) => c !== column);
      key = key.filter((k) => k !== column.name);
    } else if (what === 'not null') put({ nullable: false });
    else if (what === 'extra column') extra({});
    else if (what === 'extra not null') extra({ nullable: false });
    else if (what === 'extra default') extra({ nullable: false, more: 'DEFAULT 5' });
    else if (what === 'generated' && columns.length > 0)
      extra({
        more: `GENERATED ALWAYS AS (1 + 1) ${target.name === 'postgresql' || target.name === 'mysql' ? 'STORED' : 'VIRTUAL'}`,
      });
    else if (what === 'check') constraints.push(`CHECK (${target.quote(column.name)} IS NOT NULL)`);
    // All rows of a run have one moment, those of the next another: which of them are refused would change from run to run.
    else if (what === 'unique' && isShort(column.type) && !isMoment(column.name))
      constraints.push(`UNIQUE (${target.quote(column.name)})`);
    else if (what === 'foreign key' && isShort(column.type) && before.length === 0) {
      const other = target.table(to, 'referred');
      before.push(`CREATE TABLE ${other} (v ${column.type.replace(/ COMMENT .*/, '')} PRIMARY KEY)`);
      constraints.push(`FOREIGN KEY (${target.quote(column.name)}) REFERENCES ${other} (v)`);
    } else if (what === 'trigger') after.push(...trigger(target, to, quoted));
    else if (what === 'referred to' && key.length === 1 && key[0] === column.name) {
      const other = target.table(to, 'referring');
      const type = column.type.replace(/ COMMENT .*/, '');
      const referring = `FOREIGN KEY (v) REFERENCES ${quoted} (${target.quote(column.name)})`;
      after.push(
        `CREATE TABLE ${other} (v ${type}, ${referring})`,
        `INSERT INTO ${other} SELECT ${target.quote(column.name)} FROM ${quoted}`,
      );
    } else if (what === 'refusing trigger') after.push(...refusingTrigger(target, to, quoted, column.name));
    else if (what === 'view on it')
      after.push(`CREATE OR REPLACE VIEW ${target.table(to, ONLOOKER)} AS SELECT * FROM ${quoted}`);
    else if (what === 'other key')
      key = columns
        .filter((c) => isShort(c.type) && !isMoment(c.name))
        .slice(-1)
        .map((c) => c.name);
    else if (what === 'no key') key = [];
    else if (what === 'other case') {
      const other = otherCase(column.name);
      if (columns.some((c) => c !== column && c.name.toLowerCase() === other.toLowerCase())) continue;
      put({ name: other });
      key = key.map((name) => (name === column.name ? other : name));
    } else if (what === 'unsigned') put({ type: unsigned(column.type, target.name) });
    else if (what === 'own order') columns = columns.toReversed();
    else if (what === 'index' && isShort(column.type))
      after.push(`CREATE INDEX by_hand ON ${quoted} (${target.quote(column.name)})`);
    else if (what === 'numbers itself' && key.length === 1 && /^(small|big)?int/i.test(column.type))
      if (key[0] === column.name && target.name !== 'duckdb')
        put({ more: target.name === 'mysql' ? 'AUTO_INCREMENT' : 'GENERATED BY DEFAULT AS IDENTITY' });
  }
  columns = columns.map((c) => (key.includes(c.name) ? { ...c, nullable: false } : c));
  const isView = existing.relations.some(({ what }) => what === 'is a view');
  if (isView) {
    const base = { name: 'base', columns, key, constraints };
    return [
      ...before,
      ...target.createTable(to, base),
      `CREATE VIEW ${quoted} AS SELECT * FROM ${target.table(to, 'base')}`,
    ];
  }
  const rows =
    before.length > 0
      ? []
      : existing.rows.map((row, i) => oldRow(spec, target, quoted, columns, wanted, row, i));
  return [...before, ...target.createTable(to, { name, columns, key, constraints }), ...rows, ...after];
}

function oldRow(
  spec: CaseSpec,
  target: System,
  table: string,
  columns: readonly Column[],
  wanted: TablePlan,
  row: number,
  at: number,
): string {
  const shared = row >= 0 ? keyValues(spec, row) : {};
  const [key] = spec.columns.filter(({ isKey }) => isKey);
  const filled = columns.filter(({ more = '' }) => !more.startsWith('GENERATED ALWAYS'));
  const values = filled.map(({ name, type, nullable }) => {
    const source = wanted.columns.find((c) => c.name.toLowerCase() === name.toLowerCase())?.source;
    const family: Family = familyOf(type);
    if (source === null) return nullable ? 'NULL' : target.literal(oldValue(family, at), family, type);
    const given = source === undefined ? undefined : shared[source];
    const value =
      given !== undefined && source === key?.name
        ? keyOfOther(spec, row, given)
        : (given ?? oldValue(family, at));
    return target.literal(canon(family, value), family, type);
  });
  return `INSERT INTO ${table} (${filled.map((c) => target.quote(c.name)).join(', ')}) VALUES (${values.join(', ')})`;
}

/** MySQL has no index over text without a bound. */
function boundedKey(type: string, isKey: boolean, target: System): string {
  return isKey && target.name === 'mysql' && /^long(text|blob)$/.test(type)
    ? type.replace(/^long(text|blob)$/, (_, w) => (w === 'text' ? 'varchar(768)' : 'varbinary(3072)'))
    : type;
}

function otherCase(name: string): string {
  return name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
}

/** The same type without a sign, where a system has one. */
function unsigned(type: string, system: string): string {
  if (system === 'mysql') return /^(small|big)?int$/.test(type) ? `${type} unsigned` : type;
  return system === 'duckdb' && /^(SMALL|BIG)?INT(EGER)?$/.test(type) ? `U${type}` : type;
}

/** Whether a column says when a row was written. */
function isMoment(name: string): boolean {
  return name.startsWith('_syncform') || name === '_created_at' || name === '_updated_at';
}

function isShort(type: string): boolean {
  return !/json|text$|blob|bytea|\[\]/i.test(type) || type === 'text';
}

function trigger(target: System, place: string, table: string): readonly string[] {
  if (target.name === 'postgresql') {
    const doing = target.table(place, 'nothing_new');
    return [
      `CREATE OR REPLACE FUNCTION ${doing}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      `CREATE OR REPLACE TRIGGER looks BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${doing}()`,
    ];
  }
  if (target.name === 'mysql')
    return [
      `CREATE OR REPLACE TRIGGER ${target.table(place, 'looks')} BEFORE INSERT ON ${table} FOR EACH ROW SET @seen = 1`,
    ];
  return [];
}

/** A trigger that refuses rows without a value in a column. */
function refusingTrigger(target: System, place: string, table: string, column: string): readonly string[] {
  const value = `NEW.${target.quote(column)}`;
  if (target.name === 'postgresql') {
    const doing = target.table(place, 'refusing');
    return [
      `CREATE OR REPLACE FUNCTION ${doing}() RETURNS trigger LANGUAGE plpgsql AS
         $$BEGIN IF ${value} IS NULL THEN RAISE EXCEPTION 'nothing without a value'; END IF; RETURN NEW; END$$`,
      `CREATE OR REPLACE TRIGGER refuses BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${doing}()`,
    ];
  }
  if (target.name === 'mysql')
    return [
      `CREATE OR REPLACE TRIGGER ${target.table(place, 'refuses')} BEFORE INSERT ON ${table} FOR EACH ROW
         IF ${value} IS NULL THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nothing without a value'; END IF`,
    ];
  return [];
}

function wider(type: string, system: string): string {
  const wide: Readonly<Record<string, string>> =
    system === 'mysql'
      ? {
          smallint: 'int',
          int: 'bigint',
          bigint: 'decimal(30,0)',
          float: 'double',
          'decimal(12,2)': 'decimal(20,4)',
        }
      : {
          smallint: 'integer',
          integer: 'bigint',
          bigint: 'numeric(30,0)',
          real: 'double precision',
          float: 'double',
          'numeric(12,2)': 'numeric(20,4)',
          'decimal(12,2)': 'decimal(20,4)',
          date: 'timestamp',
        };
  return wide[type.toLowerCase()] ?? type;
}

function narrower(type: string, system: string): string {
  const narrow: Readonly<Record<string, string>> = {
    bigint: 'integer',
    int: 'smallint',
    integer: 'smallint',
    'double precision': 'real',
    double: 'float',
    text: 'varchar(5)',
    longtext: 'varchar(5)',
    'varchar(768)': 'varchar(5)',
    numeric: 'numeric(10,2)',
    'numeric(12,2)': 'numeric(10,1)',
    'decimal(12,2)': 'decimal(10,1)',
    'timestamp without time zone': 'timestamp(0) without time zone',
    'timestamp with time zone': 'timestamp(0) with time zone',
    'time without time zone': 'time(0) without time zone',
    timestamp: 'TIMESTAMP_S',
    'datetime(6)': 'datetime',
    'time(6)': 'time',
  };
  return (system === 'duckdb' && /^time /i.test(type) ? undefined : narrow[type.toLowerCase()]) ?? type;
}

/** The statements of a change; none where there is nothing to be changed so. `table` is the plan's of the target. */
export function changeStatements(
  spec: CaseSpec,
  places: Places,
  { what, at }: Change,
  table: TablePlan | undefined,
  isThere: boolean,
): readonly string[] {
  const { source, target, from, to } = places;
  const own = source.table(from, spec.table);
  const others = spec.columns.filter(({ isKey }) => !isKey);
  const column = others[at % Math.max(1, others.length)];
  const [key] = spec.columns.filter(({ isKey }) => isKey);
  const whose = (row: number) => {
    if (!key) return 'true';
    return `${source.quote(key.name)} = ${literalOfKey(spec, source, key, row)}`;
  };
  const row = at % Math.max(1, spec.rows.length);
  const alter = `ALTER TABLE ${own}`;
  if (what.startsWith('joined')) return joinedChange(spec, places, what, at);
  switch (what) {
    case 'source: insert':
      return spec.rows.length > 0 ? [insertRow(spec, places, row, 10 + at)] : [];
    case 'source: update': {
      if (!column) return [];
      const type = typeOf(spec, column);
      const value = source.literal(type.values[at % type.values.length] ?? null, type.family, type.type);
      return [`UPDATE ${own} SET ${source.quote(column.name)} = ${value} WHERE ${whose(row)}`];
    }
    case 'source: delete':
      return [`DELETE FROM ${own} WHERE ${whose(row)}`];
    case 'source: add column':
      return [`${alter} ADD COLUMN added_later integer`];
    case 'source: drop column':
      return column && others.length > 1 ? [`${alter} DROP COLUMN ${source.quote(column.name)}`] : [];
    case 'source: widen column': {
      const name = column && typeOf(spec, column).type;
      const wide = name && wider(name, source.name);
      if (!column || !wide || wide === name || name === 'date') return [];
      const quoted = source.quote(column.name);
      return [
        source.name === 'mysql'
          ? `${alter} MODIFY COLUMN ${quoted} ${wide}${column.nullable ? '' : ' NOT NULL'}`
          : `${alter} ALTER COLUMN ${quoted} TYPE ${wide}`,
      ];
    }
    case 'source: drop not null':
      if (!column || column.nullable) return [];
      return source.name === 'mysql'
        ? [`${alter} MODIFY COLUMN ${source.quote(column.name)} ${typeOf(spec, column).type} NULL`]
        : [`${alter} ALTER COLUMN ${source.quote(column.name)} DROP NOT NULL`];
    case 'source: narrow column': {
      const name = column && typeOf(spec, column).type;
      const narrow = name && narrower(name, source.name);
      // Systems show a number that has lost digits with fewer of them than it has.
      if (!column || !narrow || narrow === name || /^double/i.test(name)) return [];
      const quoted = source.quote(column.name);
      return [
        source.name === 'mysql'
          ? `${alter} MODIFY COLUMN ${quoted} ${narrow}${column.nullable ? '' : ' NOT NULL'}`
          : `${alter} ALTER COLUMN ${quoted} TYPE ${narrow}`,
      ];
    }
    case 'source: not null':
      if (!column?.nullable) return [];
      return source.name === 'mysql'
        ? [`${alter} MODIFY COLUMN ${source.quote(column.name)} ${typeOf(spec, column).type} NOT NULL`]
        : [`${alter} ALTER COLUMN ${source.quote(column.name)} SET NOT NULL`];
    case 'source: change key':
      if (!key) return [];
      return [
        `UPDATE ${own} SET ${source.quote(key.name)} = ${literalOfKey(spec, source, key, 20 + at)} WHERE ${whose(row)}`,
      ];
    case 'source: put again':
      return spec.rows.length > 0
        ? [`DELETE FROM ${own} WHERE ${whose(row)}`, insertRow(spec, places, row, row)]
        : [];
    case 'source: empty':
      return [`TRUNCATE TABLE ${own}`];
    case 'source: truncate':
      return [`DELETE FROM ${own}`];
    case 'source: rename column':
      return column ? [`${alter} RENAME COLUMN ${source.quote(column.name)} TO renamed_later`] : [];
    case 'source: drop table':
      return [`DROP TABLE ${own}`];
    default:
      return target.isDatabase && table ? targetChange(spec, target, to, { what, at }, table, isThere) : [];
  }
}

function targetChange(
  spec: CaseSpec,
  target: System,
  to: string,
  { what, at }: Change,
  table: TablePlan,
  isThere: boolean,
): readonly string[] {
  const name = target.nameOf(to, table.table);
  const quoted = target.table(to, name);
  const alter = `ALTER TABLE ${quoted}`;
  const columns: Column[] = table.columns.map((column) => ({
    name: column.name,
    type: boundedKey(column.target_type, table.key.includes(column.name), target),
    nullable: !table.key.includes(column.name),
  }));
  const others = columns.filter((c) => !table.key.includes(c.name));
  const other = others[at % Math.max(1, others.length)];
  if (what === 'target: make table')
    return isThere
      ? []
      : [
          ...target.createTable(to, {
            name,
            columns: at % 2 ? columns : columns.slice(0, 2),
            key: table.key,
          }),
          oldRow(spec, target, quoted, at % 2 ? columns : columns.slice(0, 2), table, -1, 1),
        ];
  if (!isThere) return [];
  if (what === 'target: add column') return [`${alter} ADD COLUMN by_hand integer`];
  if (what === 'target: drop table') return [`DROP TABLE ${quoted}`];
  if (what === 'target: truncate') return [`DELETE FROM ${quoted}`];
  if (what === 'target: trigger') return trigger(target, to, quoted);
  if (what === 'target: view on it')
    return [`CREATE OR REPLACE VIEW ${target.table(to, ONLOOKER)} AS SELECT * FROM ${quoted}`];
  const [first] = columns.filter((c) => table.key.includes(c.name));
  if (what === 'target: delete')
    return first
      ? [
          `DELETE FROM ${quoted} WHERE ${target.quote(first.name)} = (SELECT v FROM (SELECT ${at % 2 ? 'max' : 'min'}(${target.quote(first.name)}) AS v FROM ${quoted}) AS one)`,
        ]
      : [];
  if (what === 'target: drop key' && target.name === 'mysql') return [`${alter} DROP PRIMARY KEY`];
  if (what === 'target: drop key')
    return target.name === 'postgresql' ? [`${alter} DROP CONSTRAINT ${target.quote(`${name}_pkey`)}`] : [];
  if (what === 'target: insert') return [oldRow(spec, target, quoted, columns, table, -1, 3)];
  if (!other) return [];
  if (what === 'target: widen column') {
    const wide = wider(other.type, target.name);
    if (wide === other.type) return [];
    return [
      target.name === 'mysql'
        ? `${alter} MODIFY COLUMN ${target.quote(other.name)} ${wide}`
        : `${alter} ALTER COLUMN ${target.quote(other.name)} TYPE ${wide}`,
    ];
  }
  if (what === 'target: narrow column') {
    const narrow = narrower(other.type, target.name);
    if (narrow === other.type) return [];
    return [
      target.name === 'mysql'
        ? `${alter} MODIFY COLUMN ${target.quote(other.name)} ${narrow}`
        : `${alter} ALTER COLUMN ${target.quote(other.name)} TYPE ${narrow}`,
    ];
  }
  if (what === 'target: update' && first) {
    const family = familyOf(other.type);
    const value = target.literal(oldValue(family, 5), family, other.type);
    return [`UPDATE ${quoted} SET ${target.quote(other.name)} = ${value}`];
  }
  if (what === 'target: rename column')
    return [`${alter} RENAME COLUMN ${target.quote(other.name)} TO renamed_by_hand`];
  if (what === 'target: check')
    return [`${alter} ADD CONSTRAINT by_hand CHECK (${target.quote(other.name)} IS NOT NULL)`];
  if (what === 'target: unique' && isShort(other.type) && !isMoment(other.name))
    return target.name === 'duckdb'
      ? [`CREATE UNIQUE INDEX only_one ON ${quoted} (${target.quote(other.name)})`]
      : [`${alter} ADD CONSTRAINT only_one UNIQUE (${target.quote(other.name)})`];
  if (what === 'target: drop column') return [`${alter} DROP COLUMN ${target.quote(other.name)}`];
  if (what === 'target: not null')
    return target.name === 'mysql'
      ? [`${alter} MODIFY COLUMN ${target.quote(other.name)} ${other.type.split(' COMMENT')[0]} NOT NULL`]
      : [`${alter} ALTER COLUMN ${target.quote(other.name)} SET NOT NULL`];
  return [];
}
