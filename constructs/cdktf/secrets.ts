import { TerraformVariable, Token } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * A secret: a sensitive variable, or a reference to one: `variable.stringValue`, an attribute of a data source or an
 * ephemeral resource. Never the secret itself, which would be written into the synthesised configuration.
 */
export type Secret = TerraformVariable | string;

/** An expression of Terraform's own, for what the library has no classes for: `${ephemeral.vault_secret.db.value}`. */
const EXPRESSION = /^\$\{.+\}$/s;

export interface SecretVariableProps {
  readonly description?: string;
}

/**
 * A variable for a secret. It is ephemeral: Terraform (1.10 and later) keeps its value in no plan and no state, asks for
 * it on each plan and apply, and takes it only where it is not kept, as the secrets of connections are.
 */
export class SecretVariable extends TerraformVariable {
  constructor(scope: Construct, id: string, props: SecretVariableProps = {}) {
    super(scope, id, { type: 'string', sensitive: true, nullable: false, ...props });
    this.addOverride('ephemeral', true);
  }
}

/** A secret as Terraform is to be told of it. Throws, after `where`, for one that is written out. */
export function reference(secret: unknown, where: string): unknown {
  if (secret instanceof TerraformVariable) {
    if (secret.sensitive) return secret.stringValue;
    throw new Error(
      `${where} comes from the variable "${secret.node.id}", which is not sensitive: Terraform would show it. Use new SecretVariable(…), or set sensitive: true.`,
    );
  }
  if (Token.isUnresolved(secret) || (typeof secret === 'string' && EXPRESSION.test(secret))) return secret;
  throw new Error(
    `${where} is a secret and is written out: it would be in the synthesised configuration for all to read. Pass new SecretVariable(this, …), or an attribute of a data source or an ephemeral resource.`,
  );
}
