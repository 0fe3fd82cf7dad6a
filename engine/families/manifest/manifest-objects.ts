import { z } from 'zod';
import { pagination } from './endpoint.ts';

/*
 * What a manifest says of objects that records are written to. Texts in braces are filled in: settings of the connection,
 * what `with` has, and what each record brings ({id}, {identity}, {identity_field}, {mark}).
 */

export const WRITE_OPERATIONS = ['create', 'update', 'upsert', 'remove'] as const;

const texts = z.record(z.string(), z.string());

const outcomes = z.strictObject({
  /** Where the answer has the list; the answer itself where empty. */
  at: z.string().default(''),
  /** Whether every entry is of a record that was refused. */
  are_errors: z.boolean().default(false),
  success: z.string().optional(),
  message: z.string().optional(),
  created: z.string().optional(),
  /** The values of an entry by which it says that its record was taken. */
  taken: z.strictObject({ at: z.string(), is: z.array(z.string()).min(1) }).optional(),
  /** A value of an entry by which a refusal says that nothing was left to do. */
  done_when: z.strictObject({ at: z.string(), is: z.array(z.string()).min(1) }).optional(),
  id: z.string().optional(),
  match: z
    .strictObject({
      mark: z.string().optional(),
      index: z.string().optional(),
      id: z.string().optional(),
      identity: z.string().optional(),
    })
    .default({}),
});

const call = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  path: z.string(),
  body: z.record(z.string(), z.unknown()).optional(),
});

/** How many records go at once as a file, which the system works through in the background: `{job_id}` is the job's id. */
const job = z.strictObject({
  /** More records than this are sent by jobs. */
  above: z.int().min(0),
  records: z.int().min(1),
  bytes: z.int().min(1),
  start: call,
  id: z.string(),
  upload: call.omit({ body: true }),
  finish: call,
  /** What ends a job that nobody waits for any more. */
  cancel: call.optional(),
  poll: z.string(),
  status: z.string(),
  done: z.array(z.string()).min(1),
  failed: z.array(z.string()).default([]),
  message: z.string().optional(),
  every_seconds: z.number().min(0).default(5),
  longest_minutes: z.number().positive().default(120),
  /** What stands in the file for no value, of a record that is there already. */
  null_as: z.string().default(''),
  /** Files of the records that were taken and of those that were not, with what was sent and more columns. */
  taken: z.strictObject({ path: z.string(), created: z.string().optional() }),
  refused: z.strictObject({ path: z.string(), message: z.string() }),
});

const operation = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  path: z.string(),
  query: texts.optional(),
  headers: texts.optional(),
  /** A template of JSON; without one the record's fields, and of a batch the list of records. No body where a DELETE has none. */
  body: z.unknown().optional(),
  /** In a batch, what each record is. */
  record: z.unknown().optional(),
  format: z.enum(['json', 'form']).optional(),
  /** How many records go in one request. */
  batch: z.int().min(1).default(1),
  /** Fields that all records of a request have in common: records with other values go in another. */
  same: z.array(z.string()).default([]),
  outcomes: z.array(outcomes).optional(),
  message: z.string().optional(),
  job: job.optional(),
});

const lookup = z.strictObject({
  /** The fields that it finds records by; any where there are none. */
  by: z.array(z.string()).default([]),
  method: z.enum(['GET', 'POST']).optional(),
  path: z.string(),
  query: texts.optional(),
  body: z.unknown().optional(),
  records: z.string().optional(),
  paging: pagination.optional(),
  batch: z.int().min(1).default(1),
  id: z.string().default('id'),
  value: z.string().optional(),
  ignores_case: z.boolean().default(false),
});

/** What may be said once for all objects of a system, and of each. */
const common = {
  format: z.enum(['json', 'form']).optional(),
  values: z
    .strictObject({
      as_text: z.boolean().default(false),
      null_as: z.string().optional(),
      /** Whether a field without a value is left out of every record, and not of new ones alone. */
      leaves_out_nulls: z.boolean().default(false),
      moments: z.enum(['iso', 'unix', 'unix_ms']).default('iso'),
    })
    .optional(),
  headers: texts.optional(),
  message: z.string().optional(),
  limits: z
    .strictObject({
      records_per_request: z.int().min(1).optional(),
      bytes_per_request: z.int().min(1).optional(),
      requests_at_once: z.int().min(1).optional(),
    })
    .optional(),
  operations: z.partialRecord(z.enum(WRITE_OPERATIONS), operation).optional(),
  lookups: z.array(lookup).optional(),
  outcomes: z.array(outcomes).optional(),
};

export const writing = z.strictObject(common);

export const writableObject = z.strictObject({
  /** Placeholders in it stand for what a sync's target has there: `segments/{segment_id}` is an object for each segment. */
  name: z.string().min(1),
  with: texts.optional(),
  ...common,
  /** The stream whose fields they are. */
  like: z.string().optional(),
  fields: texts.optional(),
  odd_fields: z.record(z.string(), z.strictObject({ path: z.string(), type: z.string() })).optional(),
  read_only: z.string().default(''),
  /** Fields that not every operation takes. An update goes without those that only a new record has. */
  only_for: z.record(z.string(), z.array(z.enum(WRITE_OPERATIONS)).min(1)).default({}),
  required: z.array(z.string()).default([]),
  /** Fields whose values go out as hashes of their texts, which are trimmed and in lower case first. */
  hashed: z.record(z.string(), z.literal('sha256')).default({}),
  id_field: z.string().default('id'),
  identities: z.record(z.string(), z.array(z.enum(WRITE_OPERATIONS))).default({}),
  unique: z.array(z.enum(WRITE_OPERATIONS)).default([]),
  links: z.record(z.string(), operation).default({}),
  note: z.string().optional(),
});

export type ManifestWriting = z.output<typeof writing>;
export type ManifestObject = z.output<typeof writableObject>;
export type ManifestOperation = z.output<typeof operation>;
export type JobCall = z.output<typeof job>;
