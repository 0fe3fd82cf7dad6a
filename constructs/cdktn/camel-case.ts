// Made from ../cdktf/camel-case.ts by `npm run constructs:generate`; change that one.
/** A name in Terraform as TypeScript has it: `oauth_client_id` → `oauthClientId`. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
