/** What a service account's key says of it. */
export interface ServiceAccount {
  readonly project_id?: string;
  readonly client_email: string;
  /** PEM. */
  readonly private_key: string;
  readonly private_key_id?: string;
  readonly token_uri?: string;
}

/** Reads the JSON key of a service account; undefined where it is none. */
export function parseServiceAccount(text: string): ServiceAccount | undefined {
  try {
    const account = JSON.parse(text) as Partial<ServiceAccount> | null;
    const { client_email, private_key } = account ?? {};
    const isWhole = typeof client_email === 'string' && typeof private_key === 'string';
    return isWhole ? (account as ServiceAccount) : undefined;
  } catch {
    return undefined;
  }
}
