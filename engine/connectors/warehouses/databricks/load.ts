import type { ConnectorHost, FacetOf, LoadOutcome, LoadRequest } from '../../../contract/contract.ts';
import type { StagingArea } from '../../../families/object-store/staging/staging-area.ts';
import { messageOf, SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { Redactor } from '../../../kit/redactor.ts';
import type { databricksCapabilities } from './capabilities.ts';
import { LONG_LIMIT_MS } from './client/limits.ts';
import type { Warehouse } from './client/warehouse.ts';
import { literalOf } from './columns.ts';
import { accountOf, keepAccount } from './commits.ts';
import type { DatabricksConfig } from './config.ts';
import { judgedFiles } from './judge-rows.ts';
import type { FileCredential, LoadedColumn, MergeStatement } from './load-statements.ts';
import * as statements from './load-statements.ts';
import { alteredError, type Counts, change, isUnknown, merge, mergedBefore } from './merge.ts';
import { formatTableId, type TableName, tableName } from './names.ts';
import { NEEDS_STAGING } from './needs-staging.ts';
import { recordTimestamps } from './record-timestamps.ts';
import type { CheckedFiles } from './refused-rows.ts';
import { quoteLiteral } from './sql.ts';
import { type LocalFiles, writeFiles } from './stage-files.ts';
import { digest, leftStages, makeStage, newStage, removeStage, stagePlace } from './stage-table.ts';
import type { Staging } from './staging.ts';
import { describeTypes } from './target-types.ts';
import { isViolation, notNullOf } from './violating-rows.ts';

/**
 * Loads by way of the bucket. A Delta transaction spans one table: a batch's rows are one commit of the target, and the note
 * of the batch is another that follows. What is between the two may be repeated:
 * - keyed operations are a MERGE that changes nothing the second time. The target's history, which names the batch with the
 *   commit of its rows, tells what the first one changed.
 * - `append` takes one file, whose name is the batch's, into the target itself, which takes no file twice.
 * - `replace` makes the contents the same again.
 * Files and staging table are removed, whatever way a load ends; what a killed process left, by the scope's next load.
 */
export function loadFacet(
  config: DatabricksConfig,
  warehouse: Warehouse,
  staging: Staging | undefined,
  host: Pick<ConnectorHost, 'log'>,
): FacetOf<typeof databricksCapabilities, 'load'> {
  return {
    committed: async (table, batch, signal) =>
      (await accountOf(warehouse, tableName(table), batch, signal)).outcome,
    async load(request) {
      if (!staging) throw new SyncformError('unsupported', NEEDS_STAGING);
      await using area = await staging.open();
      const say = (message: string) => host.log('warn', message);
      return await new Load(config, warehouse, staging, area, request, say).run();
    },
  };
}

/** A load under way. */
class Load {
  readonly #config: DatabricksConfig;
  readonly #warehouse: Warehouse;
  readonly #staging: Staging;
  readonly #area: StagingArea;
  readonly #request: LoadRequest;
  readonly #target: TableName;
  /** Where the scope's files are in the bucket. */
  readonly #folder: string;
  readonly #batch: string;
  readonly #say: (message: string) => void;
  /** Staging tables of this load. */
  readonly #stages: TableName[] = [];
  #described: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(
    config: DatabricksConfig,
    warehouse: Warehouse,
    staging: Staging,
    area: StagingArea,
    request: LoadRequest,
    say: (message: string) => void,
  ) {
    this.#say = say;
    this.#config = config;
    this.#warehouse = warehouse;
    this.#staging = staging;
    this.#area = area;
    this.#request = request;
    this.#target = tableName(request.table.id);
    this.#folder = `syncform_staging/${digest(request.batch.scope)}/`;
    this.#batch = digest(JSON.stringify([request.batch.scope, request.batch.id]));
  }

  async run(): Promise<LoadOutcome> {
    const { batch, signal } = this.#request;
    const place = stagePlace(this.#config, this.#target);
    const [account, columns, left] = await Promise.all([
      accountOf(this.#warehouse, this.#target, batch, signal),
      this.#columns(),
      leftStages(this.#warehouse, place, batch.scope, signal),
      this.#area.remove(this.#folder, signal),
    ]);
    if (account.outcome) {
      for (const stage of left ?? []) await removeStage(this.#warehouse, stage);
      return account.outcome;
    }
    try {
      await using files = await writeFiles(this.#request, columns, this.#fileOptions());
      const outcome = await this.#deliver(files, columns, left);
      await change(this.#target, signal, async () => {
        await keepAccount(this.#warehouse, this.#target, batch, outcome, account, signal);
        return [];
      });
      return outcome;
    } finally {
      await this.#cleanUp();
    }
  }

  /** Loads the files, without those of their rows that turn out to break a constraint of the table. */
  async #deliver(
    files: LocalFiles,
    columns: readonly LoadedColumn[],
    left: readonly TableName[] | undefined,
  ): Promise<LoadOutcome> {
    const isKeyed = this.#merging() !== undefined;
    const load = (some: CheckedFiles, before: typeof left) => {
      const stage = this.#newStage();
      return isKeyed ? this.#merge(some, columns, stage, before) : this.#insert(some, columns, stage, before);
    };
    const notNull = new Set<string>();
    let good: CheckedFiles = files;
    for (let before = left; ; before = []) {
      try {
        const counts = await load(good, before);
        // What was loaded before this process began was loaded without them as well.
        if (counts.wasLoaded) good = (await this.#judge(files, columns, notNull)) ?? good;
        const { inserted, updated, deleted } = counts;
        return {
          inserted: counts.wasLoaded ? good.rows : inserted,
          updated,
          deleted,
          rejected: good.rejected,
        };
      } catch (error) {
        if (!isViolation(error)) throw error;
        const column = notNullOf(error, [...(await this.#types()).keys()]);
        if (column !== undefined) notNull.add(column);
        const judged = await this.#judge(files, columns, notNull);
        if (!judged || judged.rows >= good.rows) throw error;
        good = judged;
        await this.#area.remove(this.#folder, this.#request.signal);
      }
    }
  }

  /** The files without the rows that break a constraint of the table; undefined where it has none. */
  async #judge(
    files: LocalFiles,
    columns: readonly LoadedColumn[],
    notNull: ReadonlySet<string>,
  ): Promise<CheckedFiles | undefined> {
    return judgedFiles(
      {
        request: this.#request,
        warehouse: this.#warehouse,
        target: this.#target,
        batch: this.#batch,
        all: [...(await this.#types()).keys()],
        merge: this.#merging(),
        options: this.#fileOptions(),
        arrive: async (some, loaded) => {
          const stage = this.#newStage();
          await this.#arrive(some, loaded, stage, false, '-numbered');
          return stage;
        },
      },
      files,
      columns,
      notNull,
    );
  }

  /** How the rows are merged; undefined where they are appended, or replace all others. */
  #merging(): Pick<MergeStatement, 'operation' | 'key'> | undefined {
    const { operation, key } = this.#request;
    return operation === 'append' || operation === 'replace' ? undefined : { operation, key };
  }

  #newStage(): TableName {
    const stage = newStage(stagePlace(this.#config, this.#target), this.#request.batch.scope);
    this.#stages.push(stage);
    return stage;
  }

  /** Upsert, insert, update, delete: the rows arrive in a table of their own and are merged from there. */
  async #merge(
    files: CheckedFiles,
    columns: readonly LoadedColumn[],
    stage: TableName,
    left: readonly TableName[] | undefined,
  ): Promise<Loaded> {
    const { operation, key, deleteMissing, signal } = this.#request;
    const work: MergeStatement = {
      target: this.#target,
      stage,
      operation: operation as MergeStatement['operation'],
      columns,
      key,
      batch: this.#batch,
      timestamps: this.#timestamps(),
      deletesMissing: deleteMissing === true,
      marks: await this.#marks(),
      stamp: this.#request.stamp,
    };
    if (files.rows === 0 && !deleteMissing && !left?.length) return NOTHING;
    await this.#arrive(files, columns, stage, left === undefined);
    // Only now: should this process die in turn, its own staging table says that something was interrupted.
    const before = left?.length ? await mergedBefore(this.#warehouse, work, signal) : undefined;
    await this.#drop(left);
    return before ?? merge(this.#warehouse, work, signal);
  }

  /** Append and replace. */
  async #insert(
    files: CheckedFiles,
    columns: readonly LoadedColumn[],
    stage: TableName,
    left: readonly TableName[] | undefined,
  ): Promise<Loaded> {
    const { operation, signal } = this.#request;
    await this.#drop(left);
    const inserted = { inserted: files.rows, updated: 0, deleted: 0 };
    const run = (sql: string, doing: string) =>
      change(this.#target, signal, () =>
        this.#warehouse.rows(sql, signal, {
          doing: `${doing} ${formatTableId(this.#target)}`,
          limitMs: LONG_LIMIT_MS,
        }),
      );
    if (operation === 'append') {
      if (files.rows === 0) return NOTHING;
      const url = await this.#upload(files);
      const [answer] = await this.#withCredential((credential) =>
        run(
          statements.copyIntoTarget(this.#target, columns, url, credential, this.#timestamps()),
          'loading rows into',
        ),
      );
      return { ...inserted, wasLoaded: answer?.num_inserted_rows === '0' };
    }
    const [before] = await run(statements.countRows(this.#target), 'counting the rows of');
    const outcome = { ...inserted, deleted: Number(before?.rows ?? 0) };
    if (files.rows > 0) await this.#arrive(files, columns, stage, left === undefined);
    const isEmptiedFirst = this.#advanced().truncate_existing === true;
    if (isEmptiedFirst || files.rows === 0) await run(statements.truncateTable(this.#target), 'emptying');
    if (files.rows === 0) return outcome;
    const options = { isOverwriting: !isEmptiedFirst };
    const insert = statements.insertStage(this.#target, stage, columns, this.#timestamps(), options);
    if (!isEmptiedFirst) {
      await run(insert, 'replacing the rows of');
      return outcome;
    }
    await this.#insertOnce(insert);
    return outcome;
  }

  /** Inserts into a table that is empty: where it is not known whether that was done, it is emptied again. */
  async #insertOnce(insert: string): Promise<void> {
    const { signal } = this.#request;
    const doing = { doing: `loading rows into ${formatTableId(this.#target)}`, limitMs: LONG_LIMIT_MS };
    for (let attempt = 1; ; attempt++) {
      try {
        await change(this.#target, signal, () => this.#warehouse.run(insert, signal, doing));
        return;
      } catch (error) {
        if (signal.aborted || !isUnknown(error) || attempt === INSERT_TRIES) throw error;
        await this.#warehouse.rows(statements.truncateTable(this.#target), signal, doing);
      }
    }
  }

  /** Has the rows arrive in a staging table. */
  async #arrive(
    files: CheckedFiles,
    columns: readonly LoadedColumn[],
    stage: TableName,
    isSchemaMissing: boolean,
    beside = '',
  ): Promise<void> {
    const { signal } = this.#request;
    const [url] = await Promise.all([
      files.paths.length > 0 && files.rows > 0 ? this.#upload(files, beside) : undefined,
      makeStage(this.#warehouse, stage, columns, isSchemaMissing, signal),
    ]);
    if (url === undefined) return;
    const doing = {
      doing: `loading staged files for ${formatTableId(this.#target)}`,
      limitMs: LONG_LIMIT_MS,
    };
    const from = { batch: this.#batch, hasRefused: files.hasRefused };
    await this.#withCredential((credential) =>
      this.#warehouse.rows(statements.copyIntoStage(stage, columns, url, credential, from), signal, doing),
    );
  }

  /** Has a statement read the bucket; whatever it fails with does not show by what. */
  async #withCredential<T>(work: (credential: FileCredential) => Promise<T>): Promise<T> {
    const credential = await this.#staging.credential();
    const redactor = new Redactor();
    if (credential.kind === 'keys') redactor.learn(credential.secretAccessKey);
    if (credential.kind === 'sas') redactor.learn(credential.token);
    try {
      return await work(credential);
    } catch (error) {
      throw redactor.maskError(error);
    }
  }

  /** Puts the files into the bucket and answers their folder's address, which is the same whenever the batch is loaded. */
  async #upload(files: Pick<CheckedFiles, 'paths'>, beside = ''): Promise<string> {
    const { signal, onProgress } = this.#request;
    const folder = `${this.#folder}${this.#batch}${beside}`;
    for (const [i, path] of files.paths.entries())
      await this.#area.upload(path, `${folder}/part-${i}.parquet`, signal, (bytes) => onProgress({ bytes }));
    return this.#area.url(folder);
  }

  /** The columns that the rows bring, in the types that the target has now. */
  async #columns(): Promise<readonly LoadedColumn[]> {
    const { columns } = this.#request;
    const types = await this.#types();
    return columns.map(({ name, only, isStamp }) => {
      const type = types.get(name.toLowerCase());
      if (type === undefined)
        throw alteredError(this.#target, new Error(`it has no column "${name}" any more`));
      return { name, type, ...(only ? { only } : {}), ...(isStamp ? { isStamp } : {}) };
    });
  }

  #types(): Promise<ReadonlyMap<string, string>> {
    this.#described ??= describeTypes(this.#warehouse, this.#target, this.#request.signal);
    return this.#described;
  }

  async #marks(): Promise<MergeStatement['marks']> {
    const { marks } = this.#request;
    if (!marks) return undefined;
    const types = await this.#types();
    return marks.map(({ name, type, value }) => ({
      name,
      value: literalOf(
        { name, type, mapping: types.get(name.toLowerCase()) ?? 'string' },
        value,
        quoteLiteral,
      ),
    }));
  }

  #timestamps(): statements.RecordTimestamps | undefined {
    return recordTimestamps(this.#request.table.configuration);
  }

  #advanced(): JsonObject {
    return (this.#request.table.configuration?.advanced ?? {}) as JsonObject;
  }

  #fileOptions() {
    const { operation, key, deleteMissing } = this.#request;
    return {
      key: operation === 'append' ? [] : key,
      isOneFile: operation === 'append',
      keepsRefused: deleteMissing === true,
      emptyIsNull: this.#advanced().empty_strings_null === true,
    };
  }

  async #drop(stages: readonly TableName[] | undefined): Promise<void> {
    for (const stage of stages ?? []) await removeStage(this.#warehouse, stage);
  }

  /** What cannot be removed now is removed by the scope's next load. */
  async #cleanUp(): Promise<void> {
    const removed = await Promise.allSettled([
      ...this.#stages.map((stage) => removeStage(this.#warehouse, stage)),
      this.#area.remove(this.#folder),
    ]);
    for (const result of removed)
      if (result.status === 'rejected')
        this.#say(`not removed yet, the next load tries again: ${messageOf(result.reason)}`);
  }
}

/** What a load changed. */
interface Loaded extends Counts {
  /** Whether the table had taken the batch's file before. Absent: false. */
  readonly wasLoaded?: boolean;
}

const NOTHING: Loaded = { inserted: 0, updated: 0, deleted: 0 };
const INSERT_TRIES = 3;
