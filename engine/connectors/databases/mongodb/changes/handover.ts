/** What a snapshot hands over to the stream: its moment, and the types that its fields had. */
export interface Handover {
  readonly time: string;
  readonly types: Readonly<Record<string, string>>;
}
