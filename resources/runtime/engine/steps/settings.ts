/**
 * The values of a step (<defaultVarList>). Each has the name of a task sequence variable and the name of a property; the
 * product sets the variable for the time of the step, unless a variable of this name exists already: that one wins.
 * Trap: only variable names are looked up in the environment, never property names ("Message", "Size", "Type"), and
 * never names with a leading "_", which belong to the program.
 */
import type { SequenceStep, StepVariable } from '../sequence.ts';
import type { VariableStore } from '../variables.ts';

export interface StepSettings {
  /**
   * A value with every %NAME% replaced; undefined when it is absent or empty. `variable` is the name of the task
   * sequence variable ("OSDDiskIndex"), `property` the name in the step ("DiskIndex").
   */
  text(variable: string, property?: string): string | undefined;
  /** true, yes or 1 in any case; `otherwise` when absent. */
  flag(variable: string, property?: string, otherwise?: boolean): boolean;
  /** A whole number, undefined when it is absent or none. */
  integer(variable: string, property?: string): number | undefined;
  /** The value must not be shown: it is marked so, or made of a hidden variable. */
  isHidden(variable: string, property?: string): boolean;
  /** Names of all values of the step. */
  names(): readonly string[];
}

/** The settings of a step; reads the environment at the time of each question. */
export function settingsOf(step: SequenceStep, variables: VariableStore): StepSettings {
  const entry = (variable: string, property?: string): StepVariable | undefined =>
    step.variables.find((one) => isSame(one.name, variable)) ??
    (property === undefined ? undefined : step.variables.find((one) => isSame(one.property, property)));
  const override = (variable: string): string | undefined =>
    variable.startsWith('_') ? undefined : variables.get(variable);
  const raw = (variable: string, property?: string): string | undefined => {
    const value = override(variable) ?? entry(variable, property)?.value;
    return value === undefined || value === '' ? undefined : value;
  };
  const text = (variable: string, property?: string): string | undefined => {
    const value = raw(variable, property);
    return value === undefined ? undefined : variables.expand(value);
  };
  return {
    text,
    flag(variable, property, otherwise = false) {
      const value = text(variable, property)?.trim().toLowerCase();
      return value === undefined ? otherwise : value === 'true' || value === 'yes' || value === '1';
    },
    integer(variable, property) {
      const value = text(variable, property)?.trim();
      return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
    },
    isHidden(variable, property) {
      const value = raw(variable, property) ?? '';
      return (
        variables.isHidden(variable) ||
        entry(variable, property)?.isHidden === true ||
        variables.expand(value) !== variables.describe(value)
      );
    },
    names: () => step.variables.map((one) => one.name),
  };
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
