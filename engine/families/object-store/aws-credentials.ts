import { z } from 'zod';
import type { FieldCondition } from '../../contract/config-schema.ts';

const whenAuth = (equals: string): FieldCondition => ({ field: 'auth_mode', equals });
export const whenKeys = whenAuth('access_key_and_secret');
export const whenRole = whenAuth('iam_role');

/** Fields of a connection that says by `auth_mode` how it gets into AWS; what its user and its role are to it is told. */
export function awsCredentialFields({
  user,
  role,
  required = true,
}: {
  readonly user: string;
  readonly role: string;
  /** Whether one of the two ways has to be set up. Absent: true. */
  readonly required?: boolean;
}) {
  return {
    aws_access_key_id: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'AWS access key ID', onlyWhen: whenKeys, required }),
    aws_secret_access_key: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'AWS secret access key', sensitive: true, onlyWhen: whenKeys, required }),
    aws_user: z
      .string()
      .optional()
      .meta({ title: 'User ARN', description: user, readOnly: true, onlyWhen: whenKeys }),
    iam_role_arn: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'IAM role ARN', description: role, onlyWhen: whenRole, required }),
    external_id: z.string().optional().meta({
      title: 'External ID',
      description:
        'What syncform shows when it assumes the role: make it a condition (sts:ExternalId) of the role’s trust policy.',
      readOnly: true,
      onlyWhen: whenRole,
    }),
  };
}
