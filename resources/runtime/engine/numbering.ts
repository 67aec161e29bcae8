/**
 * Numbers the steps of a sequence in order, disabled ones included, so that a saved position stays true whatever a
 * condition says the next time.
 */
import type { SequenceGroup, SequenceNode, SequenceStep } from './sequence.ts';

export interface NumberedStep {
  readonly kind: 'step';
  readonly node: SequenceStep;
  /** The step's number, from 1. */
  readonly first: number;
  /** The same number: a step is a list of one. */
  readonly last: number;
  /** Disabled, or below a disabled group. */
  readonly isOff: boolean;
}

export interface NumberedGroup {
  readonly kind: 'group';
  readonly node: SequenceGroup;
  readonly children: readonly NumberedNode[];
  /** Number of the first step below it; of the next step at all when it holds none. */
  readonly first: number;
  /** Number of the last step below it; `first - 1` when it holds none. */
  readonly last: number;
}

export type NumberedNode = NumberedStep | NumberedGroup;

/** The tree with numbers, and its steps in order. */
export function numberSteps(children: readonly SequenceNode[]): {
  readonly nodes: readonly NumberedNode[];
  readonly steps: readonly NumberedStep[];
} {
  const steps: NumberedStep[] = [];
  const visit = (nodes: readonly SequenceNode[], isOff: boolean): NumberedNode[] =>
    nodes.map((node) => {
      const first = steps.length + 1;
      if (node.kind === 'step') {
        const step = { kind: 'step', node, first, last: first, isOff: isOff || node.isDisabled } as const;
        steps.push(step);
        return step;
      }
      const inner = visit(node.children, isOff || node.isDisabled);
      return { kind: 'group', node, children: inner, first, last: steps.length };
    });
  return { nodes: visit(children, false), steps };
}
