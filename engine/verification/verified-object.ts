import type { VerifiedObject, VerifiedSample } from '../api/documents.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import {
  type Compared,
  compareRows,
  type Difference,
  type RowComparison,
  sampleDiffering,
} from './compare-rows.ts';

/** Samples of each kind of difference where nothing else is said. */
const DEFAULT_SAMPLES = 5;

/** What is to be compared, and what of the outcome is a fault. */
export interface Verification extends Pick<VerifiedObject, 'id' | 'name' | 'table' | 'not_compared'> {
  readonly comparison: RowComparison;
  /** Which differences the sync promises that there are none of; others are what it leaves alone. */
  readonly faults: readonly Difference[];
  /** Rows that the store says the target has acknowledged; null where it keeps no account of them. */
  readonly acknowledged: number | null;
}

export interface VerifyRequest {
  readonly samples: number | undefined;
  readonly signal: AbortSignal;
  progress(line: string): void;
}

/** Compares one object's rows. Leaves those that differ in `_syncform_differing`. */
export async function verifyRows(
  session: DuckdbSession,
  { comparison, faults, acknowledged, ...about }: Verification,
  { samples = DEFAULT_SAMPLES, signal, progress }: VerifyRequest,
): Promise<VerifiedObject> {
  const found: Compared = await compareRows(session, comparison, signal, (phase, rows) =>
    progress(
      phase === 'sent' ? `${rows} records read; reading ${about.table}` : `${rows} rows read; comparing`,
    ),
  );
  const { missing, different, surplus } = found.differences;
  const rows: readonly VerifiedSample[] = await sampleDiffering(session, comparison, faults, samples);
  const wrong = faults.reduce((n, difference) => {
    const { all, pending } = found.differences[difference];
    return n + all - pending;
  }, 0);
  return {
    ...about,
    counts: {
      source: found.sent,
      acknowledged,
      target: found.held,
      missing: missing.all,
      different: different.all,
      surplus: surplus.all,
      pending: faults.reduce((n, difference) => n + found.differences[difference].pending, 0),
      wrong,
    },
    samples: rows,
    reason: null,
  };
}

/** An object of which nothing can be said, and why. */
export function unverifiable(
  about: Pick<VerifiedObject, 'id' | 'name' | 'table'>,
  reason: string,
): VerifiedObject {
  return { ...about, not_compared: [], counts: null, samples: [], reason };
}
