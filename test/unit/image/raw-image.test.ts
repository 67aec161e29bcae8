/** Existing images: laid out as they are, what they boot from last. */
import { describe, expect, test } from 'vitest';
import { bytesContent } from '#base/extent.ts';
import { executePlan } from '#image/execute.ts';
import { planIsoImage } from '#image/iso-image.ts';
import { openMedium } from '#image/open-medium.ts';
import { planRawImage } from '#image/raw-image.ts';
import { writeAndVerify } from '#image/verify.ts';
import { buildTree } from '#base/file-tree.ts';
import { materialiseBytes } from '../../support/materialise.ts';
import { ramDevice } from '../../support/ram-device.ts';
import { noiseFile } from '../../support/trees.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

function image(sizeBytes: number) {
  return bytesContent('an.img', new Uint8Array(sizeBytes).fill(7));
}

test('the end comes before the start, the first sector is the very last', () => {
  expect(planRawImage(image(MIB), { sizeBytes: 2 * MIB, sectorBytes: 512 }).writtenLast).toEqual([
    { offset: MIB - 33 * 512, length: 33 * 512 },
    { offset: 512, length: 64 * KIB - 512 },
    { offset: 0, length: 512 },
  ]);
});

describe.each([512, 4096])('sectors of %d bytes', (sectorBytes) => {
  test.each([1, 511, 512, 513, 4097, 64 * KIB, 64 * KIB + 1, 70_000, MIB + 17])(
    'an image of %d bytes is written to its last byte, the rest of the sector is zero',
    async (sizeBytes) => {
      const device = ramDevice({ sizeBytes: 2 * MIB, alignmentBytes: sectorBytes, dirt: 0xee });
      const plan = planRawImage(image(sizeBytes), { sizeBytes: 2 * MIB, sectorBytes });
      await writeAndVerify(plan, device, { chunkBytes: 64 * KIB });
      const end = Math.ceil(sizeBytes / sectorBytes) * sectorBytes;
      expect(plan.sizeBytes).toBe(end);
      expect(device.bytes.subarray(0, sizeBytes).every((byte) => byte === 7)).toBe(true);
      expect(device.bytes.subarray(sizeBytes, end).every((byte) => byte === 0)).toBe(true);
    },
  );
});

test('the backup table of the drive’s former life is cleared', async () => {
  const device = ramDevice({ sizeBytes: 2 * MIB, alignmentBytes: 512, dirt: 0xee });
  await executePlan(planRawImage(image(MIB), { sizeBytes: 2 * MIB, sectorBytes: 512 }), device);
  expect(device.bytes.subarray(2 * MIB - 64 * KIB).every((byte) => byte === 0)).toBe(true);
  expect(device.bytes[MIB + 100 * KIB]).toBe(0xee);
});

test('an ISO written to a stick opens; interrupted before its head, it is called incomplete', async () => {
  const iso = await materialiseBytes(
    planIsoImage({
      root: buildTree([noiseFile('sources/boot.wim', 300_000)]),
      label: 'MEDIA',
      modified: new Date('2026-11-20T12:00:00Z'),
      ids: {
        diskGuid: '33333333-3333-4333-8333-333333333333',
        partitionGuids: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
      },
    }),
  );
  const plan = planRawImage(bytesContent('medium.iso', iso), { sizeBytes: 8 * MIB, sectorBytes: 512 });
  const device = ramDevice({ sizeBytes: 8 * MIB, alignmentBytes: 512, dirt: 0xee });
  let flushes = 0;
  const pulled = {
    ...device,
    flush: () => {
      flushes += 1;
      return flushes < 2 ? device.flush() : Promise.reject(new Error('pulled'));
    },
  };
  await expect(executePlan(plan, pulled)).rejects.toThrow('pulled');
  await expect(openMedium(device)).rejects.toMatchObject({ code: 'E_IMAGE_INCOMPLETE' });
  await writeAndVerify(plan, device);
  expect((await openMedium(device)).label).toBe('MEDIA');
});

test('what does not fit or is empty is refused', () => {
  expect(() => planRawImage(image(513), { sizeBytes: 1023, sectorBytes: 512 })).toThrow(
    expect.objectContaining({ code: 'E_IMAGE_TOO_LARGE' }),
  );
  expect(() => planRawImage(image(0), { sizeBytes: MIB, sectorBytes: 512 })).toThrow(
    expect.objectContaining({ code: 'E_IMAGE_PLAN' }),
  );
});
