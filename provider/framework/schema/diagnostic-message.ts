import type {
  AttributePath_Step,
  Diagnostic as DiagnosticMessage,
} from '../../protocol/generated/tfplugin6.ts';
import { Diagnostic_Severity } from '../../protocol/generated/tfplugin6.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Attributes, Type } from '../types.ts';

/** A diagnostic as the protocol says it. */
export function diagnosticMessage(diagnostic: Diagnostic, attributes: Attributes): DiagnosticMessage {
  const { severity, summary, detail, path = [] } = diagnostic;
  const shown = placeSteps(path, attributes);
  const place = path.length > shown.length ? `At ${written(path)}.` : '';
  return {
    severity: severity === 'error' ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary,
    detail: [detail, place].filter((part) => part !== '').join('\n\n'),
    attribute: shown.length > 0 ? { steps: shown } : undefined,
  };
}

/**
 * The steps with which Terraform finds the place in the configuration: it follows the attribute's name and one index or key into
 * what is written there, and for anything deeper it would show the whole block. It takes the names of nested attributes as keys.
 */
function placeSteps(path: readonly (string | number)[], attributes: Attributes): AttributePath_Step[] {
  const [name, inner] = path;
  if (name === undefined) return [];
  const first = { attribute_name: String(name) };
  if (inner === undefined || attributes[name]?.type.kind === 'set') return [first];
  return [first, typeof inner === 'number' ? { element_key_int: inner } : { element_key_string: inner }];
}

/** `users[0].name` */
function written(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('');
}

/** A path as the protocol says it, as far as the protocol can: it ends at a set. */
export function pathMessage(path: readonly (string | number)[], attributes: Attributes) {
  const steps: AttributePath_Step[] = [];
  let within: Type | undefined = { kind: 'object', attributes };
  for (const step of path) {
    if (within?.kind === 'set') break;
    if (within?.kind === 'map') steps.push({ element_key_string: String(step) });
    else if (typeof step === 'number') steps.push({ element_key_int: step });
    else steps.push({ attribute_name: step });
    within = inside(within, step);
  }
  return { steps };
}

function inside(type: Type | undefined, step: string | number): Type | undefined {
  if (type?.kind === 'object') return (type.attributes as Attributes)[step]?.type;
  return type && 'element' in type ? (type.element as Type) : undefined;
}
