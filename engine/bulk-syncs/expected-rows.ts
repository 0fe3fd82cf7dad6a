import type { Extraction, FieldSchema, RowFilter } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { Passed } from '../contract/passed.ts';
import { applyExpectations } from '../expectations/apply-expectations.ts';
import { duckdbFailure } from '../movement/duckdb-failure.ts';
import { hubIdentifier, hubRelation } from '../movement/hub-names.ts';
import { interruptible } from '../movement/interruptible.ts';
import { readable } from '../movement/transfer.ts';
import type { ObjectBlueprint } from './plan-object.ts';
import { conditionOf } from './reshape.ts';

/** The fields that an object's expectations need beside those that travel; a condition may name any. */
export function expectedFields({ object, expectations }: ObjectBlueprint): readonly FieldSchema[] {
  if (expectations.some(({ type }) => type === 'sql')) return object.fields;
  const named = new Set(expectations.flatMap(({ fields = [] }) => fields));
  return object.fields.filter(({ name, is_primary_key }) => named.has(name) || is_primary_key);
}

interface Expected {
  readonly object: ObjectBlueprint;
  /** What is left to be filtered here. */
  readonly filter: RowFilter | undefined;
  /** The run's moment, in milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  readonly isWhole: boolean;
}

/**
 * The rows of an extraction, laid into the session, once what is expected of them was found to be so; those that are set
 * aside are among its rejected ones. A value of a field that is obfuscated is in no message.
 */
export async function checkedRows(
  extraction: Extraction,
  { object, filter, now, isWhole }: Expected,
  {
    session,
    signal,
    isLooking,
    passed,
  }: {
    readonly session: DuckdbSession;
    readonly signal: AbortSignal;
    readonly isLooking: boolean;
    readonly passed: Passed;
  },
): Promise<Extraction> {
  const { columns } = extraction;
  const select = await readable(extraction, passed).attach(session, signal);
  const where = filter ? ` WHERE ${conditionOf(filter)}` : '';
  await interruptible(session, signal, () =>
    session.run(
      `CREATE OR REPLACE TEMP TABLE _syncform_expected AS SELECT * FROM ${hubRelation(select, columns)}${where}`,
    ),
  ).catch((error: unknown) => {
    throw duckdbFailure(`reading ${object.object.id}`, error);
  });
  const fields = object.object.fields.filter(({ name }) => columns.some((column) => column.name === name));
  const keys = fields.filter(({ is_primary_key }) => is_primary_key);
  const named = keys.length > 0 ? keys : fields;
  const aside = await applyExpectations(
    session,
    object.expectations,
    {
      what: object.object.id,
      table: 'temp.main._syncform_expected',
      fields: fields.map(({ name, type }) => ({
        name,
        type,
        sql: `_syncform_expected.${hubIdentifier(name)}`,
      })),
      key: named.map(({ id, name }) => ({
        name,
        sql: object.obfuscated.has(id) ? `'(obfuscated)'` : `_syncform_expected.${hubIdentifier(name)}`,
      })),
      isWhole,
      now,
    },
    { signal, isLooking },
  );
  const { bytes: _, ...rest } = extraction;
  return {
    ...rest,
    offers: [
      {
        format: 'relation',
        isRepeatable: true,
        attach: async () => 'SELECT * FROM temp.main._syncform_expected',
      },
    ],
    rejected: [...(extraction.rejected ?? []), ...aside],
  };
}
