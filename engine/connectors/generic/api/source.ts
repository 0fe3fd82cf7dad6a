import { basename } from 'node:path';
import type { ConnectorHost } from '../../../contract/contract.ts';
import type { HttpClient } from '../../../families/http/client.ts';
import { stableText } from '../../../kit/digest.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { type ApiConfig, type ApiObject, bulkSourceConfig, type Endpoint } from './config.ts';
import { type ApiField, areDeclared, fieldsOf } from './infer-fields.ts';
import { ApiPages, type ApiRecord } from './pages.ts';
import type { Parameters } from './request.ts';
import { Spool, type Spooled } from './spool.ts';

/** How much is looked at to find out what fields there are: so many records, or pages. */
const SAMPLED_RECORDS = 1000;
const SAMPLED_PAGES = 3;

/** What an open connection knows of its API. */
export class ApiSource {
  readonly host: ConnectorHost;
  readonly #pages: ApiPages;
  readonly #spool: Spool;
  readonly #defaultId: string;
  /** Fields by what was asked for: as long as the connection is open they stay what they were. */
  readonly #fields = new Map<string, Promise<readonly ApiField[]>>();

  constructor(config: ApiConfig, http: HttpClient, host: ConnectorHost) {
    const { pathname, hostname } = new URL(config.url);
    this.host = host;
    this.#pages = new ApiPages(config, http);
    this.#spool = new Spool(host.tempDir);
    this.#defaultId = decodedName(pathname) || hostname;
  }

  /** The objects that a bulk sync's configuration has; the connection's URL where it has none. */
  objects(configuration: JsonObject): readonly ApiObject[] {
    const { objects } = bulkSourceConfig.parse(configuration);
    return objects ?? [{ id: this.#defaultId }];
  }

  /** An object by its id. Throws `source_changed` where the configuration has it no more. */
  object(id: string, configuration: JsonObject): ApiObject {
    const objects = this.objects(configuration);
    const found = objects.find((object) => object.id === id);
    if (found) return found;
    throw new SyncformError(
      'source_changed',
      `there is no object ${id}; there are ${objects.map((object) => object.id).join(', ')}`,
      { hint: 'Plan again.' },
    );
  }

  /** The fields of an endpoint's records, by its definition and its first records. */
  async fields(endpoint: Endpoint | ApiObject, signal: AbortSignal): Promise<readonly ApiField[]> {
    const key = stableText(endpoint);
    const known = this.#fields.get(key) ?? this.#look(endpoint, signal);
    this.#fields.set(key, known);
    try {
      return await known;
    } catch (error) {
      // What failed once, or was stopped by somebody else, is asked again.
      if (this.#fields.get(key) === known) this.#fields.delete(key);
      throw error;
    }
  }

  /** Has every record of an endpoint (those that `parameters` leave) on the local disk. */
  read(
    endpoint: Endpoint,
    fields: readonly ApiField[],
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<Spooled> {
    return this.#spool.write(this.#pages.of(endpoint, parameters, signal), fields, signal);
  }

  async #look(endpoint: Endpoint | ApiObject, signal: AbortSignal): Promise<readonly ApiField[]> {
    const records: ApiRecord[] = [];
    let pages = 0;
    if (!areDeclared(endpoint))
      for await (const page of this.#pages.of(endpoint, {}, signal)) {
        records.push(...page.records);
        if (++pages === SAMPLED_PAGES || records.length >= SAMPLED_RECORDS) break;
      }
    const fields = fieldsOf(endpoint, records);
    if (fields.length > 0) return fields;
    throw new SyncformError('invalid', 'the API answers no records to tell their fields from', {
      path: ['fields'],
      hint: 'Declare the fields with their types.',
    });
  }

  close(): Promise<void> {
    return this.#spool.close();
  }
}

function decodedName(path: string): string {
  const name = basename(path);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
