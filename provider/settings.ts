import { AttributeError, isUnknown, optional, string, type UncertainConfig } from './framework/index.ts';
import { severitiesAttribute } from './resources/diagnostics/findings.ts';

/** The provider's settings. Those of Polytomic's provider are accepted under the same names. */
export const settings = {
  data_dir: optional(string, {
    description:
      'Folder of the embedded engine: definitions, encrypted secrets, how far each sync has come. Relative to the root module. Default `.syncform` (environment: `SYNCFORM_DATA_DIR`).',
  }),
  severities: severitiesAttribute('every plan'),
  endpoint: optional(string, {
    description:
      'Address of a syncform server (environment: `SYNCFORM_ENDPOINT`). Leave it unset: the engine then runs inside the provider.',
  }),
  deployment_url: optional(string, {
    description:
      'The same as `endpoint`, as Polytomic’s provider calls it (environment: `POLYTOMIC_DEPLOYMENT_URL`).',
  }),
  api_key: optional(string, {
    sensitive: true,
    description: 'API key for the server (environment: `SYNCFORM_API_KEY`, `POLYTOMIC_API_KEY`).',
  }),
  deployment_api_key: optional(string, {
    sensitive: true,
    description: 'Deployment key for the server (environment: `POLYTOMIC_DEPLOYMENT_KEY`).',
  }),
  partner_key: optional(string, {
    sensitive: true,
    description: 'Partner key for the server (environment: `POLYTOMIC_PARTNER_KEY`).',
  }),
};

type Settings = UncertainConfig<typeof settings>;
type Environment = Readonly<Record<string, string | undefined>>;

/** Throws where a server is asked for: there is none to talk to yet. */
export function refuseServer(config: Settings, environment: Environment): void {
  const unset =
    'A syncform server is not available yet. Leave it unset to run the engine inside the provider.';
  for (const name of ['endpoint', 'deployment_url'] as const)
    if (config[name] !== null && !isUnknown(config[name]))
      throw new AttributeError(name, `${name} is not available yet`, unset);
  for (const name of ['SYNCFORM_ENDPOINT', 'POLYTOMIC_DEPLOYMENT_URL'])
    if (environment[name]) throw new Error(`The environment variable ${name} is set. ${unset}`);
  if (environment.SYNCFORM_API_KEY)
    throw new Error(
      'The environment variable SYNCFORM_API_KEY is set, and no server is named. The engine inside the provider takes no key. Unset it: definitions would otherwise be made in a new, empty engine.',
    );
  for (const name of ['api_key', 'deployment_api_key', 'partner_key'] as const)
    if (config[name] !== null && !isUnknown(config[name]))
      throw new AttributeError(
        name,
        `${name} is for a server, and none is named`,
        'The engine inside the provider takes no key. Remove it: a server cannot be named yet, and definitions would otherwise be made in a new, empty engine.',
      );
}

/** The embedded engine's folder; relative to the root module. */
export function dataDirectory(config: Settings, environment: Environment): string {
  if (isUnknown(config.data_dir))
    throw new AttributeError(
      'data_dir',
      'data_dir is not known yet',
      'It comes from a resource that has not been applied, but planning already needs the engine. Give it a fixed value.',
    );
  return config.data_dir ?? (environment.SYNCFORM_DATA_DIR || '.syncform');
}
