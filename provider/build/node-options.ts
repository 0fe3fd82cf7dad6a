/** How the released programs start Node. */
export const nodeOptions: readonly string[] = [
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=DeprecationWarning',
];

/**
 * How the command line does, through which rows pass: V8's young generation would grow to 130 MB, for objects that are all garbage by
 * then. Held to three times 8 MB it takes no more processor time. What Terraform plans stays in memory, so the provider is not
 * held to that.
 */
export const commandLineOptions: readonly string[] = [...nodeOptions, '--max-semi-space-size=8'];
