import { z } from 'zod';
import type { FieldCondition } from '../../contract/config-schema.ts';

const whenClientCerts = { field: 'client_certs', equals: true } as const;

/** The fields of a certificate that this end shows; `others` are whom it is shown to: "the server". */
export function clientCertificateFields(others: string, onlyWhen?: FieldCondition) {
  return {
    client_certs: z
      .boolean()
      .default(false)
      .meta({
        title: 'Use a client certificate',
        description: `Show ${others} a certificate of our own.`,
        ...(onlyWhen ? { onlyWhen } : {}),
      }),
    client_certificate: z.string().optional().meta({
      title: 'Client certificate',
      description: 'PEM.',
      sensitive: true,
      onlyWhen: whenClientCerts,
      required: true,
    }),
    client_key: z.string().optional().meta({
      title: 'Client key',
      description: 'PEM.',
      sensitive: true,
      onlyWhen: whenClientCerts,
      required: true,
    }),
  };
}

/** How the two ends of a connection over TLS prove who they are. */
export const tlsFields = {
  ...clientCertificateFields('the server'),
  ca_cert: z.string().optional().meta({
    title: 'CA certificate',
    description: 'PEM of the authority that signed the server’s certificate.',
    sensitive: true,
  }),
};

/** These fields, as they are configured. */
export interface TlsConfig {
  readonly client_certs?: boolean | undefined;
  readonly client_certificate?: string | undefined;
  readonly client_key?: string | undefined;
  readonly ca_cert?: string | undefined;
}

/** The same as Node's TLS takes it: nobody is verified without an authority. */
export function tlsOptions({ client_certs, client_certificate, client_key, ca_cert }: TlsConfig) {
  return {
    rejectUnauthorized: ca_cert !== undefined,
    ...(ca_cert === undefined ? {} : { ca: ca_cert }),
    ...(client_certs && client_certificate !== undefined && client_key !== undefined
      ? { cert: client_certificate, key: client_key }
      : {}),
  };
}
