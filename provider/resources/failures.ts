import { InvalidError, messageOf, SyncformError } from '@syncform/engine/api/errors.ts';
import {
  AttributeError,
  type Attributes,
  type Diagnostics,
  isUnknown,
  type Type,
} from '../framework/index.ts';

/** The schema and the values that an engine's error speaks of, so that it shows at the attribute at fault. */
export interface Subject {
  /** What was to be done, a clause: `create the sync "orders"`. */
  readonly doing: string;
  readonly attributes: Attributes;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Turns an error of the engine into what the user sees: every fault of a definition at its attribute. Throws the first one,
 * for a hook must not return after a failure, and adds the others.
 */
export function fail(error: unknown, subject: Subject, diagnostics: Diagnostics): never {
  if (!(error instanceof SyncformError)) throw error;
  const issues =
    error instanceof InvalidError ? error.issues : [{ path: error.path, message: messageOf(error) }];
  const [first, ...others] = issues.map(({ path, message }) => {
    const place = placeOf(subject, path);
    const rest = path.slice(place.length);
    return { place, detail: sentence(rest.length > 0 ? `${pathText(path)}: ${message}` : message) };
  });
  const summary = `Cannot ${subject.doing}`;
  for (const { place, detail } of others) diagnostics.error(place, summary, detail);
  throw new AttributeError(first?.place ?? [], summary, first?.detail ?? messageOf(error));
}

/**
 * The steps of a document's path as far as Terraform can point: into objects, lists and maps, up to a set, a text of JSON,
 * or what the schema does not have. A position in a map of keyed elements becomes its key.
 */
export function placeOf(
  { attributes, values }: Pick<Subject, 'attributes' | 'values'>,
  path: readonly (string | number)[],
): readonly (string | number)[] {
  const [name, ...rest] = path;
  if (typeof name !== 'string' || !attributes[name]) return [];
  return [name, ...within(attributes[name].type, values[name], rest)];
}

function within(
  type: Type,
  value: unknown,
  path: readonly (string | number)[],
): readonly (string | number)[] {
  if (value === null || value === undefined || isUnknown(value) || path.length === 0) return [];
  const [step, ...rest] = path as [string | number, ...(string | number)[]];
  switch (type.kind) {
    case 'object': {
      const { attributes } = type as { attributes: Attributes };
      return placeOf({ attributes, values: value as Record<string, unknown> }, path);
    }
    case 'list':
    case 'map':
      return [
        step,
        ...within((type as { element: Type }).element, (value as Record<string, unknown>)[step], rest),
      ];
    case 'dynamic': {
      if (typeof value !== 'object') return [];
      const key = typeof step === 'number' && !Array.isArray(value) ? Object.keys(value)[step] : step;
      if (key === undefined || !(key in value)) return typeof step === 'string' ? [step] : [];
      return [key, ...within(type, (value as Record<string | number, unknown>)[key], rest)];
    }
    default:
      return [];
  }
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join('');
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?)]$/.test(text) ? text : `${text}.`;
}

/** Apply does what was planned, or nothing. */
export function sourceChanged(): AttributeError {
  return new AttributeError(
    [],
    'The source schema changed since this plan',
    'Nothing was changed here. Run terraform plan again to see what is different, then apply.',
  );
}

/** Fails a data source that could not be read, for the end of a promise. */
export function reading(
  what: string,
  attributes: Attributes,
  values: Readonly<Record<string, unknown>>,
  diagnostics: Diagnostics,
): (error: unknown) => never {
  return (error) => fail(error, { doing: `read ${what}`, attributes, values }, diagnostics);
}
