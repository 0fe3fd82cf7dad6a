import type { ChangeStream, FollowedObject, StreamFault } from '../../../../contract/changes.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { unknownKeys } from './identity.ts';
import { objectFaults } from './object-faults.ts';
import { publish, readPublication } from './publication.ts';
import { publicationFaults } from './publication-faults.ts';
import { serverFaults } from './server-faults.ts';
import { awaitInactive, brokenness, createSlot, lossOf, readSlot, type Slot } from './slot.ts';
import { givenSlot, slotOf } from './slot-name.ts';
import type { Source } from './source.ts';
import { unloggedFields, unloggedFieldsFault } from './unlogged-fields.ts';

/** What would keep a stream from following its objects. Reads only. */
export async function streamFaults(
  session: Session,
  { config, publication }: Source,
  stream: ChangeStream,
): Promise<readonly StreamFault[]> {
  const { objects, wanted = {} } = stream;
  const server = await serverFaults(session, slotOf(stream));
  if (server.length > 0) return server;
  const slot = await givenSlotFault(session, stream, publication);
  if (slot !== undefined) return [{ message: slot }];
  const faulty = await objectFaults(session, objects, config.username);
  const sound = objects.filter((object) => !faulty.some((fault) => fault.object === object));
  if (sound.length === 0) return faulty;
  const known = sound.flatMap((object) => (wanted[object] ? [{ id: object, ...wanted[object] }] : []));
  return [
    ...faulty,
    ...(await publicationFaults(session, publication, sound)),
    ...(known.length > 0 ? await wantedFaults(session, publication, known) : []),
  ];
}

/** What keeps the slot from being read that the configuration names; undefined where nothing does, or where it names none. */
async function givenSlotFault(
  session: Session,
  stream: ChangeStream,
  publication: string,
): Promise<string | undefined> {
  const name = givenSlot(stream);
  if (name === undefined) return undefined;
  const slot = await readSlot(session, name);
  if (!slot)
    return `there is no replication slot ${name}: make it (SELECT pg_create_logical_replication_slot('${name}', 'pgoutput')), or leave replication_slot out for syncform to keep one of its own.`;
  const broken = brokenness(slot);
  if (broken !== undefined) return `${broken}. Drop it and make it again.`;
  if (await readPublication(session, publication, [])) return undefined;
  return `there is no publication ${publication}, and replication slot ${name} cannot read what was committed before there is one: make the publication first and the slot again.`;
}

/** What is wanted of objects and what their log does not have. */
async function wantedFaults(
  session: Session,
  publication: string,
  objects: readonly Pick<FollowedObject, 'id' | 'fields' | 'key'>[],
): Promise<readonly StreamFault[]> {
  const keys = await unknownKeys(session, objects);
  const ids = objects.map(({ id }) => id);
  const fields = await unloggedFields(session, await readPublication(session, publication, ids), objects);
  return [
    ...[...keys].map(([object, message]) => ({ object, message })),
    ...[...fields].map(([object, names]) => ({ object, message: unloggedFieldsFault(names) })),
  ];
}

/**
 * Makes or extends the publication, then makes the slot, in this order: the slot begins to read when the publication is
 * there, which it would not find otherwise.
 */
export async function prepare(
  source: Source,
  stream: ChangeStream,
  position: string | null,
  signal: AbortSignal,
): Promise<string> {
  const { sessions, publication: name } = source;
  const slotted = slotOf(stream);
  return sessions.use(signal, async (session) => {
    const slot = await readSlot(session, slotted);
    const publication = await readPublication(session, name, stream.objects);
    if (position !== null) {
      const loss = publication
        ? await lossOf(session, slotted, slot, position)
        : `publication ${name} is gone`;
      if (loss !== undefined) throw changesLost(loss);
    }
    const faults = await streamFaults(session, source, stream);
    if (faults.length > 0)
      throw new SyncformError(
        'unsupported',
        faults.map(({ object, message }) => (object ? `${object}: ${message}` : message)).join(' '),
      );
    await publish(session, name, publication, stream.objects);
    if (position !== null) return position;
    if (slot && publication && brokenness(slot) === undefined) return slot.confirmed_flush_lsn as string;
    if (slot) await dropSlot(source, session, slot, signal);
    return createSlot(session, slotted);
  });
}

/** Drops a slot, once whoever reads from it is gone. */
export async function dropSlot(
  { sessions }: Source,
  session: Session,
  { slot_name }: Slot,
  signal: AbortSignal,
): Promise<void> {
  await awaitInactive(sessions, slot_name, signal, 0);
  await session.rows(
    'SELECT pg_catalog.pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots WHERE slot_name = $1',
    [slot_name],
  );
}
