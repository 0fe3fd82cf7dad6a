import { z } from 'zod';
import { parseServiceAccount } from './service-account.ts';

/** The text of a service account's key, as a field of a connection. */
export const serviceAccountKey = z
  .string()
  .refine(
    (text) => parseServiceAccount(text) !== undefined,
    'give the whole JSON key of a service account, with client_email and private_key',
  );

/** What is said of such a field; `roles` ends the sentence "The account needs …". */
export function aboutServiceAccountKey(roles: string) {
  return {
    title: 'Service account key',
    description: `The JSON key file’s contents. The account needs ${roles}.`,
    sensitive: true,
  } as const;
}
