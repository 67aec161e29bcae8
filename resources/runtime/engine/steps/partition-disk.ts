/**
 * Format and Partition Disk: the list of the step becomes a plan (disks/partition-plan.ts), sgdisk or sfdisk writes the
 * table, mkntfs and mkfs.fat format. Running it again makes the same disk again, so it may be repeated.
 * Traps: what was on the disk before must not shine through, so the places where tables and file systems begin are wiped
 * first; and the variables with letters can be set only when the kernel knows the new table.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { MIB } from '#base/units.ts';
import {
  planPartitions,
  type PartitionPlan,
  type PartitionSetting,
  type PartitionType,
  type PlannedPartition,
} from '../../disks/partition-plan.ts';
import { wipeAreas } from '../../disks/raw.ts';
import type { Disk, TargetVolume } from '../disk-port.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';
import { forgetTargets } from './destination.ts';
import { runDiskTool } from './disk-tool.ts';

const TYPES: readonly PartitionType[] = [
  'primary',
  'extended',
  'logical',
  'hidden',
  'efi',
  'msr',
  'recovery',
];
/** What the editor of the console puts first when a GPT disk is made the boot disk and the list has no EFI partition. */
const DEFAULT_EFI: PartitionSetting = {
  type: 'efi',
  fileSystem: 'fat32',
  isBootable: false,
  isQuickFormat: true,
  volumeName: '',
  size: 500,
  unit: 'mb',
  hasLetter: false,
  letterVariable: undefined,
};

export async function partitionDisk(_step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, settings } = context;
  const { disks } = ports;
  const disk = await chosenDisk(context);
  const style = styleOf(settings.text('OSDPartitionStyle', 'PartitionStyle'));
  const list = partitionSettings(context, style);
  const plan = planPartitions({ style, disk, settings: list });
  ports.log(
    `Disk ${disk.index} is ${disk.description}; ${plan.partitions.length} partitions as ${style.toUpperCase()}`,
  );
  context.onActivity({ text: `Dividing disk ${disk.index}` });
  context.signal?.throwIfAborted();

  await disks.settle(disk.device);
  await wipeAreas(disk.device, startsOf(plan, disk));
  await writeTable(context, disk, plan);
  await disks.settle(disk.device);

  const volumes = (await disks.volumes()).filter((volume) => volume.diskIndex === disk.index);
  for (const partition of plan.partitions) {
    if (partition.setting.type === 'extended' || partition.setting.type === 'msr') continue;
    const volume = volumes.find((one) => one.partition === partition.number);
    if (volume?.startBytes !== partition.startBytes) {
      throw new MediaError(
        'E_TS_TOOL',
        `partition ${partition.number} of ${disk.device} is not where it was put`,
      );
    }
    await format(context, { disk, volume, partition });
  }
  await disks.settle(disk.device);
  await setLetters(context, disk, plan);
  forgetTargets(context.variables, disk.index);
  return { exitCode: 0 };
}

/** @throws MediaError E_TS_DISK when it is not there, or is a stick or another drive that can be taken out. */
async function chosenDisk({ settings, variables, ports }: StepContext): Promise<Disk> {
  const variable = settings.text('OSDDiskIndexVariable', 'DiskIndexVariable');
  const text = variable === undefined ? settings.text('OSDDiskIndex', 'DiskIndex') : variables.get(variable);
  const asked = (text ?? '0').trim();
  const all = await ports.disks.disks();
  const disk = /^\d{1,5}$/.test(asked) ? all[Number(asked)] : undefined;
  if (disk === undefined) {
    const there = all.map((one) => `${one.index}: ${one.description}`).join('; ');
    throw new MediaError(
      'E_TS_DISK',
      `disk "${asked}" was asked for, there is ${there === '' ? 'none' : there}`,
    );
  }
  if (disk.isRemovable) {
    throw new MediaError(
      'E_TS_DISK',
      `disk ${disk.index} is ${disk.description}, a drive that can be taken out`,
    );
  }
  return disk;
}

function styleOf(text: string | undefined): 'gpt' | 'mbr' {
  const style = (text ?? '').trim().toLowerCase();
  if (style === 'gpt' || style === 'mbr') return style;
  throw new MediaError('E_TS_PARTITION', `the partition style is "${text ?? ''}", it must be GPT or MBR`);
}

/** The array OSDPartitions0Type, OSDPartitions1Type, … up to the first gap. */
export function partitionSettings(
  { settings }: Pick<StepContext, 'settings'>,
  style: 'gpt' | 'mbr',
): readonly PartitionSetting[] {
  const list: PartitionSetting[] = [];
  for (let index = 0; ; index += 1) {
    const names = (field: string): [string, string] => [
      `OSDPartitions${index}${field}`,
      `Partitions${index}${field}`,
    ];
    const typeText = settings.text(...names('Type'));
    if (typeText === undefined) break;
    const type = TYPES.find((one) => one === typeText.trim().toLowerCase());
    if (type === undefined) {
      throw new MediaError('E_TS_PARTITION', `partition ${index + 1} is of the unknown type "${typeText}"`);
    }
    const sizeText = settings.text(...names('Size'));
    const size = sizeText === undefined ? undefined : Number(sizeText.trim());
    list.push({
      type,
      fileSystem: fileSystemOf(settings.text(...names('FileSystem')), { type, index }),
      isBootable: settings.flag(...names('Bootable')),
      isQuickFormat: settings.flag(...names('QuickFormat'), true),
      volumeName: settings.text(...names('VolumeName')) ?? '',
      // Number() makes 0 of blanks and NaN of words; the planner refuses both.
      size,
      unit: unitOf(settings.text(...names('SizeUnits')), index),
      hasLetter: settings.flag(...names('AssignVolumeLetter'), true),
      letterVariable: settings.text(...names('VolumeLetterVariable')),
    });
  }
  const needsEfi = style === 'gpt' && settings.flag('OSDGPTBootDisk', 'GPTBootDisk');
  return needsEfi && list.length > 0 && !list.some((one) => one.type === 'efi')
    ? [DEFAULT_EFI, ...list]
    : list;
}

function fileSystemOf(
  text: string | undefined,
  place: { readonly type: PartitionType; readonly index: number },
): 'ntfs' | 'fat32' | undefined {
  const name = text?.trim().toLowerCase();
  if (name === 'ntfs' || name === 'fat32') return name;
  if (name !== undefined && name !== '' && name !== 'none') {
    throw new MediaError(
      'E_TS_PARTITION',
      `partition ${place.index + 1}: file system "${name}", NTFS and FAT32 can be made`,
    );
  }
  // Firmware cannot use an EFI partition without a file system.
  return place.type === 'efi' ? 'fat32' : undefined;
}

function unitOf(text: string | undefined, index: number): PartitionSetting['unit'] {
  const unit = (text ?? 'mb').trim().toLowerCase();
  if (unit === 'percent' || unit === '%') return 'percent';
  if (unit === 'mb' || unit === 'gb') return unit;
  throw new MediaError(
    'E_TS_PARTITION',
    `partition ${index + 1}: size unit "${unit}", known are MB, GB and Percent`,
  );
}

/** Both ends of the disk, and where every partition begins: old tables and file systems are recognised by these. */
function startsOf(
  plan: PartitionPlan,
  disk: Disk,
): readonly { readonly offset: number; readonly length: number }[] {
  const tail = Math.min(MIB, disk.sizeBytes);
  return [
    { offset: 0, length: Math.min(MIB, disk.sizeBytes) },
    { offset: disk.sizeBytes - tail, length: tail },
    ...plan.partitions.map(({ startBytes, sizeBytes }) => ({
      offset: startBytes,
      length: Math.min(MIB, sizeBytes),
    })),
  ];
}

async function writeTable(context: StepContext, disk: Disk, plan: PartitionPlan): Promise<void> {
  const { sectorBytes, device } = disk;
  if (plan.style === 'gpt') {
    await runDiskTool(context, ['sgdisk', ...sgdiskArguments(plan, sectorBytes), device]);
    return;
  }
  const script = sfdiskScript(plan, sectorBytes);
  const quiet = ['--wipe', 'never', '--wipe-partitions', 'never', '--no-reread', '--no-tell-kernel'];
  await runDiskTool(context, ['sfdisk', ...quiet, device], { input: oneChunk(script) });
}

/** Arguments of sgdisk for a plan. */
export function sgdiskArguments(plan: PartitionPlan, sectorBytes: number): readonly string[] {
  return [
    '--clear',
    '--set-alignment=1',
    ...plan.partitions.flatMap(({ number, startBytes, sizeBytes, typeGuid, attributeBits, setting }) => [
      `--new=${number}:${startBytes / sectorBytes}:${(startBytes + sizeBytes) / sectorBytes - 1}`,
      `--typecode=${number}:${typeGuid}`,
      `--change-name=${number}:${gptName(setting)}`,
      ...attributeBits.map((bit) => `--attributes=${number}:set:${bit}`),
    ]),
  ];
}

/** sfdisk numbers primaries in their order and puts what lies inside the extended one behind them. */
export function sfdiskScript(plan: PartitionPlan, sectorBytes: number): string {
  const inOrder = [...plan.partitions].sort((a, b) => a.number - b.number);
  const lines = inOrder.map(({ startBytes, sizeBytes, typeByte, isActive }) => {
    const place = `start=${startBytes / sectorBytes}, size=${sizeBytes / sectorBytes}`;
    return `${place}, type=${typeByte.toString(16)}${isActive ? ', bootable' : ''}`;
  });
  return ['label: dos', 'unit: sectors', '', ...lines, ''].join('\n');
}

/** Microsoft's names of partitions, as diskpart gives them. */
function gptName({ type }: PartitionSetting): string {
  if (type === 'efi') return 'EFI system partition';
  return type === 'msr' ? 'Microsoft reserved partition' : 'Basic data partition';
}

interface FormatRequest {
  readonly disk: Disk;
  readonly volume: TargetVolume;
  readonly partition: PlannedPartition;
}

async function format(context: StepContext, { disk, volume, partition }: FormatRequest): Promise<void> {
  const { setting } = partition;
  if (setting.fileSystem === undefined) return;
  const kind = setting.fileSystem === 'ntfs' ? 'NTFS' : 'FAT32';
  context.onActivity({ text: `Formatting partition ${partition.number} with ${kind}` });
  const start = String(hiddenSectors(volume, disk));
  await context.ports.disks.withDevice(volume, async (device) => {
    if (setting.fileSystem === 'ntfs') {
      const quick = setting.isQuickFormat ? ['--quick'] : [];
      // Windows starts only from a volume that knows where on the disk it begins.
      const geometry = ['--partition-start', start, '--heads', '255', '--sectors-per-track', '63'];
      const label = setting.volumeName === '' ? [] : ['--label', setting.volumeName];
      await runDiskTool(context, ['mkntfs', '--force', ...quick, ...geometry, ...label, device]);
    } else {
      const full = setting.isQuickFormat ? [] : ['-c'];
      const label = setting.volumeName === '' ? [] : ['-n', setting.volumeName.toUpperCase()];
      await runDiskTool(context, ['mkfs.fat', '-I', '-F', '32', '-h', start, ...full, ...label, device]);
    }
  });
}

/**
 * What a boot sector says of the sectors before the volume. Behind 2 TiB (of sectors of 512 bytes) its field is too short
 * and says nothing, which only a BIOS would miss, and that cannot start from there anyway.
 */
function hiddenSectors(volume: TargetVolume, disk: Disk): number {
  const sectors = volume.startBytes / disk.sectorBytes;
  return sectors > 0xffff_ffff ? 0 : sectors;
}

async function setLetters(context: StepContext, disk: Disk, plan: PartitionPlan): Promise<void> {
  const { ports, variables } = context;
  const volumes = await ports.disks.volumes();
  for (const { number, setting } of plan.partitions) {
    const volume = volumes.find((one) => one.diskIndex === disk.index && one.partition === number);
    if (volume !== undefined) {
      const letter = volume.letter === undefined ? 'no letter' : `${volume.letter}:`;
      ports.log(
        `Partition ${number}: ${setting.type}, ${volume.fileSystem}, ${volume.sizeBytes} bytes, ${letter}`,
      );
    }
    if (setting.letterVariable === undefined) continue;
    if (volume?.letter === undefined) {
      ports.log(
        `${setting.letterVariable} stays empty: partition ${number} has no drive letter here`,
        'warning',
      );
    } else variables.set(setting.letterVariable, `${volume.letter}:`);
  }
}

async function* oneChunk(text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}
