/** How large a portion may be. */
export interface PortionLimits<T> {
  readonly items: number;
  readonly bytes: number;
  bytesOf(item: T): number;
}

/**
 * Items in portions that are as large as the limits let them be; an item that is too large by itself is a portion. The same items
 * are always cut at the same places.
 */
export async function* portions<T>(
  batches: AsyncIterable<readonly T[]>,
  limits: PortionLimits<T>,
): AsyncIterable<readonly T[]> {
  let portion: T[] = [];
  let size = 0;
  for await (const batch of batches)
    for (const item of batch) {
      const bytes = limits.bytesOf(item);
      if (portion.length === limits.items || (portion.length > 0 && size + bytes > limits.bytes)) {
        yield portion;
        portion = [];
        size = 0;
      }
      portion.push(item);
      size += bytes;
    }
  if (portion.length > 0) yield portion;
}
