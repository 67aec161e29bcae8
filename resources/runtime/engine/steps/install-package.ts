/**
 * Install Package (installed system): one program of a package, or a list in variables NAME001, NAME002, … with values
 * "PackageID:Program". Trap: the name of the program is compared with its case.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';
import { actionSwitch, installList } from './install-list.ts';
import { checkedPackage, contentOf } from './run-command-line.ts';

const RETRY_PAUSE_MS = 30_000;

export async function installPackage(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports } = context;
  return await installList(step, context, {
    entries: programsOf(step, context),
    retries: step.retryCount,
    pauseMs: RETRY_PAUSE_MS,
    install: async (entry) => {
      const at = entry.indexOf(':');
      const packageId = checkedPackage(entry.slice(0, at));
      const program = entry.slice(at + 1);
      const report = await ports.client.installPackage(
        packageId,
        program,
        await contentOf(packageId, context),
      );
      await ports.content.release(packageId);
      return report;
    },
  });
}

function programsOf(step: SequenceStep, { settings, variables, ports }: StepContext): readonly string[] {
  const base = settings.text('BaseVariableName') ?? actionSwitch(step, 'basevar');
  if (base !== undefined) {
    const entries = variables.list(base, 3);
    if (entries.length === 0) ports.log(`The list ${base}001 is empty: nothing to install`, 'warning');
    const wrong = entries.find((entry) => !/^[^:]+:.+$/.test(entry));
    if (wrong === undefined) return entries;
    throw new MediaError('E_TS_ACTION', `"${wrong}" of the list ${base} is not "PackageID:Program"`);
  }
  const packageId = settings.text('PackageID') ?? actionSwitch(step, 'pkg') ?? actionSwitch(step, 'pkgid');
  const program = settings.text('_SMSSWDProgramName', 'ProgramName') ?? actionSwitch(step, 'prog');
  if (packageId !== undefined && program !== undefined) return [`${packageId}:${program}`];
  throw new MediaError('E_TS_ACTION', `step "${step.name}" names no package and program`);
}
