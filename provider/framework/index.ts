export type { Action, ActionContext } from './action.ts';
export {
  type Attribute,
  type AttributeOptions,
  computed,
  type Finding,
  optional,
  required,
  type Validator,
} from './attributes.ts';
export type { ConfiguredContext, HookContext, Log, PrivateState } from './context.ts';
export { Decimal, type TerraformNumber } from './cty/decimal.ts';
export { sameJson } from './cty/dynamic.ts';
export { parseJson, printJson } from './cty/json.ts';
export { isUnknown, isWhollyKnown, knownPrefix, Unknown, unknownText } from './cty/unknown.ts';
export type { DataSource, DataSourceContext } from './data-source.ts';
export { AttributeError, type Diagnostic, Diagnostics, type Path } from './diagnostics.ts';
export type { CloseContext, EphemeralResource, OpenContext, RenewContext } from './ephemeral.ts';
export { ArgumentError, type FunctionDefinition, fn, type Parameter, parameter } from './function.ts';
export type { ListContext, Listed, ListResource } from './list-resource.ts';
export {
  type ConfigureContext,
  type Definitions,
  definitions,
  type Lazy,
  type Provider,
  provider,
} from './provider.ts';
export {
  type CreateContext,
  type DeleteContext,
  type IdentityDefinition,
  type ImportContext,
  importById,
  type MoveContext,
  type PlanContext,
  type PlanDeleteContext,
  type ReadContext,
  type Resource,
  type UpdateContext,
  type ValidateContext,
} from './resource.ts';
export {
  type Attributes,
  bool,
  dynamic,
  integer,
  type Json,
  type JsonObject,
  list,
  map,
  number,
  object,
  set,
  string,
  type Type,
} from './types.ts';
export type {
  Config,
  Imported,
  Planned,
  PlannedChanges,
  Proposed,
  Returned,
  State,
  UncertainConfig,
} from './views.ts';
