/** The two libraries that generated code can be for. cdktn continues cdktf; their classes do not mix. */
export const flavours = [
  { library: 'cdktf', generator: '@cdktf/provider-generator' },
  { library: 'cdktn', generator: '@cdktn/provider-generator' },
] as const;

export type Flavour = (typeof flavours)[number];
