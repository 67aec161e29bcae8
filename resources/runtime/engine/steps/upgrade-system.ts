/**
 * Upgrade Operating System (installed system, started from Software Center only): the content of the upgrade package
 * replaces the running system, and a restart makes it the running one. After the restart the version must be another
 * one; otherwise the computer came back with the old system, which is a failure (ours, as Windows' rollback is).
 * Interrupted by a power cut it runs again: nothing is put into place before all of it is there, and a computer that has
 * come back with the new system already says so.
 * `_SMSTSOSUpgradeActionReturnCode` holds what set-up returned, as an unsigned decimal number.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import { StepExit, type StepContext } from './definition.ts';
import { RESTART_NEEDED } from './exit-codes.ts';
import { actionSwitch } from './install-list.ts';
import { checkedPackage, contentOf } from './run-command-line.ts';

/** 0xC1900210: the scan found nothing that speaks against the upgrade. */
const NO_COMPATIBILITY_PROBLEM = 0xc1900210;
const VERSION_BEFORE = '_TSMBVersionBefore';

export async function upgradeSystem(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, settings, variables } = context;
  if (context.isAfterRestart) return await checkUpgrade(step, context);
  if (settings.text('OSDUpgradeInstallPath', 'InstallPath') !== undefined)
    throw new MediaError(
      'E_TS_ACTION',
      `step "${step.name}" names a source path; only upgrade packages work here`,
    );
  const id = settings.text('OSDUpgradePackageID', 'InstallPackageID') ?? actionSwitch(step, 'package') ?? '';
  const scanOnly = settings.flag('OSDUpgradeScanOnly', 'ScanOnly');
  const folder = await contentOf(checkedPackage(id), context);
  variables.setInternal(VERSION_BEFORE, (await ports.facts.osVersion()) ?? '');
  context.onActivity({ text: scanOnly ? 'Checking for compatibility' : 'Upgrading the operating system' });
  const { isInterrupted } = context;
  const { exitCode, name, isDone } = await ports.client.upgradeSystem(folder, { scanOnly, isInterrupted });
  variables.setInternal('_SMSTSOSUpgradeActionReturnCode', String(unsigned(exitCode)));
  ports.log(`${name}: set-up returned 0x${unsigned(exitCode).toString(16).toUpperCase()}`);
  const isGood = scanOnly
    ? unsigned(exitCode) === NO_COMPATIBILITY_PROBLEM || exitCode === 0
    : exitCode === 0 || exitCode === RESTART_NEEDED || step.successCodes.includes(exitCode);
  if (!isGood)
    throw new StepExit(
      'E_TS_STEP_FAILED',
      `step "${step.name}": set-up of ${name} returned ${exitCode}`,
      exitCode,
    );
  if (scanOnly) return { exitCode: 0 };
  if (isDone === true) {
    ports.log('The upgrade was complete when the computer went off; this is the new system');
    return { exitCode: 0 };
  }
  const restart = { target: 'installed-system', message: undefined, delaySeconds: 0, isAgain: true } as const;
  return { exitCode: 0, restart };
}

async function checkUpgrade(step: SequenceStep, { ports, variables }: StepContext): Promise<StepSuccess> {
  const before = variables.get(VERSION_BEFORE) ?? '';
  const now = (await ports.facts.osVersion()) ?? '';
  ports.log(`The operating system was ${before} and is ${now}`);
  if (now !== '' && now !== before) return { exitCode: 0 };
  variables.setInternal('_SMSTSSetupRollback', 'true');
  throw new StepExit(
    'E_TS_STEP_FAILED',
    `step "${step.name}": the computer came back with version ${now}`,
    1,
  );
}

/** Windows' codes are written as 0xC1900210 and arrive as negative numbers from some callers. */
function unsigned(code: number): number {
  return code < 0 ? code + 2 ** 32 : code;
}
