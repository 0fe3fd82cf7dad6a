import { styleText } from 'node:util';
import type { ExecutionObject, ExecutionStatus } from '../api/documents.ts';

type Status = ExecutionStatus | ExecutionObject['status'];
type Color = 'green' | 'yellow' | 'red' | 'cyan' | 'gray';

const looks: Readonly<Record<Status, readonly [mark: string, color: Color]>> = {
  created: ['·', 'gray'],
  waiting: ['·', 'gray'],
  running: ['▸', 'cyan'],
  canceling: ['▸', 'yellow'],
  canceled: ['■', 'yellow'],
  completed: ['✓', 'green'],
  skipped: ['-', 'gray'],
  errors: ['!', 'yellow'],
  failed: ['✗', 'red'],
  interrupted: ['✗', 'red'],
};

/** How texts are set off from each other: with colour on a terminal, not at all elsewhere. */
export interface Style {
  mark(status: Status): string;
  strong(text: string): string;
  faint(text: string): string;
  fault(text: string): string;
}

export const plain: Style = {
  mark: (status) => looks[status][0],
  strong: (text) => text,
  faint: (text) => text,
  fault: (text) => text,
};

/** Honours NO_COLOR and the like (https://no-color.org), as node:util does. */
export const colored: Style = {
  mark: (status) => styleText(looks[status][1], looks[status][0]),
  strong: (text) => styleText('bold', text),
  faint: (text) => styleText('dim', text),
  fault: (text) => styleText('red', text),
};
