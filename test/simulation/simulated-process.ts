import { setImmediate } from 'node:timers/promises';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import type { Clock, Random } from '../../engine/kit/clock.ts';
import type { SeededRandom } from '../random.ts';
import { dummyConnectors } from './dummy-connectors.ts';
import type { DummyWorld } from './dummy-world.ts';
import { type Fate, Gate } from './gate.ts';

/** Time that passes by itself: a millisecond whenever somebody looks. Timers fire when they are told to. */
export class SimulatedTime {
  #now = Date.UTC(2025, 0, 1);

  passing(ms: number): number {
    this.#now += ms;
    return this.#now;
  }
}

export interface ProcessOptions {
  readonly dataDir: string;
  readonly world: DummyWorld;
  readonly time: SimulatedTime;
  readonly random: SeededRandom;
  /** Called at every point that the process passes. */
  decide(point: string, engine: EngineApi): Fate | Promise<Fate>;
}

/** An engine with its own timers, that can die. */
export class SimulatedProcess implements AsyncDisposable {
  readonly engine: EngineApi;
  readonly gate: Gate;
  readonly #timers: Set<() => void>;

  static async start({ dataDir, world, time, random, decide }: ProcessOptions): Promise<SimulatedProcess> {
    const timers = new Set<() => void>();
    const clock: Clock = {
      now: () => time.passing(1),
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        time.passing(ms);
        await setImmediate();
      },
      every(_ms, tick) {
        timers.add(tick);
        return { [Symbol.dispose]: () => timers.delete(tick) };
      },
    };
    const bytes = (length: number) => Buffer.from(Array.from({ length }, () => random.below(256)));
    const seeded: Random = {
      bytes,
      uuid: () =>
        bytes(16)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    };
    const started: { engine?: EngineApi } = {};
    const gate = new Gate((point) => decide(point, started.engine as EngineApi));
    const engine = await openEngine({
      dataDir,
      clock,
      random: seeded,
      key: Buffer.alloc(32, 7).toString('base64'),
      connectors: dummyConnectors(world, gate),
      failpoint: (name) => gate.pass(name),
    });
    started.engine = engine;
    return new SimulatedProcess(engine, gate, timers);
  }

  private constructor(engine: EngineApi, gate: Gate, timers: Set<() => void>) {
    this.engine = engine;
    this.gate = gate;
    this.#timers = timers;
  }

  /** Fires every timer. */
  tick(): void {
    for (const tick of [...this.#timers]) tick();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.gate.bury();
    await this.engine[Symbol.asyncDispose]();
  }
}
