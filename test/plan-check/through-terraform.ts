import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, SyncPlan, TablePlan } from '../../engine/api/documents.ts';
import { SyncformError } from '../../engine/kit/errors.ts';
import type { Workspace } from '../acceptance/workspace.ts';
import { bulkSync, type CaseModels, modelSync, type Places } from './definition.ts';
import type { Lab } from './lab.ts';
import type { CaseSpec } from './spec.ts';
import type { Syncing } from './syncing.ts';

/** What a plan says of a table, as `terraform show -json` has it. */
interface PlannedTable extends Pick<TablePlan, 'source' | 'key'> {
  readonly ddl: string;
  /** The types of its columns by name; the others hold what differs or is. */
  readonly columns: Readonly<Record<string, string>>;
  readonly source_types: Readonly<Record<string, string>>;
  readonly source_fields: Readonly<Record<string, string>>;
  readonly losses: Readonly<Record<string, string>>;
}

interface ToldFinding {
  readonly code: string;
  readonly message: string;
}

/** An engine closes a DuckDB file so long after its last use, in ms, and a little more. */
const CLOSED_AFTER_MS = 600;

/**
 * A case's sync, through the real `terraform` and the provider as it is built, on the store of the lab's engine. What a plan
 * says is what a reviewer sees of it.
 */
export class TerraformSyncing implements Syncing {
  readonly #lab: Lab;
  readonly #workspace: Workspace;
  readonly #kind: CaseSpec['kind'];
  readonly #address: string;
  readonly #name: string;
  readonly #configuration: object;
  #planned: SyncPlan | undefined;
  #isApplied = false;

  constructor(
    lab: Lab,
    workspace: Workspace,
    spec: CaseSpec,
    places: Places,
    models: CaseModels | undefined,
    isNamed: boolean,
  ) {
    this.#lab = lab;
    this.#workspace = workspace;
    this.#kind = spec.kind;
    const type = spec.kind === 'bulk' ? 'syncform_bulk_sync' : 'syncform_sync';
    this.#address = `${type}.case`;
    this.#name = `case ${spec.seed} ${randomUUID()}`;
    const input = models === undefined ? bulkSync(spec, places) : modelSync(spec, places, models, isNamed);
    this.#configuration = {
      terraform: { required_providers: { syncform: { source: 'syncform/syncform' } } },
      provider: { syncform: { data_dir: join(lab.dir, '.syncform') } },
      resource: { [type]: { case: literal(withJson({ ...input, name: this.#name })) } },
    };
  }

  async plan(id?: string): Promise<SyncPlan> {
    const outcome = await this.#terraform(async (workspace) => {
      await workspace.write('main.tf.json', JSON.stringify(this.#configuration));
      return workspace.plan();
    });
    if (outcome.code === 1) throw new SyncformError('invalid', outcome.output);
    const warnings = outcome.raw.split('\n');
    const known = this.#planned;
    if (outcome.code === 0) {
      if (id === undefined || !known) throw new Error('terraform has nothing to plan for a new sync');
      const tables = known.tables.map((table) => ({ ...table, statements: [] }));
      return { ...known, tables, warnings };
    }
    const change = (await this.#workspace.plannedChanges())[this.#address];
    const tables = change?.after?.tables as Readonly<Record<string, PlannedTable>> | undefined;
    if (!tables) throw new Error(`the plan says nothing of the tables: ${outcome.raw}`);
    const before = change?.before?.tables as typeof tables | null | undefined;
    const found = (change?.after?.findings ?? []) as readonly ToldFinding[];
    // A table that somebody dropped or altered is made so again by the statements that are known of it.
    const isDrift = (table: string) =>
      found.some(({ code, message }) => code === 'drift' && message.includes(table));
    this.#planned = {
      tables: Object.entries(tables).map(([table, { ddl, ...of }]) => ({
        source: of.source,
        key: of.key,
        columns: columnsOf(of),
        table,
        statements: ddl === '' || (ddl === before?.[table]?.ddl && !isDrift(table)) ? [] : ddl.split(';\n\n'),
        is_ours: false,
      })),
      definition_version: String(change?.after?.definition_version),
      warnings,
      findings: [],
      estimate: { rows: null, api_calls: null },
    };
    return this.#planned;
  }

  async create(): Promise<string> {
    const outcome = await this.#apply();
    const api = this.#kind === 'bulk' ? this.#lab.engine.bulkSyncs : this.#lab.engine.syncs;
    const stored = (await api.list()).find(({ name }) => name === this.#name);
    if (stored && (outcome.code === 0 || (await this.#last(stored.id)))) return stored.id;
    await this.#destroy();
    throw new SyncformError('failed', outcome.output);
  }

  async start(id: string): Promise<Execution> {
    const before = await this.#last(id);
    if (before && !this.#isApplied) {
      this.#isApplied = true;
      return before;
    }
    await this.#apply();
    const after = await this.#last(id);
    if (after && after.id !== before?.id) return after;
    // Nothing had to be applied: what has changed at the source is for the next run.
    const api = this.#kind === 'bulk' ? this.#lab.engine.bulkSyncs : this.#lab.engine.syncs;
    const { id: execution } = await api.start(id);
    return this.#lab.engine.executions.ended(execution);
  }

  async delete(): Promise<void> {
    const outcome = await this.#destroy();
    if (outcome.code !== 0) throw new Error(`destroy failed: ${outcome.output}`);
  }

  #apply() {
    return this.#terraform((workspace) => workspace.run(['apply', '-input=false', '-no-color', 'tfplan']));
  }

  async #destroy() {
    const outcome = await this.#terraform((workspace) => workspace.tryDestroy());
    await rm(this.#workspace.path('terraform.tfstate'), { force: true });
    return outcome;
  }

  /** Works while no DuckDB file is open in this process, as only one may have it. */
  async #terraform<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
    await sleep(CLOSED_AFTER_MS);
    return work(this.#workspace);
  }

  async #last(id: string): Promise<Execution | undefined> {
    return (await this.#lab.engine.executions.list({ sync_id: id, limit: 1 }))[0];
  }
}

/** The columns of a table as the engine's plan has them. The type of a field is not shown, and is the target's here. */
function columnsOf({ columns, source_types, source_fields, losses }: Omit<PlannedTable, 'ddl'>) {
  return Object.entries(columns).map(([name, target_type]) => {
    const source = (source_fields[name] ?? name) || null;
    const source_type = source === null ? null : (source_types[name] ?? target_type);
    return { name, source, source_type, type: target_type, target_type, lossy: losses[name] ?? null };
  });
}

/** A definition in which the values that filters and overrides name are JSON's texts, as attributes have them. */
function withJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      'function' in value && (key === 'value' || key === 'override')
        ? JSON.stringify(inner)
        : withJson(inner),
    ]),
  );
}

/** A value as Terraform's JSON syntax takes it: `${` and `%{` in texts stand for themselves. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', '$${').replaceAll('%{', '%%{');
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literal(inner)]));
}
