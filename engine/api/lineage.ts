/** What is to be changed: a model, or tables at a connection that a sync fills. */
export type Changed =
  | {
      readonly model_id: string;
      /** Names of the fields that are other, or gone; absent: any may be. */
      readonly fields?: readonly string[] | undefined;
    }
  | { readonly connection_id: string; readonly tables: readonly string[] };

/** A sync that reads what is to be changed. */
export interface Downstream {
  readonly type: 'sync' | 'bulk_sync';
  readonly id: string;
  readonly name: string;
  /** The changed fields that it uses; empty where that cannot be told. */
  readonly fields: readonly string[];
  /** The tables through which the change reaches it, from the nearest; empty of one that reads it itself. */
  readonly through: readonly { readonly table: string; readonly filled_by: string }[];
  /** How many records it may send again at most; null where that is not known. */
  readonly records: number | null;
}
