import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { SeededRandom } from '../random.ts';
import { type Connections, type SimulatedSync, syncs } from './definitions.ts';
import { DummyWorld, nameOf } from './dummy-world.ts';
import type { Fate } from './gate.ts';
import { SimulatedProcess, SimulatedTime } from './simulated-process.ts';

export interface LifeOptions {
  readonly seed: number;
  readonly executions: number;
  /** Told every point that is passed and what became of it, for looking into a failure. */
  trace?(line: string): void;
}

/** What a life consisted of. */
export interface LifeReport {
  readonly executions: number;
  readonly deaths: number;
  readonly failures: number;
  readonly cancellations: number;
}

/** In memory where that is possible: no power is cut here, so nothing need get to a disk. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** How often to look whether a process that has died is through with what it had begun at the store, in milliseconds. */
const LOOK_EVERY_MS = 5;

const TEXTS = ['a', 'b', 'refused', '', null] as const;

/**
 * Lives through a number of executions of all kinds of syncs over one source that changes, with faults at points chosen
 * by the seed: something fails, is cancelled, or the process dies and another one takes its place. Throws where an
 * execution leaves behind what it must not, with the points that led there.
 */
export async function live(options: LifeOptions): Promise<LifeReport> {
  await using life = await Life.begin(options);
  return await life.run(options.executions);
}

class Life implements AsyncDisposable {
  readonly #options: LifeOptions;
  readonly #random: SeededRandom;
  readonly #world = new DummyWorld();
  readonly #time = new SimulatedTime();
  readonly #dir: string;
  readonly #ids = new Map<string, string>();
  readonly #report = { executions: 0, deaths: 0, failures: 0, cancellations: 0 };
  #process: SimulatedProcess;
  #connections: Connections | undefined;
  #running: string | undefined;
  #isCalm = true;
  #faults: string[] = [];

  static async begin(options: LifeOptions): Promise<Life> {
    return new Life(options, await mkdtemp(join(FOLDER, 'life-')));
  }

  private constructor(options: LifeOptions, dir: string) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#dir = dir;
    this.#process = undefined as unknown as SimulatedProcess;
  }

  get #dataDir(): string {
    return join(this.#dir, '.syncform');
  }

  async run(executions: number): Promise<LifeReport> {
    this.#world.hasFingerprint = this.#random.chance(1 / 2);
    this.#world.makesWithRows = this.#random.chance(1 / 2);
    this.#process = await this.#start();
    await this.#define();
    for (let i = 0; i < 6; i++) this.#change();
    for (let i = 0; i < executions; i++) {
      if (this.#random.chance(2 / 3)) this.#change();
      if (this.#random.chance(1 / 8)) this.#toggleRefusal();
      if (this.#random.chance(1 / 12)) await this.#restart();
      const sync = this.#random.pick(syncs);
      if (this.#random.chance(1 / 15)) await this.#replaceDefinition(sync);
      await this.#execute(sync, this.#random.chance(1 / 4));
    }
    for (const sync of syncs) await this.#execute(sync, true);
    for (const sync of syncs) await this.#hasNothingToDo(sync);
    return this.#report;
  }

  #start(): Promise<SimulatedProcess> {
    return SimulatedProcess.start({
      dataDir: this.#dataDir,
      world: this.#world,
      time: this.#time,
      random: this.#random,
      decide: (point, engine) => this.#decide(point, engine),
    });
  }

  async #define(): Promise<void> {
    const { engine } = this.#process;
    const connect = async (type: string) =>
      (await engine.connections.create({ name: type, type, configuration: {} })).id;
    const dummy = await connect('dummy');
    const receiver = await connect('dummy_receiver');
    const model = await engine.models.create({
      name: 'records',
      connection_id: dummy,
      configuration: {},
      identifier: 'id',
    });
    this.#connections = { dummy, receiver, model: model.id };
    for (const sync of syncs) this.#ids.set(sync.name, await sync.create(engine, this.#connections));
  }

  async #decide(point: string, engine: EngineApi): Promise<Fate> {
    if (this.#random.chance(1 / 10)) this.#process.tick();
    if (this.#isCalm || this.#running === undefined) return 'go on';
    const chance = this.#random.next();
    const fate: Fate = chance < 0.015 ? 'die' : chance < 0.03 ? 'fail' : 'go on';
    if (fate !== 'go on') this.#faults.push(`${fate} at ${point}`);
    else if (chance < 0.035) {
      this.#faults.push(`cancel at ${point}`);
      await engine.executions.cancel(this.#running);
    } else if (chance < 0.06) this.#change();
    this.#options.trace?.(`  ${point}${fate === 'go on' ? '' : `: ${fate}`}`);
    return fate;
  }

  /** Something happens to the source. */
  #change(): void {
    const ids = [...this.#world.source.keys()];
    const kind = this.#random.next();
    if (kind < 0.2 && ids.length > 4) this.#world.remove(this.#random.pick(ids));
    else if (kind < 0.6 && ids.length > 0) this.#world.put(this.#random.pick(ids), this.#random.pick(TEXTS));
    else this.#world.put(`r${this.#random.below(30)}`, this.#random.pick(TEXTS));
  }

  #toggleRefusal(): void {
    const { refusedTexts } = this.#world;
    if (!refusedTexts.delete('refused')) refusedTexts.add('refused');
  }

  async #restart(): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    this.#process = await this.#start();
  }

  /** As Terraform does with a resource whose creation failed part-way. */
  async #replaceDefinition(sync: SimulatedSync): Promise<void> {
    const { engine } = this.#process;
    const id = this.#id(sync);
    await engine[sync.kind].delete(id, { resumable: true });
    const again = await sync.create(engine, this.#connections as Connections);
    if (again !== id) this.#wrong(sync, undefined, [`it was created again as ${again}, not ${id}`]);
  }

  #id(sync: SimulatedSync): string {
    return this.#ids.get(sync.name) as string;
  }

  async #execute(
    sync: SimulatedSync,
    isCalm: boolean,
    resync = sync.canResync && this.#random.chance(1 / 20),
  ): Promise<Execution | undefined> {
    const process = this.#process;
    const world = this.#world;
    world.isRefusing = sync.retries;
    const before = [world.revision, ...world.refusedTexts].join();
    this.#isCalm = isCalm;
    this.#faults = [];
    this.#report.executions++;
    this.#options.trace?.(`${sync.name}${resync ? ', resync' : ''}${isCalm ? ', calm' : ''}`);
    const { id } = await process.engine[sync.kind].start(this.#id(sync), { resync });
    this.#running = id;
    const ended = await Promise.race([process.engine.executions.ended(id), process.gate.died.promise]);
    this.#running = undefined;
    if (typeof ended === 'string') await this.#succeed(process, id, sync);
    else await this.#check(sync, ended, before === [world.revision, ...world.refusedTexts].join());
    this.#none(sync, id, sync.never(world));
    return typeof ended === 'string' ? undefined : ended;
  }

  /** Another process comes in the place of one that has died. */
  async #succeed(process: SimulatedProcess, id: string, sync: SimulatedSync): Promise<void> {
    this.#report.deaths++;
    await this.#loseLeases();
    // Two that write to one store from one thread would wait for each other.
    await process[Symbol.asyncDispose]();
    this.#process = await this.#start();
    const left = await this.#process.engine.executions.get(id);
    if (left?.status !== 'interrupted') this.#wrong(sync, id, [`it reads as ${left?.status}`]);
  }

  /** Whoever held a lease is on a machine that was not heard of for long, and what it still does comes too late. */
  async #loseLeases(): Promise<void> {
    using store = new DatabaseSync(join(this.#dataDir, 'syncform.db'));
    for (;;) {
      try {
        store.exec("UPDATE leases SET machine = 'another', expires_at = 0, token = token + 1");
        return;
      } catch (error) {
        if (!/locked/.test(String(error))) throw error;
        await sleep(LOOK_EVERY_MS);
      }
    }
  }

  async #check(sync: SimulatedSync, execution: Execution, isSame: boolean): Promise<void> {
    const { status, error, id } = execution;
    const faulty = (fault: string) => this.#faults.some((text) => text.startsWith(fault));
    if (status === 'failed') {
      this.#report.failures++;
      if (!faulty('fail')) this.#wrong(sync, id, [`it failed by itself: ${error}`]);
      return;
    }
    if (status === 'canceled') {
      this.#report.cancellations++;
      if (!faulty('cancel')) this.#wrong(sync, id, ['it was cancelled by nobody']);
      return;
    }
    if (status !== 'completed' && status !== 'errors') this.#wrong(sync, id, [`it ended as ${status}`]);
    if (!isSame) return;
    this.#none(sync, id, sync.afterwards(this.#world));
    if (sync.retries) await this.#checkRejected(sync, execution);
    await this.#checkFiles(sync, id);
  }

  /** A run with refused records is not completed, and names exactly those. */
  async #checkRejected(sync: SimulatedSync, { id, status }: Execution): Promise<void> {
    const world = this.#world;
    // What was taken before its like was refused is refused only if it happens to be sent again.
    const held = new Set(sync.held(world).map(nameOf));
    const refused = [...world.source.values()].filter((record) => world.refusal(record) !== undefined);
    const sent = refused.filter((record) => !held.has(nameOf(record)));
    await using store = await openStoreForReading(this.#dataDir);
    const listed = (await store.rejections.list({ sync_id: this.#id(sync) })).map(({ key }) => key.id);
    this.#none(sync, id, [
      ...sent
        .filter((record) => !listed.includes(record.id))
        .map((record) => `${record.id} is refused and not listed`),
      ...listed
        .filter((name) => !refused.some((record) => record.id === name))
        .map((name) => `${name} is listed and not refused`),
      // A run that first sends what a killed one left may meet a refusal there that its own batch then fixes.
      ...(status === 'errors' || listed.length === 0
        ? []
        : [`it is ${status} with ${listed.length} refused records`]),
    ]);
  }

  async #checkFiles(sync: SimulatedSync, id: string): Promise<void> {
    if (sync.kind !== 'syncs') return;
    const files = await readdir(join(this.#dataDir, 'ledgers', this.#id(sync))).catch(() => []);
    if (files.length > 1) this.#wrong(sync, id, [`ledgers are ${files.join(', ')}`]);
  }

  /** Once everything has arrived, a model sync writes nothing. */
  async #hasNothingToDo(sync: SimulatedSync): Promise<void> {
    const execution = await this.#execute(sync, true, false);
    if (sync.kind !== 'syncs' || !execution || execution.status === 'errors') return;
    const { inserted, updated, deleted } = execution.counts;
    if (inserted + updated + deleted > 0)
      this.#wrong(sync, execution.id, [`it wrote ${inserted}, ${updated}, ${deleted} records for no reason`]);
  }

  #none(sync: SimulatedSync, id: string | undefined, wrongs: readonly string[]): void {
    if (wrongs.length > 0) this.#wrong(sync, id, wrongs);
  }

  #wrong(sync: SimulatedSync, id: string | undefined, wrongs: readonly string[]): never {
    throw new Error(
      `${sync.name}, execution ${this.#report.executions} (${id ?? 'none'}), faults: ${this.#faults.join(', ') || 'none'}: ${wrongs.slice(0, 5).join('; ')}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    await rm(this.#dir, { recursive: true, force: true });
  }
}
