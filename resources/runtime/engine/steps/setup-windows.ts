/**
 * Setup Windows and ConfigMgr: begins in the boot image, ends in the new system. First half: the client's package and its
 * installation properties are put into the system that was applied, then the computer restarts into it. Second half: the
 * client registers and gets its policy; scripts that were recorded in the boot image run.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { VariableStore } from '../variables.ts';
import type { StepContext } from './definition.ts';
import { actionSwitch } from './install-list.ts';
import { checkedPackage, contentOf } from './run-command-line.ts';
import { runRecordedScripts } from './run-powershell.ts';

export async function setupWindows(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports } = context;
  if (ports.environment === 'installed-system') {
    if (!context.isAfterRestart) {
      const why = `step "${step.name}" begins in Windows PE, this is the installed operating system`;
      throw new MediaError('E_TS_ENVIRONMENT', why);
    }
    context.onActivity({ text: 'Registering the client' });
    await ports.client.ready();
    await runRecordedScripts(step, context);
    return { exitCode: 0 };
  }
  await stage(step, context);
  const restart = { target: 'installed-system', message: undefined, delaySeconds: 0, isAgain: true } as const;
  return { exitCode: 0, restart };
}

async function stage(step: SequenceStep, context: StepContext): Promise<void> {
  const { ports, settings, variables } = context;
  const drive = variables.get('OSDTargetSystemDrive');
  if (drive === undefined)
    throw new MediaError('E_TS_CLIENT_STAGE', `step "${step.name}": no operating system was applied before`);
  const id = settings.text('_SMSClientPackageID', 'ClientPackageID') ?? actionSwitch(step, 'package') ?? '';
  const properties = settings.text('SMSClientInstallProperties', 'ClientInstallProperties') ?? '';
  const packageFolder = await contentOf(checkedPackage(id), context);
  context.onActivity({ text: 'Putting the client into the new system' });
  const windowsFolder = await ports.disks.pathOf(`${drive.slice(0, 1)}:\\Windows`);
  ports.log(`Client package ${id}, properties: ${variables.redact(properties)}`);
  await ports.client.stage({ packageFolder, windowsFolder, properties, users: usersOf(variables) });
}

/**
 * SMSTSUDAUsers, "domain\\user, domain\\user", unless SMSTSAssignUsersMode is Disabled. Whether they become the device's
 * users is the site's to say, by the setting of the medium.
 */
function usersOf(variables: VariableStore): readonly string[] {
  if (variables.get('SMSTSAssignUsersMode')?.trim().toLowerCase() === 'disabled') return [];
  const names = (variables.get('SMSTSUDAUsers') ?? '').split(',').map((one) => one.trim());
  return [...new Set(names.filter((one) => one !== ''))];
}
