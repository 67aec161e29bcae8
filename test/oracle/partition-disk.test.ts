/** Format and Partition Disk on disk images, judged by sgdisk, sfdisk, fsck.fat and ntfsfix. */
import { expect } from 'vitest';
import { GIB, MIB, TIB } from '#base/units.ts';
import { attach, detach } from '../support/image-disks.ts';
import { oracle } from '../support/oracle.ts';
import { staged, stepStage, type StepStage } from '../support/step-stage.ts';
import { sequenceText, stepText } from '../support/step-text.ts';

type Values = Readonly<Record<string, string>>;

/** Values of one entry of the list. */
function partition(index: number, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`OSDPartitions${index}${key}`, value]),
  );
}

function partitionStep(style: string, list: readonly Values[], more: Values = {}): string {
  return sequenceText(
    stepText('PartitionDiskAction', 'osddiskpart.exe', {
      OSDDiskIndex: '0',
      OSDPartitionStyle: style,
      ...Object.fromEntries(list.flatMap((values, index) => Object.entries(partition(index, values)))),
      ...more,
    }),
  );
}

const WINDOWS_GPT: readonly Values[] = [
  { Type: 'EFI', Size: '260', SizeUnits: 'MB', FileSystem: 'FAT32', VolumeName: 'System' },
  { Type: 'MSR', Size: '16' },
  {
    Type: 'Primary',
    Size: '90',
    SizeUnits: 'Percent',
    FileSystem: 'NTFS',
    VolumeName: 'Windows',
    VolumeLetterVariable: 'OSDISK',
  },
  { Type: 'Recovery', Size: '100', SizeUnits: 'Percent', FileSystem: 'NTFS', VolumeName: 'Recovery' },
];

const JUDGES = ['fsck.fat', 'ntfsfix'] as const;

/** Judges every volume with the checker of its file system. */
async function checkVolumes(stage: StepStage): Promise<readonly string[]> {
  const findings: string[] = [];
  const path = stage.images[0]?.path ?? '';
  for (const volume of await stage.disks.volumes()) {
    if (volume.fileSystem === 'none') continue;
    const device = attach(path, volume.startBytes, volume.sizeBytes);
    const judge = volume.fileSystem === 'fat32' ? ['fsck.fat', '-n'] : ['ntfsfix', '-n'];
    const result = oracle(judge[0] ?? '', [...judge.slice(1), device]);
    if (result.exitCode !== 0) findings.push(`${volume.partition}: ${result.output}`);
    detach(device);
  }
  return findings;
}

staged(
  JUDGES,
  'a GPT disk gets EFI, MSR, Windows and recovery partitions that every judge accepts',
  async () => {
    const stage = await stepStage({ diskBytes: [3 * GIB] });
    await stage.run(partitionStep('GPT', WINDOWS_GPT));
    const volumes = await stage.disks.volumes();
    expect({
      volumes: volumes.map(({ letter, kind, fileSystem, label }) => [letter, kind, fileSystem, label]),
      variable: stage.variables.get('OSDISK'),
      sgdisk: oracle('sgdisk', ['-v', stage.images[0]?.path ?? '']).stdout.includes('No problems found'),
      aligned: volumes.every(({ startBytes, sizeBytes }) => startBytes % MIB === 0 && sizeBytes % MIB === 0),
      findings: await checkVolumes(stage),
    }).toEqual({
      volumes: [
        [undefined, 'efi', 'fat32', 'SYSTEM'],
        [undefined, 'msr', 'none', ''],
        ['C', 'data', 'ntfs', 'Windows'],
        [undefined, 'recovery', 'ntfs', 'Recovery'],
      ],
      variable: 'C:',
      sgdisk: true,
      aligned: true,
      findings: [],
    });
  },
);

staged(
  JUDGES,
  'an MBR disk gets primary, hidden, extended and logical partitions that every judge accepts',
  async () => {
    const stage = await stepStage({ diskBytes: [2 * GIB] });
    await stage.run(
      partitionStep('MBR', [
        { Type: 'Primary', Bootable: 'true', Size: '300', FileSystem: 'NTFS', VolumeName: 'System Reserved' },
        { Type: 'Primary', Size: '1', SizeUnits: 'GB', FileSystem: 'NTFS', VolumeName: 'Windows' },
        { Type: 'Hidden', Size: '100', FileSystem: 'FAT32', VolumeName: 'TOOLS' },
        { Type: 'Extended', Size: '100', SizeUnits: 'Percent' },
        { Type: 'Logical', Size: '50', SizeUnits: 'Percent', FileSystem: 'NTFS', VolumeName: 'Data 1' },
        { Type: 'Logical', FileSystem: 'FAT32', VolumeName: 'DATA2', VolumeLetterVariable: 'LAST' },
      ]),
    );
    const volumes = await stage.disks.volumes();
    const verify = oracle('sfdisk', ['-V', stage.images[0]?.path ?? '']);
    expect({
      volumes: volumes.map(({ letter, partition: number, fileSystem, label, isActive }) => [
        letter,
        number,
        fileSystem,
        label,
        isActive,
      ]),
      last: stage.variables.get('LAST'),
      verify: [verify.exitCode, verify.output.includes('No errors detected')],
      findings: await checkVolumes(stage),
    }).toEqual({
      volumes: [
        [undefined, 1, 'ntfs', 'System Reserved', true],
        ['C', 2, 'ntfs', 'Windows', false],
        [undefined, 3, 'fat32', 'TOOLS', false],
        ['D', 5, 'ntfs', 'Data 1', false],
        ['E', 6, 'fat32', 'DATA2', false],
      ],
      last: 'E:',
      verify: [0, true],
      findings: [],
    });
  },
);

staged(JUDGES, 'partitions that begin behind 2 TiB are formatted', async () => {
  const stage = await stepStage({ diskBytes: [4 * TIB] });
  await stage.run(
    partitionStep('GPT', [
      { Type: 'Primary', Size: '3072', SizeUnits: 'GB' },
      { Type: 'Primary', Size: '1', SizeUnits: 'GB', FileSystem: 'NTFS', VolumeName: 'Far' },
      { Type: 'Primary', Size: '1', SizeUnits: 'GB', FileSystem: 'FAT32', VolumeName: 'FARTHER' },
    ]),
  );
  const volumes = await stage.disks.volumes();
  expect({
    volumes: volumes.map(({ startBytes, fileSystem, label }) => [startBytes > 2 * TIB, fileSystem, label]),
    findings: await checkVolumes(stage),
  }).toEqual({
    volumes: [
      [false, 'none', ''],
      [true, 'ntfs', 'Far'],
      [true, 'fat32', 'FARTHER'],
    ],
    findings: [],
  });
});

staged(JUDGES, 'a second run on a used disk leaves nothing of the first one', async () => {
  const stage = await stepStage({ diskBytes: [2 * GIB] });
  await stage.run(partitionStep('GPT', WINDOWS_GPT));
  const [, , windows] = await stage.disks.volumes();
  if (windows === undefined) throw new Error('no third volume');
  await stage.disks.mount(windows);
  await stage.run(partitionStep('MBR', [{ Type: 'Primary', Bootable: 'true' }]));
  expect({
    volumes: (await stage.disks.volumes()).map(({ letter, fileSystem, isActive }) => [
      letter,
      fileSystem,
      isActive,
    ]),
    style: (await stage.disks.disks()).map((disk) => disk.style),
    verify: oracle('sfdisk', ['-V', stage.images[0]?.path ?? '']).exitCode,
  }).toEqual({ volumes: [['C', 'none', true]], style: ['mbr'], verify: 0 });
});

staged(JUDGES, 'the disk number comes from a variable when the step says so', async () => {
  const stage = await stepStage({ diskBytes: [64 * MIB, 128 * MIB], variables: { WHICH: '1' } });
  await stage.run(
    partitionStep('GPT', [{ Type: 'Primary', FileSystem: 'NTFS' }], { OSDDiskIndexVariable: 'WHICH' }),
  );
  expect((await stage.disks.volumes()).map((volume) => volume.diskIndex)).toEqual([1]);
});

staged(
  JUDGES,
  'a disk that is not there, or can be taken out, is refused before anything is written',
  async () => {
    const stage = await stepStage({ diskBytes: [64 * MIB, 64 * MIB], removable: [1] });
    const outcomes: string[] = [];
    for (const index of ['1', '2', 'x']) {
      const list = [{ Type: 'Primary' }];
      const done = stage.run(partitionStep('GPT', list, { OSDDiskIndex: index }));
      outcomes.push(
        await done.then(
          () => 'done',
          (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'other'),
        ),
      );
    }
    expect({ outcomes, tools: stage.tools }).toEqual({
      outcomes: ['E_TS_DISK', 'E_TS_DISK', 'E_TS_DISK'],
      tools: [],
    });
  },
);
