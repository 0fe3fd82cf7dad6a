import type {
  AttributePath_Step,
  Diagnostic as DiagnosticMessage,
} from '../../protocol/generated/tfplugin6.ts';
import { Diagnostic_Severity } from '../../protocol/generated/tfplugin6.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Attributes, Type } from '../types.ts';

/** A diagnostic as the protocol says it; the schema tells which steps are names, keys or indexes. */
export function diagnosticMessage(diagnostic: Diagnostic, attributes: Attributes): DiagnosticMessage {
  const { severity, summary, detail, path } = diagnostic;
  return {
    severity: severity === 'error' ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary,
    detail,
    attribute: path && path.length > 0 ? pathMessage(path, attributes) : undefined,
  };
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
