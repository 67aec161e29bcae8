/**
 * Download Package Content: packages into the working folder, the client's cache or a folder of one's own; the folders
 * of the packages are left in variables with the prefix: NAME01, NAME02, …
 * Ours: the variables hold paths of this environment, since commands run here; a package that could not be downloaded
 * leaves its number empty, with "continue" set.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';
import { checkedPackage } from './run-command-line.ts';

export async function downloadContent(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { settings, variables, ports } = context;
  refuseMode(step, context);
  const text = settings.text('OSDDownloadDownloadPackages', 'DownloadPackages') ?? '';
  const packages = text
    .split(/[,;\s]+/)
    .filter((id) => id !== '')
    .map(checkedPackage);
  if (packages.length === 0) throw new MediaError('E_TS_ACTION', `step "${step.name}" names no package`);
  const base = await targetFolder(step, context);
  const prefix = settings.text('OSDDownloadDestinationVariable', 'DestinationVariable');
  const goesOn = settings.flag('OSDDownloadContinueDownloadOnError', 'ContinueDownload');
  for (const [index, id] of packages.entries()) {
    const number = String(index + 1).padStart(2, '0');
    try {
      const folder = await ports.content.packageFolder(id, {
        signal: context.signal,
        ...(base === undefined ? {} : { folder: base }),
        onProgress: ({ doneBytes, totalBytes }) => {
          context.onActivity({ text: `Downloading ${id}`, doneBytes, totalBytes });
        },
      });
      ports.log(`${id} is in ${folder}`);
      if (prefix !== undefined) variables.set(`${prefix}${number}`, folder);
    } catch (error) {
      if (!goesOn || context.signal?.aborted === true) throw error;
      ports.log(`${id} could not be downloaded; the step goes on: ${String(error)}`, 'warning');
      // What an earlier run left there would be taken for this package's folder.
      if (prefix !== undefined) variables.set(`${prefix}${number}`, '');
    }
  }
  return { exitCode: 0 };
}

/** Documented (configmgr-spec 7.2): not on stand-alone media, not with "download all first" or direct access. */
function refuseMode(step: SequenceStep, { variables }: StepContext): void {
  const is = (name: string, value: string): boolean => variables.get(name)?.toLowerCase() === value;
  const why = is('_SMSTSMediaType', 'fullmedia')
    ? 'stand-alone media cannot list content'
    : is('_SMSTSDownloadOnDemand', 'false')
      ? 'the deployment downloads all content before the start'
      : is('_SMSTSRunFromDP', 'true')
        ? 'the deployment uses content where it lies'
        : undefined;
  if (why !== undefined)
    throw new MediaError('E_TS_DOWNLOAD_STEP', `step "${step.name}" (Download Package Content): ${why}`);
}

/** Folder for the packages; undefined: where packages are kept anyway (working folder, cache of the client). */
async function targetFolder(step: SequenceStep, context: StepContext): Promise<string | undefined> {
  const { settings, ports } = context;
  const location = settings.text('OSDDownloadDestinationLocationType', 'DestinationLocationType') ?? '';
  const kind = location.toLowerCase();
  if (kind === 'custom' || kind === 'custompath') {
    const path = settings.text('OSDDownloadDestinationPath', 'DestinationPath') ?? '';
    if (path === '') throw new MediaError('E_TS_ACTION', `step "${step.name}" names no folder`);
    return await ports.disks.pathOf(path);
  }
  if (kind.includes('cache') && ports.environment === 'boot-image')
    throw new MediaError(
      'E_TS_ENVIRONMENT',
      `step "${step.name}" uses the client's cache, which Windows PE has not`,
    );
  return undefined;
}
