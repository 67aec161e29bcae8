/**
 * Runs a task sequence: order, groups, conditions, "continue on error", retries, restarts, and going on after a restart
 * or a power cut.
 * Rules (Configuration Manager): a failing step ends the sequence; with "continue on error" on the step the run goes on
 * behind it; with it on a group the rest of that group is left out and the run goes on behind the group.
 * Traps: the state is saved before a step begins and as soon as it has ended, so that a power cut in between is known
 * as such; a group that was entered before a restart is not asked for its condition again; a restart with steps left
 * needs a state that survives it, otherwise the step that asks fails (E_TS_STATE) and nothing is restarted.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { evaluateCondition } from './conditions.ts';
import { learnNetwork } from './network-facts.ts';
import { numberSteps, type NumberedGroup, type NumberedNode, type NumberedStep } from './numbering.ts';
import type { EngineEvent, EnginePorts, EngineProgress, RestartRequest, SequenceResult } from './ports.ts';
import type { SequenceStep, TaskSequence } from './sequence.ts';
import type { EnginePosition, EngineState, RunHeader } from './state.ts';
import { refusalAtStart, runStep } from './step-run.ts';
import { restartAfter } from './restart.ts';
import { StepExit } from './steps/definition.ts';
import { unrunScripts } from './steps/run-powershell.ts';
import { definitionOf } from './steps/table.ts';
import type { VariableStore } from './variables.ts';

export interface EngineOptions {
  readonly sequence: TaskSequence;
  readonly header: RunHeader;
  readonly variables: VariableStore;
  readonly ports: EnginePorts;
  /** Where to go on; the variables must be those of this state. */
  readonly resume?: EngineState | undefined;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Why a list of nodes ended early. */
type Stop =
  | { readonly kind: 'failed'; readonly step: SequenceStep; readonly error: unknown }
  | { readonly kind: 'restart'; readonly restart: RestartRequest; readonly isLast: boolean };

const NETWORK = 'SMS_TaskSequence_ApplyNetworkSettingsAction';
/** Bytes of environment that Configuration Manager allows; more is logged, not refused. */
const ENVIRONMENT_LIMIT = 8192;

/**
 * Runs the sequence from its beginning or from a saved state; never throws for what a step does.
 * @throws MediaError E_TS_STATE when the state belongs to the other environment or to another sequence.
 */
export async function runSequence(options: EngineOptions): Promise<SequenceResult> {
  return await new Run(options).start();
}

class Run {
  readonly #options: EngineOptions;
  readonly #nodes: readonly NumberedNode[];
  readonly #steps: readonly NumberedStep[];
  /** Steps before this number are done. */
  readonly #first: number;
  #toleratedCount: number;
  #restartCount: number;

  constructor(options: EngineOptions) {
    const { sequence, resume } = options;
    this.#options = options;
    const { nodes, steps } = numberSteps(sequence.children);
    this.#nodes = nodes;
    this.#steps = steps;
    this.#first = resume === undefined ? 1 : startOf(resume.position, steps.length + 1);
    this.#toleratedCount = resume?.toleratedCount ?? 0;
    this.#restartCount = resume?.restartCount ?? 0;
  }

  async start(): Promise<SequenceResult> {
    const { sequence, variables, ports, resume } = this.#options;
    const enabled = this.#steps.filter((one) => !one.isOff).map((one) => one.node);
    const stepCount = enabled.length;
    if (resume === undefined) {
      const refusal = refusalAtStart(enabled, this.#options.header.startedFrom);
      if (refusal !== undefined) return { kind: 'failed', ...refusal };
      for (const { name, value, isHidden } of sequence.globals) {
        if (!variables.isDefined(name)) variables.setInternal(name, value, { isHidden });
      }
      this.#event({ kind: 'started', stepCount });
    } else {
      this.#checkEnvironment(resume.position);
      this.#event({ kind: 'resumed', stepNumber: this.#shownNumber(this.#first), stepCount });
    }
    variables.setInternal('_SMSTSInWinPE', String(ports.environment === 'boot-image'));
    variables.setInternal('_SMSTSInstructionTableSize', String(this.#steps.length));
    await learnNetwork(variables, ports.facts);
    if (variables.sizeBytes > ENVIRONMENT_LIMIT) {
      const size = `The environment holds ${variables.sizeBytes} bytes`;
      ports.log(`${size}; Configuration Manager would allow ${ENVIRONMENT_LIMIT}`);
    }
    const stop = await this.#list(this.#nodes, '');
    if (stop?.kind === 'restart' && !stop.isLast) return { kind: 'restart', restart: stop.restart };
    const end = stop?.kind === 'failed' ? stop : this.#lostScripts();
    await this.#save({ kind: 'finished', hasSucceeded: end === undefined });
    return end ?? { kind: 'succeeded', restart: stop?.kind === 'restart' ? stop.restart : undefined };
  }

  /** A script that was recorded for the installed system and that nothing has run there is not done. */
  #lostScripts(): SequenceResult | undefined {
    const [name] = unrunScripts(this.#options.variables);
    const lost = this.#steps.find((one) => one.node.name === name)?.node;
    if (name === undefined || lost === undefined) return undefined;
    const why = 'its script was recorded for the installed operating system, and no step has run it there';
    const error = new MediaError('E_TS_STEP_UNSUPPORTED', `step "${name}" (${lost.type}): ${why}`);
    return { kind: 'failed', step: lost, error };
  }

  async #list(nodes: readonly NumberedNode[], group: string): Promise<Stop | undefined> {
    for (const node of nodes) {
      if (node.last < this.#first) continue;
      const stop = node.kind === 'group' ? await this.#group(node, group) : await this.#step(node, group);
      if (stop !== undefined) return stop;
    }
    return undefined;
  }

  async #group(group: NumberedGroup, parent: string): Promise<Stop | undefined> {
    const { node } = group;
    const path = parent === '' ? node.name : `${parent} / ${node.name}`;
    const reason = await this.#reasonToSkip(group);
    if (reason !== undefined) {
      this.#options.ports.log(`Group "${path}" is left out: ${reason}`);
      this.#event({ kind: 'group-skipped', group: path, reason });
      return undefined;
    }
    const stop = await this.#list(group.children, path);
    if (stop?.kind !== 'failed') return stop;
    const isIgnored = node.continueOnError && !this.#isCalledOff;
    this.#event({ kind: 'group-failed', group: path, isIgnored });
    if (!isIgnored) return stop;
    const rest = 'failed and is set to continue on error; its rest is left out';
    this.#options.ports.log(`Group "${path}" ${rest}`, 'warning');
    await this.#save({ kind: 'between', next: group.last + 1, environment: this.#options.ports.environment });
    return undefined;
  }

  /** A group or step that was entered before the restart is not judged anew. */
  async #reasonToSkip(one: NumberedNode): Promise<string | undefined> {
    if (one.node.isDisabled) return 'disabled';
    const position = this.#options.resume?.position;
    const wasEntered = isBegun(position) ? one.first <= this.#first : one.first < this.#first;
    if (this.#options.resume !== undefined && wasEntered) return undefined;
    const { variables, ports } = this.#options;
    if (one.kind === 'step' && this.#isOneOfManyNetworkSteps(one)) {
      ports.log(
        `"${one.node.name}" is one of several steps of its kind: its own condition is not asked`,
        'warning',
      );
      return undefined;
    }
    const holds = await evaluateCondition(one.node.condition, {
      variables,
      facts: ports.facts,
      onUnknown: (what) => {
        ports.log(`"${one.node.name}": ${what}`, 'warning');
      },
    });
    return holds ? undefined : 'its condition is not met';
  }

  /** Documented (configmgr-spec 7.2): of several Apply Network Settings no condition counts, and the last one wins. */
  #isOneOfManyNetworkSteps({ node, first }: NumberedStep): boolean {
    if (node.type !== NETWORK || node.condition === undefined) return false;
    return this.#steps.some((one) => one.first !== first && one.node.type === NETWORK && !one.isOff);
  }

  async #step(one: NumberedStep, group: string): Promise<Stop | undefined> {
    const { ports, variables } = this.#options;
    const { node } = one;
    const progress = this.#progress(one, group);
    const reason = await this.#reasonToSkip(one);
    if (reason !== undefined) {
      ports.log(`Step "${node.name}" is left out: ${reason}`);
      if (!node.isDisabled) this.#event({ kind: 'step-skipped', progress, reason });
      return undefined;
    }
    ports.log(`Step ${progress.stepNumber} of ${progress.stepCount}: "${node.name}" (${node.type})`);
    variables.setInternal('_SMSTSCurrentActionName', node.name);
    variables.setInternal('_SMSTSNextInstructionPointer', String(one.first));
    this.#event({ kind: 'step-started', progress });
    try {
      const { restart, exitCode } = await this.#attempt(one, progress);
      this.#remember(node, exitCode, true);
      const stop = restart === undefined ? undefined : await this.#restart(one, restart);
      if (stop === undefined) await this.#saveBetween(one);
      this.#event({ kind: 'step-succeeded', progress, exitCode });
      return stop;
    } catch (error) {
      return await this.#failed(one, progress, error);
    }
  }

  async #failed(one: NumberedStep, progress: EngineProgress, error: unknown): Promise<Stop | undefined> {
    const { node } = one;
    const exitCode = error instanceof StepExit ? error.exitCode : 1;
    this.#remember(node, exitCode, false);
    const isIgnored = node.continueOnError && !this.#isCalledOff;
    this.#event({ kind: 'step-failed', progress, error, exitCode, isIgnored });
    this.#options.ports.log(
      `Step "${node.name}" failed: ${describeError(error)}${isIgnored ? '; set to continue on error' : ''}`,
      isIgnored ? 'warning' : 'error',
    );
    if (!isIgnored) return { kind: 'failed', step: node, error };
    this.#toleratedCount++;
    await this.#saveBetween(one);
    return undefined;
  }

  /** Runs a step, or says that it was interrupted. @throws MediaError when it failed */
  async #attempt(
    one: NumberedStep,
    progress: EngineProgress,
  ): Promise<{ readonly exitCode: number; readonly restart: RestartRequest | undefined }> {
    const { variables, ports, resume, signal, header } = this.#options;
    const { node } = one;
    const before = resume?.position;
    const isResumed = before !== undefined && one.first === this.#first && isBegun(before);
    if (isResumed && before.kind === 'running' && definitionOf(node.type)?.afterPowerCut === 'fail') {
      throw new MediaError(
        'E_TS_INTERRUPTED',
        `the computer went off during step "${node.name}" (${node.type}), which must not be run a second time`,
      );
    }
    const isAgain = isResumed && 'isAgain' in before && before.isAgain;
    await this.#save({ kind: 'running', step: one.first, environment: ports.environment, isAgain });
    const done = await runStep(node, {
      variables,
      ports,
      header,
      signal,
      isAfterRestart: isAgain,
      isContinued: isResumed,
      onActivity: (activity) => {
        this.#event({ kind: 'step-progress', progress: { ...progress, activity } });
      },
    });
    const count = this.#restartCount;
    return { exitCode: done.exitCode, restart: restartAfter(done, { variables, ports, count }) };
  }

  /** Prepares a restart. @throws MediaError E_TS_STATE when something is left and nothing keeps the state. */
  async #restart(one: NumberedStep, restart: RestartRequest): Promise<Stop> {
    const isAgain = restart.isAgain === true;
    const next = isAgain ? one.first : one.first + 1;
    const left = this.#steps.filter((step) => step.first >= next && !step.isOff);
    if (left.length === 0) return { kind: 'restart', restart, isLast: true };
    this.#restartCount++;
    const isKept = await this.#save({ kind: 'restarting', next, into: restart.target, isAgain });
    if (isKept) return { kind: 'restart', restart, isLast: false };
    this.#restartCount--;
    throw new MediaError(
      'E_TS_STATE',
      `step "${one.node.name}" asks for a restart with ${left.length} step(s) left, the next is "${left[0]?.node.name ?? ''}"`,
    );
  }

  /** A run that was called off is no failure that a setting could forgive. */
  get #isCalledOff(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #remember(node: SequenceStep, exitCode: number, hasSucceeded: boolean): void {
    const { variables } = this.#options;
    variables.setInternal('_SMSTSLastActionName', node.name);
    variables.setInternal('_SMSTSLastActionRetCode', String(exitCode));
    variables.setInternal('_SMSTSLastActionSucceeded', String(hasSucceeded));
  }

  async #saveBetween(one: NumberedStep): Promise<void> {
    await this.#save({
      kind: 'between',
      next: one.first + 1,
      environment: this.#options.ports.environment,
    });
  }

  async #save(position: EnginePosition): Promise<boolean> {
    const { header, variables, ports } = this.#options;
    return await ports.saveState({
      version: 1,
      ...header,
      position,
      toleratedCount: this.#toleratedCount,
      restartCount: this.#restartCount,
      variables: variables.snapshot(),
    });
  }

  #checkEnvironment(position: EnginePosition): void {
    if (position.kind === 'finished') throw new MediaError('E_TS_STATE', 'the saved run has ended already');
    const wanted = position.kind === 'restarting' ? position.into : position.environment;
    const { environment } = this.#options.ports;
    if (wanted === environment) return;
    throw new MediaError('E_TS_STATE', `the saved run goes on in the ${wanted}, this is the ${environment}`);
  }

  #progress(one: NumberedStep, group: string): EngineProgress {
    const stepCount = this.#steps.filter((step) => !step.isOff).length;
    const stepNumber = this.#shownNumber(one.first);
    return {
      group,
      step: one.node.name,
      stepNumber,
      stepCount,
      percent: Math.floor(((stepNumber - 1) / stepCount) * 100),
    };
  }

  /** Number of a step among those that are not disabled. */
  #shownNumber(number: number): number {
    return this.#steps.filter((step) => !step.isOff && step.first < number).length + 1;
  }

  #event(event: EngineEvent): void {
    this.#options.onEvent?.(event);
  }
}

/** The position lies inside of a step, which goes on without being judged anew. */
function isBegun(position: EnginePosition | undefined): boolean {
  return position?.kind === 'running' || (position?.kind === 'restarting' && position.isAgain);
}

function startOf(position: EnginePosition, end: number): number {
  if (position.kind === 'finished') return end;
  const number = position.kind === 'running' ? position.step : position.next;
  if (Number.isSafeInteger(number) && number >= 1 && number <= end) return number;
  throw new MediaError('E_TS_STATE', `the saved run stands at step ${number}, the sequence has ${end - 1}`);
}

function describeError(error: unknown): string {
  if (isMediaError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
