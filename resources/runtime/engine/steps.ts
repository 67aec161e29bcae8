/**
 * The step types this program can run, as one table from type name to function. A step that is not in the table fails
 * by its name: nothing is skipped in silence. A step function throws to fail and returns to succeed.
 * Trap: exit code 3010 means "succeeded, restart needed" even where it is missing from the list of success codes.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { parseRestart, parseRunCommand, parseSetVariable, withoutCommandInterpreter } from './actions.ts';
import type { EnginePorts, StepSuccess } from './ports.ts';
import type { SequenceStep } from './sequence.ts';
import type { VariableStore } from './variables.ts';

const RESTART_NEEDED = 3010;
/** A Unix process can only give 0 to 255: `exit 3010` of a shell arrives as its low byte. */
const RESTART_NEEDED_LOW_BYTE = 194;
/** Configuration Manager keeps this much of what a command printed. */
const OUTPUT_LENGTH = 1000;
const RETRY_DELAY_MS = 5000;

export interface StepContext {
  readonly variables: VariableStore;
  readonly ports: EnginePorts;
}

type StepFunction = (step: SequenceStep, context: StepContext) => Promise<StepSuccess>;

const STEPS: Readonly<Record<string, StepFunction>> = {
  SMS_TaskSequence_SetVariableAction: setVariable,
  SMS_TaskSequence_RunCommandLineAction: runCommandLine,
  SMS_TaskSequence_RebootAction: restart,
};

/** Error of a step that knows its exit code. */
export class StepExit extends MediaError {
  readonly exitCode: number;

  constructor(code: 'E_TS_STEP_FAILED' | 'E_TS_STEP_TIMEOUT', message: string, exitCode: number) {
    super(code, message);
    this.exitCode = exitCode;
  }
}

/** Runs one step. @throws MediaError E_TS_… when it fails; E_TS_STEP_UNSUPPORTED for a type not known here. */
export async function runStep(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const run = Object.hasOwn(STEPS, step.type) ? STEPS[step.type] : undefined;
  if (run === undefined) {
    throw new MediaError(
      'E_TS_STEP_UNSUPPORTED',
      `step "${step.name}" is of the type ${step.type}, which this boot image cannot run`,
    );
  }
  if (!step.runsInPe) {
    throw new MediaError(
      'E_TS_STEP_UNSUPPORTED',
      `step "${step.name}" is set to run in the full operating system only, this is a boot image`,
    );
  }
  return await run(step, context);
}

/** Value of a <defaultVarList> entry by property or name, undefined when absent or empty. */
function textProperty(step: SequenceStep, ...names: readonly string[]): string | undefined {
  const wanted = names.map((name) => name.toLowerCase());
  const found = step.variables.find(
    (one) => wanted.includes(one.property.toLowerCase()) || wanted.includes(one.name.toLowerCase()),
  );
  return found === undefined || found.value === '' ? undefined : found.value;
}

async function setVariable(step: SequenceStep, { variables, ports }: StepContext): Promise<StepSuccess> {
  const { name, value, isHidden } = parseSetVariable(step.action);
  const mask = textProperty(step, 'DoNotShowVariableValue')?.toLowerCase() === 'true';
  const hidden = isHidden || mask || step.variables.some((one) => one.isHidden);
  const expanded = variables.expand(value);
  // A value made of a hidden one is hidden itself, or the mask would end at the first copy.
  const isDerived = expanded !== variables.describe(value);
  variables.set(name, expanded, { isHidden: hidden || isDerived });
  ports.log(`${name} = ${variables.isHidden(name) ? '********' : expanded}`);
  return await Promise.resolve({ exitCode: 0 });
}

async function runCommandLine(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { variables, ports } = context;
  const { packageId, command } = parseRunCommand(step.action);
  const contentFolder =
    packageId === undefined
      ? undefined
      : await ports.packageFolder(checkedPackage(variables.expand(packageId)));
  const startIn = textProperty(step, 'WorkingDirectory');
  const shown = variables.get('OSDDoNotLogCommand')?.toLowerCase() === 'true' ? '(not logged)' : command;
  for (let attempt = 0; ; attempt++) {
    ports.log(`Running: ${variables.describe(withoutCommandInterpreter(shown))}`);
    const result = await ports.runCommand({
      command: variables.expand(withoutCommandInterpreter(command)),
      folder: startIn === undefined ? contentFolder : variables.expand(startIn),
      timeoutMs: step.timeoutSeconds === undefined ? undefined : step.timeoutSeconds * 1000,
    });
    const output = variables.redact(result.output).trimEnd();
    if (output !== '') ports.log(`Output: ${output.slice(-OUTPUT_LENGTH)}`);
    const outputVariable = textProperty(step, 'OutputVariableName', 'SMSTSRunCommandLineOutputVariableName');
    if (outputVariable !== undefined) {
      const value = result.output.trimEnd().slice(-OUTPUT_LENGTH);
      // What a command printed of a hidden value stays hidden in the variable that takes the output. The whole output
      // is asked, since the cut may leave a piece of a hidden value that no longer looks like one.
      const isHidden = variables.redact(result.output) !== result.output;
      variables.set(outputVariable, value, { isHidden });
    }
    const failure = failureOf(step, result);
    if (failure === undefined) return success(step, result.exitCode ?? 0);
    if (attempt >= step.retryCount) throw failure;
    ports.log(`${failure.message}; retry ${attempt + 1} of ${step.retryCount}`, 'warning');
    await ports.sleep(RETRY_DELAY_MS);
  }
}

/** @throws MediaError E_TS_ACTION: the id becomes the name of a folder, so it must not lead elsewhere. */
function checkedPackage(packageId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(packageId)) return packageId;
  throw new MediaError('E_TS_ACTION', `"${packageId.slice(0, 80)}" is not the id of a package`);
}

/** 194 is taken for 3010 only where the step lists 3010, as the console does by default, and not 194 itself. */
function isRestartCode(step: SequenceStep, exitCode: number): boolean {
  if (exitCode === RESTART_NEEDED) return true;
  const { successCodes } = step;
  const isListed = successCodes.includes(RESTART_NEEDED) && !successCodes.includes(RESTART_NEEDED_LOW_BYTE);
  return exitCode === RESTART_NEEDED_LOW_BYTE && isListed;
}

function success(step: SequenceStep, exitCode: number): StepSuccess {
  if (!isRestartCode(step, exitCode)) return { exitCode };
  return { exitCode: RESTART_NEEDED, restart: { target: 'boot-image', message: undefined, delaySeconds: 0 } };
}

function failureOf(
  step: SequenceStep,
  result: { readonly exitCode: number | undefined; readonly hasTimedOut: boolean },
): StepExit | undefined {
  if (result.hasTimedOut) {
    const limit = step.timeoutSeconds ?? 0;
    return new StepExit('E_TS_STEP_TIMEOUT', `step "${step.name}" ran longer than ${limit} s`, 1460);
  }
  if (result.exitCode === undefined)
    return new StepExit('E_TS_STEP_FAILED', `step "${step.name}" was ended by a signal`, 1);
  if (step.successCodes.includes(result.exitCode) || isRestartCode(step, result.exitCode)) return undefined;
  return new StepExit(
    'E_TS_STEP_FAILED',
    `step "${step.name}" ended with ${result.exitCode}; successful are ${step.successCodes.join(', ')}`,
    result.exitCode,
  );
}

async function restart(step: SequenceStep, { variables }: StepContext): Promise<StepSuccess> {
  const message = textProperty(step, 'Message', 'SMSRebootMessage') ?? variables.get('SMSTSRebootMessage');
  const delay = Number(textProperty(step, 'MessageTimeout', 'SMSRebootTimeout') ?? '60');
  return await Promise.resolve({
    exitCode: 0,
    restart: {
      target: parseRestart(step.action),
      message: message === undefined ? undefined : variables.describe(message),
      delaySeconds: Number.isFinite(delay) && delay >= 0 ? Math.min(delay, 3600) : 60,
    },
  });
}
