/** Whole sticks before independent judges: sgdisk, sfdisk, mtools, fsck.fat and 7-Zip. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { MIB } from '#base/units.ts';
import { planDiskImage, type DiskImagePlan, type DiskImageRequest } from '#image/disk-image.ts';
import { grubImages } from '../support/grub-images.ts';
import { materialise } from '../support/materialise.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';
import { noise, noiseFile, textFile } from '../support/trees.ts';

const folder = await tempFolder('disk-image');
const FILES = [
  textFile('EFI/BOOT/BOOTX64.EFI'),
  noiseFile('sms/data/Variables.dat', 24_248),
  noiseFile('sources/boot.wim', 5 * MIB + 3),
  textFile('Ümläute/leer/'),
];

function plan(options: Partial<DiskImageRequest>): DiskImagePlan {
  return planDiskImage({
    files: FILES,
    partitionStyle: 'gpt',
    sectorBytes: 512,
    label: 'Configuration Manager',
    ids: {
      diskGuid: '5a1f3f5e-0000-4000-8000-00000000d15c',
      partitionGuids: ['5a1f3f5e-0000-4000-8000-0000000000ef', '5a1f3f5e-0000-4000-8000-0000000000b1'],
      volumeId: 0x1234_abcd,
    },
    modified: new Date('2026-11-20T10:11:12Z'),
    ...options,
  });
}

async function imageFile(name: string, planned: DiskImagePlan): Promise<string> {
  const path = join(folder, name);
  await materialise(planned, path);
  return path;
}

async function expectFiles(path: string, planned: DiskImagePlan): Promise<void> {
  const at = `${path}@@${planned.volume.offsetBytes}`;
  const listed = oracle('mdir', ['-i', at, '-/', '-b', '-a', '::']);
  expect(listed.exitCode, listed.output).toBe(0);
  expect(listed.stdout.split('\n')).toEqual(
    expect.arrayContaining(['::/EFI/BOOT/BOOTX64.EFI', '::/sources/boot.wim', '::/Ümläute/leer/']),
  );
  const copy = `${path}.wim`;
  const copied = oracle('mcopy', ['-i', at, '-n', '::sources/boot.wim', copy]);
  expect(copied.exitCode, copied.output).toBe(0);
  expect(readFileSync(copy).equals(noise('sources/boot.wim', 5 * MIB + 3))).toBe(true);
  // fsck.fat takes no offset, so the volume is written once more, alone.
  const { offsetBytes, sizeBytes } = planned.volume;
  const volume = `${path}.volume`;
  const extents = planned.extents
    .filter(({ offset }) => offset >= offsetBytes && offset < offsetBytes + sizeBytes)
    .map((extent) => ({ ...extent, offset: extent.offset - offsetBytes }));
  await materialise({ sizeBytes, extents }, volume);
  const judged = oracle('fsck.fat', ['-n', volume]);
  expect(judged.exitCode, judged.output).toBe(0);
  for (const file of [path, copy, volume]) rmSync(file);
}

const SIZES: readonly [name: string, sizeBytes: number | undefined][] = [
  ['as small as possible', undefined],
  ['of 8 GB', 8_004_304_896],
  ['of 2 TB', 2_000_398_934_016],
  ['larger than 32 bits of sectors', 3_000_592_982_016],
];

describe('sticks that other programs judge', () => {
  for (const [name, sizeBytes] of SIZES) {
    const size = sizeBytes === undefined ? {} : { sizeBytes };
    testWith(
      ['sgdisk', 'mdir', 'mcopy', 'fsck.fat'],
      `GPT stick ${name}: no problems, files identical`,
      async () => {
        const planned = plan({ ...size, biosBoot: grubImages() });
        const path = await imageFile('gpt.img', planned);
        const verified = oracle('sgdisk', ['-v', path]);
        expect(verified.exitCode, verified.output).toBe(0);
        expect(verified.output).toContain('No problems found');
        expect(verified.output).not.toMatch(/warning|caution|problem:/i);
        const printed = oracle('sgdisk', ['-p', path]).stdout;
        expect(printed).toMatch(/\bEF00\s+EFI System partition/);
        expect(printed).toMatch(/\bEF02\s+BIOS boot partition/);
        expect(printed).toContain('5A1F3F5E-0000-4000-8000-00000000D15C');
        await expectFiles(path, planned);
      },
    );

    testWith(
      ['sfdisk', 'mdir', 'mcopy', 'fsck.fat'],
      `MBR stick ${name}: no problems, files identical`,
      async () => {
        const planned = plan({ ...size, partitionStyle: 'mbr', biosBoot: grubImages() });
        const path = await imageFile('mbr.img', planned);
        const verified = oracle('sfdisk', ['--verify', path]);
        expect(verified.exitCode, verified.output).toBe(0);
        expect(verified.output).toContain('No errors detected');
        const dump = oracle('sfdisk', ['-d', path]).stdout;
        expect(dump).toContain('label: dos');
        expect(dump).toMatch(/start= +2048, size= +\d+, type=c, bootable/);
        await expectFiles(path, planned);
      },
    );
  }

  testWith(['sgdisk'], 'the backup table alone restores the disk', async () => {
    const planned = plan({});
    const path = await imageFile('backup.img', planned);
    const wiped = oracle('dd', [
      'if=/dev/zero',
      `of=${path}`,
      'bs=512',
      'seek=1',
      'count=33',
      'conv=notrunc',
    ]);
    expect(wiped.exitCode).toBe(0);
    expect(oracle('sgdisk', ['-v', path]).output).toMatch(/main partition table|main header/i);
    const printed = oracle('sgdisk', ['-p', path]).output;
    expect(printed).toMatch(/EF00\s+EFI System partition/);
  });

  testWith(['7z'], '7-Zip finds the volume in the GPT and the files in it', async () => {
    const path = await imageFile('seven.img', plan({}));
    const partitions = oracle('7z', ['l', '-tGPT', '-slt', '-ba', path]).stdout;
    expect(partitions).toContain('EFI System partition');
    const tested = oracle('7z', ['t', '-tGPT', path]);
    expect(tested.exitCode, tested.output).toBe(0);
    expect(tested.stdout, tested.output).toContain('Everything is Ok');
  });
});
