import { join, resolve } from 'node:path';
import type { DescribedModels, EngineApi } from '@syncform/engine/api/engine-api.ts';
import type { Severities } from '@syncform/engine/kit/findings/finding.ts';
import type { Log, UncertainConfig } from './framework/index.ts';
import { severitiesIn } from './resources/diagnostics/findings.ts';
import { KnownModels } from './resources/model/described-models.ts';
import { HalfMadeDefinitions } from './resources/planning/half-made.ts';
import { PlannedDefinitions } from './resources/planning/planned-definitions.ts';
import { PlannedOutcomes } from './resources/planning/planned-outcomes.ts';
import { RecentPlans } from './resources/planning/recent-plans.ts';
import type { Lost } from './resources/running/runnable.ts';
import type { Syncform } from './resources/syncform.ts';
import { dataDirectory, refuseServer, type settings } from './settings.ts';

/** A configured provider with the engine inside it. */
export class EmbeddedProvider implements Syncform {
  readonly overlay = new PlannedDefinitions();
  readonly outcomes: PlannedOutcomes;
  readonly recentPlans = new RecentPlans();
  readonly given = new Set<string>();
  readonly severities: Severities;
  readonly dataDir: string;
  readonly halfMade = new HalfMadeDefinitions();
  readonly moved = new Set<string>();
  readonly lost = new Map<string, Lost>();
  readonly #models = new KnownModels();
  readonly #log: Log;
  #engine: Promise<EngineApi> | undefined;

  constructor(config: UncertainConfig<typeof settings>, log: Log) {
    refuseServer(config, process.env);
    this.dataDir = resolve(dataDirectory(config, process.env));
    this.outcomes = new PlannedOutcomes(join(this.dataDir, 'plans'));
    this.severities = severitiesIn(config.severities)[0] ?? {};
    this.#log = log;
  }

  get described(): DescribedModels {
    return this.#models.recent(this.outcomes.isLooking);
  }

  forgetDescribed(): void {
    this.#models.forget();
  }

  engine(): Promise<EngineApi> {
    this.#engine ??= this.#open();
    return this.#engine;
  }

  async #open(): Promise<EngineApi> {
    const { openEngine } = await import('@syncform/engine/embedded.ts');
    return openEngine({
      dataDir: this.dataDir,
      key: process.env.SYNCFORM_SECRET_KEY,
      // Terraform runs providers in the root module's folder.
      baseDir: process.cwd(),
      isAskedByTerraform: true,
      log: (level, message) => this.#log[level](message),
    });
  }

  async close(): Promise<void> {
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.[Symbol.asyncDispose]();
  }
}
