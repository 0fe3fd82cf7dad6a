// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/sync_preview
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface DataSyncformSyncPreviewConfig extends cdktn.TerraformMetaArguments {
  /**
  * As a run that moves everything again would.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/sync_preview#resync DataSyncformSyncPreview#resync}
  */
  readonly resync?: boolean | cdktn.IResolvable;
  /**
  * Records shown of each action; none where unset, for Terraform keeps them in its state. Values that are sent encrypted are not shown.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/sync_preview#samples DataSyncformSyncPreview#samples}
  */
  readonly samples?: number;
  /**
  * Id of a sync or bulk sync.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/sync_preview#sync_id DataSyncformSyncPreview#sync_id}
  */
  readonly syncId: string;
}
export interface DataSyncformSyncPreviewObjects {
}

export function dataSyncformSyncPreviewObjectsToTerraform(struct?: DataSyncformSyncPreviewObjects): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function dataSyncformSyncPreviewObjectsToHclTerraform(struct?: DataSyncformSyncPreviewObjects): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class DataSyncformSyncPreviewObjectsOutputReference extends cdktn.ComplexObject {
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

  public get internalValue(): DataSyncformSyncPreviewObjects | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataSyncformSyncPreviewObjects | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // estimated_rows - computed: true, optional: false, required: false
  public get estimatedRows() {
    return this.getNumberAttribute('estimated_rows');
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // reads - computed: true, optional: false, required: false
  public get reads() {
    return this.getStringAttribute('reads');
  }

  // statements - computed: true, optional: false, required: false
  public get statements() {
    return this.getListAttribute('statements');
  }

  // table - computed: true, optional: false, required: false
  public get table() {
    return this.getStringAttribute('table');
  }
}

export class DataSyncformSyncPreviewObjectsList extends cdktn.ComplexList {

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
  public get(index: number): DataSyncformSyncPreviewObjectsOutputReference {
    return new DataSyncformSyncPreviewObjectsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface DataSyncformSyncPreviewSample {
}

export function dataSyncformSyncPreviewSampleToTerraform(struct?: DataSyncformSyncPreviewSample): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
  }
}


export function dataSyncformSyncPreviewSampleToHclTerraform(struct?: DataSyncformSyncPreviewSample): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
  };
  return attrs;
}

export class DataSyncformSyncPreviewSampleOutputReference extends cdktn.ComplexObject {
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

  public get internalValue(): DataSyncformSyncPreviewSample | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataSyncformSyncPreviewSample | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // action - computed: true, optional: false, required: false
  public get action() {
    return this.getStringAttribute('action');
  }

  // reason - computed: true, optional: false, required: false
  public get reason() {
    return this.getStringAttribute('reason');
  }

  // record - computed: true, optional: false, required: false
  private _record = new cdktn.StringMap(this, "record");
  public get record() {
    return this._record;
  }
}

export class DataSyncformSyncPreviewSampleList extends cdktn.ComplexList {

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
  public get(index: number): DataSyncformSyncPreviewSampleOutputReference {
    return new DataSyncformSyncPreviewSampleOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/sync_preview syncform_sync_preview}
*/
export class DataSyncformSyncPreview extends cdktn.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_sync_preview";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a DataSyncformSyncPreview resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataSyncformSyncPreview to import
  * @param importFromId The id of the existing DataSyncformSyncPreview that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/sync_preview#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataSyncformSyncPreview to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform_sync_preview", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/sync_preview syncform_sync_preview} Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataSyncformSyncPreviewConfig
  */
  public constructor(scope: Construct, id: string, config: DataSyncformSyncPreviewConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_sync_preview',
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
    this._resync = config.resync;
    this._samples = config.samples;
    this._syncId = config.syncId;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // create - computed: true, optional: false, required: false
  public get create() {
    return this.getNumberAttribute('create');
  }

  // objects - computed: true, optional: false, required: false
  private _objects = new DataSyncformSyncPreviewObjectsList(this, "objects", false);
  public get objects() {
    return this._objects;
  }

  // read - computed: true, optional: false, required: false
  public get read() {
    return this.getNumberAttribute('read');
  }

  // rejected - computed: true, optional: false, required: false
  public get rejected() {
    return this.getNumberAttribute('rejected');
  }

  // remove - computed: true, optional: false, required: false
  public get remove() {
    return this.getNumberAttribute('remove');
  }

  // resync - computed: false, optional: true, required: false
  private _resync?: boolean | cdktn.IResolvable; 
  public get resync() {
    return this.getBooleanAttribute('resync');
  }
  public set resync(value: boolean | cdktn.IResolvable) {
    this._resync = value;
  }
  public resetResync() {
    this._resync = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get resyncInput() {
    return this._resync;
  }

  // sample - computed: true, optional: false, required: false
  private _sample = new DataSyncformSyncPreviewSampleList(this, "sample", false);
  public get sample() {
    return this._sample;
  }

  // samples - computed: false, optional: true, required: false
  private _samples?: number; 
  public get samples() {
    return this.getNumberAttribute('samples');
  }
  public set samples(value: number) {
    this._samples = value;
  }
  public resetSamples() {
    this._samples = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get samplesInput() {
    return this._samples;
  }

  // sync_id - computed: false, optional: false, required: true
  private _syncId?: string; 
  public get syncId() {
    return this.getStringAttribute('sync_id');
  }
  public set syncId(value: string) {
    this._syncId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get syncIdInput() {
    return this._syncId;
  }

  // unchanged - computed: true, optional: false, required: false
  public get unchanged() {
    return this.getNumberAttribute('unchanged');
  }

  // update - computed: true, optional: false, required: false
  public get update() {
    return this.getNumberAttribute('update');
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      resync: cdktn.booleanToTerraform(this._resync),
      samples: cdktn.numberToTerraform(this._samples),
      sync_id: cdktn.stringToTerraform(this._syncId),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      resync: {
        value: cdktn.booleanToHclTerraform(this._resync),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      samples: {
        value: cdktn.numberToHclTerraform(this._samples),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      sync_id: {
        value: cdktn.stringToHclTerraform(this._syncId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
