/**
 * What a task sequence would do, without doing it: every step in order, where it runs, and whether this program knows its
 * kind and can run it. For tests and checks beforehand; the engine itself asks nobody.
 */
import { numberSteps, type NumberedNode } from './numbering.ts';
import type { TaskSequence } from './sequence.ts';
import type { StepEnvironment } from './state.ts';
import { definitionOf } from './steps/table.ts';

export interface PlannedStep {
  /** 1-based among all steps, disabled ones included. */
  readonly number: number;
  /** Names of the groups around it, from outside. */
  readonly groups: readonly string[];
  readonly name: string;
  readonly type: string;
  /** Configuration Manager's name of the kind; undefined for a type nobody here knows. */
  readonly label: string | undefined;
  /** Where it may run; empty for a type nobody knows, or when its setting contradicts its kind. */
  readonly environments: readonly StepEnvironment[];
  readonly isDisabled: boolean;
  /** The step or a group around it has a condition. */
  readonly isConditional: boolean;
}

export interface SequencePlan {
  readonly version: string;
  readonly references: readonly string[];
  readonly steps: readonly PlannedStep[];
  /** Types that no version of Configuration Manager known here has, each once, in order. */
  readonly unknownTypes: readonly string[];
}

export function planSequence(sequence: TaskSequence): SequencePlan {
  const steps: PlannedStep[] = [];
  const visit = (
    nodes: readonly NumberedNode[],
    around: { readonly groups: readonly string[]; readonly isConditional: boolean },
  ): void => {
    for (const one of nodes) {
      const isConditional = around.isConditional || one.node.condition !== undefined;
      if (one.kind === 'group') {
        visit(one.children, { groups: [...around.groups, one.node.name], isConditional });
        continue;
      }
      const { name, type, runIn } = one.node;
      const definition = definitionOf(type);
      steps.push({
        number: one.first,
        groups: around.groups,
        name,
        type,
        label: definition?.label,
        environments: (definition?.environments ?? []).filter((place) => isSetFor(runIn, place)),
        isDisabled: one.isOff,
        isConditional,
      });
    }
  };
  visit(numberSteps(sequence.children).nodes, { groups: [], isConditional: false });
  const unknownTypes = steps.filter((step) => step.label === undefined).map((step) => step.type);
  return {
    version: sequence.version,
    references: sequence.references,
    steps,
    unknownTypes: [...new Set(unknownTypes)],
  };
}

function isSetFor(runIn: 'WinPE' | 'FullOS' | 'WinPEandFullOS', place: StepEnvironment): boolean {
  return runIn === 'WinPEandFullOS' || (runIn === 'WinPE') === (place === 'boot-image');
}
