import { Rule } from './aspects.ts';
import type { Settings } from './definitions.ts';
import type { SyncformResource } from './resource.ts';

/** A field that holds personal data and would be sent as it is. */
export interface PersonalField {
  /** Path of the sync or bulk sync. */
  readonly construct: string;
  /** Of a bulk sync: the object that has the field. */
  readonly object?: string;
  readonly field: string;
}

export interface PersonalDataOptions {
  /** Fields with personal data, by name in any case, or by pattern: `['email', /phone|mobile/i]`. */
  readonly fields: readonly (string | RegExp)[];
  /** Fields that may be sent anyway. */
  readonly allow?: (field: PersonalField) => boolean;
  /**
   * What becomes of objects of a bulk sync whose fields are not listed, so that nobody knows at synth which they have: `refuse` them
   * (the default), or `ignore` them.
   */
  readonly unlisted?: 'refuse' | 'ignore';
}

type Fields = Readonly<
  Record<string, { enabled?: boolean; obfuscate?: boolean; encryption_enabled?: boolean; source?: Settings }>
>;

/**
 * Personal data leaves no system as it is. Fields that bulk syncs list are obfuscated by this rule itself. It refuses objects whose
 * fields are not listed, and fields of syncs that are not encrypted.
 *
 *     Aspects.of(stack).add(new PersonalDataObfuscated({ fields: ['email', /phone/i] }));
 */
export class PersonalDataObfuscated extends Rule {
  readonly #options: PersonalDataOptions;

  constructor(options: PersonalDataOptions) {
    super();
    this.#options = options;
  }

  protected override faults(resource: SyncformResource): readonly string[] {
    if (resource.terraformResourceType === 'syncform_bulk_sync') return this.#ofBulkSync(resource);
    if (resource.terraformResourceType === 'syncform_sync') return this.#ofSync(resource);
    return [];
  }

  #ofBulkSync({ inputs, node }: SyncformResource): readonly string[] {
    const schemas = inputs.schemas as
      | Readonly<Record<string, { enabled?: boolean; fields?: Fields }>>
      | undefined;
    const isRefused = this.#options.unlisted !== 'ignore';
    const unlisted =
      'its fields are not listed, so that personal data among them would be sent as it is: list them under fields';
    if (!schemas) return isRefused ? [`all objects are synced, and ${unlisted.replace('its', 'their')}`] : [];
    return Object.entries(schemas).flatMap(([object, { enabled, fields }]) => {
      if (enabled === false) return [];
      if (!fields) return isRefused ? [`schemas.${object}: ${unlisted}`] : [];
      for (const [field, said] of Object.entries(fields))
        if (said.enabled !== false && this.#isPersonal({ construct: node.path, object, field }))
          said.obfuscate = true;
      return [];
    });
  }

  #ofSync({ inputs, node }: SyncformResource): readonly string[] {
    const isSentPlain = (source: Settings | undefined) =>
      source !== undefined && this.#isPersonal({ construct: node.path, field: String(source.field) });
    const fields = Array.isArray(inputs.fields)
      ? inputs.fields.map((field) => [field.target as string, field] as const)
      : Object.entries(inputs.fields as Fields);
    const plain = fields.filter(([, field]) => !field.encryption_enabled && isSentPlain(field.source));
    const faults = plain.map(
      ([target, { source }]) =>
        `fields.${target}: ${source?.field} is personal data and is sent as it is: leave it out, or set encryptionEnabled: true`,
    );
    const identity = (inputs.identity as { readonly source?: Settings } | undefined)?.source;
    if (isSentPlain(identity))
      faults.push(
        `identity: ${identity?.field} is personal data, and what tells records apart cannot be encrypted: take another field`,
      );
    return faults;
  }

  #isPersonal(field: PersonalField): boolean {
    const isNamed = this.#options.fields.some((one) =>
      typeof one === 'string'
        ? one.toLowerCase() === field.field.toLowerCase()
        : field.field.search(one) >= 0,
    );
    return isNamed && !this.#options.allow?.(field);
  }
}
