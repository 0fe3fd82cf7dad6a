import type { DescribedModels, EngineApi } from '@syncform/engine/api/engine-api.ts';
import type { Severities } from '@syncform/engine/kit/findings/finding.ts';
import { definitions } from '../framework/index.ts';
import type { HalfMadeDefinitions } from './planning/half-made.ts';
import type { PlannedDefinitions } from './planning/planned-definitions.ts';
import type { PlannedOutcomes } from './planning/planned-outcomes.ts';
import type { RecentPlans } from './planning/recent-plans.ts';
import type { Lost } from './running/runnable.ts';

/** What every resource and data source works with. */
export interface Syncform {
  /** The engine, opened when it is first asked for: a process that only validates leaves no trace. */
  engine(): Promise<EngineApi>;
  readonly overlay: PlannedDefinitions;
  readonly outcomes: PlannedOutcomes;
  readonly recentPlans: RecentPlans;
  /** Warnings that concern the whole plan and are given once in it, by a name of each. */
  readonly given: Set<string>;
  /** What becomes of findings, where a resource does not say it itself. */
  readonly severities: Severities;
  readonly halfMade: HalfMadeDefinitions;
  /** What a moved block brought from Polytomic and this plan makes here: `sync orders`. */
  readonly moved: Set<string>;
  /** Syncs and bulk syncs that the state names and the store does not know, and why: `sync orders`. */
  readonly lost: Map<string, Lost>;
  /** What models yield, for plans that are made together. */
  readonly described: DescribedModels;
  /** A run has begun, or ended: it may change, or have changed, what models yield. */
  forgetDescribed(): void;
}

export const { resource, dataSource, listResource, action } = definitions<Syncform>();
