import { createHash } from 'node:crypto';
import type { CellValue, Column, WriteOperation } from '../../contract/contract.ts';
import { type FieldType, fieldType } from '../../types/field-type.ts';
import { jsonOf } from '../http/record-json.ts';
import { momentText } from './moments.ts';
import { type ReferringName, referringName } from './references.ts';
import { FIELD, type RenderValues } from './render.ts';
import type { ValueStyle, WritableObject } from './writable.ts';

/** A record on its way. */
export interface OutgoingRecord {
  readonly values: RenderValues;
  /** The system's id of the record, where it is known. */
  readonly id: string | undefined;
  /** The text of its identity; undefined where it has none. */
  readonly identity: string | undefined;
  /** The JSON texts of its fields, in the order of the maker's names; undefined where it has no value and is new. */
  readonly cells: readonly (string | undefined)[];
  /** By field, the ids of the records that it is to be linked to. */
  readonly links: ReadonlyMap<string, string>;
}

interface Cell {
  readonly name: string;
  readonly path: readonly string[];
  readonly type: FieldType;
  readonly at: number;
  /** What the record has beside the value: the object that it refers to. */
  readonly refersTo: ReferringName['object'];
  /** The field that has the id of the record that this one refers to: without a value it is that which is cleared. */
  readonly clears: string | undefined;
}

/** A tree of JSON texts. */
interface Members {
  readonly [name: string]: Members | string;
}

/** Makes records of rows, as an object of an API takes them. Columns are named once, rows come many. */
export class RecordMaker {
  readonly #object: WritableObject;
  readonly #cells: readonly Cell[];
  readonly #links: readonly Cell[];
  readonly #key: Cell | undefined;
  readonly #id: Cell | undefined;
  readonly #width: number;
  readonly #isNew: boolean;
  /** Whether requests name the values of single fields. */
  readonly #namesFields: boolean;

  constructor(
    object: WritableObject,
    columns: readonly Column[],
    key: readonly string[],
    operation: WriteOperation,
    /** By relationship, the field that has the other record's id. */
    idFields: ReadonlyMap<string, string> = new Map(),
  ) {
    const all = columns.map(({ name, type }, at): Cell => {
      const reference = referringName(object, name);
      const path = object.fields?.find((field) => field.name === name)?.path?.split('.');
      return {
        name,
        type: fieldType(type),
        at,
        path: path ?? reference?.path ?? [name],
        refersTo: reference?.object,
        clears: reference && idFields.get(reference.path[0] ?? ''),
      };
    });
    const isLink = ({ name }: Cell) => object.links.some((link) => link.field === name);
    this.#object = object;
    this.#id = all.find(({ name }) => name === object.id_field);
    this.#links = all.filter(isLink);
    const isTaken = ({ name }: Cell) => object.onlyFor[name]?.includes(operation) !== false;
    this.#cells = all.filter(
      (cell) => (object.sendsId || cell !== this.#id) && !isLink(cell) && isTaken(cell),
    );
    this.#key = all.find(({ name }) => name === key[0]);
    this.#width = columns.length;
    this.#isNew = operation === 'create';
    const request = object.operations[operation];
    this.#namesFields =
      (request?.same?.length ?? 0) > 0 || JSON.stringify(request ?? {}).includes(`{${FIELD}`);
  }

  /** The names of the fields that records are written with. */
  get names(): readonly string[] {
    return this.#cells.map(({ name }) => name);
  }

  /** The value of a cell as it goes out. */
  #valueOf({ name, at }: Cell, row: readonly CellValue[]): CellValue {
    const value = row[at] ?? null;
    if (this.#object.hashed?.[name] === undefined) return value;
    const text = textOf(value)?.trim() ?? '';
    return text === '' ? null : hashOf(text);
  }

  /** A record of a row; `foundId` where the target was asked for its id, `mark` is what it is known by in its request. */
  record(row: readonly CellValue[], mark: string): OutgoingRecord {
    const { values: style } = this.#object;
    const found = row[this.#width];
    const id = typeof found === 'string' ? found : textOf(this.#id && this.#valueOf(this.#id, row));
    let fields: Members = {};
    const cells = this.#cells.map((cell) => {
      const value = this.#valueOf(cell, row);
      const isLeftOut = value === null && (this.#isNew || style.leavesOutNulls === true);
      return isLeftOut ? undefined : valueJson(value, cell.type, style);
    });
    for (const [i, { path, refersTo, clears, at }] of this.#cells.entries()) {
      const json = cells[i];
      if (json === undefined) continue;
      if (clears !== undefined && (row[at] ?? null) === null) {
        fields = withMember(fields, [clears], json);
        continue;
      }
      if (refersTo) fields = withMember(fields, refersTo.path, JSON.stringify(refersTo.name));
      fields = withMember(fields, path, json);
    }
    const identity = this.#key && textOf(this.#valueOf(this.#key, row));
    const single = this.#namesFields ? this.#cells : [];
    return {
      id,
      identity,
      cells,
      values: {
        json: {
          fields: textOfMembers(fields),
          ...(id === undefined ? {} : { id: JSON.stringify(id) }),
          ...(this.#key ? { identity: valueJson(this.#valueOf(this.#key, row), this.#key.type, style) } : {}),
          ...Object.fromEntries(
            single.flatMap(({ name }, i) => (cells[i] === undefined ? [] : [[FIELD + name, cells[i]]])),
          ),
        },
        text: {
          mark,
          ...(id === undefined ? {} : { id }),
          ...(identity === undefined ? {} : { identity }),
          ...(this.#key ? { identity_field: this.#key.name } : {}),
          ...Object.fromEntries(
            single.map((cell) => [FIELD + cell.name, textOf(this.#valueOf(cell, row)) ?? '']),
          ),
        },
      },
      links: new Map(
        this.#links.flatMap(({ name, at }) => {
          const value = textOf(row[at]);
          return value === undefined || value === '' ? [] : [[name, value] as const];
        }),
      ),
    };
  }
}

/** The hash of a text as systems want identifiers of persons: in hexadecimal letters, of the text trimmed and in lower case. */
function hashOf(text: string): string {
  return createHash('sha256').update(text.trim().toLowerCase()).digest('hex');
}

function textOf(value: CellValue | undefined): string | undefined {
  return value === null || value === undefined || value instanceof Uint8Array ? undefined : String(value);
}

/** The JSON text of a value, in the style of the system. */
function valueJson(value: CellValue, type: FieldType, { asText, nullAs, moments }: ValueStyle): string {
  if (value === null) return nullAs === undefined ? 'null' : JSON.stringify(nullAs);
  const isMoment = type.kind === 'datetime' || type.kind === 'datetime_tz';
  if (isMoment && moments !== 'iso' && typeof value === 'string') {
    const number = momentText(value, type, moments);
    return asText ? JSON.stringify(number) : number;
  }
  const json = jsonOf(value, type);
  const isScalar = !/^["{[]/.test(json.trimStart());
  return asText && isScalar ? JSON.stringify(json) : json;
}

function withMember(members: Members, [key = '', ...rest]: readonly string[], json: string): Members {
  if (rest.length === 0) return { ...members, [key]: json };
  const inner = members[key];
  return { ...members, [key]: withMember(typeof inner === 'object' ? inner : {}, rest, json) };
}

function textOfMembers(members: Members): string {
  const texts = Object.entries(members).map(
    ([key, value]) => `${JSON.stringify(key)}:${typeof value === 'string' ? value : textOfMembers(value)}`,
  );
  return `{${texts.join(',')}}`;
}
