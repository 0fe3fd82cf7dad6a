import type { ModelInput, ModelPlan } from '../api/documents.ts';
import type { FieldSchema } from '../contract/contract.ts';

/** A model as a sync uses it. */
export interface PlannedModel {
  readonly id: string;
  readonly input: ModelInput;
  readonly fields: readonly FieldSchema[];
  /** Fields that the connection's user may not read, and what lets it. */
  readonly unreadable?: ModelPlan['unreadable'];
}
