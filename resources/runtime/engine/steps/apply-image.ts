/**
 * Apply Operating System Image: the image onto its volume, an answer file if the step names one, and the boot files onto
 * the system partition, the loader last. Sets OSDTargetSystemDrive, OSDTargetSystemRoot and _OSDDetectedWinDir.
 * Running it again ends in the same state: what could start the computer is taken away before the first change.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { splitCommandLine } from '../actions.ts';
import type { TargetVolume } from '../disk-port.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import { parseUnattend } from '../../unattend/unattend.ts';
import { applyWim } from './apply-wim.ts';
import { unsupported, type StepContext } from './definition.ts';
import { destinationOf, takeTarget } from './destination.ts';
import { imageSource } from './image-source.ts';
import { makeStartable, makeUnstartable } from './startable.ts';

const NAMES = {
  flag: 'image',
  packageVariable: 'OSDImagePackageId',
  packageProperty: 'ImagePackageID',
  indexVariable: 'OSDImageIndex',
} as const;

export async function applyImage(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, variables } = context;
  const words = splitCommandLine(step.action);
  if (words.some((word) => /^\/install:./i.test(word))) {
    unsupported(
      step,
      'set-up from an original installation source needs Windows Setup, which cannot run here',
    );
  }
  const volume = await destinationOf(step, context, ['ntfs']);
  const { letter } = volume;
  if (letter === undefined) {
    throw new MediaError(
      'E_TS_VOLUME',
      `partition ${volume.partition} of disk ${volume.diskIndex} has no drive letter`,
    );
  }
  const source = await imageSource(step, context, NAMES);
  ports.log(`${source.name}, image ${source.index}, goes to ${letter}:`);
  await applyWim(context, {
    source,
    volume,
    wipes: true,
    beforeChange: async () => {
      await makeUnstartable(context, volume);
    },
  });
  const root = await ports.disks.mount(volume);
  const windows = await windowsFolder(root, source.name);
  await copyAnswerFile(context, step, join(root, windows));
  await makeStartable(context, { volume, imageName: source.name });
  variables.setInternal('OSDTargetSystemDrive', `${letter}:`);
  variables.setInternal('OSDTargetSystemRoot', `${letter}:\\${windows}`);
  variables.setInternal('_OSDDetectedWinDir', `${letter}:\\${windows}`);
  takeTarget(variables, volume);
  await ports.disks.settle(await deviceOf(context, volume));
  return { exitCode: 0 };
}

async function deviceOf({ ports }: StepContext, volume: TargetVolume): Promise<string> {
  return (await ports.disks.disks()).find((disk) => disk.index === volume.diskIndex)?.device ?? '';
}

/** Name of the folder with the system, as it is spelled there. */
async function windowsFolder(root: string, image: string): Promise<string> {
  const names = await readdir(root);
  const name = names.find((one) => one.toLowerCase() === 'windows');
  if (name !== undefined && (await stat(join(root, name))).isDirectory()) return name;
  throw new MediaError(
    'E_TS_IMAGE',
    `${image} holds no folder "Windows": it is no image of an operating system`,
  );
}

/** `"/config:PACKAGE,FILE"`: the answer file that the settings of later steps are merged into. */
async function copyAnswerFile(context: StepContext, step: SequenceStep, windows: string): Promise<void> {
  const { ports, variables, settings } = context;
  const word = splitCommandLine(step.action).find((one) => /^\/config:/i.test(one));
  const [inAction = '', nameInAction = ''] = (word ?? '').replace(/^\/config:/i, '').split(',');
  const packageId =
    variables.expand(inAction).trim() || (settings.text('OSDConfigFilePackage', 'ConfigFilePackage') ?? '');
  if (packageId === '') return;
  const name = (
    settings.text('OSDConfigFileName', 'ConfigFileName') ?? variables.expand(nameInAction)
  ).trim();
  const parts = name.split(/[\\/]+/);
  if (name === '' || parts.includes('..')) {
    throw new MediaError('E_TS_UNATTEND', `"${name}" is not the name of an answer file in ${packageId}`);
  }
  const folder = await ports.content.packageFolder(packageId, { signal: context.signal });
  const text = await readFile(join(folder, ...parts), 'utf8').catch((cause: unknown) => {
    throw new MediaError('E_TS_UNATTEND', `${packageId} holds no answer file ${name}`, { cause });
  });
  // Read and written again, so that a file that is none fails here and not at the first start.
  const answers = parseUnattend(text, `${name} of ${packageId}`);
  const target = join(windows, 'Panther', 'unattend');
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'Unattend.xml'), answers.toText());
  ports.log(`Answer file ${name} of ${packageId} was taken`);
}
