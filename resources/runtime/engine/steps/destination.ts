/**
 * Where an image goes: `/target:0,2`, `/target:C:`, `/target:%NAME%` or nothing ("next available formatted partition").
 * Source: class qualifiers of SMS_TaskSequence_ApplyOperatingSystemAction in the SDK.
 * Rule (ours): next available is the first volume with a letter and a file system on a disk that cannot be taken out,
 * which no Apply step of this sequence has taken yet; formatting its disk makes it available again.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { splitCommandLine } from '../actions.ts';
import type { FileSystem, TargetVolume } from '../disk-port.ts';
import type { SequenceStep } from '../sequence.ts';
import type { VariableStore } from '../variables.ts';
import type { StepContext } from './definition.ts';

/** "0,3;0,4": disk and partition of volumes that hold an image. */
const TAKEN = '_SMSTSAppliedVolumes';

/** The volume a step writes to. @throws MediaError E_TS_VOLUME, E_TS_ACTION */
export async function destinationOf(
  step: SequenceStep,
  context: StepContext,
  fileSystems: readonly FileSystem[],
): Promise<TargetVolume> {
  const { ports, variables } = context;
  const volumes = await ports.disks.volumes();
  const target = targetOf(step, context);
  const volume =
    target === undefined ? await nextAvailable(context, volumes, fileSystems) : named(target, volumes);
  if (volume === undefined) {
    const taken = variables.get(TAKEN);
    const what =
      target ?? `the next formatted partition${taken === undefined ? '' : `, ${taken} being used already`}`;
    throw new MediaError('E_TS_VOLUME', `there is no volume for ${what}; there are ${listOf(volumes)}`);
  }
  if (!fileSystems.includes(volume.fileSystem)) {
    const wanted = fileSystems.map((one) => one.toUpperCase()).join(' or ');
    throw new MediaError(
      'E_TS_VOLUME',
      `${placeOf(volume)} has the file system ${volume.fileSystem}, needed is ${wanted}`,
    );
  }
  return volume;
}

/** Remembers that a volume holds an image now. */
export function takeTarget(variables: VariableStore, volume: TargetVolume): void {
  const place = `${volume.diskIndex},${volume.partition}`;
  const others = (variables.get(TAKEN) ?? '').split(';').filter((one) => one !== '' && one !== place);
  variables.setInternal(TAKEN, [...others, place].join(';'));
}

/** Volumes of a disk that was divided anew are available again. */
export function forgetTargets(variables: VariableStore, diskIndex: number): void {
  const left = (variables.get(TAKEN) ?? '')
    .split(';')
    .filter((one) => one !== '' && !one.startsWith(`${diskIndex},`));
  variables.setInternal(TAKEN, left.join(';'));
}

/** What the step asks for, with variables replaced; undefined for "next available". */
function targetOf(step: SequenceStep, { settings, variables }: StepContext): string | undefined {
  const flag = splitCommandLine(step.action).find((word) => /^\/target:/i.test(word));
  const text = flag === undefined ? '' : variables.expand(flag.slice('/target:'.length)).trim();
  if (text !== '') return text;
  const variable = settings.text('OSDDestinationVariable', 'DestinationVariable');
  const inVariable = variable === undefined ? undefined : variables.get(variable);
  if (variable !== undefined && inVariable === undefined) {
    throw new MediaError('E_TS_VOLUME', `the variable ${variable} names no volume`);
  }
  const letter = inVariable ?? settings.text('OSDDestinationLogicalDrive', 'DestinationLogicalDrive');
  if (letter !== undefined) return letter;
  // As text: a number that cannot be read must be refused with its words, not mean another volume.
  const disk = settings.text('OSDDestinationDisk', 'DestinationDisk');
  const partition = settings.text('OSDDestinationPartition', 'DestinationPartition');
  return disk === undefined || partition === undefined ? undefined : `${disk.trim()},${partition.trim()}`;
}

function named(target: string, volumes: readonly TargetVolume[]): TargetVolume | undefined {
  const letter = /^([A-Za-z]):?\\?$/.exec(target)?.[1]?.toUpperCase();
  if (letter !== undefined) return volumes.find((one) => one.letter === letter);
  const place = /^(\d+)\s*,\s*(\d+)$/.exec(target);
  if (place === null)
    throw new MediaError('E_TS_VOLUME', `"${target}" names no volume: a letter or "disk,partition" does`);
  return volumes.find((one) => one.diskIndex === Number(place[1]) && one.partition === Number(place[2]));
}

async function nextAvailable(
  { ports, variables }: StepContext,
  volumes: readonly TargetVolume[],
  fileSystems: readonly FileSystem[],
): Promise<TargetVolume | undefined> {
  const removable = (await ports.disks.disks()).filter((disk) => disk.isRemovable).map((disk) => disk.index);
  const taken = (variables.get(TAKEN) ?? '').split(';');
  return volumes.find(
    (one) =>
      one.letter !== undefined &&
      fileSystems.includes(one.fileSystem) &&
      !removable.includes(one.diskIndex) &&
      !taken.includes(`${one.diskIndex},${one.partition}`),
  );
}

function placeOf(volume: TargetVolume): string {
  const place = `disk ${volume.diskIndex}, partition ${volume.partition}`;
  return volume.letter === undefined ? place : `${volume.letter}: (${place})`;
}

function listOf(volumes: readonly TargetVolume[]): string {
  if (volumes.length === 0) return 'none';
  return volumes.map((one) => `${placeOf(one)} ${one.fileSystem}`).join('; ');
}
