import { codes, findingKinds } from '../engine/kit/findings/codes.ts';
import { markdownTable } from './markdown-table.ts';

/** Every code that a plan's warnings and refusals carry, in Markdown. */
export function codesPage(): string {
  const rows = codes.map((code) => {
    const { title, severity, fixed } = findingKinds[code];
    return [`[\`${code}\`](#${code})`, title, fixed === undefined ? severity : `${severity}, always`];
  });
  const sections = codes.map((code) => {
    const { title, severity, fixed, means, todo } = findingKinds[code];
    const stays = fixed === undefined ? `\`${severity}\` unless changed.` : `Always \`error\`: ${fixed}.`;
    return `### ${code}\n\n**${title}.** ${stays} ${means}\n\n${todo}\n`;
  });
  return `<!-- Written by \`npm run docs\` from engine/kit/findings/codes.ts. Change that instead. -->

# Codes of findings

Each warning and each refusal of a plan ends its first line with a code: \`Rows at stake: "orders" [rows-at-stake]\`. Syncs, bulk
syncs and models have the same in their attribute \`findings\`, where reports and policies read them.

What becomes of a finding is its severity, which \`severities\` sets by code, of the provider for everything or of one sync or bulk
sync, whose word counts first:

\`\`\`hcl
provider "syncform" {
  severities = { destructive = "error", lossy = "ignore" }
}
\`\`\`

\`ignore\` leaves it out, \`warning\` tells it, \`error\` refuses the plan, and the apply where it is only then found. What has to stay an
error cannot be lowered: to say so is an error itself.

${markdownTable(['Code', 'What it tells', 'Severity'], rows)}

${sections.join('\n')}`;
}
