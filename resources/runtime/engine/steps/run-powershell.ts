/**
 * Run PowerShell Script: a script of a package or one that stands in the step (base64 of UTF-16).
 * Ours: where there is no PowerShell and this is the boot image, the script is recorded on the target disk, for the
 * installed system; Setup Windows and ConfigMgr runs what was recorded, and a run that ends before that does not succeed
 * (`unrunScripts`). Where there is none in the installed system either, the step fails by its name.
 */
import { access, copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { VariableStore } from '../variables.ts';
import { unsupported, type StepContext } from './definition.ts';
import { judgeResult } from './exit-codes.ts';
import { refuseOtherUser } from './other-user.ts';
import { checkedPackage, contentOf, keepOutput } from './run-command-line.ts';

/** Variable that lists what was recorded and not run yet. */
const RECORDED = '_TSMBRecordedScripts';
const FOLDER = 'PowerShell';

interface RecordedScript {
  readonly step: string;
  /** "01-Name.ps1" in the folder PowerShell of the task sequence's data. */
  readonly file: string;
  readonly parameters: string;
  readonly policy: string;
  readonly continueOnError: boolean;
  readonly successCodes: readonly number[];
}

export async function runPowerShell(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, variables, settings } = context;
  refuseOtherUser(step, context);
  const parameters = settings.text('OSDRunPowerShellScriptParameters', 'Parameters') ?? '';
  const shell = await findShell(context);
  if (shell === undefined) {
    if (ports.environment === 'boot-image') return await record(step, context, parameters);
    unsupported(step, 'there is no PowerShell in the installed operating system');
  }
  const script = await scriptFile(step, context);
  const isShown = variables.get('OSDLogPowerShellParameters')?.toLowerCase() !== 'false';
  ports.log(`Running: ${script} ${isShown ? variables.redact(parameters) : '(parameters are not logged)'}`);
  const { timeoutSeconds } = step;
  const result = await ports.runCommand({
    command: commandLine(shell, { script, parameters, policy: policyOf(context) }),
    folder: settings.text('WorkingDirectory') ?? settings.text('OSDRunPowerShellScriptWorkingDirectory'),
    timeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
    signal: context.signal,
  });
  keepOutput(result.output, context);
  return judgeResult(step, result, { environment: ports.environment, timeoutSeconds });
}

/**
 * Runs what was recorded in the boot image (installed system).
 * @throws MediaError E_TS_STEP_UNSUPPORTED without PowerShell, E_TS_STEP_FAILED when a script fails
 */
export async function runRecordedScripts(step: SequenceStep, context: StepContext): Promise<void> {
  const { variables, ports } = context;
  const shell = await findShell(context);
  for (let left = recorded(variables); left[0] !== undefined; left = recorded(variables)) {
    const [script, ...rest] = left;
    const named = { ...step, name: script.step, successCodes: script.successCodes };
    try {
      if (shell === undefined) unsupported(named, 'there is no PowerShell in the installed operating system');
      const path = await ports.disks.pathOf(`${stateFolder(variables)}\\${FOLDER}\\${script.file}`);
      await markBegun(path, script.step);
      ports.log(`Running what "${script.step}" left: ${path}`);
      const { parameters, policy } = script;
      const command = commandLine(shell, { script: path, parameters, policy });
      const request = { command, folder: undefined, timeoutMs: undefined, signal: context.signal };
      const result = await ports.runCommand(request);
      keepOutput(result.output, context);
      judgeResult(named, result, { environment: ports.environment });
    } catch (error) {
      if (!script.continueOnError) throw error;
      ports.log(`"${script.step}" failed and is set to continue on error: ${String(error)}`, 'warning');
    }
    variables.setInternal(RECORDED, rest.length === 0 ? '' : JSON.stringify(rest));
  }
}

/**
 * A script runs once: after a power cut the mark says that it was begun.
 * @throws MediaError E_TS_INTERRUPTED, E_TS_STEP_FAILED when the script is not there
 */
async function markBegun(path: string, step: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    throw new MediaError('E_TS_STEP_FAILED', `the script that "${step}" recorded is not at ${path}`, {
      cause,
    });
  });
  const mark = await open(`${path}.begun`, 'wx').catch((cause: unknown) => {
    throw new MediaError('E_TS_INTERRUPTED', `the computer went off while the script of "${step}" ran`, {
      cause,
    });
  });
  await mark.sync();
  await mark.close();
}

/** Names of steps whose script was recorded and that nothing has run. */
export function unrunScripts(variables: VariableStore): readonly string[] {
  return recorded(variables).map((one) => one.step);
}

async function record(step: SequenceStep, context: StepContext, parameters: string): Promise<StepSuccess> {
  const { variables, ports } = context;
  const list = recorded(variables);
  const number = String(list.length + 1).padStart(2, '0');
  const file = `${number}-${step.name
    .replace(/[^A-Za-z0-9 _-]/g, '_')
    .slice(0, 60)
    .trim()}.ps1`;
  const folder = await ports.disks.pathOf(`${stateFolder(variables)}\\${FOLDER}`);
  await mkdir(folder, { recursive: true });
  await copyFile(await scriptFile(step, context), join(folder, file));
  const entry: RecordedScript = {
    step: step.name,
    file,
    parameters,
    policy: policyOf(context),
    continueOnError: step.continueOnError,
    successCodes: step.successCodes,
  };
  variables.setInternal(RECORDED, JSON.stringify([...list, entry]), {
    // Parameters may be made of hidden values.
    isHidden: variables.redact(parameters) !== parameters,
  });
  ports.log(
    `There is no PowerShell here; "${step.name}" is recorded for the installed system as ${file}`,
    'warning',
  );
  return { exitCode: 0 };
}

/** Path of the script: of its package, or written down from the step. */
async function scriptFile(step: SequenceStep, context: StepContext): Promise<string> {
  const { settings, ports, variables } = context;
  const packageId = settings.text('OSDRunPowerShellScriptPackageID', 'PackageID');
  const source = step.variables.find((one) => one.property.toLowerCase() === 'sourcescript')?.value ?? '';
  if (packageId !== undefined) {
    const name = settings.text('OSDRunPowerShellScriptScriptName', 'ScriptName') ?? '';
    const parts = name.split(/[\\/]/);
    if (name === '' || parts.includes('..'))
      throw new MediaError('E_TS_ACTION', `step "${step.name}" names no script`);
    const path = join(await contentOf(checkedPackage(packageId), context), ...parts);
    await access(path).catch((cause: unknown) => {
      throw new MediaError('E_TS_ACTION', `the package ${packageId} holds no ${name}`, { cause });
    });
    return path;
  }
  const bytes = Buffer.from(source, 'base64');
  if (bytes.length === 0) throw new MediaError('E_TS_ACTION', `step "${step.name}" holds no script`);
  const folder = await ports.disks.pathOf(`${dataFolder(variables)}\\${FOLDER}`);
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'inline.ps1');
  // A byte order mark: without one, Windows PowerShell takes UTF-8 for the local code page.
  await writeFile(path, `\uFEFF${bytes.toString('utf16le').replace(/^\uFEFF/, '')}`, { mode: 0o600 });
  return path;
}

async function findShell({ ports }: StepContext): Promise<string | undefined> {
  for (const name of ['pwsh', 'powershell']) {
    const found = await ports.runCommand({
      command: `command -v ${name}`,
      folder: undefined,
      timeoutMs: 10_000,
    });
    if (found.exitCode === 0 && found.output.trim() !== '') return name;
  }
  return undefined;
}

function commandLine(
  shell: string,
  run: { readonly script: string; readonly parameters: string; readonly policy: string },
): string {
  const quoted = `'${run.script.replaceAll("'", String.raw`'\''`)}'`;
  const policy = run.policy === '' ? '' : ` -ExecutionPolicy ${run.policy}`;
  return `${shell} -NoProfile -NonInteractive${policy} -File ${quoted} ${run.parameters}`.trimEnd();
}

/** AllSigned, Undefined or Bypass (configmgr-spec 7.6); anything else is left out. */
function policyOf({ settings }: StepContext): string {
  const policy = settings.text('OSDRunPowerShellScriptExecutionPolicy', 'ExecutionPolicy') ?? '';
  return /^(?:AllSigned|Undefined|Bypass)$/i.test(policy) ? policy : '';
}

function dataFolder(variables: VariableStore): string {
  const path = variables.get('_SMSTSMDataPath') ?? '';
  // Before there is a disk the path is one of this environment, and pathOf refuses it by name.
  return path === '' ? String.raw`C:\_SMSTaskSequence` : path;
}

/**
 * Where recorded scripts lie: beside the state, which is on the drive of the new system as soon as there is one
 * (state/run-keeper.ts). The data of the run may lie on another drive, and the installed system has a folder of its own.
 */
function stateFolder(variables: VariableStore): string {
  const drive = variables.get('OSDTargetSystemDrive');
  return drive === undefined ? dataFolder(variables) : `${drive.slice(0, 1)}:\\_SMSTaskSequence`;
}

function recorded(variables: VariableStore): readonly RecordedScript[] {
  const text = variables.get(RECORDED);
  // Only this file writes the variable, and names with "_" are refused from steps.
  return text === undefined ? [] : (JSON.parse(text) as readonly RecordedScript[]);
}
