import type { ObjectSummary } from '../../../contract/contract.ts';

/** A container and its database. Names of neither have slashes. */
export interface ContainerName {
  readonly database: string;
  readonly container: string;
}

export function formatId({ database, container }: ContainerName): string {
  return `${database}/${container}`;
}

/** The container that an id names. Undefined of a bare name where no database is known. */
export function parseId(id: string, database: string | undefined): ContainerName | undefined {
  const [first = '', second, ...more] = id.split('/');
  if (more.length > 0 || first === '' || second === '') return undefined;
  if (second !== undefined) return { database: first, container: second };
  return database === undefined ? undefined : { database, container: first };
}

export function summaryOf(name: ContainerName): ObjectSummary {
  const id = formatId(name);
  return { id, name: id, output_name: name.container, schema: name.database };
}
