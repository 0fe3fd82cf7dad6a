/** Databases at a server that others may use as well. */
export interface OwnDatabases {
  /** Makes an empty database and answers its name. */
  create(): Promise<string>;
  /** Drops all that were made here. */
  drop(): Promise<void>;
}

/** Databases of a test's own: `run` runs a statement as a user who may create them, `dropping` is one that drops one. */
export function ownDatabases(
  run: (sql: string) => Promise<void>,
  dropping: (name: string) => string,
): OwnDatabases {
  const names: string[] = [];
  return {
    async create() {
      const name = `test_${process.pid}_${names.length}_${Date.now().toString(36)}`;
      await run(`CREATE DATABASE ${name}`);
      names.push(name);
      return name;
    },
    async drop() {
      for (const name of names.splice(0)) await run(dropping(name));
    },
  };
}
