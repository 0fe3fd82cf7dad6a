import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ConnectionError, type ConnectionPart, messageOf } from '../../../kit/errors.ts';

export interface RoleOptions {
  readonly roleArn: string;
  /** What the role's trust policy asks to be shown, where it does. */
  readonly externalId: string | undefined;
  readonly region: string | undefined;
  /** What of a connection does not work where the role cannot be assumed. Absent: `bucket`. */
  readonly part?: ConnectionPart;
}

/** Keys that live for a while, as AWS's clients take them: they ask for new ones before these end. */
export interface TemporaryKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/**
 * Takes on a role, as whoever this process is to AWS's default chain (environment, profile, instance), and answers its keys
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 */
export function assumedRole({
  roleArn,
  externalId,
  region,
  part = 'bucket',
}: RoleOptions): () => Promise<TemporaryKeys> {
  return async () => {
    const client = new STSClient(region ? { region } : {});
    try {
      const { Credentials } = await client.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: 'syncform',
          ...(externalId ? { ExternalId: externalId } : {}),
        }),
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        ...(Expiration ? { expiration: Expiration } : {}),
      };
    } catch (error) {
      throw new ConnectionError(part, `cannot assume the role ${roleArn}: ${messageOf(error)}`, {
        hint: 'Check iam_role_arn, that its trust policy names who syncform runs as, and asks for no other external id than external_id.',
        cause: error,
      });
    } finally {
      client.destroy();
    }
  };
}
