/**
 * Runs a task sequence: order, groups, conditions, "continue on error", restart.
 * Rules (Configuration Manager): a failing step ends the sequence; with "continue on error" on the step the run goes on
 * behind it; with it on a group the rest of that group is left out and the run goes on behind the group.
 * Trap: a restart in the middle needs a place to keep the state. There is none yet, so a restart with steps left fails
 * before anything is restarted (E_TS_STATE); only a restart as the last thing is done.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { evaluateCondition } from './conditions.ts';
import type { EngineEvent, EnginePorts, EngineProgress, RestartRequest, SequenceResult } from './ports.ts';
import type { SequenceGroup, SequenceNode, SequenceStep, TaskSequence } from './sequence.ts';
import { runStep, StepExit } from './steps.ts';
import type { VariableStore } from './variables.ts';

export interface EngineOptions {
  readonly sequence: TaskSequence;
  readonly variables: VariableStore;
  readonly ports: EnginePorts;
  readonly onEvent?: (event: EngineEvent) => void;
}

/** Why a list of nodes ended early. */
type Stop =
  | { readonly kind: 'failed'; readonly step: SequenceStep; readonly error: unknown }
  | { readonly kind: 'restart'; readonly restart: RestartRequest };

/** Runs the sequence to its end; never throws for what a step does. */
export async function runSequence(options: EngineOptions): Promise<SequenceResult> {
  return await new Run(options).start();
}

/** Enabled steps below the nodes, in order; what is disabled takes everything below it along. */
export function enabledSteps(nodes: readonly SequenceNode[]): readonly SequenceStep[] {
  return nodes.flatMap((node): readonly SequenceStep[] => {
    if (node.isDisabled) return [];
    return node.kind === 'step' ? [node] : enabledSteps(node.children);
  });
}

class Run {
  readonly #options: EngineOptions;
  readonly #steps: readonly SequenceStep[];

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#steps = enabledSteps(options.sequence.children);
  }

  async start(): Promise<SequenceResult> {
    const { sequence, variables, ports } = this.#options;
    for (const { name, value, isHidden } of sequence.globals) {
      if (!variables.isDefined(name)) variables.set(name, value, { isHidden });
    }
    if (variables.sizeBytes > 8192)
      ports.log(
        `The environment holds ${variables.sizeBytes} bytes; Windows PE would allow 8192 to one command`,
      );
    this.#event({ kind: 'started', stepCount: this.#steps.length });
    const stop = await this.#nodes(sequence.children, '');
    if (stop?.kind === 'failed') return stop;
    return { kind: 'succeeded', restart: stop?.restart };
  }

  async #nodes(nodes: readonly SequenceNode[], group: string): Promise<Stop | undefined> {
    for (const node of nodes) {
      const stop = node.kind === 'group' ? await this.#group(node, group) : await this.#step(node, group);
      if (stop !== undefined) return stop;
    }
    return undefined;
  }

  async #group(node: SequenceGroup, parent: string): Promise<Stop | undefined> {
    const path = parent === '' ? node.name : `${parent} / ${node.name}`;
    const reason = node.isDisabled ? 'disabled' : this.#holds(node) ? undefined : 'its condition is not met';
    if (reason !== undefined) {
      this.#options.ports.log(`Group "${path}" is left out: ${reason}`);
      this.#event({ kind: 'group-skipped', group: path, reason });
      return undefined;
    }
    const stop = await this.#nodes(node.children, path);
    if (stop?.kind !== 'failed') return stop;
    this.#event({ kind: 'group-failed', group: path, isIgnored: node.continueOnError });
    if (!node.continueOnError) return stop;
    this.#options.ports.log(
      `Group "${path}" failed and is set to continue on error; its rest is left out`,
      'warning',
    );
    return undefined;
  }

  async #step(node: SequenceStep, group: string): Promise<Stop | undefined> {
    const { ports, variables } = this.#options;
    if (node.isDisabled) {
      ports.log(`Step "${node.name}" is disabled`);
      return undefined;
    }
    const progress = this.#progress(node, group);
    if (!this.#holds(node)) {
      ports.log(`Step "${node.name}" is left out: its condition is not met`);
      this.#event({ kind: 'step-skipped', progress, reason: 'its condition is not met' });
      return undefined;
    }
    ports.log(`Step ${progress.stepNumber} of ${progress.stepCount}: "${node.name}" (${node.type})`);
    variables.setInternal('_SMSTSCurrentActionName', node.name);
    this.#event({ kind: 'step-started', progress });
    try {
      const done = await runStep(node, { variables, ports });
      if (done.restart !== undefined) this.#checkRestart(node);
      this.#remember(node, done.exitCode, true);
      this.#event({ kind: 'step-succeeded', progress, exitCode: done.exitCode });
      return done.restart === undefined ? undefined : { kind: 'restart', restart: done.restart };
    } catch (error) {
      const exitCode = error instanceof StepExit ? error.exitCode : 1;
      this.#remember(node, exitCode, false);
      this.#event({ kind: 'step-failed', progress, error, exitCode, isIgnored: node.continueOnError });
      ports.log(
        `Step "${node.name}" failed: ${describeError(error)}${node.continueOnError ? '; set to continue on error' : ''}`,
        node.continueOnError ? 'warning' : 'error',
      );
      return node.continueOnError ? undefined : { kind: 'failed', step: node, error };
    }
  }

  /** @throws MediaError E_TS_STATE when something would have to run after the restart. */
  #checkRestart(node: SequenceStep): void {
    const index = this.#steps.indexOf(node);
    const left = this.#steps.length - 1 - index;
    if (left === 0) return;
    throw new MediaError(
      'E_TS_STATE',
      `step "${node.name}" asks for a restart with ${left} step(s) left, the next is "${this.#steps[index + 1]?.name ?? ''}"`,
    );
  }

  #remember(node: SequenceStep, exitCode: number, hasSucceeded: boolean): void {
    const { variables } = this.#options;
    variables.setInternal('_SMSTSLastActionName', node.name);
    variables.setInternal('_SMSTSLastActionRetCode', String(exitCode));
    variables.setInternal('_SMSTSLastActionSucceeded', String(hasSucceeded));
  }

  #holds(node: SequenceNode): boolean {
    const { variables, ports } = this.#options;
    return evaluateCondition(node.condition, {
      variables,
      onUnknown: (what) => {
        ports.log(`"${node.name}": ${what}`, 'warning');
      },
    });
  }

  #progress(node: SequenceStep, group: string): EngineProgress {
    const index = this.#steps.indexOf(node);
    return {
      group,
      step: node.name,
      stepNumber: index + 1,
      stepCount: this.#steps.length,
      percent: Math.floor((index / this.#steps.length) * 100),
    };
  }

  #event(event: EngineEvent): void {
    this.#options.onEvent?.(event);
  }
}

function describeError(error: unknown): string {
  if (isMediaError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
