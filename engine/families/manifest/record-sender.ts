import type { WriteOperation, WrittenChunk } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { HttpRequest } from '../http/client.ts';
import { lookupBy } from './lookup.ts';
import { type Answered, outcomesOf, type RecordOutcome } from './outcome.ts';
import { FIELD, formOf, type RenderValues, rendered } from './render.ts';
import { addressOf } from './request.ts';
import type { ApiRequests } from './requests.ts';
import type { System } from './stream.ts';
import { filled, filledPath } from './template.ts';
import type { WritableObject, WritableOperation } from './writable.ts';
import { JobSender } from './write-job.ts';
import type { OutgoingRecord } from './written-record.ts';

/** Sends records to an object of an API, and reads what became of each. */
export class RecordSender {
  /** How many records go in a request. */
  readonly batch: number;
  /** Whether what is sent again is known again: requests carry the mark of their records. */
  readonly hasMarks: boolean;
  readonly #object: WritableObject;
  readonly #kind: WriteOperation;
  readonly #operation: WritableOperation;
  readonly #system: System;
  readonly #requests: ApiRequests;
  readonly #notTwice: boolean;
  readonly #canAsk: boolean;
  readonly #key: string | undefined;
  readonly #signal: AbortSignal;
  readonly #onProgress: (delta: { readonly bytes: number }) => void;

  constructor(
    object: WritableObject,
    kind: WriteOperation,
    system: System,
    requests: ApiRequests,
    key: string | undefined,
    signal: AbortSignal,
    onProgress: (delta: { readonly bytes: number }) => void,
  ) {
    const operation = object.operations[kind];
    if (!operation) throw new SyncformError('unsupported', `${object.name} cannot ${kind} records`);
    this.#object = object;
    this.#kind = kind;
    this.#operation = operation;
    this.#system = system;
    this.#requests = requests;
    this.#signal = signal;
    this.#onProgress = onProgress;
    this.#key = key;
    this.batch = Math.min(operation.batch, object.limits.recordsPerRequest ?? operation.batch);
    // Whether what may have arrived can be asked for: it is not sent a second time before that was done.
    this.#canAsk = key !== undefined && lookupBy(object, key) !== undefined;
    this.hasMarks = operation.headers.some(({ value }) => value.includes('{mark}'));
    this.#notTwice = kind === 'create' && this.#canAsk && !this.hasMarks;
  }

  /**
   * What sends many records at once, where the object has that. Without marks and without being asked for a record a target cannot
   * tell what of an interrupted job it has: records are not created by one then.
   */
  job(names: readonly string[]): JobSender | undefined {
    const { job } = this.#operation;
    if (!job || this.#object.links.length > 0 || (this.#kind === 'create' && !this.#canAsk)) return undefined;
    return new JobSender(
      this.#object,
      this.#kind,
      job,
      this.#system,
      this.#requests,
      { names, key: this.#key },
      this.#signal,
    );
  }

  /** Sends a chunk: in one request, or in one for each record where the API takes one at a time. `mark` names the chunk. */
  async send(chunk: readonly OutgoingRecord[], mark: string): Promise<WrittenChunk> {
    const outcomes = this.batch > 1 ? await this.#inGroups(chunk, mark) : await this.#oneByOne(chunk);
    const linked = await this.#link(chunk, outcomes);
    return {
      records: chunk.length,
      ...(this.#kind === 'upsert' ? { created: linked.filter(({ isNew }) => isNew === true).length } : {}),
      rejected: linked.flatMap(({ reason }, index) => (reason === undefined ? [] : [{ index, reason }])),
    };
  }

  async #oneByOne(chunk: readonly OutgoingRecord[]): Promise<readonly RecordOutcome[]> {
    const outcomes: RecordOutcome[] = [];
    for (const record of chunk) {
      const answered = await this.#request(this.#operation, [record], record.values);
      outcomes.push('refusedWhole' in answered ? { reason: answered.refusedWhole } : (answered[0] ?? {}));
    }
    return outcomes;
  }

  /** Records that have other values in fields which a request has once go in requests of their own. */
  async #inGroups(chunk: readonly OutgoingRecord[], mark: string): Promise<readonly RecordOutcome[]> {
    const { same = [] } = this.#operation;
    if (same.length === 0) return this.#together(chunk, mark);
    const groups = Map.groupBy(chunk.keys(), (i) =>
      same.map((name) => chunk[i]?.values.json[FIELD + name] ?? '').join(','),
    );
    const outcomes: RecordOutcome[] = chunk.map(() => ({}));
    for (const [n, places] of [...groups.values()].entries()) {
      const records = places.flatMap((i) => chunk[i] ?? []);
      const answered = await this.#together(records, `${mark}.group-${n}`);
      for (const [i, place] of places.entries()) outcomes[place] = answered[i] ?? {};
    }
    return outcomes;
  }

  /** A batch that is refused as a whole, for one of its records it may be, is sent in halves. */
  async #together(chunk: readonly OutgoingRecord[], mark: string): Promise<readonly RecordOutcome[]> {
    const records = chunk.map(({ values }) => rendered(this.#operation.record ?? '{fields}', values));
    const [{ values } = { values: { json: {}, text: {} } }] = chunk;
    const answered = await this.#request(this.#operation, chunk, {
      json: { ...values.json, records: `[${records.join(',')}]` },
      text: {
        ...values.text,
        mark: `${mark}+${chunk.length}`,
        ids: chunk.flatMap(({ id }) => id ?? []).join(','),
      },
    });
    if (!('refusedWhole' in answered)) return answered;
    if (chunk.length === 1) return [{ reason: answered.refusedWhole }];
    const half = Math.ceil(chunk.length / 2);
    const first = await this.#together(chunk.slice(0, half), mark);
    return [...first, ...(await this.#together(chunk.slice(half), `${mark}.${half}`))];
  }

  async #request(
    operation: WritableOperation,
    records: readonly OutgoingRecord[],
    values: RenderValues,
  ): Promise<Answered> {
    const { method, path, parameters, headers, body, format } = operation;
    const json = body === undefined ? undefined : rendered(body, values);
    const text = json === undefined ? undefined : format === 'form' ? formOf(json) : json;
    const named = (values_: typeof headers) =>
      values_.map(({ name, value }) => ({
        name: filled(name, values.text),
        value: filled(value, values.text),
      }));
    const request: HttpRequest = {
      method,
      url: addressOf(this.#system, filledPath(path, values.text), named(parameters)),
      headers: () => Object.fromEntries(named(headers).map(({ name, value }) => [name, value])),
      conditions: {
        accept: 'application/json',
        ...(text === undefined
          ? {}
          : { 'content-type': format === 'form' ? 'application/x-www-form-urlencoded' : 'application/json' }),
      },
      ...(text === undefined ? {} : { body: text }),
      notTwice: this.#notTwice,
    };
    const ruled = await this.#requests.send(request, this.#signal);
    const { rule, answer, document } = ruled;
    this.#onProgress({ bytes: Buffer.byteLength(text ?? '') });
    if (rule?.do === 'skip') return records.map(() => ({}));
    if (rule && rule.do !== 'refuse') throw this.#requests.fault(rule, answer, document);
    const written = {
      operation,
      isRemoval: this.#kind === 'remove',
      records,
      marks: records.map((record) => record.values.text.mark ?? ''),
    };
    return outcomesOf(ruled, written, this.#requests.http);
  }

  /** Links the records that were taken to those that their fields name. */
  async #link(
    chunk: readonly OutgoingRecord[],
    outcomes: readonly RecordOutcome[],
  ): Promise<readonly RecordOutcome[]> {
    const linked = [...outcomes];
    if (this.#kind === 'remove') return linked;
    for (const link of this.#object.links) {
      const wanted = chunk.flatMap((record, i) => {
        const value = record.links.get(link.field);
        const id = outcomes[i]?.id ?? record.id;
        if (value === undefined || linked[i]?.reason !== undefined) return [];
        if (id === undefined) {
          linked[i] = {
            reason: `it was written, but not linked by ${link.field}: the answer does not say its id`,
          };
          return [];
        }
        const text = { ...record.values.text, id, value };
        const values = { json: { id: JSON.stringify(id), value: JSON.stringify(value) }, text };
        return [{ place: i, record: { ...record, id, values } }];
      });
      for (let first = 0; first < wanted.length; first += link.batch) {
        const some = wanted.slice(first, first + link.batch);
        const records = some.map(({ record }) => rendered(link.record ?? {}, record.values));
        const [one] = some;
        const values =
          link.batch > 1
            ? { json: { records: `[${records.join(',')}]` }, text: one?.record.values.text ?? {} }
            : (one?.record.values ?? { json: {}, text: {} });
        const answered = await this.#request(
          link,
          some.map(({ record }) => record),
          values,
        );
        for (const [n, { place }] of some.entries()) {
          const reason = 'refusedWhole' in answered ? answered.refusedWhole : answered[n]?.reason;
          if (reason !== undefined)
            linked[place] = { reason: `it was written, but not linked by ${link.field}: ${reason}` };
        }
      }
    }
    return linked;
  }
}
