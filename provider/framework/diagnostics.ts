/**
 * Where in a configuration: an attribute's name, or steps from the outermost attribute inwards (names, map keys and list indexes).
 * Terraform cannot point into a set: a path ends there.
 */
export type Path = string | readonly (string | number)[];

/** A message to the user. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** One line: what is wrong. */
  readonly summary: string;
  /** What it means and what to do next. */
  readonly detail: string;
  readonly path?: readonly (string | number)[];
}

/** Thrown by a hook that fails because of one attribute: the user sees the message at that attribute. */
export class AttributeError extends Error {
  override readonly name = 'AttributeError';
  readonly path: readonly (string | number)[];
  readonly summary: string;
  readonly detail: string;

  constructor(path: Path, summary: string, detail = '', options?: ErrorOptions) {
    super(detail === '' ? summary : `${summary}: ${detail}`, options);
    this.path = steps(path);
    this.summary = summary;
    this.detail = detail;
  }
}

/** Collects what a hook has to say. Errors that are added let the hook go on, so that one run reports them all. */
export class Diagnostics {
  readonly all: Diagnostic[] = [];

  error(path: Path | undefined, summary: string, detail = ''): void {
    this.#add('error', path, summary, detail);
  }

  warning(path: Path | undefined, summary: string, detail = ''): void {
    this.#add('warning', path, summary, detail);
  }

  get hasErrors(): boolean {
    return this.all.some((one) => one.severity === 'error');
  }

  #add(severity: Diagnostic['severity'], path: Path | undefined, summary: string, detail: string): void {
    this.all.push({ severity, summary, detail, ...(path === undefined ? {} : { path: steps(path) }) });
  }
}

/** The steps of a path. */
export function steps(path: Path): readonly (string | number)[] {
  return typeof path === 'string' ? [path] : path;
}
