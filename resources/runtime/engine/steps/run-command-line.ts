/**
 * Run Command Line: `smsswd.exe /run:[PACKAGE] command`, run by the shell of the environment.
 * Trap: the output may hold what was hidden; it is masked in the log, and a variable that takes it is hidden then.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { parseRunCommand, withoutCommandInterpreter } from '../actions.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';
import { judgeResult } from './exit-codes.ts';
import { refuseOtherUser } from './other-user.ts';

/** Configuration Manager keeps this much of what a command printed. */
const OUTPUT_LENGTH = 1000;

export async function runCommandLine(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { variables, ports, settings } = context;
  const { packageId, command } = parseRunCommand(step.action);
  refuseOtherUser(step, context);
  const contentFolder =
    packageId === undefined
      ? undefined
      : await contentOf(checkedPackage(variables.expand(packageId)), context);
  const isShown = variables.get('OSDDoNotLogCommand')?.toLowerCase() !== 'true';
  const shown = isShown ? withoutCommandInterpreter(command) : '(not logged)';
  ports.log(`Running: ${variables.describe(shown)}`);
  const { timeoutSeconds } = step;
  const result = await ports.runCommand({
    command: variables.expand(withoutCommandInterpreter(command)),
    folder: settings.text('WorkingDirectory') ?? contentFolder,
    timeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
    signal: context.signal,
  });
  keepOutput(result.output, context);
  return judgeResult(step, result, { environment: ports.environment, timeoutSeconds });
}

/** Logs what a command printed and gives it to the step's output variable. */
export function keepOutput(output: string, { variables, ports, settings }: StepContext): void {
  const shown = variables.redact(output).trimEnd();
  if (shown !== '') ports.log(`Output: ${shown.slice(-OUTPUT_LENGTH)}`);
  const name = settings.text('OutputVariableName') ?? settings.text('SMSTSRunCommandLineOutputVariableName');
  if (name === undefined) return;
  // What a command printed of a hidden value stays hidden in the variable that takes the output. The whole output
  // is asked, since the cut may leave a piece of a hidden value that no longer looks like one.
  const isHidden = variables.redact(output) !== output;
  variables.set(name, output.trimEnd().slice(-OUTPUT_LENGTH), { isHidden });
}

/** Folder of a package's files; tells the screen of the download. */
export async function contentOf(packageId: string, context: StepContext): Promise<string> {
  return await context.ports.content.packageFolder(packageId, {
    signal: context.signal,
    onProgress: ({ doneBytes, totalBytes }) => {
      context.onActivity({ text: `Downloading ${packageId}`, doneBytes, totalBytes });
    },
  });
}

/** @throws MediaError E_TS_ACTION: the id becomes the name of a folder, so it must not lead elsewhere. */
export function checkedPackage(packageId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(packageId)) return packageId;
  throw new MediaError('E_TS_ACTION', `"${packageId.slice(0, 80)}" is not the id of a package`);
}
