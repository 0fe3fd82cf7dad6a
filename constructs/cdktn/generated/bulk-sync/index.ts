// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface BulkSyncConfig extends cdktn.TerraformMetaArguments {
  /**
  * Whether it runs at all: by its schedule, and on apply.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#active BulkSync#active}
  */
  readonly active: boolean | cdktn.IResolvable;
  /**
  * Let rows be replaced that are in a target table and that this bulk sync did not load (`snapshot`, and tables without a key). Without it a plan that would is refused, and says how many there are.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#allow_destructive BulkSync#allow_destructive}
  */
  readonly allowDestructive?: boolean | cdktn.IResolvable;
  /**
  * Let it start over where the store that knew how far it had come is lost, although it has `change_history` (which gets a gap) or obfuscated fields (whose values all get another hash). Without it such a plan is refused. Other bulk syncs start over without it.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#allow_reset BulkSync#allow_reset}
  */
  readonly allowReset?: boolean | cdktn.IResolvable;
  /**
  * Whether fields that the source gets later are synced: `all` (where unset and no fields are listed), `onlyIncremental`, `onlyNonIncremental`, `none`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#automatically_add_new_fields BulkSync#automatically_add_new_fields}
  */
  readonly automaticallyAddNewFields?: string;
  /**
  * Whether objects that the source gets later are synced: `all`, `onlyIncremental`, `onlyNonIncremental`, `none` (where unset).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#automatically_add_new_objects BulkSync#automatically_add_new_objects}
  */
  readonly automaticallyAddNewObjects?: string;
  /**
  * Of a source whose changes are followed: beside each table a table `<name>_history` with every change, in order, with its operation, position and time of commit. The rows that were there before are not in it.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#change_history BulkSync#change_history}
  */
  readonly changeHistory?: boolean | cdktn.IResolvable;
  /**
  * How many objects are synced at the same time; 2 where unset.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#concurrency_limit BulkSync#concurrency_limit}
  */
  readonly concurrencyLimit?: number;
  /**
  * Only records from then on: a date, or a date and time (RFC 3339). Told by each schema’s `tracking_field`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#data_cutoff_timestamp BulkSync#data_cutoff_timestamp}
  */
  readonly dataCutoffTimestamp?: string;
  /**
  * Where the tables go.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#destination BulkSync#destination}
  */
  readonly destination: BulkSyncDestination;
  /**
  * Leave out the columns `_syncform_created_at`, `_syncform_updated_at` and `_syncform_deleted_at`. Records that are gone from the source are then deleted instead of marked.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#disable_record_timestamps BulkSync#disable_record_timestamps}
  */
  readonly disableRecordTimestamps?: boolean | cdktn.IResolvable;
  /**
  * `replicate` keeps the tables equal to the source: by `tracking_field` where a schema has one, else by reading the object whole; `snapshot` replaces them on each run.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#mode BulkSync#mode}
  */
  readonly mode: string;
  /**
  * Name, for people.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#name BulkSync#name}
  */
  readonly name: string;
  /**
  * How names become names of tables and columns: `enabled` (snake_case), `disabled` (as they are), `legacy`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#normalize_names BulkSync#normalize_names}
  */
  readonly normalizeNames?: string;
  /**
  * What destroying does with the target tables that it created: `keep` them with their rows, or `drop` them. It must have been applied before the destroy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#on_destroy BulkSync#on_destroy}
  */
  readonly onDestroy?: string;
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#organization BulkSync#organization}
  */
  readonly organization?: string;
  /**
  * Ids of the policies that guard it.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#policies BulkSync#policies}
  */
  readonly policies?: string[];
  /**
  * How many objects are synced at the same time when all is moved again; as `concurrency_limit` where unset.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#resync_concurrency_limit BulkSync#resync_concurrency_limit}
  */
  readonly resyncConcurrencyLimit?: number;
  /**
  * Run when it is created, when its definition, the tables or `triggers` change, and when an earlier run was cut off. Inactive syncs do not run.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#run_on_apply BulkSync#run_on_apply}
  */
  readonly runOnApply?: boolean | cdktn.IResolvable;
  /**
  * How long an apply waits for the run: `30m`, `1h30m`. Then the run is cancelled and the apply fails; what was committed stays.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#run_timeout BulkSync#run_timeout}
  */
  readonly runTimeout?: string;
  /**
  * When it runs by itself. The engine keeps the schedule and nothing runs it yet: syncs run on apply and on `syncform run`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#schedule BulkSync#schedule}
  */
  readonly schedule: BulkSyncSchedule;
  /**
  * The source’s objects to sync: a map by object id, or a list of objects with `id`. All where unset. Each may say `enabled`, `user_output_name` (the table’s name), `tracking_field` (by which new and changed records are found), `partition_key`, `filters` (each with `field_id`, `function` and `value`), `data_cutoff_timestamp`, `disable_data_cutoff`, `expectations` (a list of what its records are expected to be, as those of `syncform_model`), and `fields`: a map by field id, or a list with `id`, of `enabled`, `obfuscate` (only a keyed hash of the value is synced) and `user_output_name`. Where a field is listed that is not disabled, only those listed are synced.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#schemas BulkSync#schemas}
  */
  readonly schemas?: { [key: string]: any };
  /**
  * What becomes of findings of this resource, by code (docs/codes.md): `ignore`, `warning` or `error`, which refuses the plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#severities BulkSync#severities}
  */
  readonly severities?: { [key: string]: string };
  /**
  * Where the objects come from.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#source BulkSync#source}
  */
  readonly source: BulkSyncSource;
  /**
  * Any values; when one changes, the sync runs on the next apply.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#triggers BulkSync#triggers}
  */
  readonly triggers?: { [key: string]: string };
}
export interface BulkSyncCreatedBy {
}

export function bulkSyncCreatedByToTerraform(struct?: BulkSyncCreatedBy): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function bulkSyncCreatedByToHclTerraform(struct?: BulkSyncCreatedBy): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class BulkSyncCreatedByOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncCreatedBy | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncCreatedBy | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // name - computed: true, optional: false, required: false
  public get name() {
    return this.getStringAttribute('name');
  }

  // type - computed: true, optional: false, required: false
  public get type() {
    return this.getStringAttribute('type');
  }
}
export interface BulkSyncDestination {
  /**
  * Settings that the connection’s type has for this. An object, or the `jsonencode` of one.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#configuration BulkSync#configuration}
  */
  readonly configuration?: { [key: string]: any };
  /**
  * Id of the connection that it writes to.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#connection_id BulkSync#connection_id}
  */
  readonly connectionId: string;
}

export function bulkSyncDestinationToTerraform(struct?: BulkSyncDestination | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    configuration: cdktn.hashMapper(cdktn.anyToTerraform)(struct!.configuration),
    connection_id: cdktn.stringToTerraform(struct!.connectionId),
  }
}


export function bulkSyncDestinationToHclTerraform(struct?: BulkSyncDestination | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    configuration: {
      value: cdktn.hashMapperHcl(cdktn.anyToHclTerraform)(struct!.configuration),
      isBlock: false,
      type: "map",
      storageClassType: "anyMap",
    },
    connection_id: {
      value: cdktn.stringToHclTerraform(struct!.connectionId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BulkSyncDestinationOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncDestination | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._configuration !== undefined) {
      hasAnyValues = true;
      internalValueResult.configuration = this._configuration;
    }
    if (this._connectionId !== undefined) {
      hasAnyValues = true;
      internalValueResult.connectionId = this._connectionId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncDestination | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._configuration = undefined;
      this._connectionId = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._configuration = value.configuration;
      this._connectionId = value.connectionId;
    }
  }

  // configuration - computed: false, optional: true, required: false
  private _configuration?: { [key: string]: any }; 
  public get configuration() {
    return this.getAnyMapAttribute('configuration');
  }
  public set configuration(value: { [key: string]: any }) {
    this._configuration = value;
  }
  public resetConfiguration() {
    this._configuration = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get configurationInput() {
    return this._configuration;
  }

  // connection_id - computed: false, optional: false, required: true
  private _connectionId?: string; 
  public get connectionId() {
    return this.getStringAttribute('connection_id');
  }
  public set connectionId(value: string) {
    this._connectionId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get connectionIdInput() {
    return this._connectionId;
  }
}
export interface BulkSyncEstimate {
}

export function bulkSyncEstimateToTerraform(struct?: BulkSyncEstimate): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function bulkSyncEstimateToHclTerraform(struct?: BulkSyncEstimate): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class BulkSyncEstimateOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncEstimate | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncEstimate | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // api_calls - computed: true, optional: false, required: false
  public get apiCalls() {
    return this.getNumberAttribute('api_calls');
  }

  // bytes - computed: true, optional: false, required: false
  public get bytes() {
    return this.getNumberAttribute('bytes');
  }

  // rows - computed: true, optional: false, required: false
  public get rows() {
    return this.getNumberAttribute('rows');
  }
}
export interface BulkSyncFindings {
}

export function bulkSyncFindingsToTerraform(struct?: BulkSyncFindings): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function bulkSyncFindingsToHclTerraform(struct?: BulkSyncFindings): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class BulkSyncFindingsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): BulkSyncFindings | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncFindings | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // code - computed: true, optional: false, required: false
  public get code() {
    return this.getStringAttribute('code');
  }

  // message - computed: true, optional: false, required: false
  public get message() {
    return this.getStringAttribute('message');
  }

  // severity - computed: true, optional: false, required: false
  public get severity() {
    return this.getStringAttribute('severity');
  }
}

export class BulkSyncFindingsList extends cdktn.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet);
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): BulkSyncFindingsOutputReference {
    return new BulkSyncFindingsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface BulkSyncLastExecution {
}

export function bulkSyncLastExecutionToTerraform(struct?: BulkSyncLastExecution): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function bulkSyncLastExecutionToHclTerraform(struct?: BulkSyncLastExecution): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class BulkSyncLastExecutionOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncLastExecution | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncLastExecution | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // bytes - computed: true, optional: false, required: false
  public get bytes() {
    return this.getNumberAttribute('bytes');
  }

  // completed_at - computed: true, optional: false, required: false
  public get completedAt() {
    return this.getStringAttribute('completed_at');
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // records_deleted - computed: true, optional: false, required: false
  public get recordsDeleted() {
    return this.getNumberAttribute('records_deleted');
  }

  // records_inserted - computed: true, optional: false, required: false
  public get recordsInserted() {
    return this.getNumberAttribute('records_inserted');
  }

  // records_rejected - computed: true, optional: false, required: false
  public get recordsRejected() {
    return this.getNumberAttribute('records_rejected');
  }

  // records_unchanged - computed: true, optional: false, required: false
  public get recordsUnchanged() {
    return this.getNumberAttribute('records_unchanged');
  }

  // records_updated - computed: true, optional: false, required: false
  public get recordsUpdated() {
    return this.getNumberAttribute('records_updated');
  }

  // started_at - computed: true, optional: false, required: false
  public get startedAt() {
    return this.getStringAttribute('started_at');
  }

  // status - computed: true, optional: false, required: false
  public get status() {
    return this.getStringAttribute('status');
  }
}
export interface BulkSyncScheduleRunAfter {
  /**
  * Ids of bulk syncs.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#bulk_sync_ids BulkSync#bulk_sync_ids}
  */
  readonly bulkSyncIds?: string[];
  /**
  * Ids of syncs.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#sync_ids BulkSync#sync_ids}
  */
  readonly syncIds?: string[];
}

export function bulkSyncScheduleRunAfterToTerraform(struct?: BulkSyncScheduleRunAfter | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    bulk_sync_ids: cdktn.listMapper(cdktn.stringToTerraform, false)(struct!.bulkSyncIds),
    sync_ids: cdktn.listMapper(cdktn.stringToTerraform, false)(struct!.syncIds),
  }
}


export function bulkSyncScheduleRunAfterToHclTerraform(struct?: BulkSyncScheduleRunAfter | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    bulk_sync_ids: {
      value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(struct!.bulkSyncIds),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    sync_ids: {
      value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(struct!.syncIds),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BulkSyncScheduleRunAfterOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncScheduleRunAfter | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._bulkSyncIds !== undefined) {
      hasAnyValues = true;
      internalValueResult.bulkSyncIds = this._bulkSyncIds;
    }
    if (this._syncIds !== undefined) {
      hasAnyValues = true;
      internalValueResult.syncIds = this._syncIds;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncScheduleRunAfter | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._bulkSyncIds = undefined;
      this._syncIds = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._bulkSyncIds = value.bulkSyncIds;
      this._syncIds = value.syncIds;
    }
  }

  // bulk_sync_ids - computed: false, optional: true, required: false
  private _bulkSyncIds?: string[]; 
  public get bulkSyncIds() {
    return cdktn.Fn.tolist(this.getListAttribute('bulk_sync_ids'));
  }
  public set bulkSyncIds(value: string[]) {
    this._bulkSyncIds = value;
  }
  public resetBulkSyncIds() {
    this._bulkSyncIds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get bulkSyncIdsInput() {
    return this._bulkSyncIds;
  }

  // sync_ids - computed: false, optional: true, required: false
  private _syncIds?: string[]; 
  public get syncIds() {
    return cdktn.Fn.tolist(this.getListAttribute('sync_ids'));
  }
  public set syncIds(value: string[]) {
    this._syncIds = value;
  }
  public resetSyncIds() {
    this._syncIds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get syncIdsInput() {
    return this._syncIds;
  }
}
export interface BulkSyncSchedule {
  /**
  * Connection of the job, with `dbtcloud`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#connection_id BulkSync#connection_id}
  */
  readonly connectionId?: string;
  /**
  * A cron field with `custom` and `builder`: `1`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#day_of_month BulkSync#day_of_month}
  */
  readonly dayOfMonth?: string;
  /**
  * Day of the week with `weekly`, by name or from 0 (Sunday, the default) to 6; a cron field with `custom` and `builder`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#day_of_week BulkSync#day_of_week}
  */
  readonly dayOfWeek?: string;
  /**
  * How often: `manual`, `continuous`, `hourly`, `daily`, `weekly`, `custom`, `builder`, `runafter`, `multi`, `dbtcloud`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#frequency BulkSync#frequency}
  */
  readonly frequency: string;
  /**
  * Hour of the day with `daily` and `weekly`; a cron field with `custom` and `builder`. 0 where unset and a day is set.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#hour BulkSync#hour}
  */
  readonly hour?: string;
  /**
  * Job to run after, with `dbtcloud`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#job_id BulkSync#job_id}
  */
  readonly jobId?: number;
  /**
  * Minute of the hour with `hourly`, `daily` and `weekly`; a cron field with `custom` and `builder`. 0 where unset.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#minute BulkSync#minute}
  */
  readonly minute?: string;
  /**
  * A cron field with `custom` and `builder`: `1-6`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#month BulkSync#month}
  */
  readonly month?: string;
  /**
  * What to run after, with `runafter`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#run_after BulkSync#run_after}
  */
  readonly runAfter?: BulkSyncScheduleRunAfter;
  /**
  * Run only after those that ended without errors, with `runafter`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#run_after_success_only BulkSync#run_after_success_only}
  */
  readonly runAfterSuccessOnly?: boolean | cdktn.IResolvable;
  /**
  * IANA time zone that the times are in: `Europe/Berlin`. UTC where unset.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#timezone BulkSync#timezone}
  */
  readonly timezone?: string;
}

export function bulkSyncScheduleToTerraform(struct?: BulkSyncSchedule | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    connection_id: cdktn.stringToTerraform(struct!.connectionId),
    day_of_month: cdktn.stringToTerraform(struct!.dayOfMonth),
    day_of_week: cdktn.stringToTerraform(struct!.dayOfWeek),
    frequency: cdktn.stringToTerraform(struct!.frequency),
    hour: cdktn.stringToTerraform(struct!.hour),
    job_id: cdktn.numberToTerraform(struct!.jobId),
    minute: cdktn.stringToTerraform(struct!.minute),
    month: cdktn.stringToTerraform(struct!.month),
    run_after: bulkSyncScheduleRunAfterToTerraform(struct!.runAfter),
    run_after_success_only: cdktn.booleanToTerraform(struct!.runAfterSuccessOnly),
    timezone: cdktn.stringToTerraform(struct!.timezone),
  }
}


export function bulkSyncScheduleToHclTerraform(struct?: BulkSyncSchedule | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    connection_id: {
      value: cdktn.stringToHclTerraform(struct!.connectionId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    day_of_month: {
      value: cdktn.stringToHclTerraform(struct!.dayOfMonth),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    day_of_week: {
      value: cdktn.stringToHclTerraform(struct!.dayOfWeek),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    frequency: {
      value: cdktn.stringToHclTerraform(struct!.frequency),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    hour: {
      value: cdktn.stringToHclTerraform(struct!.hour),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    job_id: {
      value: cdktn.numberToHclTerraform(struct!.jobId),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    minute: {
      value: cdktn.stringToHclTerraform(struct!.minute),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    month: {
      value: cdktn.stringToHclTerraform(struct!.month),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    run_after: {
      value: bulkSyncScheduleRunAfterToHclTerraform(struct!.runAfter),
      isBlock: true,
      type: "struct",
      storageClassType: "BulkSyncScheduleRunAfter",
    },
    run_after_success_only: {
      value: cdktn.booleanToHclTerraform(struct!.runAfterSuccessOnly),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    timezone: {
      value: cdktn.stringToHclTerraform(struct!.timezone),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BulkSyncScheduleOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncSchedule | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._connectionId !== undefined) {
      hasAnyValues = true;
      internalValueResult.connectionId = this._connectionId;
    }
    if (this._dayOfMonth !== undefined) {
      hasAnyValues = true;
      internalValueResult.dayOfMonth = this._dayOfMonth;
    }
    if (this._dayOfWeek !== undefined) {
      hasAnyValues = true;
      internalValueResult.dayOfWeek = this._dayOfWeek;
    }
    if (this._frequency !== undefined) {
      hasAnyValues = true;
      internalValueResult.frequency = this._frequency;
    }
    if (this._hour !== undefined) {
      hasAnyValues = true;
      internalValueResult.hour = this._hour;
    }
    if (this._jobId !== undefined) {
      hasAnyValues = true;
      internalValueResult.jobId = this._jobId;
    }
    if (this._minute !== undefined) {
      hasAnyValues = true;
      internalValueResult.minute = this._minute;
    }
    if (this._month !== undefined) {
      hasAnyValues = true;
      internalValueResult.month = this._month;
    }
    if (this._runAfter?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.runAfter = this._runAfter?.internalValue;
    }
    if (this._runAfterSuccessOnly !== undefined) {
      hasAnyValues = true;
      internalValueResult.runAfterSuccessOnly = this._runAfterSuccessOnly;
    }
    if (this._timezone !== undefined) {
      hasAnyValues = true;
      internalValueResult.timezone = this._timezone;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncSchedule | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._connectionId = undefined;
      this._dayOfMonth = undefined;
      this._dayOfWeek = undefined;
      this._frequency = undefined;
      this._hour = undefined;
      this._jobId = undefined;
      this._minute = undefined;
      this._month = undefined;
      this._runAfter.internalValue = undefined;
      this._runAfterSuccessOnly = undefined;
      this._timezone = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._connectionId = value.connectionId;
      this._dayOfMonth = value.dayOfMonth;
      this._dayOfWeek = value.dayOfWeek;
      this._frequency = value.frequency;
      this._hour = value.hour;
      this._jobId = value.jobId;
      this._minute = value.minute;
      this._month = value.month;
      this._runAfter.internalValue = value.runAfter;
      this._runAfterSuccessOnly = value.runAfterSuccessOnly;
      this._timezone = value.timezone;
    }
  }

  // connection_id - computed: false, optional: true, required: false
  private _connectionId?: string; 
  public get connectionId() {
    return this.getStringAttribute('connection_id');
  }
  public set connectionId(value: string) {
    this._connectionId = value;
  }
  public resetConnectionId() {
    this._connectionId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get connectionIdInput() {
    return this._connectionId;
  }

  // day_of_month - computed: false, optional: true, required: false
  private _dayOfMonth?: string; 
  public get dayOfMonth() {
    return this.getStringAttribute('day_of_month');
  }
  public set dayOfMonth(value: string) {
    this._dayOfMonth = value;
  }
  public resetDayOfMonth() {
    this._dayOfMonth = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get dayOfMonthInput() {
    return this._dayOfMonth;
  }

  // day_of_week - computed: false, optional: true, required: false
  private _dayOfWeek?: string; 
  public get dayOfWeek() {
    return this.getStringAttribute('day_of_week');
  }
  public set dayOfWeek(value: string) {
    this._dayOfWeek = value;
  }
  public resetDayOfWeek() {
    this._dayOfWeek = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get dayOfWeekInput() {
    return this._dayOfWeek;
  }

  // frequency - computed: false, optional: false, required: true
  private _frequency?: string; 
  public get frequency() {
    return this.getStringAttribute('frequency');
  }
  public set frequency(value: string) {
    this._frequency = value;
  }
  // Temporarily expose input value. Use with caution.
  public get frequencyInput() {
    return this._frequency;
  }

  // hour - computed: false, optional: true, required: false
  private _hour?: string; 
  public get hour() {
    return this.getStringAttribute('hour');
  }
  public set hour(value: string) {
    this._hour = value;
  }
  public resetHour() {
    this._hour = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get hourInput() {
    return this._hour;
  }

  // job_id - computed: false, optional: true, required: false
  private _jobId?: number; 
  public get jobId() {
    return this.getNumberAttribute('job_id');
  }
  public set jobId(value: number) {
    this._jobId = value;
  }
  public resetJobId() {
    this._jobId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get jobIdInput() {
    return this._jobId;
  }

  // minute - computed: false, optional: true, required: false
  private _minute?: string; 
  public get minute() {
    return this.getStringAttribute('minute');
  }
  public set minute(value: string) {
    this._minute = value;
  }
  public resetMinute() {
    this._minute = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get minuteInput() {
    return this._minute;
  }

  // month - computed: false, optional: true, required: false
  private _month?: string; 
  public get month() {
    return this.getStringAttribute('month');
  }
  public set month(value: string) {
    this._month = value;
  }
  public resetMonth() {
    this._month = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get monthInput() {
    return this._month;
  }

  // run_after - computed: false, optional: true, required: false
  private _runAfter = new BulkSyncScheduleRunAfterOutputReference(this, "run_after");
  public get runAfter() {
    return this._runAfter;
  }
  public putRunAfter(value: BulkSyncScheduleRunAfter) {
    this._runAfter.internalValue = value;
  }
  public resetRunAfter() {
    this._runAfter.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get runAfterInput() {
    return this._runAfter.internalValue;
  }

  // run_after_success_only - computed: false, optional: true, required: false
  private _runAfterSuccessOnly?: boolean | cdktn.IResolvable; 
  public get runAfterSuccessOnly() {
    return this.getBooleanAttribute('run_after_success_only');
  }
  public set runAfterSuccessOnly(value: boolean | cdktn.IResolvable) {
    this._runAfterSuccessOnly = value;
  }
  public resetRunAfterSuccessOnly() {
    this._runAfterSuccessOnly = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get runAfterSuccessOnlyInput() {
    return this._runAfterSuccessOnly;
  }

  // timezone - computed: false, optional: true, required: false
  private _timezone?: string; 
  public get timezone() {
    return this.getStringAttribute('timezone');
  }
  public set timezone(value: string) {
    this._timezone = value;
  }
  public resetTimezone() {
    this._timezone = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timezoneInput() {
    return this._timezone;
  }
}
export interface BulkSyncSource {
  /**
  * Settings that the connection’s type has for this. An object, or the `jsonencode` of one.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#configuration BulkSync#configuration}
  */
  readonly configuration?: { [key: string]: any };
  /**
  * Id of the connection that it reads from.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#connection_id BulkSync#connection_id}
  */
  readonly connectionId: string;
}

export function bulkSyncSourceToTerraform(struct?: BulkSyncSource | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    configuration: cdktn.hashMapper(cdktn.anyToTerraform)(struct!.configuration),
    connection_id: cdktn.stringToTerraform(struct!.connectionId),
  }
}


export function bulkSyncSourceToHclTerraform(struct?: BulkSyncSource | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    configuration: {
      value: cdktn.hashMapperHcl(cdktn.anyToHclTerraform)(struct!.configuration),
      isBlock: false,
      type: "map",
      storageClassType: "anyMap",
    },
    connection_id: {
      value: cdktn.stringToHclTerraform(struct!.connectionId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BulkSyncSourceOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncSource | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._configuration !== undefined) {
      hasAnyValues = true;
      internalValueResult.configuration = this._configuration;
    }
    if (this._connectionId !== undefined) {
      hasAnyValues = true;
      internalValueResult.connectionId = this._connectionId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncSource | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._configuration = undefined;
      this._connectionId = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._configuration = value.configuration;
      this._connectionId = value.connectionId;
    }
  }

  // configuration - computed: false, optional: true, required: false
  private _configuration?: { [key: string]: any }; 
  public get configuration() {
    return this.getAnyMapAttribute('configuration');
  }
  public set configuration(value: { [key: string]: any }) {
    this._configuration = value;
  }
  public resetConfiguration() {
    this._configuration = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get configurationInput() {
    return this._configuration;
  }

  // connection_id - computed: false, optional: false, required: true
  private _connectionId?: string; 
  public get connectionId() {
    return this.getStringAttribute('connection_id');
  }
  public set connectionId(value: string) {
    this._connectionId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get connectionIdInput() {
    return this._connectionId;
  }
}
export interface BulkSyncTablesColumns {
}

export function bulkSyncTablesColumnsToTerraform(struct?: BulkSyncTablesColumns): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function bulkSyncTablesColumnsToHclTerraform(struct?: BulkSyncTablesColumns): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class BulkSyncTablesColumnsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): BulkSyncTablesColumns | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncTablesColumns | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // lossy - computed: true, optional: false, required: false
  public get lossy() {
    return this.getStringAttribute('lossy');
  }

  // name - computed: true, optional: false, required: false
  public get name() {
    return this.getStringAttribute('name');
  }

  // source - computed: true, optional: false, required: false
  public get source() {
    return this.getStringAttribute('source');
  }

  // source_type - computed: true, optional: false, required: false
  public get sourceType() {
    return this.getStringAttribute('source_type');
  }

  // target_type - computed: true, optional: false, required: false
  public get targetType() {
    return this.getStringAttribute('target_type');
  }

  // type - computed: true, optional: false, required: false
  public get type() {
    return this.getStringAttribute('type');
  }
}

export class BulkSyncTablesColumnsList extends cdktn.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet);
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): BulkSyncTablesColumnsOutputReference {
    return new BulkSyncTablesColumnsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface BulkSyncTables {
}

export function bulkSyncTablesToTerraform(struct?: BulkSyncTables): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function bulkSyncTablesToHclTerraform(struct?: BulkSyncTables): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class BulkSyncTablesOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): BulkSyncTables | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncTables | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // columns - computed: true, optional: false, required: false
  private _columns = new BulkSyncTablesColumnsList(this, "columns", false);
  public get columns() {
    return this._columns;
  }

  // ddl - computed: true, optional: false, required: false
  public get ddl() {
    return this.getStringAttribute('ddl');
  }

  // key - computed: true, optional: false, required: false
  public get key() {
    return this.getListAttribute('key');
  }

  // source - computed: true, optional: false, required: false
  public get source() {
    return this.getStringAttribute('source');
  }
}

export class BulkSyncTablesMap extends cdktn.ComplexMap {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute);
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): BulkSyncTablesOutputReference {
    return new BulkSyncTablesOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface BulkSyncUpdatedBy {
}

export function bulkSyncUpdatedByToTerraform(struct?: BulkSyncUpdatedBy): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function bulkSyncUpdatedByToHclTerraform(struct?: BulkSyncUpdatedBy): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class BulkSyncUpdatedByOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BulkSyncUpdatedBy | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BulkSyncUpdatedBy | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // name - computed: true, optional: false, required: false
  public get name() {
    return this.getStringAttribute('name');
  }

  // type - computed: true, optional: false, required: false
  public get type() {
    return this.getStringAttribute('type');
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync syncform_bulk_sync}
*/
export class BulkSync extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_bulk_sync";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a BulkSync resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the BulkSync to import
  * @param importFromId The id of the existing BulkSync that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the BulkSync to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform_bulk_sync", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/bulk_sync syncform_bulk_sync} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options BulkSyncConfig
  */
  public constructor(scope: Construct, id: string, config: BulkSyncConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_bulk_sync',
      terraformGeneratorMetadata: {
        providerName: 'syncform',
        providerVersion: '0.1.0',
        providerVersionConstraint: '0.1.0'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._active = config.active;
    this._allowDestructive = config.allowDestructive;
    this._allowReset = config.allowReset;
    this._automaticallyAddNewFields = config.automaticallyAddNewFields;
    this._automaticallyAddNewObjects = config.automaticallyAddNewObjects;
    this._changeHistory = config.changeHistory;
    this._concurrencyLimit = config.concurrencyLimit;
    this._dataCutoffTimestamp = config.dataCutoffTimestamp;
    this._destination.internalValue = config.destination;
    this._disableRecordTimestamps = config.disableRecordTimestamps;
    this._mode = config.mode;
    this._name = config.name;
    this._normalizeNames = config.normalizeNames;
    this._onDestroy = config.onDestroy;
    this._organization = config.organization;
    this._policies = config.policies;
    this._resyncConcurrencyLimit = config.resyncConcurrencyLimit;
    this._runOnApply = config.runOnApply;
    this._runTimeout = config.runTimeout;
    this._schedule.internalValue = config.schedule;
    this._schemas = config.schemas;
    this._severities = config.severities;
    this._source.internalValue = config.source;
    this._triggers = config.triggers;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // active - computed: false, optional: false, required: true
  private _active?: boolean | cdktn.IResolvable; 
  public get active() {
    return this.getBooleanAttribute('active');
  }
  public set active(value: boolean | cdktn.IResolvable) {
    this._active = value;
  }
  // Temporarily expose input value. Use with caution.
  public get activeInput() {
    return this._active;
  }

  // allow_destructive - computed: false, optional: true, required: false
  private _allowDestructive?: boolean | cdktn.IResolvable; 
  public get allowDestructive() {
    return this.getBooleanAttribute('allow_destructive');
  }
  public set allowDestructive(value: boolean | cdktn.IResolvable) {
    this._allowDestructive = value;
  }
  public resetAllowDestructive() {
    this._allowDestructive = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowDestructiveInput() {
    return this._allowDestructive;
  }

  // allow_reset - computed: false, optional: true, required: false
  private _allowReset?: boolean | cdktn.IResolvable; 
  public get allowReset() {
    return this.getBooleanAttribute('allow_reset');
  }
  public set allowReset(value: boolean | cdktn.IResolvable) {
    this._allowReset = value;
  }
  public resetAllowReset() {
    this._allowReset = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowResetInput() {
    return this._allowReset;
  }

  // automatically_add_new_fields - computed: false, optional: true, required: false
  private _automaticallyAddNewFields?: string; 
  public get automaticallyAddNewFields() {
    return this.getStringAttribute('automatically_add_new_fields');
  }
  public set automaticallyAddNewFields(value: string) {
    this._automaticallyAddNewFields = value;
  }
  public resetAutomaticallyAddNewFields() {
    this._automaticallyAddNewFields = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get automaticallyAddNewFieldsInput() {
    return this._automaticallyAddNewFields;
  }

  // automatically_add_new_objects - computed: false, optional: true, required: false
  private _automaticallyAddNewObjects?: string; 
  public get automaticallyAddNewObjects() {
    return this.getStringAttribute('automatically_add_new_objects');
  }
  public set automaticallyAddNewObjects(value: string) {
    this._automaticallyAddNewObjects = value;
  }
  public resetAutomaticallyAddNewObjects() {
    this._automaticallyAddNewObjects = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get automaticallyAddNewObjectsInput() {
    return this._automaticallyAddNewObjects;
  }

  // change_history - computed: false, optional: true, required: false
  private _changeHistory?: boolean | cdktn.IResolvable; 
  public get changeHistory() {
    return this.getBooleanAttribute('change_history');
  }
  public set changeHistory(value: boolean | cdktn.IResolvable) {
    this._changeHistory = value;
  }
  public resetChangeHistory() {
    this._changeHistory = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get changeHistoryInput() {
    return this._changeHistory;
  }

  // concurrency_limit - computed: false, optional: true, required: false
  private _concurrencyLimit?: number; 
  public get concurrencyLimit() {
    return this.getNumberAttribute('concurrency_limit');
  }
  public set concurrencyLimit(value: number) {
    this._concurrencyLimit = value;
  }
  public resetConcurrencyLimit() {
    this._concurrencyLimit = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get concurrencyLimitInput() {
    return this._concurrencyLimit;
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // created_by - computed: true, optional: false, required: false
  private _createdBy = new BulkSyncCreatedByOutputReference(this, "created_by");
  public get createdBy() {
    return this._createdBy;
  }

  // data_cutoff_timestamp - computed: false, optional: true, required: false
  private _dataCutoffTimestamp?: string; 
  public get dataCutoffTimestamp() {
    return this.getStringAttribute('data_cutoff_timestamp');
  }
  public set dataCutoffTimestamp(value: string) {
    this._dataCutoffTimestamp = value;
  }
  public resetDataCutoffTimestamp() {
    this._dataCutoffTimestamp = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get dataCutoffTimestampInput() {
    return this._dataCutoffTimestamp;
  }

  // definition_version - computed: true, optional: false, required: false
  public get definitionVersion() {
    return this.getStringAttribute('definition_version');
  }

  // destination - computed: false, optional: false, required: true
  private _destination = new BulkSyncDestinationOutputReference(this, "destination");
  public get destination() {
    return this._destination;
  }
  public putDestination(value: BulkSyncDestination) {
    this._destination.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get destinationInput() {
    return this._destination.internalValue;
  }

  // disable_record_timestamps - computed: false, optional: true, required: false
  private _disableRecordTimestamps?: boolean | cdktn.IResolvable; 
  public get disableRecordTimestamps() {
    return this.getBooleanAttribute('disable_record_timestamps');
  }
  public set disableRecordTimestamps(value: boolean | cdktn.IResolvable) {
    this._disableRecordTimestamps = value;
  }
  public resetDisableRecordTimestamps() {
    this._disableRecordTimestamps = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get disableRecordTimestampsInput() {
    return this._disableRecordTimestamps;
  }

  // estimate - computed: true, optional: false, required: false
  private _estimate = new BulkSyncEstimateOutputReference(this, "estimate");
  public get estimate() {
    return this._estimate;
  }

  // findings - computed: true, optional: false, required: false
  private _findings = new BulkSyncFindingsList(this, "findings", false);
  public get findings() {
    return this._findings;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // last_execution - computed: true, optional: false, required: false
  private _lastExecution = new BulkSyncLastExecutionOutputReference(this, "last_execution");
  public get lastExecution() {
    return this._lastExecution;
  }

  // mode - computed: false, optional: false, required: true
  private _mode?: string; 
  public get mode() {
    return this.getStringAttribute('mode');
  }
  public set mode(value: string) {
    this._mode = value;
  }
  // Temporarily expose input value. Use with caution.
  public get modeInput() {
    return this._mode;
  }

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // normalize_names - computed: false, optional: true, required: false
  private _normalizeNames?: string; 
  public get normalizeNames() {
    return this.getStringAttribute('normalize_names');
  }
  public set normalizeNames(value: string) {
    this._normalizeNames = value;
  }
  public resetNormalizeNames() {
    this._normalizeNames = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get normalizeNamesInput() {
    return this._normalizeNames;
  }

  // on_destroy - computed: true, optional: true, required: false
  private _onDestroy?: string; 
  public get onDestroy() {
    return this.getStringAttribute('on_destroy');
  }
  public set onDestroy(value: string) {
    this._onDestroy = value;
  }
  public resetOnDestroy() {
    this._onDestroy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onDestroyInput() {
    return this._onDestroy;
  }

  // organization - computed: true, optional: true, required: false
  private _organization?: string; 
  public get organization() {
    return this.getStringAttribute('organization');
  }
  public set organization(value: string) {
    this._organization = value;
  }
  public resetOrganization() {
    this._organization = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get organizationInput() {
    return this._organization;
  }

  // policies - computed: false, optional: true, required: false
  private _policies?: string[]; 
  public get policies() {
    return cdktn.Fn.tolist(this.getListAttribute('policies'));
  }
  public set policies(value: string[]) {
    this._policies = value;
  }
  public resetPolicies() {
    this._policies = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get policiesInput() {
    return this._policies;
  }

  // resync_concurrency_limit - computed: false, optional: true, required: false
  private _resyncConcurrencyLimit?: number; 
  public get resyncConcurrencyLimit() {
    return this.getNumberAttribute('resync_concurrency_limit');
  }
  public set resyncConcurrencyLimit(value: number) {
    this._resyncConcurrencyLimit = value;
  }
  public resetResyncConcurrencyLimit() {
    this._resyncConcurrencyLimit = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get resyncConcurrencyLimitInput() {
    return this._resyncConcurrencyLimit;
  }

  // run_on_apply - computed: true, optional: true, required: false
  private _runOnApply?: boolean | cdktn.IResolvable; 
  public get runOnApply() {
    return this.getBooleanAttribute('run_on_apply');
  }
  public set runOnApply(value: boolean | cdktn.IResolvable) {
    this._runOnApply = value;
  }
  public resetRunOnApply() {
    this._runOnApply = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get runOnApplyInput() {
    return this._runOnApply;
  }

  // run_timeout - computed: true, optional: true, required: false
  private _runTimeout?: string; 
  public get runTimeout() {
    return this.getStringAttribute('run_timeout');
  }
  public set runTimeout(value: string) {
    this._runTimeout = value;
  }
  public resetRunTimeout() {
    this._runTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get runTimeoutInput() {
    return this._runTimeout;
  }

  // schedule - computed: false, optional: false, required: true
  private _schedule = new BulkSyncScheduleOutputReference(this, "schedule");
  public get schedule() {
    return this._schedule;
  }
  public putSchedule(value: BulkSyncSchedule) {
    this._schedule.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get scheduleInput() {
    return this._schedule.internalValue;
  }

  // schemas - computed: false, optional: true, required: false
  private _schemas?: { [key: string]: any }; 
  public get schemas() {
    return this.getAnyMapAttribute('schemas');
  }
  public set schemas(value: { [key: string]: any }) {
    this._schemas = value;
  }
  public resetSchemas() {
    this._schemas = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get schemasInput() {
    return this._schemas;
  }

  // severities - computed: false, optional: true, required: false
  private _severities?: { [key: string]: string }; 
  public get severities() {
    return this.getStringMapAttribute('severities');
  }
  public set severities(value: { [key: string]: string }) {
    this._severities = value;
  }
  public resetSeverities() {
    this._severities = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get severitiesInput() {
    return this._severities;
  }

  // source - computed: false, optional: false, required: true
  private _source = new BulkSyncSourceOutputReference(this, "source");
  public get source() {
    return this._source;
  }
  public putSource(value: BulkSyncSource) {
    this._source.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get sourceInput() {
    return this._source.internalValue;
  }

  // tables - computed: true, optional: false, required: false
  private _tables = new BulkSyncTablesMap(this, "tables");
  public get tables() {
    return this._tables;
  }

  // target_state - computed: true, optional: false, required: false
  public get targetState() {
    return this.getStringAttribute('target_state');
  }

  // triggers - computed: false, optional: true, required: false
  private _triggers?: { [key: string]: string }; 
  public get triggers() {
    return this.getStringMapAttribute('triggers');
  }
  public set triggers(value: { [key: string]: string }) {
    this._triggers = value;
  }
  public resetTriggers() {
    this._triggers = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get triggersInput() {
    return this._triggers;
  }

  // updated_at - computed: true, optional: false, required: false
  public get updatedAt() {
    return this.getStringAttribute('updated_at');
  }

  // updated_by - computed: true, optional: false, required: false
  private _updatedBy = new BulkSyncUpdatedByOutputReference(this, "updated_by");
  public get updatedBy() {
    return this._updatedBy;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      active: cdktn.booleanToTerraform(this._active),
      allow_destructive: cdktn.booleanToTerraform(this._allowDestructive),
      allow_reset: cdktn.booleanToTerraform(this._allowReset),
      automatically_add_new_fields: cdktn.stringToTerraform(this._automaticallyAddNewFields),
      automatically_add_new_objects: cdktn.stringToTerraform(this._automaticallyAddNewObjects),
      change_history: cdktn.booleanToTerraform(this._changeHistory),
      concurrency_limit: cdktn.numberToTerraform(this._concurrencyLimit),
      data_cutoff_timestamp: cdktn.stringToTerraform(this._dataCutoffTimestamp),
      destination: bulkSyncDestinationToTerraform(this._destination.internalValue),
      disable_record_timestamps: cdktn.booleanToTerraform(this._disableRecordTimestamps),
      mode: cdktn.stringToTerraform(this._mode),
      name: cdktn.stringToTerraform(this._name),
      normalize_names: cdktn.stringToTerraform(this._normalizeNames),
      on_destroy: cdktn.stringToTerraform(this._onDestroy),
      organization: cdktn.stringToTerraform(this._organization),
      policies: cdktn.listMapper(cdktn.stringToTerraform, false)(this._policies),
      resync_concurrency_limit: cdktn.numberToTerraform(this._resyncConcurrencyLimit),
      run_on_apply: cdktn.booleanToTerraform(this._runOnApply),
      run_timeout: cdktn.stringToTerraform(this._runTimeout),
      schedule: bulkSyncScheduleToTerraform(this._schedule.internalValue),
      schemas: cdktn.hashMapper(cdktn.anyToTerraform)(this._schemas),
      severities: cdktn.hashMapper(cdktn.stringToTerraform)(this._severities),
      source: bulkSyncSourceToTerraform(this._source.internalValue),
      triggers: cdktn.hashMapper(cdktn.stringToTerraform)(this._triggers),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      active: {
        value: cdktn.booleanToHclTerraform(this._active),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      allow_destructive: {
        value: cdktn.booleanToHclTerraform(this._allowDestructive),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      allow_reset: {
        value: cdktn.booleanToHclTerraform(this._allowReset),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      automatically_add_new_fields: {
        value: cdktn.stringToHclTerraform(this._automaticallyAddNewFields),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      automatically_add_new_objects: {
        value: cdktn.stringToHclTerraform(this._automaticallyAddNewObjects),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      change_history: {
        value: cdktn.booleanToHclTerraform(this._changeHistory),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      concurrency_limit: {
        value: cdktn.numberToHclTerraform(this._concurrencyLimit),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      data_cutoff_timestamp: {
        value: cdktn.stringToHclTerraform(this._dataCutoffTimestamp),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      destination: {
        value: bulkSyncDestinationToHclTerraform(this._destination.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "BulkSyncDestination",
      },
      disable_record_timestamps: {
        value: cdktn.booleanToHclTerraform(this._disableRecordTimestamps),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      mode: {
        value: cdktn.stringToHclTerraform(this._mode),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      name: {
        value: cdktn.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      normalize_names: {
        value: cdktn.stringToHclTerraform(this._normalizeNames),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      on_destroy: {
        value: cdktn.stringToHclTerraform(this._onDestroy),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      organization: {
        value: cdktn.stringToHclTerraform(this._organization),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      policies: {
        value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._policies),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      resync_concurrency_limit: {
        value: cdktn.numberToHclTerraform(this._resyncConcurrencyLimit),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      run_on_apply: {
        value: cdktn.booleanToHclTerraform(this._runOnApply),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      run_timeout: {
        value: cdktn.stringToHclTerraform(this._runTimeout),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      schedule: {
        value: bulkSyncScheduleToHclTerraform(this._schedule.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "BulkSyncSchedule",
      },
      schemas: {
        value: cdktn.hashMapperHcl(cdktn.anyToHclTerraform)(this._schemas),
        isBlock: false,
        type: "map",
        storageClassType: "anyMap",
      },
      severities: {
        value: cdktn.hashMapperHcl(cdktn.stringToHclTerraform)(this._severities),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      source: {
        value: bulkSyncSourceToHclTerraform(this._source.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "BulkSyncSource",
      },
      triggers: {
        value: cdktn.hashMapperHcl(cdktn.stringToHclTerraform)(this._triggers),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
