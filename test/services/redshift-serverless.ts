import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { JsonObject } from '../../engine/kit/json.ts';
import { startAwsJson } from './aws-json.ts';
import { type Caller, Refusal } from './aws-signature.ts';
import { startRedshiftStandIn } from './redshift.ts';
import { startRedshiftProxy } from './redshift-proxy.ts';
import { type StsService, startSts } from './sts.ts';

/** A workgroup of Redshift Serverless: a Postgres with Redshift's words, behind the two calls that lead to it. */
export interface RedshiftServerlessService extends AsyncDisposable {
  readonly configuration: JsonObject;
  readonly sts: StsService;
  /** What was asked of the workgroup: the actions, in order. */
  readonly asked: readonly string[];
  /** How long a password that is given from now on lives, in seconds. */
  lifetime: number;
}

const ROLE = 'arn:aws:iam::123456789012:role/loader';

/**
 * Starts one. A caller has to assume the role first, and to sign with the role's keys; what GetCredentials answers is a user of the
 * Postgres (https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetCredentials.html).
 * AWS's clients find both services by the environment, which is set here.
 */
export async function startRedshiftServerless(): Promise<RedshiftServerlessService> {
  const postgres = await startRedshiftStandIn();
  const proxy = await startRedshiftProxy(postgres);
  const keys: Caller[] = [];
  const sts = await startSts({ arn: ROLE }, async () => {
    const made = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(20).toString('hex'),
      sessionToken: randomBytes(20).toString('hex'),
    };
    keys.push(made);
    return made;
  });
  const administrator = new pg.Client(postgres.connectionString);
  await administrator.connect();
  const user = `IAMR:loader-${randomBytes(4).toString('hex')}`;
  // AWS gives another password each time, and all of them hold; a Postgres knows one of a user.
  const password = randomBytes(20).toString('hex');
  await administrator.query(`CREATE ROLE "${user}" SUPERUSER LOGIN PASSWORD '${password}'`);
  const asked: string[] = [];
  const service = { lifetime: 3600 };
  const workgroup = 'analytics';
  const refuseOthers = (name: unknown) => {
    if (name !== workgroup)
      throw new Refusal('ResourceNotFoundException', `The workgroup ${name} does not exist.`, 400);
  };
  const api = await startAwsJson('redshift-serverless', () => keys, {
    async GetWorkgroup({ workgroupName }) {
      asked.push('GetWorkgroup');
      refuseOthers(workgroupName);
      return { workgroup: { workgroupName, endpoint: { address: postgres.host, port: proxy.port } } };
    },
    async GetCredentials({ workgroupName }) {
      asked.push('GetCredentials');
      refuseOthers(workgroupName);
      return { dbUser: user, dbPassword: password, expiration: Date.now() / 1000 + service.lifetime };
    },
  });
  const before = { ...process.env };
  const environment = {
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS: api.endpoint,
    AWS_ACCESS_KEY_ID: sts.caller.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sts.caller.secretAccessKey,
  };
  Object.assign(process.env, environment);
  return {
    configuration: {
      workgroup,
      database: postgres.database,
      region: 'eu-central-1',
      connection_method: 'endpoint',
      iam_role_arn: ROLE,
      ssl: false,
    },
    sts,
    asked,
    get lifetime() {
      return service.lifetime;
    },
    set lifetime(seconds: number) {
      service.lifetime = seconds;
    },
    async [Symbol.asyncDispose]() {
      for (const name of Object.keys(environment)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
      await api[Symbol.asyncDispose]();
      await sts[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await administrator.query(`DROP OWNED BY "${user}" CASCADE`);
      await administrator.query(`DROP ROLE "${user}"`);
      await administrator.end();
      await postgres[Symbol.asyncDispose]();
    },
  };
}
