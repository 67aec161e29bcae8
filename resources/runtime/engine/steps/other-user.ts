/** Steps that run as another account: they fail in Windows PE as documented, and by name in the installed system. */
import { MediaError } from '#base/errors/media-error.ts';
import type { SequenceStep } from '../sequence.ts';
import { unsupported, type StepContext } from './definition.ts';

/** @throws MediaError E_TS_ENVIRONMENT in Windows PE, where another account fails as documented; E_TS_STEP_UNSUPPORTED */
export function refuseOtherUser(step: SequenceStep, { settings, ports, variables }: StepContext): void {
  const asUser =
    settings.flag('_SMSTSRunCommandLineAsUser', 'RunAsUser') ||
    variables.get('SMSTSRunCommandLineAsUser')?.toLowerCase() === 'true' ||
    settings.text('OSDRunPowerShellScriptUserName', 'UserName') !== undefined;
  if (!asUser) return;
  if (ports.environment === 'installed-system')
    unsupported(step, 'running as another account is not possible here');
  throw new MediaError(
    'E_TS_ENVIRONMENT',
    `step "${step.name}" runs as another account, which fails in Windows PE`,
  );
}
