import { basename } from 'node:path';
import type { ChangedRows, ChangeRange, ConnectorHost } from '../../contract/contract.ts';
import { stableText } from '../../kit/digest.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { HttpClient } from '../http/client.ts';
import type { Quota } from '../http/quota.ts';
import { changedRecords, newestEntry, reaches } from './changes.ts';
import { apiModel, streamObjects } from './definitions.ts';
import { askedFields, holdsOf } from './describe-call.ts';
import { inParts, partsOf } from './in-parts.ts';
import { type ApiField, areDeclared, fieldsOf } from './infer-fields.ts';
import { scalarText, valueAt } from './json.ts';
import { ApiPages, type ApiRecord, type Page } from './pages.ts';
import { startOf } from './ranges.ts';
import type { Parameters } from './request.ts';
import { ApiRequests } from './requests.ts';
import { type Selection, selectedFields } from './selection.ts';
import { Spool, type Spooled } from './spool.ts';
import type { ChangeLog, Stream, System } from './stream.ts';

/** What may be the name of an object that only the account has. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** How much is looked at to find out what fields there are: so many records, or pages. */
const SAMPLED_RECORDS = 1000;
const SAMPLED_PAGES = 3;

/** What an open connection knows of its API. */
export class ApiSource {
  readonly host: ConnectorHost;
  readonly pages: ApiPages;
  readonly requests: ApiRequests;
  readonly #spool: Spool;
  readonly #system: System;
  readonly #quota: Quota;
  /** Fields by what was asked for: as long as the connection is open they stay what they were. */
  readonly #fields = new Map<string, Promise<readonly ApiField[]>>();

  constructor(system: System, http: HttpClient, quota: Quota, host: ConnectorHost) {
    this.host = host;
    this.#system = system;
    this.#quota = quota;
    this.requests = new ApiRequests(http, quota, system);
    this.pages = new ApiPages(system, this.requests);
    this.#spool = new Spool(host.tempDir);
  }

  /**
   * The objects that a bulk sync's configuration has, beside the system's own: one of the same id takes its place. Where there
   * are neither, the connection's URL is the one object.
   */
  objects(configuration: JsonObject): readonly Stream[] {
    const own = streamObjects(configuration);
    const system = [...this.#system.streams.values()].filter(({ id }) => !own.some((one) => one.id === id));
    const all = [...system, ...own];
    return all.length > 0 ? all : [{ id: defaultId(this.#system.url) }];
  }

  /** An object by its id. Throws `source_changed` where the configuration no longer has it. */
  object(id: string, configuration: JsonObject): Stream {
    const found = this.known(id, configuration);
    if (found) return found;
    const objects = this.objects(configuration);
    throw new SyncformError(
      'source_changed',
      `there is no object ${id}; there are ${objects.map((object) => object.id).join(', ')}`,
      { hint: 'Plan again.' },
    );
  }

  /** An object by its id: one that is listed, or one that only the account has; undefined of what cannot be either. */
  known(id: string, configuration: JsonObject): Stream | undefined {
    const listed = this.objects(configuration).find((object) => object.id === id);
    return listed ?? (NAME.test(id) ? this.#system.found?.stream(id) : undefined);
  }

  /** The names of all objects that the account has, of a system that can be asked for them. */
  async found(signal: AbortSignal): Promise<readonly string[]> {
    const { found } = this.#system;
    if (!found) return [];
    const names: string[] = [];
    for await (const { records } of this.pages.of(found.listed, {}, signal))
      for (const record of records) {
        const name = scalarText(valueAt(record, found.name));
        if (name !== undefined && found.where.every((one) => holdsOf(record, one))) names.push(name);
      }
    return names;
  }

  /** The system's own stream of a name. Throws `invalid` at `object` where there is none. */
  stream(name: string): Stream {
    const found = this.known(name, {});
    if (found) return found;
    throw new SyncformError(
      'invalid',
      `there is no object "${name}"; there are ${[...this.#system.streams.keys()].join(', ')}`,
      { path: ['object'] },
    );
  }

  /** What a model's configuration reads: an object that is known, or an endpoint of the user's. */
  modelStream(configuration: JsonObject): Stream {
    const { object, query } = configuration;
    if (typeof query === 'string' && query !== '' && this.#system.queryLanguage)
      return this.#system.queryLanguage.stream(query);
    return typeof object === 'string' && object !== ''
      ? this.stream(object)
      : { id: 'the model', ...apiModel.parse(configuration) };
  }

  /** The fields of a stream's records, by its definition, by what the API says of them and by its first records. */
  async fields(stream: Stream, signal: AbortSignal): Promise<readonly ApiField[]> {
    const key = stableText(stream);
    const known = this.#fields.get(key) ?? this.#look(stream, signal);
    this.#fields.set(key, known);
    try {
      return await known;
    } catch (error) {
      // What failed once, or was stopped by somebody else, is asked again.
      if (this.#fields.get(key) === known) this.#fields.delete(key);
      throw error;
    }
  }

  /** Has every record of a stream (those that one of `ranges`, which are parameters, leaves) on the local disk. */
  read(
    stream: Stream,
    fields: readonly ApiField[],
    ranges: readonly Parameters[],
    signal: AbortSignal,
  ): Promise<Spooled> {
    const parts = partsOf(stream, fields).map((asked) => this.#inRanges(stream, asked, ranges, signal));
    return this.#spool.write(inParts(parts, stream.primary_key ?? []), stream, fields, signal);
  }

  async *#inRanges(
    stream: Stream,
    asked: Parameters,
    ranges: readonly Parameters[],
    signal: AbortSignal,
  ): AsyncIterable<Page> {
    for (const parameters of ranges) yield* this.pages.of(stream, { ...asked, ...parameters }, signal);
  }

  /** What the system's own record of changes says of a stream that has one; see ReadFacet. */
  readonly changes = {
    newest: async ({ changes }: Stream, signal: AbortSignal): Promise<string | undefined> =>
      changes && newestEntry(changes, this.pages, signal),
    reach: ({ changes }: Stream, range: ChangeRange): boolean =>
      changes !== undefined && reaches(changes, range, Date.now()),
    read: async (stream: Stream, changed: ChangedRows, signal: AbortSignal): Promise<Spooled> => {
      const fields = await this.fields(stream, signal);
      const log = stream.changes as ChangeLog;
      const pages = changedRecords(stream, log, changed, changed.rows, this.pages, signal);
      return this.#spool.write(pages, stream, fields, signal);
    },
  };

  async #look(stream: Stream, signal: AbortSignal): Promise<readonly ApiField[]> {
    if (stream.selection) return this.#selected(stream, stream.selection, signal);
    const told = stream.describe ? await askedFields(stream, stream.describe, this.pages, signal) : [];
    if (told.length > 0) return fieldsOf({ ...stream, fields: [...(stream.fields ?? []), ...told] }, []);
    const records = areDeclared(stream) ? [] : await this.#sample(stream, signal);
    const fields = fieldsOf(stream, records);
    if (fields.length > 0) return fields;
    throw new SyncformError('invalid', `${stream.id} has no records yet to tell their fields from`, {
      path: ['fields'],
      hint: 'Declare the fields with their types.',
    });
  }

  /** The first records of a stream. */
  async #sample(stream: Stream, signal: AbortSignal): Promise<readonly ApiRecord[]> {
    const records: ApiRecord[] = [];
    let pages = 0;
    for await (const page of this.pages.of(stream, startOf(stream), signal)) {
      records.push(...page.records);
      if (++pages === SAMPLED_PAGES || records.length >= SAMPLED_RECORDS) break;
    }
    return records;
  }

  /** The fields of a query's records. */
  async #selected(
    stream: Stream,
    { from, items }: Selection,
    signal: AbortSignal,
  ): Promise<readonly ApiField[]> {
    const records = await this.#sample(stream, signal);
    if (items === undefined) return fieldsOf(stream, records);
    const object = this.known(from, {});
    const told = object?.describe ? await this.fields(object, signal) : [];
    return fieldsOf({ fields: [...selectedFields(items, told, records)] }, records);
  }

  /** Whether a stream can be read: its first page, asked for once. */
  check(stream: Stream, signal: AbortSignal): Promise<void> {
    return this.pages.check(stream, signal);
  }

  async close(): Promise<void> {
    await this.#quota.rest();
    await this.#spool.close();
  }
}

/** The name of a URL's object: its last part, or the host. */
function defaultId(url: string): string {
  const { pathname, hostname } = new URL(url);
  const name = basename(pathname);
  try {
    return decodeURIComponent(name) || hostname;
  } catch {
    return name;
  }
}
