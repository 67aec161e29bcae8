/** Set Task Sequence Variable: the value stands in the action, not in the list of values. */
import { parseSetVariable } from '../actions.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';

export async function setVariable(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { variables, ports } = context;
  const { name, value, isHidden } = parseSetVariable(step.action);
  const mask = step.variables.some(
    (one) => one.property.toLowerCase() === 'donotshowvariablevalue' && one.value.toLowerCase() === 'true',
  );
  const hidden = isHidden || mask || step.variables.some((one) => one.isHidden);
  const expanded = variables.expand(value);
  // A value made of a hidden one is hidden itself, or the mask would end at the first copy.
  const isDerived = expanded !== variables.describe(value);
  variables.set(name, expanded, { isHidden: hidden || isDerived });
  ports.log(`${name} = ${variables.isHidden(name) ? '********' : expanded}`);
  return await Promise.resolve({ exitCode: 0 });
}
