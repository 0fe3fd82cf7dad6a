/**
 * Where an S3-compatible store is, when it is not AWS's own: the standard variables of AWS's tools
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). Undefined for AWS itself.
 */
export function s3Endpoint(): string | undefined {
  return process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL || undefined;
}
