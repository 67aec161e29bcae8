/**
 * Apply Data Image: an image onto an NTFS or FAT32 volume that starts nothing. By default the volume is cleared before;
 * without that an image whose names at the root are there already is refused by wimlib (ours, the product merges).
 */
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import { applyWim } from './apply-wim.ts';
import type { StepContext } from './definition.ts';
import { destinationOf, takeTarget } from './destination.ts';
import { imageSource } from './image-source.ts';

const NAMES = {
  flag: 'data',
  packageVariable: 'OSDDataImagePackageId',
  packageProperty: 'ImagePackageID',
  indexVariable: 'OSDDataImageIndex',
} as const;

export async function applyDataImage(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { settings, ports, variables } = context;
  const volume = await destinationOf(step, context, ['ntfs', 'fat32']);
  const source = await imageSource(step, context, NAMES);
  const wipes = settings.flag('OSDWipeDestinationPartition', 'WipeDestinationPartition', true);
  ports.log(
    `${source.name}, image ${source.index}, goes to ${volume.letter ?? `partition ${volume.partition}`}`,
  );
  await applyWim(context, { source, volume, wipes });
  takeTarget(variables, volume);
  return { exitCode: 0 };
}
