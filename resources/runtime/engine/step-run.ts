/**
 * Runs one step: finds its definition, checks that it may run here, repeats it as often as it says.
 * Trap: only what a step did and ended badly (StepExit) is tried again; a step that is written wrongly stays wrong.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { EnginePorts, StepActivity, StepSuccess } from './ports.ts';
import type { SequenceStep } from './sequence.ts';
import type { RunHeader, StepEnvironment } from './state.ts';
import { StepExit, unsupported, type StepDefinition } from './steps/definition.ts';
import { settingsOf } from './steps/settings.ts';
import { definitionOf } from './steps/table.ts';
import type { VariableStore } from './variables.ts';

const UPGRADE = 'SMS_TaskSequence_UpgradeOperatingSystemAction';
const APPLY = 'SMS_TaskSequence_ApplyOperatingSystemAction';
const RETRY_DELAY_MS = 5000;
const PLACES = {
  'boot-image': 'the boot image',
  'installed-system': 'the installed operating system',
} as const;

export interface StepRun {
  readonly variables: VariableStore;
  readonly ports: EnginePorts;
  readonly header: RunHeader;
  readonly signal: AbortSignal | undefined;
  readonly isAfterRestart: boolean;
  /** The step was begun before a restart or a power cut: where it may begin no longer matters. */
  readonly isContinued: boolean;
  readonly onActivity: (activity: StepActivity) => void;
}

/**
 * Runs a step.
 * @throws MediaError E_TS_… when it fails; E_TS_STEP_UNSUPPORTED for a type not known here, E_TS_ENVIRONMENT for one
 * that belongs into the other environment.
 */
export async function runStep(step: SequenceStep, run: StepRun): Promise<StepSuccess> {
  const { variables, ports, signal, header, isAfterRestart, onActivity } = run;
  const definition = definitionOf(step.type) ?? unsupported(step, 'which this program does not know');
  if (definition.type === UPGRADE && header.startedFrom !== 'software-center') throw upgradeRefusal(step);
  if (!run.isContinued) checkEnvironment(step, definition, ports.environment);
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await definition.run(step, {
        settings: settingsOf(step, variables),
        variables,
        ports,
        signal,
        sequence: header.sequence,
        startedFrom: header.startedFrom,
        isAfterRestart,
        isInterrupted: run.isContinued && !isAfterRestart,
        onActivity,
      });
    } catch (error) {
      const mayRetry = error instanceof StepExit && !definition.hasOwnRetries && attempt < step.retryCount;
      if (!mayRetry) throw error;
      ports.log(`${error.message}; retry ${attempt + 1} of ${step.retryCount}`, 'warning');
      await ports.sleep(RETRY_DELAY_MS);
    }
  }
}

function checkEnvironment(step: SequenceStep, definition: StepDefinition, here: StepEnvironment): void {
  const own = step.runIn === 'WinPEandFullOS' || (step.runIn === 'WinPE') === (here === 'boot-image');
  if (own && definition.environments.includes(here)) return;
  const where = here === 'boot-image' ? PLACES['installed-system'] : PLACES['boot-image'];
  throw new MediaError(
    'E_TS_ENVIRONMENT',
    `step "${step.name}" (${definition.label}) runs in ${where} only, this is ${PLACES[here]}`,
  );
}

/** Documented (configmgr-spec 6.1): in-place upgrade over the internet starts in Software Center only. */
function upgradeRefusal(step: SequenceStep): MediaError {
  return new MediaError(
    'E_TS_UPGRADE_MEDIA',
    `step "${step.name}" upgrades the operating system; Windows PE, PXE and task sequence media are not supported for it`,
  );
}

/**
 * What is known before the first step: a sequence that upgrades and installs nothing is refused when it was started from
 * media. undefined: it may start.
 */
export function refusalAtStart(
  steps: readonly SequenceStep[],
  startedFrom: RunHeader['startedFrom'],
): { readonly step: SequenceStep; readonly error: MediaError } | undefined {
  const step = steps.find((one) => one.type === UPGRADE);
  if (step === undefined || startedFrom === 'software-center') return undefined;
  return steps.some((one) => one.type === APPLY) ? undefined : { step, error: upgradeRefusal(step) };
}
