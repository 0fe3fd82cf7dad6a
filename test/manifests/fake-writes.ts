import type { IncomingMessage } from 'node:http';
import type { Manifest } from '../../engine/families/manifest/manifest.ts';
import { FIELD } from '../../engine/families/manifest/render.ts';
import type { WritableObject, WritableOperation } from '../../engine/families/manifest/writable.ts';
import { writablesOf } from '../../engine/families/manifest/writables.ts';
import { type FakeRecord, got, put } from './fake-rows.ts';
import { extracted, formDocument, type Values } from './fake-templates.ts';

/*
 * What a fake system does with records that are written to it: it reads requests by the templates of the manifest, keeps the
 * records, and answers in the form that the manifest says.
 */

/** Records that a fake holds, by object and id. */
export type Held = ReadonlyMap<string, Map<string, FakeRecord>>;

export interface Answered {
  readonly status: number;
  readonly document: unknown;
}

export class FakeWrites {
  readonly held: Held;
  /** How often each mark arrived with a request that was taken: more than once is what was sent again. */
  readonly marks: string[] = [];
  refusal: (fields: FakeRecord) => string | undefined = () => undefined;
  readonly #objects: readonly WritableObject[];
  #next = 1;

  constructor(manifest: Manifest) {
    this.#objects = [...writablesOf(manifest, {}, new Map()).values()];
    this.held = new Map(this.#objects.map(({ id }) => [id, new Map()]));
  }

  /** Puts a record there, as somebody else would; answers its id. */
  add(object: string, fields: FakeRecord): string {
    const of = this.#objects.find((one) => one.id === object);
    const own = of && bringsId(of) ? fields[of.id_field] : undefined;
    const id = own === undefined ? `${object}-${this.#next++}` : String(own);
    this.held.get(object)?.set(id, fields);
    return id;
  }

  /** The answer to a request that writes records or looks for them; undefined of another. */
  answer({ method, headers }: IncomingMessage, url: URL, text: string): Answered | undefined {
    const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
    const body: unknown = text === '' ? undefined : isForm ? formDocument(text) : JSON.parse(text);
    for (const object of this.#objects) {
      const found = this.#lookup(object, method, url, body);
      if (found) return found;
      for (const [name, operation] of Object.entries(object.operations)) {
        const asked = askedOf(operation, method, url, body);
        if (asked && !this.#isOfAnother(object, asked))
          return this.#carryOut(object, name, operation, asked, String(headers['idempotency-key'] ?? ''));
      }
      for (const link of object.links) {
        const asked = askedOf(link, method, url, body);
        if (asked) return this.#link(object, link, asked);
      }
    }
    return undefined;
  }

  /** Whether a request is about records of another object: some systems remove records by their ids alone. */
  #isOfAnother({ id }: WritableObject, asked: readonly Values[]): boolean {
    const holder = [...this.held].find(([, records]) => asked.some((one) => records.has(String(one.id))));
    return holder !== undefined && holder[0] !== id;
  }

  #carryOut(
    object: WritableObject,
    name: string,
    operation: WritableOperation,
    asked: readonly Values[],
    key: string,
  ): Answered {
    const records = this.held.get(object.id) as Map<string, FakeRecord>;
    const outcomes = asked.map((values) => this.#one(object, records, name, values));
    const isBatch = operation.batch > 1;
    const refused = outcomes.find((one) => one.reason !== undefined);
    const canTell = operation.outcomes.some(
      ({ areErrors, success, message, taken }) => areErrors || success || message || taken,
    );
    if (refused && !(isBatch && canTell)) {
      const document: FakeRecord = {};
      put(document, operation.message ?? 'message', refused.reason);
      const isGraphql = operation.message?.startsWith('errors.') === true;
      const status = isGraphql ? 200 : refused.isMissing ? 404 : 422;
      return { status, document: isGraphql ? { errors: [{ message: refused.reason }] } : document };
    }
    for (const one of outcomes) one.commit?.();
    for (const [i] of outcomes.entries()) this.marks.push(key === '' ? String(asked[i]?.mark ?? '') : key);
    const document: FakeRecord = {};
    for (const list of operation.outcomes) {
      const entries = outcomes.flatMap((one, i) => {
        const values = asked[i] as Values;
        const isError = one.reason !== undefined;
        if (isError !== list.areErrors && (list.areErrors || operation.outcomes.some((o) => o.areErrors)))
          return [];
        const entry: FakeRecord = {};
        const say = (path: string | undefined, value: unknown) =>
          path === undefined || value === undefined || got(entry, path) !== undefined
            ? undefined
            : put(entry, path, value);
        say(list.success, !isError);
        say(list.taken?.at, isError ? 400 : Number(list.taken?.is[0]));
        if (isError) say(list.message, one.reason);
        else {
          say(list.id, one.id);
          say(list.created, one.isNew);
        }
        say(list.match.mark, list.areErrors ? [values.mark] : values.mark);
        say(list.match.index, i);
        say(list.match.id, list.areErrors ? [values.id].filter((id) => id !== undefined) : values.id);
        return [entry];
      });
      if (list.at === '' && isBatch) return { status: 200, document: entries };
      if (list.at === '') Object.assign(document, entries[0]);
      else put(document, list.at, isBatch ? entries : entries[0]);
    }
    return { status: isBatch && refused ? 207 : 200, document };
  }

  /** What becomes of one record, and what is then to be done. */
  #one(object: WritableObject, records: Map<string, FakeRecord>, name: string, values: Values) {
    const fields = fieldsIn(values);
    const reason = this.refusal(fields);
    if (reason !== undefined) return { reason };
    if (name === 'create') {
      const missing = object.required.find(
        (field) =>
          got(fields, pathOf(object, field)) === undefined &&
          !(field === object.id_field && bringsId(object)),
      );
      if (missing !== undefined) return { reason: `${missing} is missing` };
      const id = bringsId(object) ? String(values.id) : `${object.id}-${this.#next++}`;
      return { id, isNew: true, commit: () => void records.set(id, fields) };
    }
    if (name === 'upsert' && bringsId(object)) {
      const id = String(values.id);
      const isNew = !records.has(id);
      return { id, isNew, commit: () => void records.set(id, { ...records.get(id), ...fields }) };
    }
    if (name === 'upsert') {
      const by = String(values.identity_field ?? object.identities[0]?.field);
      const identity = values.identity ?? got(fields, pathOf(object, by));
      const found = [...records].find(([, one]) => got(one, pathOf(object, by)) === identity)?.[0];
      const id = found ?? `${object.id}-${this.#next++}`;
      const whole = { ...records.get(id), [by]: identity, ...fields };
      return { id, isNew: found === undefined, commit: () => void records.set(id, whole) };
    }
    const id = String(values.id);
    const before = records.get(id);
    if (!before) return { reason: `there is no ${id}`, isMissing: true };
    if (name === 'remove') return { id, commit: () => void records.delete(id) };
    return { id, commit: () => void records.set(id, { ...before, ...fields }) };
  }

  #link(
    object: WritableObject,
    { field, outcomes }: WritableObject['links'][number],
    asked: readonly Values[],
  ): Answered {
    const records = this.held.get(object.id);
    for (const { id, value } of asked) {
      const record = records?.get(String(id));
      if (record) put(record, `links.${field}`, value);
    }
    const document: FakeRecord = {};
    const [list] = outcomes;
    if (list)
      put(
        document,
        list.at,
        asked.map(({ id }) => {
          const entry: FakeRecord = {};
          put(entry, list.match.id ?? 'id', id);
          return entry;
        }),
      );
    return { status: 200, document };
  }

  #lookup(object: WritableObject, method: string | undefined, url: URL, body: unknown): Answered | undefined {
    for (const lookup of object.lookups) {
      const { stream } = lookup;
      const body_ = stream.body === undefined ? undefined : (JSON.parse(stream.body) as unknown);
      if ((stream.method ?? (body_ === undefined ? 'GET' : 'POST')) !== method) continue;
      const asked: Values = {};
      if (
        !extracted(
          `/base/${stream.path ?? ''}`.replace(/\/$/, ''),
          decodeURIComponent(url.pathname).replace(/\/$/, ''),
          asked,
        )
      )
        continue;
      const inQuery = stream.parameters?.every(({ name, value }) =>
        extracted(value, value === '{values}' ? allOf(url, name) : url.searchParams.get(name), asked),
      );
      if (inQuery === false) continue;
      // Paging adds to the body that the manifest has.
      if (body_ !== undefined && !extracted(body_, body, asked, true)) continue;
      if (typeof asked.quoted_values === 'string')
        asked.values = [...asked.quoted_values.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, one = '']) =>
          one.replaceAll(/\\(.)/g, '$1'),
        );
      if (asked.value === undefined && asked.values === undefined) continue;
      const values = ((asked.values ?? [asked.value]) as unknown[]).map((one) => String(one).toLowerCase());
      const field = String(asked.field ?? lookup.by[0]);
      const at = pathOf(object, field);
      const found = [...(this.held.get(object.id) ?? [])].flatMap(([id, record]) => {
        const value = got(record, at);
        if (!values.includes(String(value).toLowerCase())) return [];
        const answered: FakeRecord = {};
        put(answered, lookup.id, id);
        if (lookup.value !== undefined) put(answered, lookup.value.replace('{field}', field), value);
        return [answered];
      });
      const document: FakeRecord = {};
      if (stream.records) put(document, stream.records, found);
      return { status: 200, document: stream.records ? document : found };
    }
    return undefined;
  }
}

/** Whether a new record has its id from us: it is one of the object's fields. */
function bringsId({ fields, id_field }: WritableObject): boolean {
  return fields?.some(({ name }) => name === id_field) === true;
}

/** The fields of a record: all in one place, or one by one. */
function fieldsIn(values: Values): FakeRecord {
  const single = Object.entries(values).filter(([name]) => name.startsWith(FIELD));
  return {
    ...(values.fields as FakeRecord | undefined),
    ...Object.fromEntries(single.map(([name, value]) => [name.slice(FIELD.length), value])),
  };
}

/** The values of a parameter that is there once for each; null where it is not there. */
function allOf({ searchParams }: URL, name: string): readonly string[] | null {
  return searchParams.has(name) ? searchParams.getAll(name) : null;
}

function pathOf({ fields }: WritableObject, field: string): string {
  return fields?.find(({ name }) => name === field)?.path ?? field;
}

/** The records of a request of an operation; undefined of another request. */
function askedOf(
  { method, path, parameters, body, record, batch }: WritableOperation,
  given: string | undefined,
  url: URL,
  document: unknown,
): readonly Values[] | undefined {
  if (method !== given) return undefined;
  const values: Values = {};
  const base = `/base/${path.replace(/^\//, '')}`.replace(/\/$/, '');
  if (!extracted(base, decodeURIComponent(url.pathname).replace(/\/$/, ''), values)) return undefined;
  if (!parameters.every(({ name, value }) => extracted(value, url.searchParams.get(name), values)))
    return undefined;
  if (body !== undefined && !extracted(body, document, values)) return undefined;
  if (batch === 1) return [values];
  if (typeof values.ids === 'string') return values.ids.split(',').map((id) => ({ id }));
  const list = (values.records ?? []) as readonly unknown[];
  const each = list.map((one) => {
    // What the address says holds for each of them.
    const of: Values = { ...values, records: undefined };
    return extracted(record ?? '{fields}', one, of) ? of : undefined;
  });
  return each.every((one) => one !== undefined) ? (each as Values[]) : undefined;
}
