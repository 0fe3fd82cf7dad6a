import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface MotherduckConnectionProps extends ConnectionProps {
  /** A MotherDuck access token: Settings → Access Tokens. */
  readonly accessToken: Secret;
  /** The MotherDuck database. It must be there. Default: "my_db". */
  readonly database?: string;
  /** Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default: false. */
  readonly allowExternalAccess?: boolean;
  /** Where rows wait until MotherDuck has loaded them: a bucket, or s3://bucket/prefix. Needed for writing to MotherDuck, not for reading. Nothing stays in it. */
  readonly s3BucketName?: string;
  /** As us-east-1. */
  readonly s3BucketRegion?: string;
  /** Of a user that may write to the staging bucket. */
  readonly awsAccessKeyId?: string;
  /** Of the same user. */
  readonly awsSecretAccessKey?: Secret;
}

const shape: Shape = {"access_token":"secret","database":"value","allow_external_access":"value","s3_bucket_name":"value","s3_bucket_region":"value","aws_access_key_id":"value","aws_secret_access_key":"secret"};

/** A MotherDuck database: source of models and bulk syncs, target of both. Rows are loaded from files that are staged in an S3 bucket. */
export class MotherduckConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_motherduck_connection';

  constructor(scope: Construct, id: string, props: MotherduckConnectionProps) {
    super(scope, id, MotherduckConnection.tfResourceType, shape, props);
  }
}
