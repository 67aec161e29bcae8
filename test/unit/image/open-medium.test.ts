/** Whatever a file or drive holds is recognised and opened, and what it is not is said. */
import { describe, expect, test } from 'vitest';
import { buildTree } from '#base/file-tree.ts';
import type { ImagePlan } from '#base/extent.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { executePlan } from '#image/execute.ts';
import { planIsoImage } from '#image/iso-image.ts';
import { openMedium } from '#image/open-medium.ts';
import { ramDevice } from '../../support/ram-device.ts';
import { noiseFile, textFile } from '../../support/trees.ts';

const MIB = 1024 * 1024;
const FILES = [textFile('SMS/data/TsmBootstrap.ini', '[Media]'), noiseFile('sources/boot.wim', 300_000)];
const GUIDS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const modified = new Date('2026-11-20T12:00:00Z');

function diskPlan(partitionStyle: 'gpt' | 'mbr', sectorBytes: 512 | 4096 = 512): ImagePlan {
  return planDiskImage({
    files: FILES,
    partitionStyle,
    sectorBytes,
    label: 'MEDIA',
    modified,
    ids: { diskGuid: '33333333-3333-4333-8333-333333333333', partitionGuids: GUIDS, volumeId: 0x1234abcd },
    ...(sectorBytes === 4096 ? { sizeBytes: 300 * MIB } : {}),
  });
}

function isoPlan(efiImage?: Uint8Array): ImagePlan {
  return planIsoImage({
    root: buildTree(FILES),
    label: 'MEDIA',
    modified,
    ids: { diskGuid: '33333333-3333-4333-8333-333333333333', partitionGuids: GUIDS },
    ...(efiImage === undefined ? {} : { uefi: { efiImage } }),
  });
}

const PLANS: readonly [string, () => ImagePlan, string][] = [
  ['a GPT stick', () => diskPlan('gpt'), 'FAT32'],
  ['an MBR stick', () => diskPlan('mbr'), 'FAT32'],
  ['a disc', () => isoPlan(), 'ISO 9660'],
  ['a hybrid disc with a FAT boot image inside', () => isoPlan(new Uint8Array(MIB).fill(1)), 'ISO 9660'],
];

describe.each(PLANS)('%s', (_, makePlan, fileSystem) => {
  test.each([
    ['as a file', 1],
    ['on a drive that held a disc before', 512],
  ])('%s is recognised and read', async (_where, alignmentBytes) => {
    const plan = makePlan();
    const device = ramDevice({ sizeBytes: plan.sizeBytes + 8 * MIB, alignmentBytes, dirt: 0xee });
    if (alignmentBytes > 1) await executePlan(isoPlan(), device);
    await executePlan(plan, device);
    const medium = await openMedium({ ...device, sizeBytes: device.sizeBytes ?? plan.sizeBytes });
    expect([medium.fileSystem, medium.label]).toEqual([fileSystem, 'MEDIA']);
    const content = await medium.open('sms/DATA/tsmbootstrap.INI');
    const reader = await content?.open(new AbortController().signal);
    const target = new Uint8Array(content?.sizeBytes ?? 0);
    await reader?.readInto(target);
    await reader?.close();
    expect(new TextDecoder().decode(target)).toBe('[Media]');
  });
});

describe.each(PLANS)('%s whose writing was interrupted', (_, makePlan) => {
  test.each([0xee, 0])('is called incomplete, on a drive full of %i', async (dirt) => {
    const plan = makePlan();
    const device = ramDevice({ sizeBytes: plan.sizeBytes, alignmentBytes: 512, dirt });
    let flushes = 0;
    // The second flush comes when everything but the boot sectors and tables is on the medium.
    const pulled: BlockDevice = {
      ...device,
      flush: () => {
        flushes += 1;
        return flushes < 2 ? device.flush() : Promise.reject(new Error('pulled'));
      },
    };
    await expect(executePlan(plan, pulled)).rejects.toThrow('pulled');
    await expect(openMedium(device)).rejects.toMatchObject({ code: 'E_IMAGE_INCOMPLETE' });
  });
});

test('a new, empty drive is not called incomplete', async () => {
  const device = ramDevice({ sizeBytes: 8 * MIB, alignmentBytes: 512, dirt: 0 });
  await expect(openMedium(device)).rejects.toMatchObject({ code: 'E_IMAGE_UNKNOWN' });
});

test('a stick with sectors of 4096 bytes is read in whole sectors', async () => {
  const plan = diskPlan('gpt', 4096);
  const device = ramDevice({ sizeBytes: plan.sizeBytes, alignmentBytes: 4096, dirt: 0xee });
  await executePlan(plan, device);
  const paths: string[] = [];
  for await (const { path } of (await openMedium(device)).list()) paths.push(path);
  expect(paths).toEqual(['SMS/data/TsmBootstrap.ini', 'sources/boot.wim']);
});

test.each([
  ['zeros', 0, 4 * MIB],
  ['noise', 0xee, 4 * MIB],
  ['hardly anything', 1, 100],
  ['nothing', 0, 0],
])('%s is no medium, and that is what is said', async (_, dirt, sizeBytes) => {
  const device = ramDevice({ sizeBytes });
  device.bytes.fill(dirt);
  await expect(openMedium({ ...device, sizeBytes })).rejects.toMatchObject({ code: 'E_IMAGE_UNKNOWN' });
});

test.each([
  ['exFAT', 'EXFAT   ', 0],
  ['NTFS', 'NTFS    ', 512],
  ['boot code alone', '\u00ff\u00fe', 0x7777],
])('a drive with %s is no damaged FAT32 volume', async (_, name, sectorBytes) => {
  const device = ramDevice({ sizeBytes: 4 * MIB });
  device.bytes.set(new TextEncoder().encode(name), 3);
  new DataView(device.bytes.buffer).setUint16(11, sectorBytes, true);
  device.bytes.set([0x55, 0xaa], 510);
  await expect(openMedium(device)).rejects.toMatchObject({ code: 'E_IMAGE_UNKNOWN' });
  device.bytes.set(new TextEncoder().encode('FAT32   '), 82);
  await expect(openMedium(device)).rejects.toMatchObject({ code: 'E_FAT_DAMAGED' });
});

test('a medium whose writing was cancelled is no medium', async () => {
  const plan = diskPlan('gpt');
  const abort = new AbortController();
  const device = ramDevice({
    sizeBytes: plan.sizeBytes,
    alignmentBytes: 512,
    onCall: (call) => {
      if (call === 8) abort.abort();
    },
  });
  await expect(executePlan(plan, device, { signal: abort.signal })).rejects.toMatchObject({
    code: 'E_CANCELLED',
  });
  await expect(openMedium(device)).rejects.toMatchObject({ code: 'E_IMAGE_UNKNOWN' });
});
