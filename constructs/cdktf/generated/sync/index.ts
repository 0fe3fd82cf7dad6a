// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface SyncConfig extends cdktf.TerraformMetaArguments {
  /**
  * Whether it runs at all: by its schedule, and on apply.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#active Sync#active}
  */
  readonly active: boolean | cdktf.IResolvable;
  /**
  * Let mode `replace` replace rows that are in the target and that this sync did not load. Without it a plan that would is refused, and says how many there are.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#allow_destructive Sync#allow_destructive}
  */
  readonly allowDestructive?: boolean | cdktf.IResolvable;
  /**
  * Let mode `append` start over, and so add every record once more, where nobody knows any more which records the target has: the store is lost, or the table was restored. Without it such a plan or run is refused. Other modes start over without it.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#allow_reset Sync#allow_reset}
  */
  readonly allowReset?: boolean | cdktf.IResolvable;
  /**
  * Encrypts the fields that say `encryption_enabled` (AES-256-GCM). Kept by syncform, encrypted; another one encrypts all records anew.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#encryption_passphrase Sync#encryption_passphrase}
  */
  readonly encryptionPassphrase?: string;
  /**
  * Which field fills which: a map by target field of `{ source = { model_id, field } }`, or a list of such objects with `target`. Instead of `source`, `override_value` is a constant. `new = true` adds the field to a target that has it not; `sync_mode` says that it is written only on `create` or on `update`; `encryption_enabled = true` encrypts it.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#fields Sync#fields}
  */
  readonly fields: { [key: string]: any };
  /**
  * How `filters` are combined, over their labels: `A AND (B OR C)`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#filter_logic Sync#filter_logic}
  */
  readonly filterLogic?: string;
  /**
  * Which of the model’s records take part.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#filters Sync#filters}
  */
  readonly filters?: SyncFilters[] | cdktf.IResolvable;
  /**
  * The field that tells records apart. Every mode but `append` and `replace` needs one.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#identity Sync#identity}
  */
  readonly identity?: SyncIdentity;
  /**
  * `create` adds records that the target has not; `update` changes those that it has; `updateOrCreate` does both; `replace` makes the target’s contents the model’s; `append` adds all; `remove` deletes.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#mode Sync#mode}
  */
  readonly mode: string;
  /**
  * Name, for people.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#name Sync#name}
  */
  readonly name: string;
  /**
  * What destroying does with the target tables that it created: `keep` them with their rows, or `drop` them. It must have been applied before the destroy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#on_destroy Sync#on_destroy}
  */
  readonly onDestroy?: string;
  /**
  * Whether joined models only enrich: a record is then sent when a field of its own model changed, not when one of a joined model did.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#only_enrich_updates Sync#only_enrich_updates}
  */
  readonly onlyEnrichUpdates?: boolean | cdktf.IResolvable;
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#organization Sync#organization}
  */
  readonly organization?: string;
  /**
  * Target fields that get a constant, whatever `fields` says of them.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#override_fields Sync#override_fields}
  */
  readonly overrideFields?: SyncOverrideFields[] | cdktf.IResolvable;
  /**
  * Values of models’ fields that are replaced on the way: the first that applies to a field does.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#overrides Sync#overrides}
  */
  readonly overrides?: SyncOverrides[] | cdktf.IResolvable;
  /**
  * Run when it is created, when its definition, the tables or `triggers` change, and when an earlier run was cut off. Inactive syncs do not run.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#run_on_apply Sync#run_on_apply}
  */
  readonly runOnApply?: boolean | cdktf.IResolvable;
  /**
  * How long an apply waits for the run: `30m`, `1h30m`. Then the run is cancelled and the apply fails; what was committed stays.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#run_timeout Sync#run_timeout}
  */
  readonly runTimeout?: string;
  /**
  * When it runs by itself. The engine keeps the schedule and nothing runs it yet: syncs run on apply and on `syncform run`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#schedule Sync#schedule}
  */
  readonly schedule: SyncSchedule;
  /**
  * What becomes of findings of this resource, by code (docs/codes.md): `ignore`, `warning` or `error`, which refuses the plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#severities Sync#severities}
  */
  readonly severities?: { [key: string]: string };
  /**
  * Send nothing on the first run, and from then on what is new or changed.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#skip_initial_backfill Sync#skip_initial_backfill}
  */
  readonly skipInitialBackfill?: boolean | cdktf.IResolvable;
  /**
  * Send all records on each run, not only those that changed.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#sync_all_records Sync#sync_all_records}
  */
  readonly syncAllRecords?: boolean | cdktf.IResolvable;
  /**
  * Where the records go.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#target Sync#target}
  */
  readonly target: SyncTarget;
  /**
  * Which of the target’s records take part, in mode `update`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#target_filters Sync#target_filters}
  */
  readonly targetFilters?: SyncTargetFilters[] | cdktf.IResolvable;
  /**
  * Any values; when one changes, the sync runs on the next apply.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#triggers Sync#triggers}
  */
  readonly triggers?: { [key: string]: string };
}
export interface SyncCreatedBy {
}

export function syncCreatedByToTerraform(struct?: SyncCreatedBy): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function syncCreatedByToHclTerraform(struct?: SyncCreatedBy): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class SyncCreatedByOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncCreatedBy | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncCreatedBy | undefined) {
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
export interface SyncEstimate {
}

export function syncEstimateToTerraform(struct?: SyncEstimate): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function syncEstimateToHclTerraform(struct?: SyncEstimate): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class SyncEstimateOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncEstimate | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncEstimate | undefined) {
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
export interface SyncFiltersSource {
  /**
  * Name of the model’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#field Sync#field}
  */
  readonly field: string;
  /**
  * Id of the model.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#model_id Sync#model_id}
  */
  readonly modelId: string;
}

export function syncFiltersSourceToTerraform(struct?: SyncFiltersSource | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    field: cdktf.stringToTerraform(struct!.field),
    model_id: cdktf.stringToTerraform(struct!.modelId),
  }
}


export function syncFiltersSourceToHclTerraform(struct?: SyncFiltersSource | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    field: {
      value: cdktf.stringToHclTerraform(struct!.field),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    model_id: {
      value: cdktf.stringToHclTerraform(struct!.modelId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncFiltersSourceOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncFiltersSource | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._field !== undefined) {
      hasAnyValues = true;
      internalValueResult.field = this._field;
    }
    if (this._modelId !== undefined) {
      hasAnyValues = true;
      internalValueResult.modelId = this._modelId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncFiltersSource | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._field = undefined;
      this._modelId = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._field = value.field;
      this._modelId = value.modelId;
    }
  }

  // field - computed: false, optional: false, required: true
  private _field?: string; 
  public get field() {
    return this.getStringAttribute('field');
  }
  public set field(value: string) {
    this._field = value;
  }
  // Temporarily expose input value. Use with caution.
  public get fieldInput() {
    return this._field;
  }

  // model_id - computed: false, optional: false, required: true
  private _modelId?: string; 
  public get modelId() {
    return this.getStringAttribute('model_id');
  }
  public set modelId(value: string) {
    this._modelId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get modelIdInput() {
    return this._modelId;
  }
}
export interface SyncFilters {
  /**
  * Filter function: `Equality`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#function Sync#function}
  */
  readonly function: string;
  /**
  * Name of the filter in `filter_logic`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#label Sync#label}
  */
  readonly label?: string;
  /**
  * A model’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#source Sync#source}
  */
  readonly source: SyncFiltersSource;
  /**
  * What to compare with, as JSON: `jsonencode("open")`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#value Sync#value}
  */
  readonly value?: string;
}

export function syncFiltersToTerraform(struct?: SyncFilters | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    function: cdktf.stringToTerraform(struct!.function),
    label: cdktf.stringToTerraform(struct!.label),
    source: syncFiltersSourceToTerraform(struct!.source),
    value: cdktf.stringToTerraform(struct!.value),
  }
}


export function syncFiltersToHclTerraform(struct?: SyncFilters | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    function: {
      value: cdktf.stringToHclTerraform(struct!.function),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    label: {
      value: cdktf.stringToHclTerraform(struct!.label),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    source: {
      value: syncFiltersSourceToHclTerraform(struct!.source),
      isBlock: true,
      type: "struct",
      storageClassType: "SyncFiltersSource",
    },
    value: {
      value: cdktf.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncFiltersOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): SyncFilters | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._function !== undefined) {
      hasAnyValues = true;
      internalValueResult.function = this._function;
    }
    if (this._label !== undefined) {
      hasAnyValues = true;
      internalValueResult.label = this._label;
    }
    if (this._source?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.source = this._source?.internalValue;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncFilters | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._function = undefined;
      this._label = undefined;
      this._source.internalValue = undefined;
      this._value = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._function = value.function;
      this._label = value.label;
      this._source.internalValue = value.source;
      this._value = value.value;
    }
  }

  // function - computed: false, optional: false, required: true
  private _function?: string; 
  public get function() {
    return this.getStringAttribute('function');
  }
  public set function(value: string) {
    this._function = value;
  }
  // Temporarily expose input value. Use with caution.
  public get functionInput() {
    return this._function;
  }

  // label - computed: false, optional: true, required: false
  private _label?: string; 
  public get label() {
    return this.getStringAttribute('label');
  }
  public set label(value: string) {
    this._label = value;
  }
  public resetLabel() {
    this._label = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get labelInput() {
    return this._label;
  }

  // source - computed: false, optional: false, required: true
  private _source = new SyncFiltersSourceOutputReference(this, "source");
  public get source() {
    return this._source;
  }
  public putSource(value: SyncFiltersSource) {
    this._source.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get sourceInput() {
    return this._source.internalValue;
  }

  // value - computed: false, optional: true, required: false
  private _value?: string; 
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  public resetValue() {
    this._value = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}

export class SyncFiltersList extends cdktf.ComplexList {
  public internalValue? : SyncFilters[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): SyncFiltersOutputReference {
    return new SyncFiltersOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface SyncFindings {
}

export function syncFindingsToTerraform(struct?: SyncFindings): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function syncFindingsToHclTerraform(struct?: SyncFindings): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class SyncFindingsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): SyncFindings | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncFindings | undefined) {
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

export class SyncFindingsList extends cdktf.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): SyncFindingsOutputReference {
    return new SyncFindingsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface SyncIdentitySource {
  /**
  * Name of the model’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#field Sync#field}
  */
  readonly field: string;
  /**
  * Id of the model.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#model_id Sync#model_id}
  */
  readonly modelId: string;
}

export function syncIdentitySourceToTerraform(struct?: SyncIdentitySource | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    field: cdktf.stringToTerraform(struct!.field),
    model_id: cdktf.stringToTerraform(struct!.modelId),
  }
}


export function syncIdentitySourceToHclTerraform(struct?: SyncIdentitySource | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    field: {
      value: cdktf.stringToHclTerraform(struct!.field),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    model_id: {
      value: cdktf.stringToHclTerraform(struct!.modelId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncIdentitySourceOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncIdentitySource | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._field !== undefined) {
      hasAnyValues = true;
      internalValueResult.field = this._field;
    }
    if (this._modelId !== undefined) {
      hasAnyValues = true;
      internalValueResult.modelId = this._modelId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncIdentitySource | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._field = undefined;
      this._modelId = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._field = value.field;
      this._modelId = value.modelId;
    }
  }

  // field - computed: false, optional: false, required: true
  private _field?: string; 
  public get field() {
    return this.getStringAttribute('field');
  }
  public set field(value: string) {
    this._field = value;
  }
  // Temporarily expose input value. Use with caution.
  public get fieldInput() {
    return this._field;
  }

  // model_id - computed: false, optional: false, required: true
  private _modelId?: string; 
  public get modelId() {
    return this.getStringAttribute('model_id');
  }
  public set modelId(value: string) {
    this._modelId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get modelIdInput() {
    return this._modelId;
  }
}
export interface SyncIdentity {
  /**
  * How the two are compared: `Equality`; `ISubstring` (the target’s text has the model’s within it, in any case); `OneOf` (one of the two is a list that has the other); `DomainMatch` and `HostnameMatch` (of e-mail addresses and URLs, the first without `www.`).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#function Sync#function}
  */
  readonly function: string;
  /**
  * Add the field to a target that has it not.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#new_field Sync#new_field}
  */
  readonly newField?: boolean | cdktf.IResolvable;
  /**
  * A model’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#source Sync#source}
  */
  readonly source: SyncIdentitySource;
  /**
  * The target’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#target Sync#target}
  */
  readonly target: string;
}

export function syncIdentityToTerraform(struct?: SyncIdentity | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    function: cdktf.stringToTerraform(struct!.function),
    new_field: cdktf.booleanToTerraform(struct!.newField),
    source: syncIdentitySourceToTerraform(struct!.source),
    target: cdktf.stringToTerraform(struct!.target),
  }
}


export function syncIdentityToHclTerraform(struct?: SyncIdentity | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    function: {
      value: cdktf.stringToHclTerraform(struct!.function),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    new_field: {
      value: cdktf.booleanToHclTerraform(struct!.newField),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    source: {
      value: syncIdentitySourceToHclTerraform(struct!.source),
      isBlock: true,
      type: "struct",
      storageClassType: "SyncIdentitySource",
    },
    target: {
      value: cdktf.stringToHclTerraform(struct!.target),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncIdentityOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncIdentity | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._function !== undefined) {
      hasAnyValues = true;
      internalValueResult.function = this._function;
    }
    if (this._newField !== undefined) {
      hasAnyValues = true;
      internalValueResult.newField = this._newField;
    }
    if (this._source?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.source = this._source?.internalValue;
    }
    if (this._target !== undefined) {
      hasAnyValues = true;
      internalValueResult.target = this._target;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncIdentity | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._function = undefined;
      this._newField = undefined;
      this._source.internalValue = undefined;
      this._target = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._function = value.function;
      this._newField = value.newField;
      this._source.internalValue = value.source;
      this._target = value.target;
    }
  }

  // function - computed: false, optional: false, required: true
  private _function?: string; 
  public get function() {
    return this.getStringAttribute('function');
  }
  public set function(value: string) {
    this._function = value;
  }
  // Temporarily expose input value. Use with caution.
  public get functionInput() {
    return this._function;
  }

  // new_field - computed: false, optional: true, required: false
  private _newField?: boolean | cdktf.IResolvable; 
  public get newField() {
    return this.getBooleanAttribute('new_field');
  }
  public set newField(value: boolean | cdktf.IResolvable) {
    this._newField = value;
  }
  public resetNewField() {
    this._newField = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get newFieldInput() {
    return this._newField;
  }

  // remote_field_type_id - computed: true, optional: false, required: false
  public get remoteFieldTypeId() {
    return this.getStringAttribute('remote_field_type_id');
  }

  // source - computed: false, optional: false, required: true
  private _source = new SyncIdentitySourceOutputReference(this, "source");
  public get source() {
    return this._source;
  }
  public putSource(value: SyncIdentitySource) {
    this._source.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get sourceInput() {
    return this._source.internalValue;
  }

  // target - computed: false, optional: false, required: true
  private _target?: string; 
  public get target() {
    return this.getStringAttribute('target');
  }
  public set target(value: string) {
    this._target = value;
  }
  // Temporarily expose input value. Use with caution.
  public get targetInput() {
    return this._target;
  }
}
export interface SyncLastExecution {
}

export function syncLastExecutionToTerraform(struct?: SyncLastExecution): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function syncLastExecutionToHclTerraform(struct?: SyncLastExecution): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class SyncLastExecutionOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncLastExecution | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncLastExecution | undefined) {
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
export interface SyncOverrideFields {
  /**
  * Add the field to a target that has it not.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#new Sync#new}
  */
  readonly new?: boolean | cdktf.IResolvable;
  /**
  * The constant that it gets.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#override_value Sync#override_value}
  */
  readonly overrideValue?: string;
  /**
  * When it is written, in mode `updateOrCreate`: `create`, `update` or always (`updateOrCreate`).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#sync_mode Sync#sync_mode}
  */
  readonly syncMode?: string;
  /**
  * The target’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#target Sync#target}
  */
  readonly target: string;
}

export function syncOverrideFieldsToTerraform(struct?: SyncOverrideFields | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    new: cdktf.booleanToTerraform(struct!.new),
    override_value: cdktf.stringToTerraform(struct!.overrideValue),
    sync_mode: cdktf.stringToTerraform(struct!.syncMode),
    target: cdktf.stringToTerraform(struct!.target),
  }
}


export function syncOverrideFieldsToHclTerraform(struct?: SyncOverrideFields | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    new: {
      value: cdktf.booleanToHclTerraform(struct!.new),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    override_value: {
      value: cdktf.stringToHclTerraform(struct!.overrideValue),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    sync_mode: {
      value: cdktf.stringToHclTerraform(struct!.syncMode),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    target: {
      value: cdktf.stringToHclTerraform(struct!.target),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncOverrideFieldsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): SyncOverrideFields | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._new !== undefined) {
      hasAnyValues = true;
      internalValueResult.new = this._new;
    }
    if (this._overrideValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.overrideValue = this._overrideValue;
    }
    if (this._syncMode !== undefined) {
      hasAnyValues = true;
      internalValueResult.syncMode = this._syncMode;
    }
    if (this._target !== undefined) {
      hasAnyValues = true;
      internalValueResult.target = this._target;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncOverrideFields | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._new = undefined;
      this._overrideValue = undefined;
      this._syncMode = undefined;
      this._target = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._new = value.new;
      this._overrideValue = value.overrideValue;
      this._syncMode = value.syncMode;
      this._target = value.target;
    }
  }

  // new - computed: false, optional: true, required: false
  private _new?: boolean | cdktf.IResolvable; 
  public get new() {
    return this.getBooleanAttribute('new');
  }
  public set new(value: boolean | cdktf.IResolvable) {
    this._new = value;
  }
  public resetNew() {
    this._new = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get newInput() {
    return this._new;
  }

  // override_value - computed: false, optional: true, required: false
  private _overrideValue?: string; 
  public get overrideValue() {
    return this.getStringAttribute('override_value');
  }
  public set overrideValue(value: string) {
    this._overrideValue = value;
  }
  public resetOverrideValue() {
    this._overrideValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get overrideValueInput() {
    return this._overrideValue;
  }

  // sync_mode - computed: false, optional: true, required: false
  private _syncMode?: string; 
  public get syncMode() {
    return this.getStringAttribute('sync_mode');
  }
  public set syncMode(value: string) {
    this._syncMode = value;
  }
  public resetSyncMode() {
    this._syncMode = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get syncModeInput() {
    return this._syncMode;
  }

  // target - computed: false, optional: false, required: true
  private _target?: string; 
  public get target() {
    return this.getStringAttribute('target');
  }
  public set target(value: string) {
    this._target = value;
  }
  // Temporarily expose input value. Use with caution.
  public get targetInput() {
    return this._target;
  }
}

export class SyncOverrideFieldsList extends cdktf.ComplexList {
  public internalValue? : SyncOverrideFields[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): SyncOverrideFieldsOutputReference {
    return new SyncOverrideFieldsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface SyncOverridesSource {
  /**
  * Name of the model’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#field Sync#field}
  */
  readonly field: string;
  /**
  * Id of the model.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#model_id Sync#model_id}
  */
  readonly modelId: string;
}

export function syncOverridesSourceToTerraform(struct?: SyncOverridesSource | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    field: cdktf.stringToTerraform(struct!.field),
    model_id: cdktf.stringToTerraform(struct!.modelId),
  }
}


export function syncOverridesSourceToHclTerraform(struct?: SyncOverridesSource | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    field: {
      value: cdktf.stringToHclTerraform(struct!.field),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    model_id: {
      value: cdktf.stringToHclTerraform(struct!.modelId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncOverridesSourceOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncOverridesSource | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._field !== undefined) {
      hasAnyValues = true;
      internalValueResult.field = this._field;
    }
    if (this._modelId !== undefined) {
      hasAnyValues = true;
      internalValueResult.modelId = this._modelId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncOverridesSource | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._field = undefined;
      this._modelId = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._field = value.field;
      this._modelId = value.modelId;
    }
  }

  // field - computed: false, optional: false, required: true
  private _field?: string; 
  public get field() {
    return this.getStringAttribute('field');
  }
  public set field(value: string) {
    this._field = value;
  }
  // Temporarily expose input value. Use with caution.
  public get fieldInput() {
    return this._field;
  }

  // model_id - computed: false, optional: false, required: true
  private _modelId?: string; 
  public get modelId() {
    return this.getStringAttribute('model_id');
  }
  public set modelId(value: string) {
    this._modelId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get modelIdInput() {
    return this._modelId;
  }
}
export interface SyncOverrides {
  /**
  * Filter function: `Equality`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#function Sync#function}
  */
  readonly function: string;
  /**
  * What to send instead, as JSON.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#override Sync#override}
  */
  readonly override: string;
  /**
  * A model’s field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#source Sync#source}
  */
  readonly source: SyncOverridesSource;
  /**
  * What to compare with, as JSON: `jsonencode("open")`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#value Sync#value}
  */
  readonly value?: string;
}

export function syncOverridesToTerraform(struct?: SyncOverrides | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    function: cdktf.stringToTerraform(struct!.function),
    override: cdktf.stringToTerraform(struct!.override),
    source: syncOverridesSourceToTerraform(struct!.source),
    value: cdktf.stringToTerraform(struct!.value),
  }
}


export function syncOverridesToHclTerraform(struct?: SyncOverrides | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    function: {
      value: cdktf.stringToHclTerraform(struct!.function),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    override: {
      value: cdktf.stringToHclTerraform(struct!.override),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    source: {
      value: syncOverridesSourceToHclTerraform(struct!.source),
      isBlock: true,
      type: "struct",
      storageClassType: "SyncOverridesSource",
    },
    value: {
      value: cdktf.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncOverridesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): SyncOverrides | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._function !== undefined) {
      hasAnyValues = true;
      internalValueResult.function = this._function;
    }
    if (this._override !== undefined) {
      hasAnyValues = true;
      internalValueResult.override = this._override;
    }
    if (this._source?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.source = this._source?.internalValue;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncOverrides | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._function = undefined;
      this._override = undefined;
      this._source.internalValue = undefined;
      this._value = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._function = value.function;
      this._override = value.override;
      this._source.internalValue = value.source;
      this._value = value.value;
    }
  }

  // function - computed: false, optional: false, required: true
  private _function?: string; 
  public get function() {
    return this.getStringAttribute('function');
  }
  public set function(value: string) {
    this._function = value;
  }
  // Temporarily expose input value. Use with caution.
  public get functionInput() {
    return this._function;
  }

  // override - computed: false, optional: false, required: true
  private _override?: string; 
  public get override() {
    return this.getStringAttribute('override');
  }
  public set override(value: string) {
    this._override = value;
  }
  // Temporarily expose input value. Use with caution.
  public get overrideInput() {
    return this._override;
  }

  // source - computed: false, optional: false, required: true
  private _source = new SyncOverridesSourceOutputReference(this, "source");
  public get source() {
    return this._source;
  }
  public putSource(value: SyncOverridesSource) {
    this._source.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get sourceInput() {
    return this._source.internalValue;
  }

  // value - computed: false, optional: true, required: false
  private _value?: string; 
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  public resetValue() {
    this._value = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}

export class SyncOverridesList extends cdktf.ComplexList {
  public internalValue? : SyncOverrides[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): SyncOverridesOutputReference {
    return new SyncOverridesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface SyncScheduleRunAfter {
  /**
  * Ids of bulk syncs.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#bulk_sync_ids Sync#bulk_sync_ids}
  */
  readonly bulkSyncIds?: string[];
  /**
  * Ids of syncs.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#sync_ids Sync#sync_ids}
  */
  readonly syncIds?: string[];
}

export function syncScheduleRunAfterToTerraform(struct?: SyncScheduleRunAfter | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    bulk_sync_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.bulkSyncIds),
    sync_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.syncIds),
  }
}


export function syncScheduleRunAfterToHclTerraform(struct?: SyncScheduleRunAfter | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    bulk_sync_ids: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.bulkSyncIds),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    sync_ids: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.syncIds),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncScheduleRunAfterOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncScheduleRunAfter | cdktf.IResolvable | undefined {
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

  public set internalValue(value: SyncScheduleRunAfter | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._bulkSyncIds = undefined;
      this._syncIds = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
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
    return cdktf.Fn.tolist(this.getListAttribute('bulk_sync_ids'));
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
    return cdktf.Fn.tolist(this.getListAttribute('sync_ids'));
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
export interface SyncSchedule {
  /**
  * Connection of the job, with `dbtcloud`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#connection_id Sync#connection_id}
  */
  readonly connectionId?: string;
  /**
  * A cron field with `custom` and `builder`: `1`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#day_of_month Sync#day_of_month}
  */
  readonly dayOfMonth?: string;
  /**
  * Day of the week with `weekly`, by name or from 0 (Sunday, the default) to 6; a cron field with `custom` and `builder`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#day_of_week Sync#day_of_week}
  */
  readonly dayOfWeek?: string;
  /**
  * How often: `manual`, `continuous`, `hourly`, `daily`, `weekly`, `custom`, `builder`, `runafter`, `multi`, `dbtcloud`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#frequency Sync#frequency}
  */
  readonly frequency: string;
  /**
  * Hour of the day with `daily` and `weekly`; a cron field with `custom` and `builder`. 0 where unset and a day is set.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#hour Sync#hour}
  */
  readonly hour?: string;
  /**
  * Job to run after, with `dbtcloud`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#job_id Sync#job_id}
  */
  readonly jobId?: number;
  /**
  * Minute of the hour with `hourly`, `daily` and `weekly`; a cron field with `custom` and `builder`. 0 where unset.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#minute Sync#minute}
  */
  readonly minute?: string;
  /**
  * A cron field with `custom` and `builder`: `1-6`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#month Sync#month}
  */
  readonly month?: string;
  /**
  * What to run after, with `runafter`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#run_after Sync#run_after}
  */
  readonly runAfter?: SyncScheduleRunAfter;
  /**
  * Run only after those that ended without errors, with `runafter`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#run_after_success_only Sync#run_after_success_only}
  */
  readonly runAfterSuccessOnly?: boolean | cdktf.IResolvable;
  /**
  * IANA time zone that the times are in: `Europe/Berlin`. UTC where unset.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#timezone Sync#timezone}
  */
  readonly timezone?: string;
}

export function syncScheduleToTerraform(struct?: SyncSchedule | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    connection_id: cdktf.stringToTerraform(struct!.connectionId),
    day_of_month: cdktf.stringToTerraform(struct!.dayOfMonth),
    day_of_week: cdktf.stringToTerraform(struct!.dayOfWeek),
    frequency: cdktf.stringToTerraform(struct!.frequency),
    hour: cdktf.stringToTerraform(struct!.hour),
    job_id: cdktf.numberToTerraform(struct!.jobId),
    minute: cdktf.stringToTerraform(struct!.minute),
    month: cdktf.stringToTerraform(struct!.month),
    run_after: syncScheduleRunAfterToTerraform(struct!.runAfter),
    run_after_success_only: cdktf.booleanToTerraform(struct!.runAfterSuccessOnly),
    timezone: cdktf.stringToTerraform(struct!.timezone),
  }
}


export function syncScheduleToHclTerraform(struct?: SyncSchedule | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    connection_id: {
      value: cdktf.stringToHclTerraform(struct!.connectionId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    day_of_month: {
      value: cdktf.stringToHclTerraform(struct!.dayOfMonth),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    day_of_week: {
      value: cdktf.stringToHclTerraform(struct!.dayOfWeek),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    frequency: {
      value: cdktf.stringToHclTerraform(struct!.frequency),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    hour: {
      value: cdktf.stringToHclTerraform(struct!.hour),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    job_id: {
      value: cdktf.numberToHclTerraform(struct!.jobId),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    minute: {
      value: cdktf.stringToHclTerraform(struct!.minute),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    month: {
      value: cdktf.stringToHclTerraform(struct!.month),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    run_after: {
      value: syncScheduleRunAfterToHclTerraform(struct!.runAfter),
      isBlock: true,
      type: "struct",
      storageClassType: "SyncScheduleRunAfter",
    },
    run_after_success_only: {
      value: cdktf.booleanToHclTerraform(struct!.runAfterSuccessOnly),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    timezone: {
      value: cdktf.stringToHclTerraform(struct!.timezone),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncScheduleOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncSchedule | cdktf.IResolvable | undefined {
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

  public set internalValue(value: SyncSchedule | cdktf.IResolvable | undefined) {
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
    else if (cdktf.Tokenization.isResolvable(value)) {
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
  private _runAfter = new SyncScheduleRunAfterOutputReference(this, "run_after");
  public get runAfter() {
    return this._runAfter;
  }
  public putRunAfter(value: SyncScheduleRunAfter) {
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
  private _runAfterSuccessOnly?: boolean | cdktf.IResolvable; 
  public get runAfterSuccessOnly() {
    return this.getBooleanAttribute('run_after_success_only');
  }
  public set runAfterSuccessOnly(value: boolean | cdktf.IResolvable) {
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
export interface SyncTablesColumns {
}

export function syncTablesColumnsToTerraform(struct?: SyncTablesColumns): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function syncTablesColumnsToHclTerraform(struct?: SyncTablesColumns): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class SyncTablesColumnsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): SyncTablesColumns | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncTablesColumns | undefined) {
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

export class SyncTablesColumnsList extends cdktf.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): SyncTablesColumnsOutputReference {
    return new SyncTablesColumnsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface SyncTables {
}

export function syncTablesToTerraform(struct?: SyncTables): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function syncTablesToHclTerraform(struct?: SyncTables): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class SyncTablesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): SyncTables | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncTables | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // columns - computed: true, optional: false, required: false
  private _columns = new SyncTablesColumnsList(this, "columns", false);
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

export class SyncTablesMap extends cdktf.ComplexMap {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): SyncTablesOutputReference {
    return new SyncTablesOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface SyncTarget {
  /**
  * Settings that the connection’s type has for targets. An object, or the `jsonencode` of one.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#configuration Sync#configuration}
  */
  readonly configuration?: { [key: string]: any };
  /**
  * Id of the connection that it writes to.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#connection_id Sync#connection_id}
  */
  readonly connectionId: string;
  /**
  * What is needed to make a new object: `{ name = "public.users" }`. Either this or `object`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#create Sync#create}
  */
  readonly create?: { [key: string]: string };
  /**
  * How `target_filters` are combined: `A AND (B OR C)`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#filter_logic Sync#filter_logic}
  */
  readonly filterLogic?: string;
  /**
  * Name of the object to make; another way to say the `name` in `create`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#new_name Sync#new_name}
  */
  readonly newName?: string;
  /**
  * Id of an object that is there: `public.users`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#object Sync#object}
  */
  readonly object?: string;
}

export function syncTargetToTerraform(struct?: SyncTarget | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    configuration: cdktf.hashMapper(cdktf.anyToTerraform)(struct!.configuration),
    connection_id: cdktf.stringToTerraform(struct!.connectionId),
    create: cdktf.hashMapper(cdktf.stringToTerraform)(struct!.create),
    filter_logic: cdktf.stringToTerraform(struct!.filterLogic),
    new_name: cdktf.stringToTerraform(struct!.newName),
    object: cdktf.stringToTerraform(struct!.object),
  }
}


export function syncTargetToHclTerraform(struct?: SyncTarget | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    configuration: {
      value: cdktf.hashMapperHcl(cdktf.anyToHclTerraform)(struct!.configuration),
      isBlock: false,
      type: "map",
      storageClassType: "anyMap",
    },
    connection_id: {
      value: cdktf.stringToHclTerraform(struct!.connectionId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    create: {
      value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(struct!.create),
      isBlock: false,
      type: "map",
      storageClassType: "stringMap",
    },
    filter_logic: {
      value: cdktf.stringToHclTerraform(struct!.filterLogic),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    new_name: {
      value: cdktf.stringToHclTerraform(struct!.newName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    object: {
      value: cdktf.stringToHclTerraform(struct!.object),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncTargetOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncTarget | cdktf.IResolvable | undefined {
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
    if (this._create !== undefined) {
      hasAnyValues = true;
      internalValueResult.create = this._create;
    }
    if (this._filterLogic !== undefined) {
      hasAnyValues = true;
      internalValueResult.filterLogic = this._filterLogic;
    }
    if (this._newName !== undefined) {
      hasAnyValues = true;
      internalValueResult.newName = this._newName;
    }
    if (this._object !== undefined) {
      hasAnyValues = true;
      internalValueResult.object = this._object;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncTarget | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._configuration = undefined;
      this._connectionId = undefined;
      this._create = undefined;
      this._filterLogic = undefined;
      this._newName = undefined;
      this._object = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._configuration = value.configuration;
      this._connectionId = value.connectionId;
      this._create = value.create;
      this._filterLogic = value.filterLogic;
      this._newName = value.newName;
      this._object = value.object;
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

  // create - computed: false, optional: true, required: false
  private _create?: { [key: string]: string }; 
  public get create() {
    return this.getStringMapAttribute('create');
  }
  public set create(value: { [key: string]: string }) {
    this._create = value;
  }
  public resetCreate() {
    this._create = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get createInput() {
    return this._create;
  }

  // filter_logic - computed: false, optional: true, required: false
  private _filterLogic?: string; 
  public get filterLogic() {
    return this.getStringAttribute('filter_logic');
  }
  public set filterLogic(value: string) {
    this._filterLogic = value;
  }
  public resetFilterLogic() {
    this._filterLogic = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get filterLogicInput() {
    return this._filterLogic;
  }

  // new_name - computed: false, optional: true, required: false
  private _newName?: string; 
  public get newName() {
    return this.getStringAttribute('new_name');
  }
  public set newName(value: string) {
    this._newName = value;
  }
  public resetNewName() {
    this._newName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get newNameInput() {
    return this._newName;
  }

  // object - computed: false, optional: true, required: false
  private _object?: string; 
  public get object() {
    return this.getStringAttribute('object');
  }
  public set object(value: string) {
    this._object = value;
  }
  public resetObject() {
    this._object = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get objectInput() {
    return this._object;
  }
}
export interface SyncTargetFilters {
  /**
  * A field of the target.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#field Sync#field}
  */
  readonly field: string;
  /**
  * Filter function: `Equality`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#function Sync#function}
  */
  readonly function: string;
  /**
  * Name of the filter in `filter_logic`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#label Sync#label}
  */
  readonly label?: string;
  /**
  * What to compare with, as JSON: `jsonencode("open")`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#value Sync#value}
  */
  readonly value?: string;
}

export function syncTargetFiltersToTerraform(struct?: SyncTargetFilters | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    field: cdktf.stringToTerraform(struct!.field),
    function: cdktf.stringToTerraform(struct!.function),
    label: cdktf.stringToTerraform(struct!.label),
    value: cdktf.stringToTerraform(struct!.value),
  }
}


export function syncTargetFiltersToHclTerraform(struct?: SyncTargetFilters | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    field: {
      value: cdktf.stringToHclTerraform(struct!.field),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    function: {
      value: cdktf.stringToHclTerraform(struct!.function),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    label: {
      value: cdktf.stringToHclTerraform(struct!.label),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktf.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SyncTargetFiltersOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): SyncTargetFilters | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._field !== undefined) {
      hasAnyValues = true;
      internalValueResult.field = this._field;
    }
    if (this._function !== undefined) {
      hasAnyValues = true;
      internalValueResult.function = this._function;
    }
    if (this._label !== undefined) {
      hasAnyValues = true;
      internalValueResult.label = this._label;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncTargetFilters | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._field = undefined;
      this._function = undefined;
      this._label = undefined;
      this._value = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._field = value.field;
      this._function = value.function;
      this._label = value.label;
      this._value = value.value;
    }
  }

  // field - computed: false, optional: false, required: true
  private _field?: string; 
  public get field() {
    return this.getStringAttribute('field');
  }
  public set field(value: string) {
    this._field = value;
  }
  // Temporarily expose input value. Use with caution.
  public get fieldInput() {
    return this._field;
  }

  // function - computed: false, optional: false, required: true
  private _function?: string; 
  public get function() {
    return this.getStringAttribute('function');
  }
  public set function(value: string) {
    this._function = value;
  }
  // Temporarily expose input value. Use with caution.
  public get functionInput() {
    return this._function;
  }

  // label - computed: false, optional: true, required: false
  private _label?: string; 
  public get label() {
    return this.getStringAttribute('label');
  }
  public set label(value: string) {
    this._label = value;
  }
  public resetLabel() {
    this._label = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get labelInput() {
    return this._label;
  }

  // value - computed: false, optional: true, required: false
  private _value?: string; 
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  public resetValue() {
    this._value = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}

export class SyncTargetFiltersList extends cdktf.ComplexList {
  public internalValue? : SyncTargetFilters[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): SyncTargetFiltersOutputReference {
    return new SyncTargetFiltersOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface SyncUpdatedBy {
}

export function syncUpdatedByToTerraform(struct?: SyncUpdatedBy): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function syncUpdatedByToHclTerraform(struct?: SyncUpdatedBy): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class SyncUpdatedByOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SyncUpdatedBy | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SyncUpdatedBy | undefined) {
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
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync syncform_sync}
*/
export class Sync extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_sync";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Sync resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Sync to import
  * @param importFromId The id of the existing Sync that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Sync to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "syncform_sync", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sync syncform_sync} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options SyncConfig
  */
  public constructor(scope: Construct, id: string, config: SyncConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_sync',
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
    this._encryptionPassphrase = config.encryptionPassphrase;
    this._fields = config.fields;
    this._filterLogic = config.filterLogic;
    this._filters.internalValue = config.filters;
    this._identity.internalValue = config.identity;
    this._mode = config.mode;
    this._name = config.name;
    this._onDestroy = config.onDestroy;
    this._onlyEnrichUpdates = config.onlyEnrichUpdates;
    this._organization = config.organization;
    this._overrideFields.internalValue = config.overrideFields;
    this._overrides.internalValue = config.overrides;
    this._runOnApply = config.runOnApply;
    this._runTimeout = config.runTimeout;
    this._schedule.internalValue = config.schedule;
    this._severities = config.severities;
    this._skipInitialBackfill = config.skipInitialBackfill;
    this._syncAllRecords = config.syncAllRecords;
    this._target.internalValue = config.target;
    this._targetFilters.internalValue = config.targetFilters;
    this._triggers = config.triggers;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // active - computed: false, optional: false, required: true
  private _active?: boolean | cdktf.IResolvable; 
  public get active() {
    return this.getBooleanAttribute('active');
  }
  public set active(value: boolean | cdktf.IResolvable) {
    this._active = value;
  }
  // Temporarily expose input value. Use with caution.
  public get activeInput() {
    return this._active;
  }

  // allow_destructive - computed: false, optional: true, required: false
  private _allowDestructive?: boolean | cdktf.IResolvable; 
  public get allowDestructive() {
    return this.getBooleanAttribute('allow_destructive');
  }
  public set allowDestructive(value: boolean | cdktf.IResolvable) {
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
  private _allowReset?: boolean | cdktf.IResolvable; 
  public get allowReset() {
    return this.getBooleanAttribute('allow_reset');
  }
  public set allowReset(value: boolean | cdktf.IResolvable) {
    this._allowReset = value;
  }
  public resetAllowReset() {
    this._allowReset = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowResetInput() {
    return this._allowReset;
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // created_by - computed: true, optional: false, required: false
  private _createdBy = new SyncCreatedByOutputReference(this, "created_by");
  public get createdBy() {
    return this._createdBy;
  }

  // definition_version - computed: true, optional: false, required: false
  public get definitionVersion() {
    return this.getStringAttribute('definition_version');
  }

  // encryption_passphrase - computed: false, optional: true, required: false
  private _encryptionPassphrase?: string; 
  public get encryptionPassphrase() {
    return this.getStringAttribute('encryption_passphrase');
  }
  public set encryptionPassphrase(value: string) {
    this._encryptionPassphrase = value;
  }
  public resetEncryptionPassphrase() {
    this._encryptionPassphrase = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get encryptionPassphraseInput() {
    return this._encryptionPassphrase;
  }

  // estimate - computed: true, optional: false, required: false
  private _estimate = new SyncEstimateOutputReference(this, "estimate");
  public get estimate() {
    return this._estimate;
  }

  // fields - computed: false, optional: false, required: true
  private _fields?: { [key: string]: any }; 
  public get fields() {
    return this.getAnyMapAttribute('fields');
  }
  public set fields(value: { [key: string]: any }) {
    this._fields = value;
  }
  // Temporarily expose input value. Use with caution.
  public get fieldsInput() {
    return this._fields;
  }

  // filter_logic - computed: false, optional: true, required: false
  private _filterLogic?: string; 
  public get filterLogic() {
    return this.getStringAttribute('filter_logic');
  }
  public set filterLogic(value: string) {
    this._filterLogic = value;
  }
  public resetFilterLogic() {
    this._filterLogic = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get filterLogicInput() {
    return this._filterLogic;
  }

  // filters - computed: false, optional: true, required: false
  private _filters = new SyncFiltersList(this, "filters", true);
  public get filters() {
    return this._filters;
  }
  public putFilters(value: SyncFilters[] | cdktf.IResolvable) {
    this._filters.internalValue = value;
  }
  public resetFilters() {
    this._filters.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get filtersInput() {
    return this._filters.internalValue;
  }

  // findings - computed: true, optional: false, required: false
  private _findings = new SyncFindingsList(this, "findings", false);
  public get findings() {
    return this._findings;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // identity - computed: false, optional: true, required: false
  private _identity = new SyncIdentityOutputReference(this, "identity");
  public get identity() {
    return this._identity;
  }
  public putIdentity(value: SyncIdentity) {
    this._identity.internalValue = value;
  }
  public resetIdentity() {
    this._identity.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get identityInput() {
    return this._identity.internalValue;
  }

  // last_execution - computed: true, optional: false, required: false
  private _lastExecution = new SyncLastExecutionOutputReference(this, "last_execution");
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

  // model_ids - computed: true, optional: false, required: false
  public get modelIds() {
    return cdktf.Fn.tolist(this.getListAttribute('model_ids'));
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

  // only_enrich_updates - computed: false, optional: true, required: false
  private _onlyEnrichUpdates?: boolean | cdktf.IResolvable; 
  public get onlyEnrichUpdates() {
    return this.getBooleanAttribute('only_enrich_updates');
  }
  public set onlyEnrichUpdates(value: boolean | cdktf.IResolvable) {
    this._onlyEnrichUpdates = value;
  }
  public resetOnlyEnrichUpdates() {
    this._onlyEnrichUpdates = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onlyEnrichUpdatesInput() {
    return this._onlyEnrichUpdates;
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

  // override_fields - computed: false, optional: true, required: false
  private _overrideFields = new SyncOverrideFieldsList(this, "override_fields", true);
  public get overrideFields() {
    return this._overrideFields;
  }
  public putOverrideFields(value: SyncOverrideFields[] | cdktf.IResolvable) {
    this._overrideFields.internalValue = value;
  }
  public resetOverrideFields() {
    this._overrideFields.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get overrideFieldsInput() {
    return this._overrideFields.internalValue;
  }

  // overrides - computed: false, optional: true, required: false
  private _overrides = new SyncOverridesList(this, "overrides", true);
  public get overrides() {
    return this._overrides;
  }
  public putOverrides(value: SyncOverrides[] | cdktf.IResolvable) {
    this._overrides.internalValue = value;
  }
  public resetOverrides() {
    this._overrides.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get overridesInput() {
    return this._overrides.internalValue;
  }

  // policies - computed: true, optional: false, required: false
  public get policies() {
    return cdktf.Fn.tolist(this.getListAttribute('policies'));
  }

  // run_on_apply - computed: true, optional: true, required: false
  private _runOnApply?: boolean | cdktf.IResolvable; 
  public get runOnApply() {
    return this.getBooleanAttribute('run_on_apply');
  }
  public set runOnApply(value: boolean | cdktf.IResolvable) {
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
  private _schedule = new SyncScheduleOutputReference(this, "schedule");
  public get schedule() {
    return this._schedule;
  }
  public putSchedule(value: SyncSchedule) {
    this._schedule.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get scheduleInput() {
    return this._schedule.internalValue;
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

  // skip_initial_backfill - computed: false, optional: true, required: false
  private _skipInitialBackfill?: boolean | cdktf.IResolvable; 
  public get skipInitialBackfill() {
    return this.getBooleanAttribute('skip_initial_backfill');
  }
  public set skipInitialBackfill(value: boolean | cdktf.IResolvable) {
    this._skipInitialBackfill = value;
  }
  public resetSkipInitialBackfill() {
    this._skipInitialBackfill = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get skipInitialBackfillInput() {
    return this._skipInitialBackfill;
  }

  // sync_all_records - computed: false, optional: true, required: false
  private _syncAllRecords?: boolean | cdktf.IResolvable; 
  public get syncAllRecords() {
    return this.getBooleanAttribute('sync_all_records');
  }
  public set syncAllRecords(value: boolean | cdktf.IResolvable) {
    this._syncAllRecords = value;
  }
  public resetSyncAllRecords() {
    this._syncAllRecords = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get syncAllRecordsInput() {
    return this._syncAllRecords;
  }

  // tables - computed: true, optional: false, required: false
  private _tables = new SyncTablesMap(this, "tables");
  public get tables() {
    return this._tables;
  }

  // target - computed: false, optional: false, required: true
  private _target = new SyncTargetOutputReference(this, "target");
  public get target() {
    return this._target;
  }
  public putTarget(value: SyncTarget) {
    this._target.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get targetInput() {
    return this._target.internalValue;
  }

  // target_filters - computed: false, optional: true, required: false
  private _targetFilters = new SyncTargetFiltersList(this, "target_filters", true);
  public get targetFilters() {
    return this._targetFilters;
  }
  public putTargetFilters(value: SyncTargetFilters[] | cdktf.IResolvable) {
    this._targetFilters.internalValue = value;
  }
  public resetTargetFilters() {
    this._targetFilters.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get targetFiltersInput() {
    return this._targetFilters.internalValue;
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
  private _updatedBy = new SyncUpdatedByOutputReference(this, "updated_by");
  public get updatedBy() {
    return this._updatedBy;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      active: cdktf.booleanToTerraform(this._active),
      allow_destructive: cdktf.booleanToTerraform(this._allowDestructive),
      allow_reset: cdktf.booleanToTerraform(this._allowReset),
      encryption_passphrase: cdktf.stringToTerraform(this._encryptionPassphrase),
      fields: cdktf.hashMapper(cdktf.anyToTerraform)(this._fields),
      filter_logic: cdktf.stringToTerraform(this._filterLogic),
      filters: cdktf.listMapper(syncFiltersToTerraform, false)(this._filters.internalValue),
      identity: syncIdentityToTerraform(this._identity.internalValue),
      mode: cdktf.stringToTerraform(this._mode),
      name: cdktf.stringToTerraform(this._name),
      on_destroy: cdktf.stringToTerraform(this._onDestroy),
      only_enrich_updates: cdktf.booleanToTerraform(this._onlyEnrichUpdates),
      organization: cdktf.stringToTerraform(this._organization),
      override_fields: cdktf.listMapper(syncOverrideFieldsToTerraform, false)(this._overrideFields.internalValue),
      overrides: cdktf.listMapper(syncOverridesToTerraform, false)(this._overrides.internalValue),
      run_on_apply: cdktf.booleanToTerraform(this._runOnApply),
      run_timeout: cdktf.stringToTerraform(this._runTimeout),
      schedule: syncScheduleToTerraform(this._schedule.internalValue),
      severities: cdktf.hashMapper(cdktf.stringToTerraform)(this._severities),
      skip_initial_backfill: cdktf.booleanToTerraform(this._skipInitialBackfill),
      sync_all_records: cdktf.booleanToTerraform(this._syncAllRecords),
      target: syncTargetToTerraform(this._target.internalValue),
      target_filters: cdktf.listMapper(syncTargetFiltersToTerraform, false)(this._targetFilters.internalValue),
      triggers: cdktf.hashMapper(cdktf.stringToTerraform)(this._triggers),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      active: {
        value: cdktf.booleanToHclTerraform(this._active),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      allow_destructive: {
        value: cdktf.booleanToHclTerraform(this._allowDestructive),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      allow_reset: {
        value: cdktf.booleanToHclTerraform(this._allowReset),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      encryption_passphrase: {
        value: cdktf.stringToHclTerraform(this._encryptionPassphrase),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      fields: {
        value: cdktf.hashMapperHcl(cdktf.anyToHclTerraform)(this._fields),
        isBlock: false,
        type: "map",
        storageClassType: "anyMap",
      },
      filter_logic: {
        value: cdktf.stringToHclTerraform(this._filterLogic),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      filters: {
        value: cdktf.listMapperHcl(syncFiltersToHclTerraform, false)(this._filters.internalValue),
        isBlock: true,
        type: "set",
        storageClassType: "SyncFiltersList",
      },
      identity: {
        value: syncIdentityToHclTerraform(this._identity.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SyncIdentity",
      },
      mode: {
        value: cdktf.stringToHclTerraform(this._mode),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      on_destroy: {
        value: cdktf.stringToHclTerraform(this._onDestroy),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      only_enrich_updates: {
        value: cdktf.booleanToHclTerraform(this._onlyEnrichUpdates),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      organization: {
        value: cdktf.stringToHclTerraform(this._organization),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      override_fields: {
        value: cdktf.listMapperHcl(syncOverrideFieldsToHclTerraform, false)(this._overrideFields.internalValue),
        isBlock: true,
        type: "set",
        storageClassType: "SyncOverrideFieldsList",
      },
      overrides: {
        value: cdktf.listMapperHcl(syncOverridesToHclTerraform, false)(this._overrides.internalValue),
        isBlock: true,
        type: "set",
        storageClassType: "SyncOverridesList",
      },
      run_on_apply: {
        value: cdktf.booleanToHclTerraform(this._runOnApply),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      run_timeout: {
        value: cdktf.stringToHclTerraform(this._runTimeout),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      schedule: {
        value: syncScheduleToHclTerraform(this._schedule.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SyncSchedule",
      },
      severities: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._severities),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      skip_initial_backfill: {
        value: cdktf.booleanToHclTerraform(this._skipInitialBackfill),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      sync_all_records: {
        value: cdktf.booleanToHclTerraform(this._syncAllRecords),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      target: {
        value: syncTargetToHclTerraform(this._target.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SyncTarget",
      },
      target_filters: {
        value: cdktf.listMapperHcl(syncTargetFiltersToHclTerraform, false)(this._targetFilters.internalValue),
        isBlock: true,
        type: "set",
        storageClassType: "SyncTargetFiltersList",
      },
      triggers: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._triggers),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
