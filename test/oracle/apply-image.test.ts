/** Apply Operating System Image and Apply Data Image on disk images: what arrives is what was captured. */
import { createReadStream } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect } from 'vitest';
import { GIB, MIB } from '#base/units.ts';
import { readRaw } from '../../resources/runtime/disks/raw.ts';
import {
  APPLY_PROGRAMS,
  applyStep,
  divided,
  efiFiles,
  makePackages,
  namesIn,
} from '../support/apply-stage.ts';
import { captureVolume, detailsOf, noise } from '../support/ntfs-image.ts';
import { oracle } from '../support/oracle.ts';
import { staged, stepStage, type StepStage } from '../support/step-stage.ts';
import { sequenceText, stepText } from '../support/step-text.ts';

let packages = '';

beforeAll(async () => {
  packages = await makePackages();
}, 120_000);

staged(
  APPLY_PROGRAMS,
  'security descriptors, reparse points, streams, links and short names arrive unchanged',
  async () => {
    const stage = await divided(300, { packages });
    await stage.run(applyStep('DECO'));
    const [, , windows] = await stage.disks.volumes();
    if (windows === undefined) throw new Error('no volume');
    const names = await namesIn(stage, 'C:\\');
    const state = await readFile(await stage.disks.pathOf('C:\\_smstasksequence\\TSEnv-1.dat'), 'utf8');
    await stage.disks.close();
    const again = join(stage.folder, 'again.wim');
    captureVolume(stage.images[0]?.path ?? '', windows, again);
    const found = Object.fromEntries(
      Object.entries(detailsOf(again)).filter(([path]) => !path.startsWith('/_SMSTaskSequence')),
    );
    expect(found).toEqual(detailsOf(join(packages, 'DECO/install.wim')));
    expect({
      names,
      state,
      drive: stage.variables.get('OSDTargetSystemDrive'),
      root: stage.variables.get('OSDTargetSystemRoot'),
      windows: stage.variables.get('_OSDDetectedWinDir'),
      hasProgress: stage.activities.some(
        (one) => one.text.startsWith('Applying') && (one.totalBytes ?? 0) > 0,
      ),
    }).toEqual({
      names: ['Users', 'Windows', '_SMSTaskSequence'],
      state: 'state',
      drive: 'C:',
      root: 'C:\\Windows',
      windows: 'C:\\Windows',
      hasProgress: true,
    });
  },
);

staged(
  APPLY_PROGRAMS,
  'the EFI partition gets loader, kernel and menu, and the volume has its whole size again',
  async () => {
    const stage = await divided(300, { packages });
    await stage.run(applyStep('PLAIN'));
    // A second time, as after a power cut: nothing of the first is left over.
    await stage.run(applyStep('PLAIN', { target: 'C:' }));
    const efi = await efiFiles(stage);
    const [volume] = (await stage.disks.volumes()).filter((one) => one.kind === 'efi');
    if (volume === undefined) throw new Error('no EFI partition');
    const menu = await readFile(join(await stage.disks.mount(volume), 'boot/grub/grub.cfg'), 'utf8');
    const windows = (await stage.disks.volumes()).find((one) => one.letter === 'C');
    if (windows === undefined) throw new Error('no C:');
    const size = await stage.disks.withDevice(windows, async (device) => {
      const info = await stage.disks.runTool('ntfsinfo', ['-m', device]);
      const clusters = Number(/Volume Size in Clusters: (\d+)/.exec(info.output)?.[1] ?? '0');
      return [
        clusters * 4096 > windows.sizeBytes - MIB,
        (await stage.disks.runTool('ntfsfix', ['-n', device])).exitCode,
      ];
    });
    expect({
      efi: efi.filter((path) => !/contoso-[0-9a-f]{32}\.id$/.test(path)),
      ids: efi.filter((path) => /contoso-[0-9a-f]{32}\.id$/.test(path)).length,
      names: menu.includes(windows.partitionId),
      size,
    }).toEqual({
      efi: [
        'Contoso/initrd',
        'Contoso/vmlinuz',
        'EFI/BOOT/BOOTX64.EFI',
        'EFI/BOOT/grubx64.efi',
        'EFI/BOOT/mmx64.efi',
        'EFI/Contoso/grubx64.efi',
        'EFI/Contoso/mmx64.efi',
        'EFI/Contoso/shimx64.efi',
        'SMS/unfinished.txt',
        'boot/contoso-system.id',
        'boot/grub/grub.cfg',
      ],
      ids: 1,
      names: true,
      size: [true, 0],
    });
  },
);

staged(
  APPLY_PROGRAMS,
  'a boot entry takes the place of the former one, and a firmware without entries is no failure',
  async () => {
    const calls: string[] = [];
    const stage = await divided(300, {
      packages,
      onTool: async (program, args) => {
        if (program !== 'efibootmgr') {
          await Promise.resolve(undefined);
          return;
        }
        calls.push(args.join(' '));
        const output =
          args.length === 0
            ? 'BootCurrent: 0001\nBootOrder: 0001,0007\nBoot0001* UEFI PXE\tVenHw(1)\nBoot0007* Contoso Lab Workstation\tHD(1)\n'
            : '';
        return { exitCode: args.includes('--create') ? 5 : 0, output };
      },
    });
    await stage.run(applyStep('PLAIN'));
    expect(calls.map((call) => call.replace(/--disk \S+/, '--disk D'))).toEqual([
      '',
      '--quiet --bootnum 0007 --delete-bootnum',
      '--quiet --create --disk D --part 1 --label Contoso Lab Workstation --loader \\EFI\\Contoso\\shimx64.efi',
    ]);
  },
);

staged(APPLY_PROGRAMS, 'a split image is put together from its parts', async () => {
  const stage = await divided(300, { packages });
  await stage.run(applyStep('SPLIT'));
  const large = await readFile(await stage.disks.pathOf('C:\\Windows\\large.bin'));
  expect({
    isSame: large.equals(noise(30 * MIB)),
    parts: (await readdir(join(packages, 'SPLIT'))).length > 2,
  }).toEqual({
    isSame: true,
    parts: true,
  });
});

staged(
  APPLY_PROGRAMS,
  'an image that was downloaded to the very volume before is taken from there',
  async () => {
    const lent: { stage?: StepStage } = {};
    const stage = await divided(300, {
      packages,
      content: (port) => ({
        ...port,
        async *streamFile(packageId, path) {
          const folder = `C:\\_SMSTaskSequence\\Packages\\${packageId}`;
          yield* createReadStream(join((await lent.stage?.disks.pathOf(folder)) ?? '', path));
        },
      }),
    });
    lent.stage = stage;
    const cache = await stage.disks.pathOf('C:\\_SMSTaskSequence\\Packages\\PLAIN');
    await cp(join(packages, 'PLAIN'), cache, { recursive: true });
    await stage.run(applyStep('PLAIN'));
    const large = await readFile(await stage.disks.pathOf('C:\\Windows\\large.bin'));
    expect(large.equals(noise(30 * MIB))).toBe(true);
  },
);

staged(
  APPLY_PROGRAMS,
  'a pipable image is applied while it arrives when there is no room for both',
  async () => {
    const stage = await divided(72, { packages });
    await stage.run(applyStep('PIPE'));
    const large = await readFile(await stage.disks.pathOf('C:\\Windows\\large.bin'));
    expect({
      isSame: large.equals(noise(30 * MIB)),
      says: stage.log.some((line) => line.includes('is applied while it arrives')),
      resized: stage.tools.some((line) => line.startsWith('ntfsresize')),
    }).toEqual({ isSame: true, says: true, resized: false });
  },
);

staged(
  APPLY_PROGRAMS,
  'a pipable image with room for both is checked before it is applied, and wimlib is given it as a stream',
  async () => {
    const stage = await divided(300, { packages });
    await stage.run(applyStep('PIPE'));
    const large = await readFile(await stage.disks.pathOf('C:\\Windows\\large.bin'));
    expect({
      isSame: large.equals(noise(30 * MIB)),
      says: stage.log.some((line) => line.includes('checked before it is applied')),
      isPiped: stage.log.some((line) => line.includes('wimlib-imagex apply - 1')),
    }).toEqual({ isSame: true, says: true, isPiped: true });
  },
);

staged(APPLY_PROGRAMS, 'a BIOS disk gets boot code and core, and its active partition the rest', async () => {
  const stage = await stepStage({ diskBytes: [GIB], packages, variables: { _SMSTSBootUEFI: 'false' } });
  await stage.run(
    sequenceText(
      stepText('PartitionDiskAction', 'osddiskpart.exe', {
        OSDPartitionStyle: 'MBR',
        OSDPartitions0Type: 'Primary',
        OSDPartitions0Bootable: 'true',
        OSDPartitions0Size: '100',
        OSDPartitions0FileSystem: 'NTFS',
        OSDPartitions1Type: 'Primary',
        OSDPartitions1FileSystem: 'NTFS',
        OSDPartitions1VolumeName: 'Windows',
      }),
    ),
  );
  await stage.run(applyStep('PLAIN'));
  const path = stage.images[0]?.path ?? '';
  const disk = await readRaw(path, 0, 200_000);
  const [system] = await stage.disks.volumes();
  if (system === undefined) throw new Error('no system partition');
  const files = (await readdir(await stage.disks.mount(system), { recursive: true })).filter(
    (name) => name.includes('.') || name.startsWith('Contoso/'),
  );
  expect({
    code: disk.subarray(0, 440).every((byte) => byte === 0xeb),
    core: disk.subarray(512, 512 + 100_000).every((byte) => byte === 0xc0),
    table: oracle('sfdisk', ['-V', path]).exitCode,
    files: files.filter((name) => !/[0-9a-f]{32}/.test(name)).sort(),
    drive: stage.variables.get('OSDTargetSystemDrive'),
  }).toEqual({
    code: true,
    core: true,
    table: 0,
    files: [
      'Contoso/initrd',
      'Contoso/vmlinuz',
      'SMS/unfinished.txt',
      'boot/contoso-system.id',
      'boot/grub/grub.cfg',
    ],
    drive: 'C:',
  });
});

staged(
  APPLY_PROGRAMS,
  'a data image goes onto NTFS and FAT32, with or without deleting what is there',
  async () => {
    const stage = await stepStage({ diskBytes: [GIB], packages });
    await stage.run(
      sequenceText(
        stepText('PartitionDiskAction', 'osddiskpart.exe', {
          OSDPartitionStyle: 'GPT',
          OSDPartitions0Type: 'Primary',
          OSDPartitions0Size: '100',
          OSDPartitions0FileSystem: 'NTFS',
          OSDPartitions1Type: 'Primary',
          OSDPartitions1Size: '100',
          OSDPartitions1FileSystem: 'FAT32',
        }),
      ),
    );
    const data = (target: string, wipes: boolean): string =>
      sequenceText(
        stepText('ApplyDataImageAction', `OSDApplyOS.exe /data:DATA,1 /target:${target}`, {
          OSDWipeDestinationPartition: String(wipes),
        }),
      );
    await writeFile(join(await stage.disks.pathOf('C:\\'), 'kept.txt'), 'kept');
    await writeFile(join(await stage.disks.pathOf('D:\\'), 'gone.txt'), 'gone');
    await stage.run(data('C:', false));
    await stage.run(data('D:', true));
    expect({
      c: await namesIn(stage, 'C:\\'),
      d: await namesIn(stage, 'D:\\'),
      tools: await namesIn(stage, 'D:\\Tools'),
    }).toEqual({
      c: ['Tools', 'kept.txt'],
      d: ['Tools'],
      tools: ['large.bin', 'readme.txt'],
    });
  },
);
