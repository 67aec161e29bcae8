/**
 * Install Application (installed system): applications of the step by their ids, or names in variables NAME01, NAME02, …
 * `_TSAppInstallStatus`, as documented: empty while the step has not ended, Error when at least one failed, Warning when
 * none failed and at least one was left out because a requirement was not met (TSErrorOnWarning makes that a failure of
 * the step), otherwise Success.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import { StepExit, type StepContext } from './definition.ts';
import { actionSwitch, installList, type InstallCounts } from './install-list.ts';

const DEFAULT_PAUSE_MS = 30_000;

export async function installApplication(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, settings, variables } = context;
  variables.setInternal('_TSAppInstallStatus', '');
  const entries = applicationsOf(step, context);
  const pause = Number(variables.get('OSDAppInstallRetryTimeout') ?? DEFAULT_PAUSE_MS);
  try {
    const done = await installList(step, context, {
      entries,
      install: async (entry) => await ports.client.installApplication(entry),
      retries: variables.wholeNumber(
        'OSDAppInstallRetries',
        settings.integer('RetryCount') ?? step.retryCount,
      ),
      pauseMs: Number.isFinite(pause) && pause >= 0 ? pause : DEFAULT_PAUSE_MS,
    });
    const status = statusOf(done);
    variables.setInternal('_TSAppInstallStatus', status);
    if (status === 'Warning' && settings.flag('TSErrorOnWarning'))
      throw new StepExit(
        'E_TS_INSTALL',
        `step "${step.name}": ${done.unmet} application(s) do not apply to this computer, and TSErrorOnWarning is true`,
        1,
      );
    return done;
  } catch (error) {
    if (variables.get('_TSAppInstallStatus') === undefined)
      variables.setInternal('_TSAppInstallStatus', 'Error');
    throw error;
  }
}

function statusOf({ failed, unmet }: InstallCounts): 'Success' | 'Warning' | 'Error' {
  if (failed > 0) return 'Error';
  return unmet > 0 ? 'Warning' : 'Success';
}

function applicationsOf(step: SequenceStep, { settings, variables, ports }: StepContext): readonly string[] {
  const base = settings.text('BaseVariableName') ?? actionSwitch(step, 'basevar');
  if (base !== undefined) {
    const names = variables.list(base, 2);
    if (names.length === 0) ports.log(`The list ${base}01 is empty: nothing to install`, 'warning');
    return names;
  }
  const listed = actionSwitch(step, 'app') ?? settings.text('ApplicationName') ?? numbered(step).join(',');
  const ids = listed.split(',').filter((id) => id.trim() !== '');
  if (ids.length > 0) return ids.map((id) => id.trim());
  throw new MediaError('E_TS_ACTION', `step "${step.name}" names no application`);
}

/** OSDApp0Name, OSDApp1Name, … */
function numbered(step: SequenceStep): readonly string[] {
  return step.variables.filter((one) => /^OSDApp\d+Name$/i.test(one.name)).map((one) => one.value);
}
