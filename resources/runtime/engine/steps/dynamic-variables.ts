/**
 * Set Dynamic Variables: rules in XML, each with a condition and variables; a later rule overwrites what an earlier one
 * set. Trap: the values of hidden variables do not come along in exports; an empty value is set as it stands.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { parseXml, type XmlElement } from '#lab/wire/xml.ts';
import { evaluateCondition } from '../conditions.ts';
import type { StepSuccess } from '../ports.ts';
import { parseConditions, type SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';

export async function setDynamicVariables(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, variables } = context;
  for (const rule of rulesOf(step)) {
    const element = rule.children.find((child) => child.name === 'condition');
    const condition = element === undefined ? undefined : parseConditions(element);
    const holds = await evaluateCondition(condition, {
      variables,
      facts: ports.facts,
      onUnknown: (what) => {
        ports.log(`A rule of "${step.name}": ${what}`, 'warning');
      },
    });
    if (!holds) continue;
    for (const list of rule.children.filter((child) => child.name === 'Variables'))
      for (const variable of list.children) assign(variable, context);
  }
  return { exitCode: 0 };
}

function assign({ attributes, text }: XmlElement, { variables, ports }: StepContext): void {
  const name = attributes['Name'] ?? '';
  const isDerived = variables.expand(text) !== variables.describe(text);
  const isHidden = attributes['IsSecret']?.toLowerCase() === 'true' || isDerived;
  variables.set(name, variables.expand(text), { isHidden });
  ports.log(`${name} = ${variables.isHidden(name) ? '********' : (variables.get(name) ?? '')}`);
}

/** @throws MediaError E_TS_ACTION when the rules are no XML */
function rulesOf(step: SequenceStep): readonly XmlElement[] {
  const text = step.variables.find((one) => one.property.toLowerCase() === 'rules')?.value.trim() ?? '';
  if (text === '') return [];
  try {
    const root = parseXml(text);
    if (root.name === 'Rules') return root.children.filter((child) => child.name === 'Rule');
  } catch (cause) {
    if (!isMediaError(cause)) throw cause;
    throw new MediaError('E_TS_ACTION', `the rules of step "${step.name}" are not XML`, { cause });
  }
  throw new MediaError('E_TS_ACTION', `the rules of step "${step.name}" do not begin with <Rules>`);
}
