import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { salesforce } from '../../engine/connectors/saas/salesforce.ts';
import type { ConnectorDefinition } from '../../engine/contract/contract.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import type { Manifest } from '../../engine/families/manifest/manifest.ts';
import { type FakeField, type FakeSystem, SETTING, startFake } from '../manifests/fake-system.ts';
import { Workspace } from './workspace.ts';

/** A workspace with the configuration of the example in a folder, and values for its variables. */
export async function exampleWorkspace(
  folder: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Workspace> {
  const workspace = await Workspace.create();
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf'));
  for (const name of names) await workspace.write(name, await readFile(join(folder, name), 'utf8'));
  await workspace.write('terraform.tfvars.json', JSON.stringify(variables));
  return workspace;
}

/** A stand-in for a business system, made from its manifest: it proves our requests and says nothing of the vendor. */
export interface BusinessSystem extends FakeSystem {
  /** Where the stand-in is, as an example's variable has it. */
  readonly addresses: { readonly base_url: string; readonly token_endpoint: string };
}

/** Starts one; `fields` are those that its objects have. Every secret and name of an account is SETTING. */
export async function startBusinessSystem(
  definition: ConnectorDefinition,
  fields?: readonly FakeField[],
): Promise<BusinessSystem> {
  const fake = await startFake(manifestOf(definition) as Manifest, fields);
  return {
    ...fake,
    addresses: { base_url: `${fake.origin}/base`, token_endpoint: `${fake.origin}/token` },
  };
}

/** Variables of an example that signs in to Salesforce. */
export function salesforceVariables({ addresses }: BusinessSystem): Readonly<Record<string, unknown>> {
  return {
    salesforce: { domain: 'acme.my.salesforce.com', client_id: SETTING, ...addresses },
    salesforce_client_secret: SETTING,
  };
}

/** Fields of Salesforce's contacts, as examples write them. */
const OF_CONTACTS: readonly FakeField[] = [
  { name: 'Email', type: 'string', isUnique: true },
  { name: 'LastName', type: 'string' },
  { name: 'Spent__c', type: 'double' },
];

/**
 * Applies an example that writes contacts to Salesforce, where ann@example.com is one already; answers all contacts afterwards. Throws
 * unless the plan after that has nothing to do.
 */
export async function contactsAfterApply(
  folder: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await using crm = await startBusinessSystem(salesforce, OF_CONTACTS);
  crm.writes.add('Contact', { Email: 'ann@example.com', LastName: 'Old' });
  await using workspace = await exampleWorkspace(folder, { ...salesforceVariables(crm), ...variables });
  await workspace.apply();
  await expectNothingToDo(workspace);
  return [...(crm.writes.held.get('Contact')?.values() ?? [])];
}

/** Plans once more; throws unless there is nothing to do. */
export async function expectNothingToDo(workspace: Workspace): Promise<void> {
  const again = await workspace.run(['plan', '-detailed-exitcode', '-input=false']);
  expect([again.code, again.output]).toEqual([0, expect.stringContaining('No changes')]);
}
