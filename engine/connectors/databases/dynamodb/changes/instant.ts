/** An instant in the engine's dialect. */
export function instantText(time: Date): string {
  return `${time.toISOString().replace('T', ' ').replace('Z', '')}+00`;
}
