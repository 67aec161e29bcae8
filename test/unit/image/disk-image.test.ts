import { describe, expect, test } from 'vitest';
import { equalBytes } from '#base/bytes.ts';
import { GIB, MIB, TIB } from '#base/units.ts';
import { decodeMbr } from '#formats/mbr/index.ts';
import { planDiskImage, type DiskImagePlan, type DiskImageRequest } from '#image/disk-image.ts';
import { executePlan } from '#image/execute.ts';
import { findPartitions } from '#image/partitions.ts';
import { findFat32 } from '#image/read-fat32.ts';
import { codeOf } from '../../support/codes.ts';
import { readAll } from '../../support/content.ts';
import { grubImages } from '../../support/grub-images.ts';
import { planDevice } from '../../support/plan-device.ts';
import { ramDevice } from '../../support/ram-device.ts';
import { sizedFile, textFile } from '../../support/trees.ts';

const IDS = {
  diskGuid: '5a1f3f5e-0000-4000-8000-00000000d15c',
  partitionGuids: ['5a1f3f5e-0000-4000-8000-0000000000ef', '5a1f3f5e-0000-4000-8000-0000000000b1'],
  volumeId: 0x1234_abcd,
} as const;

function plan(options: Partial<DiskImageRequest> = {}): DiskImagePlan {
  return planDiskImage({
    files: [textFile('EFI/BOOT/BOOTX64.EFI'), textFile('SMS/data/Variables.dat')],
    partitionStyle: 'gpt',
    sectorBytes: 512,
    label: 'Configuration Manager',
    ids: IDS,
    modified: new Date('2026-11-20T10:11:12Z'),
    ...options,
  });
}

async function sectorAt(planned: DiskImagePlan, lba: number): Promise<Uint8Array> {
  const sector = new Uint8Array(512);
  await planDevice(planned, { dirt: 0 }).read(lba * 512, sector);
  return sector;
}

const STYLES: readonly [name: string, options: Partial<DiskImageRequest>][] = [
  ['GPT', {}],
  ['GPT with BIOS boot', { biosBoot: grubImages() }],
  ['GPT of a given size', { sizeBytes: 64_023_257_088, biosBoot: grubImages() }],
  ['GPT with sectors of 4096 bytes', { sectorBytes: 4096, sizeBytes: 8 * GIB }],
  ['GPT with sectors of 4096 bytes, smallest', { sectorBytes: 4096 }],
  ['MBR', { partitionStyle: 'mbr' }],
  ['MBR with BIOS boot', { partitionStyle: 'mbr', biosBoot: grubImages() }],
  ['MBR of a given size', { partitionStyle: 'mbr', sizeBytes: 64_023_257_088 }],
];

describe('disk image plan', () => {
  for (const [name, options] of STYLES) {
    test(`${name}: extents are sorted and apart, the last ones cover the tables, and the files are found`, async () => {
      const planned = plan(options);
      const { sectorBytes } = { sectorBytes: 512, ...options };
      let end = 0;
      for (const { offset, length } of planned.extents) {
        expect(offset).toBeGreaterThanOrEqual(end);
        expect([offset % sectorBytes, length % sectorBytes]).toEqual([0, 0]);
        end = offset + length;
      }
      expect(end).toBeLessThanOrEqual(planned.sizeBytes);
      expect(planned.sizeBytes).toBe(options.sizeBytes ?? planned.sizeBytes);
      expect(planned.sizeBytes % sectorBytes).toBe(0);
      for (const range of planned.writtenLast) {
        expect(
          planned.extents.some(({ offset, length }) => offset === range.offset && length === range.length),
        ).toBe(true);
      }
      expect(planned.writtenLast.at(-1)?.offset).toBe(0);

      const device = planDevice(planned);
      const found = await findPartitions(device);
      expect(found.style).toBe(options.partitionStyle ?? 'gpt');
      expect(found.sectorBytes).toBe(sectorBytes);
      expect(found.partitions[0]).toMatchObject({
        offsetBytes: planned.volume.offsetBytes,
        sizeBytes: planned.volume.sizeBytes,
        type: found.style === 'gpt' ? 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b' : '0c',
        isActive: found.style === 'mbr',
      });
      expect(found.partitions.length).toBe(found.style === 'gpt' && options.biosBoot !== undefined ? 2 : 1);
      expect(planned.volume.offsetBytes % MIB).toBe(0);

      const medium = await findFat32(device);
      expect(medium?.label).toBe('CONFIGURATI');
      expect(medium?.volume.volumeId).toBe(IDS.volumeId);
      const text = new TextDecoder().decode(await readAll(await medium?.open('sms/DATA/variables.DAT')));
      expect(text).toBe('SMS/data/Variables.dat');
    });
  }

  for (const [style, coreLba] of [
    ['gpt', 2048],
    ['mbr', 1],
  ] as const) {
    test(`${style}: GRUB's two pieces point to each other`, async () => {
      const grub = grubImages();
      const planned = plan({ partitionStyle: style, biosBoot: grub });
      const boot = await sectorAt(planned, 0);
      const view = new DataView(boot.buffer);
      expect(view.getBigUint64(0x5c, true)).toBe(BigInt(coreLba));
      expect([boot[0x66], boot[0x67]]).toEqual([0x90, 0x90]);
      expect([...boot.subarray(0, 3)]).toEqual([0xeb, 0x63, 0x90]);
      expect(decodeMbr(boot).partitions).toHaveLength(1);
      const core = await sectorAt(planned, coreLba);
      const list = new DataView(core.buffer);
      const sectors = Math.ceil(grub.core.length / 512);
      expect(list.getBigUint64(0x1f4, true)).toBe(BigInt(coreLba + 1));
      expect(list.getUint16(0x1fc, true)).toBe(sectors - 1);
      expect(list.getUint16(0x1fe, true)).toBe(0x820);
      const last = await sectorAt(planned, coreLba + sectors - 1);
      expect(last[0]).toBe(0xc0);
      expect(last[511]).toBe(0);
    });
  }

  for (const partitionStyle of ['gpt', 'mbr'] as const) {
    test(`${partitionStyle}: nothing of a stick's former life stays in front of the volume`, async () => {
      for (const biosBoot of [undefined, grubImages(600)]) {
        const planned = plan({ partitionStyle, ...(biosBoot === undefined ? {} : { biosBoot }) });
        const head = new Uint8Array(planned.volume.offsetBytes + MIB);
        await planDevice(planned, { dirt: 0x99 }).read(0, head);
        expect(head.includes(0x99)).toBe(false);
      }
    });
  }

  test('under MBR the place of an old backup GPT is cleared', async () => {
    const planned = plan({ partitionStyle: 'mbr', sizeBytes: GIB });
    const tail = new Uint8Array(MIB).fill(1);
    await planDevice(planned, { dirt: 0x99 }).read(GIB - MIB, tail);
    expect(tail.every((byte) => byte === 0)).toBe(true);
    expect(planned.volume.offsetBytes + planned.volume.sizeBytes).toBe(GIB - MIB);
  });

  for (const partitionStyle of ['gpt', 'mbr'] as const) {
    test(`${partitionStyle}: executed on a used drive, the files can be read from it`, async () => {
      const sizeBytes = 48 * MIB;
      const planned = plan({ partitionStyle, sizeBytes, biosBoot: grubImages() });
      const drive = ramDevice({ sizeBytes, alignmentBytes: 512, dirt: 0x99 });
      await executePlan(planned, drive);
      expect((await findPartitions(drive)).style).toBe(partitionStyle);
      const medium = await findFat32(drive);
      const paths: string[] = [];
      for await (const { path } of medium?.list() ?? []) paths.push(path);
      expect(paths).toEqual(['EFI/BOOT/BOOTX64.EFI', 'SMS/data/Variables.dat']);
      for (const path of paths) {
        expect(new TextDecoder().decode(await readAll(await medium?.open(path)))).toBe(path);
      }
    });
  }

  test('a disk of 4 TB gets a volume of 2 TB', () => {
    const planned = plan({ sizeBytes: 4 * TIB });
    expect(planned.sizeBytes).toBe(4 * TIB);
    expect(planned.volume.sizeBytes).toBe(2 * TIB - MIB);
  });

  test('refuses what cannot be, with a code', () => {
    const code = (options: Partial<DiskImageRequest>) => codeOf(() => plan(options));
    expect(code({ sizeBytes: 1.5 * MIB })).toBe('E_DISK_TOO_SMALL');
    expect(code({ sizeBytes: 10_000 })).toBe('E_DISK_TOO_SMALL');
    expect(code({ sizeBytes: 20 * MIB })).toBe('E_FAT_VOLUME_SIZE');
    expect(code({ sizeBytes: 64 * MIB, files: [sizedFile('x', 65 * MIB)] })).toBe('E_FAT_VOLUME_TOO_SMALL');
    expect(code({ partitionStyle: 'mbr', sectorBytes: 4096 })).toBe('E_DISK_LAYOUT');
    expect(code({ sectorBytes: 4096, biosBoot: grubImages() })).toBe('E_DISK_BOOT_CODE');
    expect(code({ biosBoot: grubImages(2 * MIB) })).toBe('E_DISK_BOOT_CODE');
    expect(code({ biosBoot: grubImages(512) })).toBe('E_DISK_BOOT_CODE');
    expect(code({ biosBoot: { ...grubImages(), bootSector: new Uint8Array(512) } })).toBe('E_DISK_BOOT_CODE');
  });

  test('the images it was given are not changed', () => {
    const grub = grubImages();
    plan({ biosBoot: grub });
    const same = grubImages();
    expect(equalBytes(grub.bootSector, same.bootSector) && equalBytes(grub.core, same.core)).toBe(true);
  });
});
