/**
 * What Install Package and Install Application share: a list, retries for each entry, "continue with the others", and one
 * restart at the end when an entry asked for it.
 */
import type { InstallReport } from '../client-port.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import { StepExit, type StepContext } from './definition.ts';
import { isRestartCode, RESTART_NEEDED } from './exit-codes.ts';

export interface InstallPlan {
  readonly entries: readonly string[];
  readonly install: (entry: string) => Promise<InstallReport>;
  readonly retries: number;
  readonly pauseMs: number;
}

export interface InstallCounts {
  /** Entries that failed; with "continue" they are only logged. */
  readonly failed: number;
  /** Entries that do not apply to this computer. */
  readonly unmet: number;
}

/**
 * Installs the entries in order. What does not apply to this computer is left out and counted, never a failure here.
 * @throws StepExit E_TS_INSTALL
 */
export async function installList(
  step: SequenceStep,
  context: StepContext,
  plan: InstallPlan,
): Promise<StepSuccess & InstallCounts> {
  const { ports, settings, onActivity } = context;
  const goesOn = settings.flag('ContinueOnInstallError');
  let needsRestart = false;
  let failed = 0;
  let unmet = 0;
  for (const [index, entry] of plan.entries.entries()) {
    const count = `${index + 1} of ${plan.entries.length}`;
    // A model name tells people nothing; the name they know comes with the content.
    const isModelName = entry.startsWith('ScopeId_');
    onActivity({ text: isModelName ? `Installing application ${count}` : `Installing ${entry} (${count})` });
    const report = await withRetries(step, context, { plan, entry });
    if (report.unmet !== undefined) {
      unmet++;
      ports.log(`${report.name} was not installed: ${report.unmet}`, 'warning');
      continue;
    }
    if (isSuccess(step, report.exitCode)) {
      ports.log(`Installed: ${report.name} (${report.exitCode})`);
      needsRestart ||= isRestartCode(step, report.exitCode);
      continue;
    }
    const message = `step "${step.name}": ${report.name} ended with ${report.exitCode}`;
    if (!goesOn) throw new StepExit('E_TS_INSTALL', message, report.exitCode);
    failed++;
    ports.log(`${message}; the step is set to go on with the others`, 'warning');
  }
  if (!needsRestart) return { exitCode: 0, failed, unmet };
  const restart = { target: ports.environment, message: undefined, delaySeconds: 0 };
  return { exitCode: RESTART_NEEDED, restart, failed, unmet };
}

function isSuccess(step: SequenceStep, exitCode: number): boolean {
  return step.successCodes.includes(exitCode) || isRestartCode(step, exitCode);
}

async function withRetries(
  step: SequenceStep,
  { ports, signal }: StepContext,
  { plan, entry }: { readonly plan: InstallPlan; readonly entry: string },
): Promise<InstallReport> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const report = await plan.install(entry);
    const isOver = report.unmet !== undefined || isSuccess(step, report.exitCode);
    if (isOver || attempt >= plan.retries) return report;
    ports.log(
      `${report.name} ended with ${report.exitCode}; retry ${attempt + 1} of ${plan.retries}`,
      'warning',
    );
    await ports.sleep(plan.pauseMs);
  }
}

/** The property of an entry, of the step, or behind a switch of the action ("/app:…"). */
export function actionSwitch(step: SequenceStep, name: string): string | undefined {
  const match = new RegExp(String.raw`(?:^|\s)"?/${name}:(?:"([^"]*)"|([^\s"]*))`, 'i').exec(step.action);
  const value = match?.[1] ?? match?.[2] ?? '';
  return value === '' ? undefined : value;
}
