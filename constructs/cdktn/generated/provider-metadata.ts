/** The provider that the classes were made for. */
export const providerMetadata = {
  providerName: 'syncform',
  providerVersion: '0.1.0',
  providerVersionConstraint: '0.1.0',
} as const;
