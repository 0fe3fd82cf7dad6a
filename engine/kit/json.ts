/** A JSON document as definitions hold it. Numbers that a double cannot hold travel as strings. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
