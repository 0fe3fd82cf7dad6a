import { serviceFailure } from '../../../../families/aws/service-failure.ts';
import { assumedRole } from '../../../../families/object-store/s3/assumed-role.ts';
import type { LoginConfig } from '../../../../families/postgresql/sessions.ts';
import { canceled } from '../../../../kit/abort.ts';
import { ConnectionError } from '../../../../kit/errors.ts';
import type { RedshiftServerlessConfig } from './config.ts';

/** How long a password is to live, in seconds: the most that there is. */
const LIFETIME_S = 3_600;
/** A password that ends sooner is not used any more. */
const SPARE_MS = 5 * 60_000;
const PORT = 5439;

interface Known {
  readonly login: LoginConfig;
  /** When the password ends, in ms since 1970. */
  readonly ends: number;
}

/**
 * Who logs in at a workgroup: AWS gives the role a database user, `IAMR:<role>`, with a password of an hour
 * (https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetCredentials.html). It is asked for again before that ends.
 */
export function temporaryLogin(
  config: RedshiftServerlessConfig,
): (signal: AbortSignal) => Promise<LoginConfig> {
  let known: Promise<Known> | undefined;
  return async (signal) => {
    const earlier = known && (await known.catch(() => undefined));
    if (earlier && earlier.ends - Date.now() > SPARE_MS) return earlier.login;
    known = askForLogin(config, signal);
    return (await known).login;
  };
}

async function askForLogin(config: RedshiftServerlessConfig, signal: AbortSignal): Promise<Known> {
  const { GetCredentialsCommand, GetWorkgroupCommand, RedshiftServerlessClient } = await import(
    './driver.ts'
  );
  const {
    workgroup,
    database,
    region,
    iam_role_arn: roleArn,
    external_id: externalId,
    ssl,
    inactivity_timeout,
  } = config;
  const credentials = assumedRole({ roleArn, externalId, region, part: 'user or password' });
  const client = new RedshiftServerlessClient({ credentials, ...(region ? { region } : {}) });
  try {
    const askForAddress = async () => {
      const command = new GetWorkgroupCommand({ workgroupName: workgroup });
      const answer = await client.send(command, { abortSignal: signal });
      return addressOf(workgroup, answer.workgroup?.endpoint);
    };
    const { hostname, port } = parseEndpoint(config.endpoint) ?? (await askForAddress());
    const { dbUser, dbPassword, expiration } = await client.send(
      new GetCredentialsCommand({ workgroupName: workgroup, dbName: database, durationSeconds: LIFETIME_S }),
      { abortSignal: signal },
    );
    if (dbUser === undefined || dbPassword === undefined)
      throw new ConnectionError('user or password', `AWS gave no user of workgroup ${workgroup}`);
    return {
      login: { hostname, port, username: dbUser, password: dbPassword, database, ssl, inactivity_timeout },
      ends: expiration?.getTime() ?? Date.now() + SPARE_MS,
    };
  } catch (error) {
    if (signal.aborted) throw canceled(signal);
    throw workgroupFailure(error, config);
  } finally {
    client.destroy();
  }
}

/** What AWS said of the calls, in terms of the connection's settings. */
function workgroupFailure(error: unknown, { workgroup, region }: RedshiftServerlessConfig): unknown {
  if (error instanceof Error && error.name === 'ResourceNotFoundException')
    return new ConnectionError('name resolution', `there is no workgroup ${workgroup}: ${error.message}`, {
      hint: 'Check workgroup and region.',
      cause: error,
    });
  if (error instanceof Error && /Region is missing/.test(error.message))
    return new ConnectionError('name resolution', 'nothing says in which region the workgroup is', {
      hint: 'Set region.',
      cause: error,
    });
  const service = {
    name: 'Redshift Serverless',
    hostname: `redshift-serverless.${region ?? ''}.amazonaws.com`,
    port: 443,
    checkWho: 'Check iam_role_arn, and who syncform runs as.',
  };
  return serviceFailure(error, service) ?? error;
}

function addressOf(
  workgroup: string,
  endpoint: { readonly address?: string | undefined; readonly port?: number | undefined } | undefined,
): { readonly hostname: string; readonly port: number } {
  if (endpoint?.address === undefined)
    throw new ConnectionError('refused', `workgroup ${workgroup} has no endpoint yet`, {
      hint: 'Wait until it is available, or set endpoint.',
    });
  return { hostname: endpoint.address, port: endpoint.port ?? PORT };
}

/** Reads host, host:port or host:port/database; the database is said by itself. Undefined where nothing is said. */
export function parseEndpoint(
  text: string | undefined,
): { readonly hostname: string; readonly port: number } | undefined {
  if (text === undefined) return undefined;
  const [, hostname, port] = /^([^:/]+)(?::(\d{1,5}))?(?:\/.*)?$/.exec(text.trim()) ?? [];
  if (hostname === undefined)
    throw new ConnectionError('name resolution', `"${text}" is no endpoint`, {
      hint: 'Write host:port in endpoint, or leave it out.',
    });
  return { hostname, port: port === undefined ? PORT : Number(port) };
}
