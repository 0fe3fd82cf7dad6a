import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { markdownOf } from '../../plan-report/markdown.ts';
import { readPlanJson } from '../../plan-report/plan-json.ts';
import { reportOf } from '../../plan-report/report.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseLimit } from './executions.ts';

/** Characters that a comment on GitHub may have. */
const COMMENT = 65_536;

export const planReport: Command = {
  name: 'plan-report',
  summary: 'Turn the JSON of a Terraform plan into Markdown for a pull request',
  args: '[file]',
  maxArgs: 1,
  description:
    'Reads the file, or standard input: terraform show -json tfplan | syncform plan-report. What is at stake comes first, tables and\n' +
    'statements are folded, and nothing that Terraform marks as sensitive is in it. --json has all of it as data.',
  options: {
    'fail-on-change': {
      type: 'boolean',
      description:
        'end with code 1 where the plan changes something, or something was changed outside of Terraform',
    },
    limit: {
      type: 'string',
      placeholder: 'n',
      description: `at most this many characters of Markdown; default ${COMMENT}, as much as a comment on GitHub holds`,
    },
  },
  async run({ args, options, terminal }) {
    const limit = parseLimit(options.limit, COMMENT);
    const [file] = args;
    const report = reportOf(
      readPlanJson(await (file === undefined ? text(process.stdin) : readFile(file, 'utf8'))),
    );
    terminal.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : markdownOf(report, limit));
    const isChange = report.resources.length + report.others + report.drift.length > 0;
    return options['fail-on-change'] && isChange ? exitCodes.failed : exitCodes.ok;
  },
};
