import type pg from 'pg';

/** Makes the domains that a statement needs, where they are not there. */
export async function makeDomains(client: pg.Client, domains: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, definition] of domains)
    await client.query(
      `DO $do$ BEGIN IF to_regtype('${name}') IS NULL THEN CREATE DOMAIN ${name} AS ${definition}; END IF; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $do$`,
    );
}
