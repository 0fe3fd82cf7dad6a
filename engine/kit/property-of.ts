/** A property of something thrown: Node's errors carry a `code`, SQLite's an `errcode`. */
export function propertyOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
