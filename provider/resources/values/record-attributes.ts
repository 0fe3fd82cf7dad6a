import {
  bool,
  computed,
  isUnknown,
  object,
  optional,
  set,
  string,
  type Unknown,
} from '../../framework/index.ts';

/** Who made or changed something; the embedded engine has no users and leaves it null. */
const actor = object({
  id: computed(string, { nullable: true, description: 'Id of the user or API key.' }),
  name: computed(string, { nullable: true, description: 'Name of the user or API key.' }),
  type: computed(string, { nullable: true, description: '`user`, `organization` or `system`.' }),
});

export const id = computed(string, { keep: true, description: 'Id, made by syncform.' });

export const organization = optional(string, {
  computed: true,
  description:
    'Id of the organization that it belongs to. The embedded engine has one organization of its own.',
});

export const forceDestroy = optional(bool, {
  default: false,
  description:
    'Also delete the models and syncs that use it when it is destroyed, those of other configurations included. It must have been applied before the destroy.',
});

export const times = {
  created_at: computed(string, { keep: true, description: 'When it was created (RFC 3339, UTC).' }),
  updated_at: computed(string, { description: 'When its definition was last changed (RFC 3339, UTC).' }),
};

export const actors = {
  created_by: computed(actor, {
    keep: true,
    nullable: true,
    description: 'Who created it; null in the embedded engine.',
  }),
  updated_by: computed(actor, {
    keep: true,
    nullable: true,
    description: 'Who last changed it; null in the embedded engine.',
  }),
};

export const policies = computed(set(string), {
  keep: true,
  nullable: true,
  description: 'Ids of the policies that guard it; null in the embedded engine.',
});

/** What Terraform 1.12 and later know a resource by. */
export const identityById = {
  attributes: { id: { type: string, description: 'Id, made by syncform.' } },
};

/** `organization` after an apply: what the configuration says, or else the one that the document has. */
export function organizationOf(
  planned: { readonly organization: string | null | Unknown },
  id: string,
): string {
  return isUnknown(planned.organization) || planned.organization === null ? id : planned.organization;
}
