import type { BulkSyncInput } from '../api/documents.ts';
import type { Code } from '../kit/findings/codes.ts';
import { type Finding, findings } from '../kit/findings/finding.ts';
import { shortList } from '../kit/short-list.ts';
import { lossFindings } from '../syncs/loss.ts';
import type { ChosenObjects } from './choose-objects.ts';
import { type FaultyObject, leftOutSentence } from './object-faults.ts';
import type { ObjectBlueprint } from './plan-object.ts';
import { stampedOnes } from './rows-at-stake.ts';

/** What a reviewer has to know of a bulk sync: what becomes of the data, each with the objects that it holds of. */
export function bulkSyncFindings(
  input: BulkSyncInput,
  objects: readonly ObjectBlueprint[],
  { gone, leftOut }: ChosenObjects,
  /** Objects that cannot be synced now. */
  unusable: readonly FaultyObject[],
  /** Whether the source is followed where that can be. */
  followsChanges: boolean,
  /** Whether what is followed tells of no deletion. */
  missesDeletions = false,
): readonly Finding[] {
  const of = (test: (object: ObjectBlueprint) => boolean) =>
    objects.filter(test).map(({ object }) => object.id);
  const about = (code: Code, ids: readonly string[], sentence: string) =>
    findings(code, ids.length > 0 ? [`${shortList(ids)}: ${sentence}`] : []);
  const isReplicated = input.mode === 'replicate';
  const tracks = (o: ObjectBlueprint) => o.trackingField !== undefined;
  const keepsDeleted = (o: ObjectBlueprint) => missesDeletions && o.follows;
  const hasNoKey = (o: ObjectBlueprint) => o.table.key.length === 0;
  const deletes = (o: ObjectBlueprint) => isReplicated && !hasNoKey(o) && !tracks(o) && !keepsDeleted(o);
  const asksToTrack = (o: ObjectBlueprint) =>
    input.schemas?.some((s) => s.id === o.object.id && s.tracking_field !== undefined) ?? false;
  const filtered = objects.filter((o) => o.filter.filters.length > 0);
  const atStake = objects.flatMap(({ object, others, mergesOthers, stampedOthers, recordColumns }) => {
    if (!others) return [];
    if (stampedOthers)
      return findings(recordColumns.marksDeleted ? 'rows-at-stake' : 'destructive', [
        `${object.id}: ${stampedOnes(others.table, stampedOthers)}: those that the source does not have are ${recordColumns.marksDeleted ? 'marked as deleted' : 'deleted'}`,
      ]);
    const rows = `${object.id}: ${others.table} has ${others.words} that this bulk sync did not load`;
    return mergesOthers
      ? findings('rows-at-stake', [
          `${rows}: they stay unless their key comes from the source, whose row then takes their place`,
        ])
      : findings('destructive', [`${rows}: they are replaced`]);
  });
  return [
    ...atStake,
    ...findings(
      'alters',
      objects.flatMap(({ change }) => change.rewritten ?? []),
    ),
    ...lossFindings(objects.map(({ plan }) => plan)),
    ...findings(
      'may-be-refused',
      objects.flatMap(({ warnings }) => warnings),
    ),
    ...about(
      'no-effect',
      of((o) => isReplicated && !followsChanges && hasNoKey(o) && asksToTrack(o)),
      'tracking_field has no effect without a whole primary key, so every run replaces the whole table; set the key with syncform_connection_schema_primary_keys',
    ),
    ...about(
      'whole-table',
      of((o) => isReplicated && !followsChanges && hasNoKey(o) && !asksToTrack(o)),
      'no primary key, so every run replaces the whole table',
    ),
    ...about(
      'whole-table',
      of((o) => followsChanges && hasNoKey(o)),
      'no whole primary key, so changes cannot be followed and every run replaces the whole table',
    ),
    ...about(
      'no-effect',
      of((o) => o.follows && asksToTrack(o)),
      'tracking_field has no effect but on the data cutoff, as every change is followed',
    ),
    ...about(
      'deletions',
      of(tracks),
      'only records at or after the last run’s tracking_field are read; records deleted at the source stay until a resync',
    ),
    ...objects.filter(tracks).flatMap(({ object, trackingField }) => {
      const missed = object.fields.find(({ id }) => id === trackingField)?.missed;
      const text = `${trackingField} does not tell of everything: not found by it are ${missed}`;
      return about('missed-changes', missed === undefined ? [] : [object.id], text);
    }),
    ...about(
      'deletions',
      of(keepsDeleted),
      'its changes do not tell of deletions: records deleted at the source stay until a resync',
    ),
    ...about(
      'deletions',
      of((o) => deletes(o) && o.recordColumns.marksDeleted),
      'records deleted at the source stay and are marked in _syncform_deleted_at',
    ),
    ...about(
      'deletions',
      of((o) => deletes(o) && !o.recordColumns.marksDeleted),
      'records deleted at the source are deleted',
    ),
    ...about(
      'left-out',
      filtered.map(({ object }) => object.id),
      'records that the filters or the data cutoff leave out are not synced, and go if they were',
    ),
    ...about(
      'left-out',
      of((o) => o.filter.cutoff !== undefined),
      'records without a value in tracking_field lie before the data cutoff',
    ),
    ...about(
      'no-effect',
      of((o) => o.filter.isNotCutOff),
      'data_cutoff_timestamp has no effect without a tracking_field that is a date or a time',
    ),
    ...objects.flatMap(({ object, fieldChoice }) => [
      ...about(
        'source-drift',
        fieldChoice.gone.length > 0 ? [object.id] : [],
        `fields ${shortList(fieldChoice.gone)} are gone from the source; their columns stay and get no values`,
      ),
      ...about(
        'source-drift',
        fieldChoice.leftOut.length > 0 ? [object.id] : [],
        `new fields ${shortList(fieldChoice.leftOut)} are left out, as automatically_add_new_fields says`,
      ),
    ]),
    ...about('source-drift', gone, 'gone from the source; the tables stay as they are'),
    ...findings('unusable', unusable.map(leftOutSentence)),
    ...about(
      'source-drift',
      leftOut,
      'new at the source, and left out as automatically_add_new_objects says',
    ),
  ];
}
