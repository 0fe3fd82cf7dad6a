import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Ask, type GoogleApi, GoogleRefusal } from '../../../families/google/google-api.ts';
import { uploadObject } from '../../../families/google/resumable-upload.ts';
import { canceled, pause } from '../../../kit/abort.ts';
import type { SchemaField } from './column-type.ts';
import { isNotFound, JobError } from './failures.ts';
import { LABELS } from './labels.ts';
import type { StorageUse } from './storage/use.ts';

/** Where a job is: its location is needed to ask for it, outside of the US and the EU. */
export interface JobReference {
  readonly projectId: string;
  readonly jobId: string;
  readonly location?: string;
}

export interface Job {
  readonly jobReference: JobReference;
  readonly status: {
    readonly state: 'PENDING' | 'RUNNING' | 'DONE';
    readonly errorResult?: { readonly reason?: string; readonly message?: string };
  };
  readonly statistics?: {
    readonly totalBytesProcessed?: string;
    readonly query?: { readonly schema?: Schema; readonly totalBytesProcessed?: string };
  };
}

export interface Schema {
  readonly fields?: readonly SchemaField[];
}

/** A page of the rows of a query's result. */
export interface Page {
  readonly jobComplete: boolean;
  readonly schema?: Schema;
  readonly rows?: readonly { readonly f: readonly { readonly v: unknown }[] }[];
  readonly pageToken?: string;
  readonly numDmlAffectedRows?: string;
}

/** How long the service holds back an answer that waits for a job, in ms. */
const HELD_MS = 10_000;
/** How long to wait before a job of another kind is asked for again, in ms; it doubles up to the second. */
const ASKED_MS = [100, 5_000] as const;

/** BigQuery's REST API (https://cloud.google.com/bigquery/docs/reference/rest), for one project. */
export class BigqueryClient implements AsyncDisposable {
  /** Where jobs run, if the connection says it. */
  readonly location: string | undefined;
  /** The Storage API, if the connection uses it. Its owner closes it. */
  readonly storage: StorageUse | undefined;
  readonly #api: GoogleApi;
  readonly #askProject: () => Promise<string>;
  #project: Promise<string> | undefined;

  /** `project` is asked once, when it is first needed. */
  constructor(
    api: GoogleApi,
    project: () => Promise<string>,
    location: string | undefined,
    storage?: StorageUse,
  ) {
    this.#api = api;
    this.#askProject = project;
    this.location = location;
    this.storage = storage;
  }

  /** The project whose datasets are meant, and in which jobs run. */
  project(): Promise<string> {
    this.#project ??= this.#askProject();
    return this.#project;
  }

  /** What a job is called in a request. */
  async reference(
    jobId?: string,
    location = this.location,
  ): Promise<{ readonly projectId: string; readonly jobId?: string; readonly location?: string }> {
    return {
      projectId: await this.project(),
      ...(jobId === undefined ? {} : { jobId }),
      ...(location === undefined ? {} : { location }),
    };
  }

  /** Answers what is at a path of the project; undefined where there is nothing. */
  async find<T>(
    path: string,
    signal: AbortSignal,
    query: Readonly<Record<string, string>> = {},
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(path, signal, query);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async get<T>(path: string, signal: AbortSignal, query: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.#json<T>({ method: 'GET', url: await this.#address(path, query), signal });
  }

  async post<T>(path: string, body: object, signal: AbortSignal): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    return this.#json<T>({
      method: 'POST',
      url: await this.#address(path),
      headers,
      body: JSON.stringify(body),
      signal,
    });
  }

  /** Removes what is at a path; what is not there does no harm. */
  async remove(path: string, signal?: AbortSignal): Promise<void> {
    const url = await this.#address(path);
    const answer = await this.#api.ask({ method: 'DELETE', url, signal, also: [404] });
    await answer.body.dump();
  }

  /** Has a job of an id run, once: where there is one of that id already, that one is answered. */
  async insertJob(
    configuration: object,
    signal: AbortSignal,
    jobId = newJobId(),
    location = this.location,
  ): Promise<Job> {
    const jobReference = await this.reference(jobId, location);
    try {
      return await this.post<Job>('jobs', { jobReference, configuration }, signal);
    } catch (error) {
      if (!(error instanceof GoogleRefusal && error.status === 409)) throw error;
      return this.get<Job>(`jobs/${jobId}`, signal, location ? { location } : {});
    }
  }

  /** Has a file loaded by a job of an id, once. `load` is the job's configuration. */
  async uploadJob(
    load: object,
    path: string,
    jobId: string,
    location: string | undefined,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<Job> {
    const jobReference = await this.reference(jobId, location);
    const { projectId } = jobReference;
    const resource = JSON.stringify({ jobReference, configuration: { load, labels: LABELS } });
    const uploads = (uploadType: string) =>
      this.#api.address(`upload/bigquery/v2/projects/${projectId}/jobs`, { uploadType });
    try {
      await uploadObject(
        this.#api,
        {
          begin: { url: uploads('resumable'), body: resource },
          whole: async (body, within) => {
            const boundary = `syncform-${randomUUID()}`;
            const answer = await this.#api.ask({
              method: 'POST',
              url: uploads('multipart'),
              headers: { 'content-type': `multipart/related; boundary=${boundary}` },
              body: multipart(boundary, resource, body),
              signal: within,
            });
            await answer.body.dump();
          },
        },
        createReadStream(path, { highWaterMark: 1024 * 1024 }),
        signal,
        onBytes,
      );
    } catch (error) {
      if (!(error instanceof GoogleRefusal && error.status === 409)) throw error;
    }
    return this.get<Job>(`jobs/${jobId}`, signal, location ? { location } : {});
  }

  /** Waits until a job is done, and answers it. Throws a JobError where it failed; when the signal fires, the job is stopped. */
  async done(job: Job, signal: AbortSignal): Promise<Job> {
    const { jobId, location } = job.jobReference;
    let found = job;
    let wait: number = ASKED_MS[0];
    try {
      while (found.status.state !== 'DONE') {
        await pause(wait, signal);
        wait = Math.min(wait * 2, ASKED_MS[1]);
        found = await this.get<Job>(`jobs/${jobId}`, signal, location ? { location } : {});
      }
    } catch (error) {
      if (signal.aborted) await this.#cancel(job);
      throw error;
    }
    return refuseFailed(found);
  }

  /** The first rows of a query's result, once its job is done. Throws a JobError where it failed. */
  async results(job: Job, signal: AbortSignal, maxResults: number): Promise<Page> {
    refuseFailed(job);
    const { jobId, location } = job.jobReference;
    try {
      for (;;) {
        const page = await this.#page(jobId, signal, {
          maxResults: String(maxResults),
          timeoutMs: String(HELD_MS),
          ...(location ? { location } : {}),
        });
        if (page.jobComplete) return page;
      }
    } catch (error) {
      if (signal.aborted) {
        await this.#cancel(job);
        throw canceled(signal);
      }
      // The service answers a job's own failure as that of the request.
      if (error instanceof GoogleRefusal && error.status < 500 && error.status !== 401)
        throw new JobError(error.reason, error.message);
      throw error;
    }
  }

  /** The rows of a job's result after those of another page. */
  nextPage(
    { jobReference: { jobId, location } }: Job,
    pageToken: string,
    signal: AbortSignal,
  ): Promise<Page> {
    return this.#page(jobId, signal, { pageToken, ...(location ? { location } : {}) });
  }

  #page(jobId: string, signal: AbortSignal, query: Readonly<Record<string, string>>): Promise<Page> {
    return this.get<Page>(`queries/${jobId}`, signal, {
      ...query,
      'formatOptions.useInt64Timestamp': 'true',
    });
  }

  async #cancel({ jobReference: { jobId, location } }: Job): Promise<void> {
    const url = await this.#address(`jobs/${jobId}/cancel`, location ? { location } : {});
    await this.#json({ method: 'POST', url }).catch(() => {});
  }

  async #address(path: string, query: Readonly<Record<string, string>> = {}): Promise<URL> {
    const project = encodeURIComponent(await this.project());
    return this.#api.address(`bigquery/v2/projects/${project}/${path}`, query);
  }

  async #json<T>(asked: Ask): Promise<T> {
    const answer = await this.#api.ask(asked);
    return (await answer.body.json()) as T;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#api.close();
  }
}

/** An id that no other job has. */
export function newJobId(): string {
  return `syncform_${randomUUID().replaceAll('-', '')}`;
}

function refuseFailed(job: Job): Job {
  const { errorResult } = job.status;
  if (errorResult) throw new JobError(errorResult.reason ?? '', errorResult.message ?? 'the job failed');
  return job;
}

function multipart(boundary: string, resource: string, media: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${resource}\r\n--${boundary}\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    media,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}
