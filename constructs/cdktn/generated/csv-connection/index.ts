// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface CsvConnectionConfig extends cdktn.TerraformMetaArguments {
  /**
  * How to reach CSV URL. Secrets are write-only: they are in no state and no plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#configuration CsvConnection#configuration}
  */
  readonly configuration: CsvConnectionConfiguration;
  /**
  * Also delete the models and syncs that use it when it is destroyed, those of other configurations included. It must have been applied before the destroy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#force_destroy CsvConnection#force_destroy}
  */
  readonly forceDestroy?: boolean | cdktn.IResolvable;
  /**
  * Name, for people.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#name CsvConnection#name}
  */
  readonly name: string;
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#organization CsvConnection#organization}
  */
  readonly organization?: string;
  /**
  * Test the connection when it is created or changed, and fail when it does not work.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#validate CsvConnection#validate}
  */
  readonly validate?: boolean | cdktn.IResolvable;
}
export interface CsvConnectionConfigurationAuthBasic {
  /**
  * Password.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#password CsvConnection#password}
  */
  readonly password: string;
  /**
  * User.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#username CsvConnection#username}
  */
  readonly username: string;
}

export function csvConnectionConfigurationAuthBasicToTerraform(struct?: CsvConnectionConfigurationAuthBasic | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    password: cdktn.stringToTerraform(struct!.password),
    username: cdktn.stringToTerraform(struct!.username),
  }
}


export function csvConnectionConfigurationAuthBasicToHclTerraform(struct?: CsvConnectionConfigurationAuthBasic | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    password: {
      value: cdktn.stringToHclTerraform(struct!.password),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    username: {
      value: cdktn.stringToHclTerraform(struct!.username),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationAuthBasicOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): CsvConnectionConfigurationAuthBasic | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._password !== undefined) {
      hasAnyValues = true;
      internalValueResult.password = this._password;
    }
    if (this._username !== undefined) {
      hasAnyValues = true;
      internalValueResult.username = this._username;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationAuthBasic | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._password = undefined;
      this._username = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._password = value.password;
      this._username = value.username;
    }
  }

  // password - computed: false, optional: false, required: true
  private _password?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get password() {
    return this.getStringAttribute('password');
  }
  public set password(value: string) {
    this._password = value;
  }
  // Temporarily expose input value. Use with caution.
  public get passwordInput() {
    return this._password;
  }

  // username - computed: false, optional: false, required: true
  private _username?: string; 
  public get username() {
    return this.getStringAttribute('username');
  }
  public set username(value: string) {
    this._username = value;
  }
  // Temporarily expose input value. Use with caution.
  public get usernameInput() {
    return this._username;
  }
}
export interface CsvConnectionConfigurationAuthHeader {
  /**
  * Name of the header.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#name CsvConnection#name}
  */
  readonly name: string;
  /**
  * Value of the header.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#value CsvConnection#value}
  */
  readonly value: string;
}

export function csvConnectionConfigurationAuthHeaderToTerraform(struct?: CsvConnectionConfigurationAuthHeader | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    name: cdktn.stringToTerraform(struct!.name),
    value: cdktn.stringToTerraform(struct!.value),
  }
}


export function csvConnectionConfigurationAuthHeaderToHclTerraform(struct?: CsvConnectionConfigurationAuthHeader | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    name: {
      value: cdktn.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktn.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationAuthHeaderOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): CsvConnectionConfigurationAuthHeader | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationAuthHeader | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._name = undefined;
      this._value = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._name = value.name;
      this._value = value.value;
    }
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

  // value - computed: false, optional: false, required: true
  private _value?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}
export interface CsvConnectionConfigurationAuthOauthExtraFormData {
  /**
  * Name of the form field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#name CsvConnection#name}
  */
  readonly name: string;
  /**
  * Value of the form field.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#value CsvConnection#value}
  */
  readonly value: string;
}

export function csvConnectionConfigurationAuthOauthExtraFormDataToTerraform(struct?: CsvConnectionConfigurationAuthOauthExtraFormData | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    name: cdktn.stringToTerraform(struct!.name),
    value: cdktn.stringToTerraform(struct!.value),
  }
}


export function csvConnectionConfigurationAuthOauthExtraFormDataToHclTerraform(struct?: CsvConnectionConfigurationAuthOauthExtraFormData | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    name: {
      value: cdktn.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktn.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationAuthOauthExtraFormDataOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): CsvConnectionConfigurationAuthOauthExtraFormData | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationAuthOauthExtraFormData | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._name = undefined;
      this._value = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._name = value.name;
      this._value = value.value;
    }
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

  // value - computed: false, optional: false, required: true
  private _value?: string; 
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}

export class CsvConnectionConfigurationAuthOauthExtraFormDataList extends cdktn.ComplexList {
  public internalValue? : CsvConnectionConfigurationAuthOauthExtraFormData[] | cdktn.IResolvable

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
  public get(index: number): CsvConnectionConfigurationAuthOauthExtraFormDataOutputReference {
    return new CsvConnectionConfigurationAuthOauthExtraFormDataOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface CsvConnectionConfigurationAuthOauth {
  /**
  * How the client’s id and secret are sent: 1 in the form, 2 in the Authorization header, 0 tries the header and then the form. Default `0`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#auth_style CsvConnection#auth_style}
  */
  readonly authStyle?: number;
  /**
  * Client id.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#client_id CsvConnection#client_id}
  */
  readonly clientId: string;
  /**
  * Client secret.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#client_secret CsvConnection#client_secret}
  */
  readonly clientSecret: string;
  /**
  * Fields that are sent to the token endpoint as well.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#extra_form_data CsvConnection#extra_form_data}
  */
  readonly extraFormData?: CsvConnectionConfigurationAuthOauthExtraFormData[] | cdktn.IResolvable;
  /**
  * Scopes.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#scopes CsvConnection#scopes}
  */
  readonly scopes?: string[];
  /**
  * Where tokens are had.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#token_endpoint CsvConnection#token_endpoint}
  */
  readonly tokenEndpoint: string;
}

export function csvConnectionConfigurationAuthOauthToTerraform(struct?: CsvConnectionConfigurationAuthOauth | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    auth_style: cdktn.numberToTerraform(struct!.authStyle),
    client_id: cdktn.stringToTerraform(struct!.clientId),
    client_secret: cdktn.stringToTerraform(struct!.clientSecret),
    extra_form_data: cdktn.listMapper(csvConnectionConfigurationAuthOauthExtraFormDataToTerraform, false)(struct!.extraFormData),
    scopes: cdktn.listMapper(cdktn.stringToTerraform, false)(struct!.scopes),
    token_endpoint: cdktn.stringToTerraform(struct!.tokenEndpoint),
  }
}


export function csvConnectionConfigurationAuthOauthToHclTerraform(struct?: CsvConnectionConfigurationAuthOauth | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    auth_style: {
      value: cdktn.numberToHclTerraform(struct!.authStyle),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    client_id: {
      value: cdktn.stringToHclTerraform(struct!.clientId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    client_secret: {
      value: cdktn.stringToHclTerraform(struct!.clientSecret),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    extra_form_data: {
      value: cdktn.listMapperHcl(csvConnectionConfigurationAuthOauthExtraFormDataToHclTerraform, false)(struct!.extraFormData),
      isBlock: true,
      type: "set",
      storageClassType: "CsvConnectionConfigurationAuthOauthExtraFormDataList",
    },
    scopes: {
      value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(struct!.scopes),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    token_endpoint: {
      value: cdktn.stringToHclTerraform(struct!.tokenEndpoint),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationAuthOauthOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): CsvConnectionConfigurationAuthOauth | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._authStyle !== undefined) {
      hasAnyValues = true;
      internalValueResult.authStyle = this._authStyle;
    }
    if (this._clientId !== undefined) {
      hasAnyValues = true;
      internalValueResult.clientId = this._clientId;
    }
    if (this._clientSecret !== undefined) {
      hasAnyValues = true;
      internalValueResult.clientSecret = this._clientSecret;
    }
    if (this._extraFormData?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.extraFormData = this._extraFormData?.internalValue;
    }
    if (this._scopes !== undefined) {
      hasAnyValues = true;
      internalValueResult.scopes = this._scopes;
    }
    if (this._tokenEndpoint !== undefined) {
      hasAnyValues = true;
      internalValueResult.tokenEndpoint = this._tokenEndpoint;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationAuthOauth | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._authStyle = undefined;
      this._clientId = undefined;
      this._clientSecret = undefined;
      this._extraFormData.internalValue = undefined;
      this._scopes = undefined;
      this._tokenEndpoint = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._authStyle = value.authStyle;
      this._clientId = value.clientId;
      this._clientSecret = value.clientSecret;
      this._extraFormData.internalValue = value.extraFormData;
      this._scopes = value.scopes;
      this._tokenEndpoint = value.tokenEndpoint;
    }
  }

  // auth_style - computed: true, optional: true, required: false
  private _authStyle?: number; 
  public get authStyle() {
    return this.getNumberAttribute('auth_style');
  }
  public set authStyle(value: number) {
    this._authStyle = value;
  }
  public resetAuthStyle() {
    this._authStyle = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get authStyleInput() {
    return this._authStyle;
  }

  // client_id - computed: false, optional: false, required: true
  private _clientId?: string; 
  public get clientId() {
    return this.getStringAttribute('client_id');
  }
  public set clientId(value: string) {
    this._clientId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get clientIdInput() {
    return this._clientId;
  }

  // client_secret - computed: false, optional: false, required: true
  private _clientSecret?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get clientSecret() {
    return this.getStringAttribute('client_secret');
  }
  public set clientSecret(value: string) {
    this._clientSecret = value;
  }
  // Temporarily expose input value. Use with caution.
  public get clientSecretInput() {
    return this._clientSecret;
  }

  // extra_form_data - computed: false, optional: true, required: false
  private _extraFormData = new CsvConnectionConfigurationAuthOauthExtraFormDataList(this, "extra_form_data", true);
  public get extraFormData() {
    return this._extraFormData;
  }
  public putExtraFormData(value: CsvConnectionConfigurationAuthOauthExtraFormData[] | cdktn.IResolvable) {
    this._extraFormData.internalValue = value;
  }
  public resetExtraFormData() {
    this._extraFormData.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get extraFormDataInput() {
    return this._extraFormData.internalValue;
  }

  // scopes - computed: false, optional: true, required: false
  private _scopes?: string[]; 
  public get scopes() {
    return cdktn.Fn.tolist(this.getListAttribute('scopes'));
  }
  public set scopes(value: string[]) {
    this._scopes = value;
  }
  public resetScopes() {
    this._scopes = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get scopesInput() {
    return this._scopes;
  }

  // token_endpoint - computed: false, optional: false, required: true
  private _tokenEndpoint?: string; 
  public get tokenEndpoint() {
    return this.getStringAttribute('token_endpoint');
  }
  public set tokenEndpoint(value: string) {
    this._tokenEndpoint = value;
  }
  // Temporarily expose input value. Use with caution.
  public get tokenEndpointInput() {
    return this._tokenEndpoint;
  }
}
export interface CsvConnectionConfigurationAuthQuery {
  /**
  * Name of the query parameter.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#name CsvConnection#name}
  */
  readonly name: string;
  /**
  * Value of the query parameter.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#value CsvConnection#value}
  */
  readonly value: string;
}

export function csvConnectionConfigurationAuthQueryToTerraform(struct?: CsvConnectionConfigurationAuthQuery | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    name: cdktn.stringToTerraform(struct!.name),
    value: cdktn.stringToTerraform(struct!.value),
  }
}


export function csvConnectionConfigurationAuthQueryToHclTerraform(struct?: CsvConnectionConfigurationAuthQuery | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    name: {
      value: cdktn.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktn.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationAuthQueryOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): CsvConnectionConfigurationAuthQuery | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationAuthQuery | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._name = undefined;
      this._value = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._name = value.name;
      this._value = value.value;
    }
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

  // value - computed: false, optional: false, required: true
  private _value?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}

export class CsvConnectionConfigurationAuthQueryList extends cdktn.ComplexList {
  public internalValue? : CsvConnectionConfigurationAuthQuery[] | cdktn.IResolvable

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
  public get(index: number): CsvConnectionConfigurationAuthQueryOutputReference {
    return new CsvConnectionConfigurationAuthQueryOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface CsvConnectionConfigurationAuth {
  /**
  * User and password.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#basic CsvConnection#basic}
  */
  readonly basic?: CsvConnectionConfigurationAuthBasic;
  /**
  * A header that proves who asks.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#header CsvConnection#header}
  */
  readonly header?: CsvConnectionConfigurationAuthHeader;
  /**
  * OAuth 2 client credentials.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#oauth CsvConnection#oauth}
  */
  readonly oauth?: CsvConnectionConfigurationAuthOauth;
  /**
  * Query parameters that prove who asks.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#query CsvConnection#query}
  */
  readonly query?: CsvConnectionConfigurationAuthQuery[] | cdktn.IResolvable;
}

export function csvConnectionConfigurationAuthToTerraform(struct?: CsvConnectionConfigurationAuth | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    basic: csvConnectionConfigurationAuthBasicToTerraform(struct!.basic),
    header: csvConnectionConfigurationAuthHeaderToTerraform(struct!.header),
    oauth: csvConnectionConfigurationAuthOauthToTerraform(struct!.oauth),
    query: cdktn.listMapper(csvConnectionConfigurationAuthQueryToTerraform, false)(struct!.query),
  }
}


export function csvConnectionConfigurationAuthToHclTerraform(struct?: CsvConnectionConfigurationAuth | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    basic: {
      value: csvConnectionConfigurationAuthBasicToHclTerraform(struct!.basic),
      isBlock: true,
      type: "struct",
      storageClassType: "CsvConnectionConfigurationAuthBasic",
    },
    header: {
      value: csvConnectionConfigurationAuthHeaderToHclTerraform(struct!.header),
      isBlock: true,
      type: "struct",
      storageClassType: "CsvConnectionConfigurationAuthHeader",
    },
    oauth: {
      value: csvConnectionConfigurationAuthOauthToHclTerraform(struct!.oauth),
      isBlock: true,
      type: "struct",
      storageClassType: "CsvConnectionConfigurationAuthOauth",
    },
    query: {
      value: cdktn.listMapperHcl(csvConnectionConfigurationAuthQueryToHclTerraform, false)(struct!.query),
      isBlock: true,
      type: "list",
      storageClassType: "CsvConnectionConfigurationAuthQueryList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationAuthOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): CsvConnectionConfigurationAuth | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._basic?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.basic = this._basic?.internalValue;
    }
    if (this._header?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.header = this._header?.internalValue;
    }
    if (this._oauth?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.oauth = this._oauth?.internalValue;
    }
    if (this._query?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.query = this._query?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationAuth | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._basic.internalValue = undefined;
      this._header.internalValue = undefined;
      this._oauth.internalValue = undefined;
      this._query.internalValue = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._basic.internalValue = value.basic;
      this._header.internalValue = value.header;
      this._oauth.internalValue = value.oauth;
      this._query.internalValue = value.query;
    }
  }

  // basic - computed: false, optional: true, required: false
  private _basic = new CsvConnectionConfigurationAuthBasicOutputReference(this, "basic");
  public get basic() {
    return this._basic;
  }
  public putBasic(value: CsvConnectionConfigurationAuthBasic) {
    this._basic.internalValue = value;
  }
  public resetBasic() {
    this._basic.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get basicInput() {
    return this._basic.internalValue;
  }

  // header - computed: false, optional: true, required: false
  private _header = new CsvConnectionConfigurationAuthHeaderOutputReference(this, "header");
  public get header() {
    return this._header;
  }
  public putHeader(value: CsvConnectionConfigurationAuthHeader) {
    this._header.internalValue = value;
  }
  public resetHeader() {
    this._header.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get headerInput() {
    return this._header.internalValue;
  }

  // oauth - computed: false, optional: true, required: false
  private _oauth = new CsvConnectionConfigurationAuthOauthOutputReference(this, "oauth");
  public get oauth() {
    return this._oauth;
  }
  public putOauth(value: CsvConnectionConfigurationAuthOauth) {
    this._oauth.internalValue = value;
  }
  public resetOauth() {
    this._oauth.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oauthInput() {
    return this._oauth.internalValue;
  }

  // query - computed: false, optional: true, required: false
  private _query = new CsvConnectionConfigurationAuthQueryList(this, "query", false);
  public get query() {
    return this._query;
  }
  public putQuery(value: CsvConnectionConfigurationAuthQuery[] | cdktn.IResolvable) {
    this._query.internalValue = value;
  }
  public resetQuery() {
    this._query.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get queryInput() {
    return this._query.internalValue;
  }
}
export interface CsvConnectionConfigurationColumnTypes {
  /**
  * How the column’s dates or times are written, in the specifiers of strptime: %d/%m/%Y, %Y-%m-%d %H:%M:%S. ISO 8601 where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#format CsvConnection#format}
  */
  readonly format?: string;
  /**
  * The column’s field type, such as string, date or decimal(12,2).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#type CsvConnection#type}
  */
  readonly type: string;
}

export function csvConnectionConfigurationColumnTypesToTerraform(struct?: CsvConnectionConfigurationColumnTypes | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    format: cdktn.stringToTerraform(struct!.format),
    type: cdktn.stringToTerraform(struct!.type),
  }
}


export function csvConnectionConfigurationColumnTypesToHclTerraform(struct?: CsvConnectionConfigurationColumnTypes | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    format: {
      value: cdktn.stringToHclTerraform(struct!.format),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    type: {
      value: cdktn.stringToHclTerraform(struct!.type),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationColumnTypesOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): CsvConnectionConfigurationColumnTypes | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._format !== undefined) {
      hasAnyValues = true;
      internalValueResult.format = this._format;
    }
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationColumnTypes | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._format = undefined;
      this._type = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._format = value.format;
      this._type = value.type;
    }
  }

  // format - computed: false, optional: true, required: false
  private _format?: string; 
  public get format() {
    return this.getStringAttribute('format');
  }
  public set format(value: string) {
    this._format = value;
  }
  public resetFormat() {
    this._format = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get formatInput() {
    return this._format;
  }

  // type - computed: false, optional: false, required: true
  private _type?: string; 
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  // Temporarily expose input value. Use with caution.
  public get typeInput() {
    return this._type;
  }
}

export class CsvConnectionConfigurationColumnTypesMap extends cdktn.ComplexMap {
  public internalValue? : { [key: string]: CsvConnectionConfigurationColumnTypes } | cdktn.IResolvable

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
  public get(key: string): CsvConnectionConfigurationColumnTypesOutputReference {
    return new CsvConnectionConfigurationColumnTypesOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface CsvConnectionConfigurationHeaders {
  /**
  * Name of the header.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#name CsvConnection#name}
  */
  readonly name: string;
  /**
  * Value of the header.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#value CsvConnection#value}
  */
  readonly value: string;
}

export function csvConnectionConfigurationHeadersToTerraform(struct?: CsvConnectionConfigurationHeaders | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    name: cdktn.stringToTerraform(struct!.name),
    value: cdktn.stringToTerraform(struct!.value),
  }
}


export function csvConnectionConfigurationHeadersToHclTerraform(struct?: CsvConnectionConfigurationHeaders | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    name: {
      value: cdktn.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktn.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationHeadersOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): CsvConnectionConfigurationHeaders | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationHeaders | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._name = undefined;
      this._value = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._name = value.name;
      this._value = value.value;
    }
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

  // value - computed: false, optional: false, required: true
  private _value?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}

export class CsvConnectionConfigurationHeadersList extends cdktn.ComplexList {
  public internalValue? : CsvConnectionConfigurationHeaders[] | cdktn.IResolvable

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
  public get(index: number): CsvConnectionConfigurationHeadersOutputReference {
    return new CsvConnectionConfigurationHeadersOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface CsvConnectionConfigurationParameters {
  /**
  * Name of the query parameter.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#name CsvConnection#name}
  */
  readonly name: string;
  /**
  * Value of the query parameter.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#value CsvConnection#value}
  */
  readonly value: string;
}

export function csvConnectionConfigurationParametersToTerraform(struct?: CsvConnectionConfigurationParameters | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    name: cdktn.stringToTerraform(struct!.name),
    value: cdktn.stringToTerraform(struct!.value),
  }
}


export function csvConnectionConfigurationParametersToHclTerraform(struct?: CsvConnectionConfigurationParameters | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    name: {
      value: cdktn.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktn.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationParametersOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): CsvConnectionConfigurationParameters | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfigurationParameters | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._name = undefined;
      this._value = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._name = value.name;
      this._value = value.value;
    }
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

  // value - computed: false, optional: false, required: true
  private _value?: string; 
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  // Temporarily expose input value. Use with caution.
  public get valueInput() {
    return this._value;
  }
}

export class CsvConnectionConfigurationParametersList extends cdktn.ComplexList {
  public internalValue? : CsvConnectionConfigurationParameters[] | cdktn.IResolvable

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
  public get(index: number): CsvConnectionConfigurationParametersOutputReference {
    return new CsvConnectionConfigurationParametersOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface CsvConnectionConfiguration {
  /**
  * Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#allow_external_access CsvConnection#allow_external_access}
  */
  readonly allowExternalAccess?: boolean | cdktn.IResolvable;
  /**
  * Whether requests may go to this machine and to private networks. Link-local addresses and the metadata services of clouds are refused all the same. Default `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#allow_private_addresses CsvConnection#allow_private_addresses}
  */
  readonly allowPrivateAddresses?: boolean | cdktn.IResolvable;
  /**
  * How the server knows who asks.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#auth CsvConnection#auth}
  */
  readonly auth?: CsvConnectionConfigurationAuth;
  /**
  * By a column’s name, its type, and the format of its dates or times. Types that are not given are found out.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#column_types CsvConnection#column_types}
  */
  readonly columnTypes?: { [key: string]: CsvConnectionConfigurationColumnTypes } | cdktn.IResolvable;
  /**
  * The character with which lines begin that are left out, such as #. No line is left out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#comment CsvConnection#comment}
  */
  readonly comment?: string;
  /**
  * Whether the first row of CSV files names the columns. Default `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#csv_has_headers CsvConnection#csv_has_headers}
  */
  readonly csvHasHeaders?: boolean | cdktn.IResolvable;
  /**
  * What is between the values of a CSV file’s lines; empty where each line is one value. Found out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#delimiter CsvConnection#delimiter}
  */
  readonly delimiter?: string;
  /**
  * The encoding of CSV files: utf-8, utf-16, latin-1, windows-1252, or another of the Encoding Standard. Default `"utf-8"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#encoding CsvConnection#encoding}
  */
  readonly encoding?: string;
  /**
  * The character before a quote that is part of a value. The quote itself where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#escape CsvConnection#escape}
  */
  readonly escape?: string;
  /**
  * Headers that are sent along.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#headers CsvConnection#headers}
  */
  readonly headers?: CsvConnectionConfigurationHeaders[] | cdktn.IResolvable;
  /**
  * A download that is larger is stopped, in megabytes; of one that is compressed, what comes out of it counts as well. Default `10240`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#max_file_size CsvConnection#max_file_size}
  */
  readonly maxFileSize?: number;
  /**
  * An unquoted value that stands for NULL, such as NA; the empty value stands for it as well.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#null_text CsvConnection#null_text}
  */
  readonly nullText?: string;
  /**
  * Query parameters that are added to the URL.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#parameters CsvConnection#parameters}
  */
  readonly parameters?: CsvConnectionConfigurationParameters[] | cdktn.IResolvable;
  /**
  * The character around values that hold a delimiter, a quote or the end of a line; empty where values have none. Found out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#quote CsvConnection#quote}
  */
  readonly quote?: string;
  /**
  * What becomes of lines with more or fewer values than the others: the file is refused, or these lines are left out and listed as rejected records. One of `refuse`, `set_aside`. Default `"refuse"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#ragged_rows CsvConnection#ragged_rows}
  */
  readonly raggedRows?: string;
  /**
  * Lines to skip at the start of each CSV file. Default `0`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#skip_lines CsvConnection#skip_lines}
  */
  readonly skipLines?: number;
  /**
  * Address of the CSV file, http or https; it may be compressed with gzip.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#url CsvConnection#url}
  */
  readonly url: string;
}

export function csvConnectionConfigurationToTerraform(struct?: CsvConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    allow_external_access: cdktn.booleanToTerraform(struct!.allowExternalAccess),
    allow_private_addresses: cdktn.booleanToTerraform(struct!.allowPrivateAddresses),
    auth: csvConnectionConfigurationAuthToTerraform(struct!.auth),
    column_types: cdktn.hashMapper(csvConnectionConfigurationColumnTypesToTerraform)(struct!.columnTypes),
    comment: cdktn.stringToTerraform(struct!.comment),
    csv_has_headers: cdktn.booleanToTerraform(struct!.csvHasHeaders),
    delimiter: cdktn.stringToTerraform(struct!.delimiter),
    encoding: cdktn.stringToTerraform(struct!.encoding),
    escape: cdktn.stringToTerraform(struct!.escape),
    headers: cdktn.listMapper(csvConnectionConfigurationHeadersToTerraform, false)(struct!.headers),
    max_file_size: cdktn.numberToTerraform(struct!.maxFileSize),
    null_text: cdktn.stringToTerraform(struct!.nullText),
    parameters: cdktn.listMapper(csvConnectionConfigurationParametersToTerraform, false)(struct!.parameters),
    quote: cdktn.stringToTerraform(struct!.quote),
    ragged_rows: cdktn.stringToTerraform(struct!.raggedRows),
    skip_lines: cdktn.numberToTerraform(struct!.skipLines),
    url: cdktn.stringToTerraform(struct!.url),
  }
}


export function csvConnectionConfigurationToHclTerraform(struct?: CsvConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    allow_external_access: {
      value: cdktn.booleanToHclTerraform(struct!.allowExternalAccess),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    allow_private_addresses: {
      value: cdktn.booleanToHclTerraform(struct!.allowPrivateAddresses),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    auth: {
      value: csvConnectionConfigurationAuthToHclTerraform(struct!.auth),
      isBlock: true,
      type: "struct",
      storageClassType: "CsvConnectionConfigurationAuth",
    },
    column_types: {
      value: cdktn.hashMapperHcl(csvConnectionConfigurationColumnTypesToHclTerraform)(struct!.columnTypes),
      isBlock: true,
      type: "map",
      storageClassType: "CsvConnectionConfigurationColumnTypesMap",
    },
    comment: {
      value: cdktn.stringToHclTerraform(struct!.comment),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    csv_has_headers: {
      value: cdktn.booleanToHclTerraform(struct!.csvHasHeaders),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    delimiter: {
      value: cdktn.stringToHclTerraform(struct!.delimiter),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    encoding: {
      value: cdktn.stringToHclTerraform(struct!.encoding),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    escape: {
      value: cdktn.stringToHclTerraform(struct!.escape),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    headers: {
      value: cdktn.listMapperHcl(csvConnectionConfigurationHeadersToHclTerraform, false)(struct!.headers),
      isBlock: true,
      type: "list",
      storageClassType: "CsvConnectionConfigurationHeadersList",
    },
    max_file_size: {
      value: cdktn.numberToHclTerraform(struct!.maxFileSize),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    null_text: {
      value: cdktn.stringToHclTerraform(struct!.nullText),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    parameters: {
      value: cdktn.listMapperHcl(csvConnectionConfigurationParametersToHclTerraform, false)(struct!.parameters),
      isBlock: true,
      type: "set",
      storageClassType: "CsvConnectionConfigurationParametersList",
    },
    quote: {
      value: cdktn.stringToHclTerraform(struct!.quote),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ragged_rows: {
      value: cdktn.stringToHclTerraform(struct!.raggedRows),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    skip_lines: {
      value: cdktn.numberToHclTerraform(struct!.skipLines),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    url: {
      value: cdktn.stringToHclTerraform(struct!.url),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CsvConnectionConfigurationOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): CsvConnectionConfiguration | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._allowExternalAccess !== undefined) {
      hasAnyValues = true;
      internalValueResult.allowExternalAccess = this._allowExternalAccess;
    }
    if (this._allowPrivateAddresses !== undefined) {
      hasAnyValues = true;
      internalValueResult.allowPrivateAddresses = this._allowPrivateAddresses;
    }
    if (this._auth?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.auth = this._auth?.internalValue;
    }
    if (this._columnTypes?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.columnTypes = this._columnTypes?.internalValue;
    }
    if (this._comment !== undefined) {
      hasAnyValues = true;
      internalValueResult.comment = this._comment;
    }
    if (this._csvHasHeaders !== undefined) {
      hasAnyValues = true;
      internalValueResult.csvHasHeaders = this._csvHasHeaders;
    }
    if (this._delimiter !== undefined) {
      hasAnyValues = true;
      internalValueResult.delimiter = this._delimiter;
    }
    if (this._encoding !== undefined) {
      hasAnyValues = true;
      internalValueResult.encoding = this._encoding;
    }
    if (this._escape !== undefined) {
      hasAnyValues = true;
      internalValueResult.escape = this._escape;
    }
    if (this._headers?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.headers = this._headers?.internalValue;
    }
    if (this._maxFileSize !== undefined) {
      hasAnyValues = true;
      internalValueResult.maxFileSize = this._maxFileSize;
    }
    if (this._nullText !== undefined) {
      hasAnyValues = true;
      internalValueResult.nullText = this._nullText;
    }
    if (this._parameters?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.parameters = this._parameters?.internalValue;
    }
    if (this._quote !== undefined) {
      hasAnyValues = true;
      internalValueResult.quote = this._quote;
    }
    if (this._raggedRows !== undefined) {
      hasAnyValues = true;
      internalValueResult.raggedRows = this._raggedRows;
    }
    if (this._skipLines !== undefined) {
      hasAnyValues = true;
      internalValueResult.skipLines = this._skipLines;
    }
    if (this._url !== undefined) {
      hasAnyValues = true;
      internalValueResult.url = this._url;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CsvConnectionConfiguration | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._allowExternalAccess = undefined;
      this._allowPrivateAddresses = undefined;
      this._auth.internalValue = undefined;
      this._columnTypes.internalValue = undefined;
      this._comment = undefined;
      this._csvHasHeaders = undefined;
      this._delimiter = undefined;
      this._encoding = undefined;
      this._escape = undefined;
      this._headers.internalValue = undefined;
      this._maxFileSize = undefined;
      this._nullText = undefined;
      this._parameters.internalValue = undefined;
      this._quote = undefined;
      this._raggedRows = undefined;
      this._skipLines = undefined;
      this._url = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._allowExternalAccess = value.allowExternalAccess;
      this._allowPrivateAddresses = value.allowPrivateAddresses;
      this._auth.internalValue = value.auth;
      this._columnTypes.internalValue = value.columnTypes;
      this._comment = value.comment;
      this._csvHasHeaders = value.csvHasHeaders;
      this._delimiter = value.delimiter;
      this._encoding = value.encoding;
      this._escape = value.escape;
      this._headers.internalValue = value.headers;
      this._maxFileSize = value.maxFileSize;
      this._nullText = value.nullText;
      this._parameters.internalValue = value.parameters;
      this._quote = value.quote;
      this._raggedRows = value.raggedRows;
      this._skipLines = value.skipLines;
      this._url = value.url;
    }
  }

  // allow_external_access - computed: true, optional: true, required: false
  private _allowExternalAccess?: boolean | cdktn.IResolvable; 
  public get allowExternalAccess() {
    return this.getBooleanAttribute('allow_external_access');
  }
  public set allowExternalAccess(value: boolean | cdktn.IResolvable) {
    this._allowExternalAccess = value;
  }
  public resetAllowExternalAccess() {
    this._allowExternalAccess = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowExternalAccessInput() {
    return this._allowExternalAccess;
  }

  // allow_private_addresses - computed: true, optional: true, required: false
  private _allowPrivateAddresses?: boolean | cdktn.IResolvable; 
  public get allowPrivateAddresses() {
    return this.getBooleanAttribute('allow_private_addresses');
  }
  public set allowPrivateAddresses(value: boolean | cdktn.IResolvable) {
    this._allowPrivateAddresses = value;
  }
  public resetAllowPrivateAddresses() {
    this._allowPrivateAddresses = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowPrivateAddressesInput() {
    return this._allowPrivateAddresses;
  }

  // auth - computed: false, optional: true, required: false
  private _auth = new CsvConnectionConfigurationAuthOutputReference(this, "auth");
  public get auth() {
    return this._auth;
  }
  public putAuth(value: CsvConnectionConfigurationAuth) {
    this._auth.internalValue = value;
  }
  public resetAuth() {
    this._auth.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get authInput() {
    return this._auth.internalValue;
  }

  // column_types - computed: false, optional: true, required: false
  private _columnTypes = new CsvConnectionConfigurationColumnTypesMap(this, "column_types");
  public get columnTypes() {
    return this._columnTypes;
  }
  public putColumnTypes(value: { [key: string]: CsvConnectionConfigurationColumnTypes } | cdktn.IResolvable) {
    this._columnTypes.internalValue = value;
  }
  public resetColumnTypes() {
    this._columnTypes.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get columnTypesInput() {
    return this._columnTypes.internalValue;
  }

  // comment - computed: false, optional: true, required: false
  private _comment?: string; 
  public get comment() {
    return this.getStringAttribute('comment');
  }
  public set comment(value: string) {
    this._comment = value;
  }
  public resetComment() {
    this._comment = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get commentInput() {
    return this._comment;
  }

  // csv_has_headers - computed: true, optional: true, required: false
  private _csvHasHeaders?: boolean | cdktn.IResolvable; 
  public get csvHasHeaders() {
    return this.getBooleanAttribute('csv_has_headers');
  }
  public set csvHasHeaders(value: boolean | cdktn.IResolvable) {
    this._csvHasHeaders = value;
  }
  public resetCsvHasHeaders() {
    this._csvHasHeaders = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get csvHasHeadersInput() {
    return this._csvHasHeaders;
  }

  // delimiter - computed: false, optional: true, required: false
  private _delimiter?: string; 
  public get delimiter() {
    return this.getStringAttribute('delimiter');
  }
  public set delimiter(value: string) {
    this._delimiter = value;
  }
  public resetDelimiter() {
    this._delimiter = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get delimiterInput() {
    return this._delimiter;
  }

  // encoding - computed: true, optional: true, required: false
  private _encoding?: string; 
  public get encoding() {
    return this.getStringAttribute('encoding');
  }
  public set encoding(value: string) {
    this._encoding = value;
  }
  public resetEncoding() {
    this._encoding = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get encodingInput() {
    return this._encoding;
  }

  // escape - computed: false, optional: true, required: false
  private _escape?: string; 
  public get escape() {
    return this.getStringAttribute('escape');
  }
  public set escape(value: string) {
    this._escape = value;
  }
  public resetEscape() {
    this._escape = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get escapeInput() {
    return this._escape;
  }

  // headers - computed: false, optional: true, required: false
  private _headers = new CsvConnectionConfigurationHeadersList(this, "headers", false);
  public get headers() {
    return this._headers;
  }
  public putHeaders(value: CsvConnectionConfigurationHeaders[] | cdktn.IResolvable) {
    this._headers.internalValue = value;
  }
  public resetHeaders() {
    this._headers.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get headersInput() {
    return this._headers.internalValue;
  }

  // max_file_size - computed: true, optional: true, required: false
  private _maxFileSize?: number; 
  public get maxFileSize() {
    return this.getNumberAttribute('max_file_size');
  }
  public set maxFileSize(value: number) {
    this._maxFileSize = value;
  }
  public resetMaxFileSize() {
    this._maxFileSize = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxFileSizeInput() {
    return this._maxFileSize;
  }

  // null_text - computed: false, optional: true, required: false
  private _nullText?: string; 
  public get nullText() {
    return this.getStringAttribute('null_text');
  }
  public set nullText(value: string) {
    this._nullText = value;
  }
  public resetNullText() {
    this._nullText = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get nullTextInput() {
    return this._nullText;
  }

  // parameters - computed: false, optional: true, required: false
  private _parameters = new CsvConnectionConfigurationParametersList(this, "parameters", true);
  public get parameters() {
    return this._parameters;
  }
  public putParameters(value: CsvConnectionConfigurationParameters[] | cdktn.IResolvable) {
    this._parameters.internalValue = value;
  }
  public resetParameters() {
    this._parameters.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get parametersInput() {
    return this._parameters.internalValue;
  }

  // quote - computed: false, optional: true, required: false
  private _quote?: string; 
  public get quote() {
    return this.getStringAttribute('quote');
  }
  public set quote(value: string) {
    this._quote = value;
  }
  public resetQuote() {
    this._quote = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get quoteInput() {
    return this._quote;
  }

  // ragged_rows - computed: true, optional: true, required: false
  private _raggedRows?: string; 
  public get raggedRows() {
    return this.getStringAttribute('ragged_rows');
  }
  public set raggedRows(value: string) {
    this._raggedRows = value;
  }
  public resetRaggedRows() {
    this._raggedRows = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get raggedRowsInput() {
    return this._raggedRows;
  }

  // skip_lines - computed: true, optional: true, required: false
  private _skipLines?: number; 
  public get skipLines() {
    return this.getNumberAttribute('skip_lines');
  }
  public set skipLines(value: number) {
    this._skipLines = value;
  }
  public resetSkipLines() {
    this._skipLines = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get skipLinesInput() {
    return this._skipLines;
  }

  // url - computed: false, optional: false, required: true
  private _url?: string; 
  public get url() {
    return this.getStringAttribute('url');
  }
  public set url(value: string) {
    this._url = value;
  }
  // Temporarily expose input value. Use with caution.
  public get urlInput() {
    return this._url;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection syncform_csv_connection}
*/
export class CsvConnection extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_csv_connection";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a CsvConnection resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the CsvConnection to import
  * @param importFromId The id of the existing CsvConnection that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the CsvConnection to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform_csv_connection", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/csv_connection syncform_csv_connection} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options CsvConnectionConfig
  */
  public constructor(scope: Construct, id: string, config: CsvConnectionConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_csv_connection',
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
    this._configuration.internalValue = config.configuration;
    this._forceDestroy = config.forceDestroy;
    this._name = config.name;
    this._organization = config.organization;
    this._validate = config.validate;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // configuration - computed: false, optional: false, required: true
  private _configuration = new CsvConnectionConfigurationOutputReference(this, "configuration");
  public get configuration() {
    return this._configuration;
  }
  public putConfiguration(value: CsvConnectionConfiguration) {
    this._configuration.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get configurationInput() {
    return this._configuration.internalValue;
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // force_destroy - computed: true, optional: true, required: false
  private _forceDestroy?: boolean | cdktn.IResolvable; 
  public get forceDestroy() {
    return this.getBooleanAttribute('force_destroy');
  }
  public set forceDestroy(value: boolean | cdktn.IResolvable) {
    this._forceDestroy = value;
  }
  public resetForceDestroy() {
    this._forceDestroy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get forceDestroyInput() {
    return this._forceDestroy;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
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

  // secrets_version - computed: true, optional: false, required: false
  public get secretsVersion() {
    return this.getNumberAttribute('secrets_version');
  }

  // updated_at - computed: true, optional: false, required: false
  public get updatedAt() {
    return this.getStringAttribute('updated_at');
  }

  // validate - computed: true, optional: true, required: false
  private _validate?: boolean | cdktn.IResolvable; 
  public get validate() {
    return this.getBooleanAttribute('validate');
  }
  public set validate(value: boolean | cdktn.IResolvable) {
    this._validate = value;
  }
  public resetValidate() {
    this._validate = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get validateInput() {
    return this._validate;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      configuration: csvConnectionConfigurationToTerraform(this._configuration.internalValue),
      force_destroy: cdktn.booleanToTerraform(this._forceDestroy),
      name: cdktn.stringToTerraform(this._name),
      organization: cdktn.stringToTerraform(this._organization),
      validate: cdktn.booleanToTerraform(this._validate),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      configuration: {
        value: csvConnectionConfigurationToHclTerraform(this._configuration.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "CsvConnectionConfiguration",
      },
      force_destroy: {
        value: cdktn.booleanToHclTerraform(this._forceDestroy),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      name: {
        value: cdktn.stringToHclTerraform(this._name),
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
      validate: {
        value: cdktn.booleanToHclTerraform(this._validate),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
