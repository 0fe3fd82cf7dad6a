import type { CellValue, Column, WriteOperation } from '../../contract/contract.ts';
import { type FieldType, fieldType } from '../../types/field-type.ts';
import { jsonOf } from '../http/record-json.ts';
import { momentText } from './moments.ts';
import type { RenderValues } from './render.ts';
import type { ValueStyle, WritableObject } from './writable.ts';

/** A record on its way. */
export interface OutgoingRecord {
  readonly values: RenderValues;
  /** The system's id of the record, where it is known. */
  readonly id: string | undefined;
  /** The text of its identity; undefined where it has none. */
  readonly identity: string | undefined;
  /** By field, the ids of the records that it is to be linked to. */
  readonly links: ReadonlyMap<string, string>;
}

interface Cell {
  readonly name: string;
  readonly path: readonly string[];
  readonly type: FieldType;
  readonly at: number;
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

  constructor(
    object: WritableObject,
    columns: readonly Column[],
    key: readonly string[],
    operation: WriteOperation,
  ) {
    const all = columns.map(({ name, type }, at): Cell => {
      const path = object.fields?.find((field) => field.name === name)?.path;
      return { name, type: fieldType(type), at, path: path === undefined ? [name] : path.split('.') };
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
  }

  /** A record of a row; `foundId` where the target was asked for its id, `mark` is what it is known by in its request. */
  record(row: readonly CellValue[], mark: string): OutgoingRecord {
    const { values: style } = this.#object;
    const found = row[this.#width];
    const id = typeof found === 'string' ? found : textOf(this.#id && row[this.#id.at]);
    let fields: Members = {};
    for (const { path, type, at } of this.#cells) {
      const value = row[at] ?? null;
      if (value === null && this.#isNew) continue;
      fields = withMember(fields, path, valueJson(value, type, style));
    }
    const identity = this.#key && textOf(row[this.#key.at]);
    return {
      id,
      identity,
      values: {
        json: {
          fields: textOfMembers(fields),
          ...(id === undefined ? {} : { id: JSON.stringify(id) }),
          ...(this.#key ? { identity: valueJson(row[this.#key.at] ?? null, this.#key.type, style) } : {}),
        },
        text: {
          mark,
          ...(id === undefined ? {} : { id }),
          ...(identity === undefined ? {} : { identity }),
          ...(this.#key ? { identity_field: this.#key.name } : {}),
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
