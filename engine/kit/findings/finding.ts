import { type Code, codes, findingKinds, isCode, type Severity, severities } from './codes.ts';

/** Something that a plan says to its reviewer. */
export interface Finding {
  readonly code: Code;
  /** A sentence that names what it is about. */
  readonly message: string;
}

/** A finding with what becomes of it. */
export interface JudgedFinding extends Finding {
  readonly severity: Severity;
}

/** What becomes of findings, by code, where it is not as the kind says. */
export type Severities = Readonly<Partial<Record<Code, Severity>>>;

/** Findings of one code. */
export function findings(code: Code, messages: readonly string[]): readonly Finding[] {
  return messages.map((message) => ({ code, message }));
}

/** Findings as a plan has them: as they are, and as sentences. */
export function spoken(found: readonly Finding[]): {
  readonly findings: readonly Finding[];
  readonly warnings: readonly string[];
} {
  return { findings: found, warnings: found.map(({ message }) => message) };
}

/** What becomes of a code: as the first of the settings says that names it. */
export function severityOf(code: Code, settings: readonly Severities[]): Severity {
  const said = settings.find((setting) => setting[code] !== undefined)?.[code];
  return said ?? findingKinds[code].severity;
}

/** Findings with their severities, the gravest kind first, without those that are ignored. The first setting that names a code counts. */
export function judge(found: readonly Finding[], settings: readonly Severities[]): readonly JudgedFinding[] {
  return found
    .map((finding) => ({ ...finding, severity: severityOf(finding.code, settings) }))
    .filter(({ severity }) => severity !== 'ignore')
    .sort((a, b) => codes.indexOf(a.code) - codes.indexOf(b.code));
}

/** What is wrong with a setting of severities: by code, a sentence each. */
export function severityFaults(setting: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(setting).flatMap(([code, severity]) => {
      const fault = severityFault(code, severity);
      return fault ? [[code, fault] as const] : [];
    }),
  );
}

function severityFault(code: string, severity: string): string | undefined {
  if (!isCode(code)) return `There is no code "${code}"; the codes are ${codes.join(', ')}.`;
  if (!(severities as readonly string[]).includes(severity))
    return `"${severity}" is no severity; say ${severities.map((s) => `"${s}"`).join(', ')}.`;
  const { fixed } = findingKinds[code];
  if (fixed === undefined || severity === 'error') return undefined;
  return `"${code}" stays an error: ${fixed}.`;
}
