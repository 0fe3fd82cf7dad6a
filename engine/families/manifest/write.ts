import type {
  FacetOf,
  FieldSchema,
  WriteIdentity,
  WriteOperation,
  WriteRequest,
  WriteTarget,
  WrittenChunk,
} from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { portions } from '../../kit/portions.ts';
import type { manifestCapabilities } from './capabilities.ts';
import { schemaOf } from './discover.ts';
import { type ApiField, fieldsOf } from './infer-fields.ts';
import { lookUp, lookupBy } from './lookup.ts';
import { RecordSender } from './record-sender.ts';
import { idFields, referringFields } from './references.ts';
import type { ApiSource } from './source.ts';
import type { System } from './stream.ts';
import { userObject } from './user-target.ts';
import type { WritableObject } from './writable.ts';
import { type OutgoingRecord, RecordMaker } from './written-record.ts';

/** Records of so many requests of one record each are acknowledged together, where none can be doubled by being sent again. */
const TOGETHER = 20;

/** Writes records to the objects of a system, and to those that a sync's target declares. */
export function writeFacet(system: System, source: ApiSource): FacetOf<typeof manifestCapabilities, 'write'> {
  const objectsOf = (configuration: JsonObject, id?: string): readonly WritableObject[] => {
    const own = userObject(configuration, id ?? OWN_OBJECT);
    const known = [...system.objects.values()].filter((object) => object.id !== own?.id);
    if (own) return [...known, own];
    // What is not listed may be an object that only the account has.
    const isListed = id === undefined || known.some((object) => object.id === id);
    const found = isListed
      ? undefined
      : (system.named?.(id) ?? (NAME.test(id) ? system.found?.object?.(id) : undefined));
    return found ? [...known, found] : known;
  };
  const objectOf = (configuration: JsonObject, id: string): WritableObject => {
    const found = objectsOf(configuration, id).find((object) => object.id === id);
    if (found) return found;
    throw new SyncformError('source_changed', `there is no object ${id} to write to`, {
      hint: 'Plan again.',
    });
  };
  return {
    targets: (configuration, signal, named) =>
      Promise.all(
        objectsOf(configuration, named).map((object) =>
          named === undefined || object.id === named ? targetOf(object, source, signal) : undescribed(object),
        ),
      ),
    async lookup({ object, configuration, field, values, signal }) {
      const of = objectOf(configuration, object);
      return lookUp(of, field, values, source.pages, signal);
    },
    write: (request) => write(objectOf(request.configuration, request.object), request, system, source),
  };
}

/** What may be the name of an object that only the account has. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** What an object is called that a sync's target declares without a name. */
const OWN_OBJECT = 'records';

/** A target whose fields nobody asked for: they may take a call. */
function undescribed(object: WritableObject): WriteTarget {
  const { id, name, operations, required, limits } = object;
  const names = Object.keys(operations) as WriteTarget['operations'];
  return { id, name, fields: 'any', operations: names, identities: [], required, limits };
}

async function targetOf(
  object: WritableObject,
  source: ApiSource,
  signal: AbortSignal,
): Promise<WriteTarget> {
  const { like, id_field, operations } = object;
  const told = like ? await source.fields(like, signal) : undefined;
  const declared = object.fields ? fieldsOf({ fields: [...object.fields] }, []) : [];
  const all = [...declared, ...(told ?? [])];
  const writable = all
    .filter(
      ({ name, isReadOnly }, i) =>
        isReadOnly !== true &&
        !object.readOnly.includes(name) &&
        all.findIndex((one) => one.name === name) === i,
    )
    .map(schemaOf);
  const byId = (['update', 'remove'] as const).filter((one) => operations[one] !== undefined);
  const isListed = writable.some(({ name }) => name === id_field);
  const fields: WriteTarget['fields'] =
    told || object.fields
      ? [
          ...(byId.length > 0 && !isListed ? [idField(id_field)] : []),
          ...writable,
          ...object.links.map(({ field }) => idField(field)),
          ...(await referringFields(object, told ?? [], source, signal)),
        ]
      : 'any';
  return {
    ...undescribed(object),
    required: [
      ...object.required,
      ...(told ?? []).filter((one) => one.isRequired && one.isReadOnly !== true).map(({ name }) => name),
    ],
    fields,
    identities: [
      { field: id_field, operations: [...byId, ...ownOf(object)], canLookup: false },
      ...identitiesOf(object, fields, told),
    ],
  };
}

/** What an object can do by an id that a new record brings along, beside updating and removing. */
function ownOf({ identities, id_field }: WritableObject): readonly WriteOperation[] {
  const stated = identities.find(({ field }) => field === id_field)?.operations ?? [];
  return stated.filter((one) => one !== 'update' && one !== 'remove');
}

/** The fields but for the id by whose values records are told apart. */
function identitiesOf(
  object: WritableObject,
  fields: WriteTarget['fields'],
  told: readonly ApiField[] = [],
): readonly WriteIdentity[] {
  if (fields === 'any') {
    const alone = Object.entries(object.operations).filter(
      ([name, operation]) => name !== 'create' && !JSON.stringify(operation).includes('{id}'),
    );
    const operations = alone.map(([name]) => name as WriteOperation);
    return [{ field: '*', operations, canLookup: object.lookups.length > 0 }];
  }
  const uniques = told.filter(({ isUnique }) => isUnique).map(({ name }) => name);
  return fields.flatMap(({ name }) => {
    if (name === object.id_field) return [];
    const stated = object.identities.find(({ field }) => field === name)?.operations;
    const operations = stated ?? (uniques.includes(name) ? object.unique : []);
    const canLookup = lookupBy(object, name) !== undefined;
    return operations.length > 0 || canLookup ? [{ field: name, operations, canLookup }] : [];
  });
}

function idField(name: string): FieldSchema {
  return { id: name, name, type: 'string', remote_type: 'id', nullable: true, is_primary_key: false };
}

async function write(
  object: WritableObject,
  request: WriteRequest,
  system: System,
  source: ApiSource,
): Promise<void> {
  const { operation, columns, key, acknowledge } = request;
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const sender = new RecordSender(
    object,
    operation,
    system,
    source.requests,
    key[0],
    signal,
    request.onProgress,
  );
  const isNew = operation === 'create';
  const strange = columns.find(({ name }) => object.onlyFor[name]?.includes(operation) === false);
  if ((isNew || operation === 'upsert') && strange)
    throw new SyncformError('invalid', `${object.name} takes no "${strange.name}" with ${operation}`, {
      hint: `It takes it with ${object.onlyFor[strange.name]?.join(' and ')} only: take the field out, or make it the identity.`,
    });
  const maker = new RecordMaker(
    object,
    columns,
    key,
    operation,
    await idFields(object, columns, source, signal),
  );
  const records = recordsOf(request, maker);
  const job = sender.job(maker.names);
  const ahead = job ? await firstOf(records, job.above + 1) : [];
  const isJob = job !== undefined && ahead.length > job.above;
  const one = sender.batch > 1 ? sender.batch : isNew && !sender.hasMarks ? 1 : TOGETHER;
  const most = isJob
    ? { items: job.records, bytes: job.bytes }
    : { items: one, bytes: object.limits.bytesPerRequest };
  const atOnce = isNew && !sender.hasMarks ? 1 : (object.limits.requestsAtOnce ?? 1);
  const underWay: Promise<WrittenChunk>[] = [];
  try {
    let offset = request.offset;
    for await (const chunk of chunksOf(ahead, records, most)) {
      const sending = isJob ? job.send(chunk) : sender.send(chunk, `${request.batch.id}-${offset}`);
      sending.catch(() => undefined);
      underWay.push(sending);
      offset += chunk.length;
      while (underWay.length >= atOnce) await acknowledge((await underWay.shift()) as WrittenChunk);
    }
    while (underWay.length > 0) await acknowledge((await underWay.shift()) as WrittenChunk);
  } finally {
    stop.abort(request.signal.reason);
    await Promise.allSettled(underWay);
  }
}

/** The records of a request, as the rows come. */
async function* recordsOf(
  { batch, offset, rows, signal }: WriteRequest,
  maker: RecordMaker,
): AsyncGenerator<readonly OutgoingRecord[], undefined> {
  let at = offset;
  for await (const some of rows.open(signal))
    yield some.map((row) => maker.record(row, `${batch.id}-${at++}`));
}

/** So many of the first records, and those that come with the last of them. */
async function firstOf(
  records: AsyncGenerator<readonly OutgoingRecord[], undefined>,
  most: number,
): Promise<readonly OutgoingRecord[]> {
  const first: OutgoingRecord[] = [];
  while (first.length < most) {
    const { value } = await records.next();
    if (!value) break;
    first.push(...value);
  }
  return first;
}

/** The records in portions: always cut at the same places for the same records. */
function chunksOf(
  ahead: readonly OutgoingRecord[],
  rest: AsyncIterable<readonly OutgoingRecord[]>,
  { items, bytes = Number.POSITIVE_INFINITY }: { readonly items: number; readonly bytes: number | undefined },
): AsyncIterable<readonly OutgoingRecord[]> {
  const records = async function* () {
    yield ahead;
    yield* rest;
  };
  const bytesOf = ({ values }: OutgoingRecord) => Buffer.byteLength(values.json.fields ?? '') + 200;
  return portions(records(), { items, bytes, bytesOf });
}
