import type { Json } from '../kit/json.ts';

/** A filter of a definition, whatever that calls its field: `source`, `field`, `field_id`. */
export interface Filter {
  /** A key of the fields or columns that it is checked against or rendered with. */
  readonly field: string;
  /** A name of filterFunctions. */
  readonly function: string;
  readonly value?: Json | undefined;
  readonly label?: string | undefined;
}

/** A value that replaces a field's where the field meets a condition. */
export interface Override {
  readonly field: string;
  readonly function: string;
  readonly value?: Json | undefined;
  /** The value instead; null is NULL. */
  readonly override: Json;
}
