/** Existing images: laid out as they are, what they boot from last. */
import { describe, expect, test } from 'vitest';
import { bytesContent } from '#base/extent.ts';
import { executePlan } from '#image/execute.ts';
import { openMedium } from '#image/open-medium.ts';
import { planRawImage } from '#image/raw-image.ts';
import { writeAndVerify } from '#image/verify.ts';
import { drivePoweredUntil } from '../../support/faulty-drives.ts';
import { planSample } from '../../support/iso-samples.ts';
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

test('a hybrid ISO written to a stick opens; when the power goes at any write, it is called incomplete', async () => {
  const iso = await materialiseBytes(planSample([noiseFile('sources/boot.wim', 300_000)]));
  const plan = planRawImage(bytesContent('medium.iso', iso), { sizeBytes: 8 * MIB, sectorBytes: 512 });
  for (let write = 0; ; write += 1) {
    const device = ramDevice({ sizeBytes: 8 * MIB, alignmentBytes: 512, dirt: 0xee });
    const powered = drivePoweredUntil(device, write);
    await executePlan(plan, powered, { chunkBytes: 256 * KIB }).catch(() => undefined);
    if (!powered.isDead()) {
      expect(write).toBeGreaterThan(8);
      expect((await openMedium(device)).label).toBe('PS1 Média');
      break;
    }
    await expect(openMedium(device), `write ${write}`).rejects.toMatchObject({ code: 'E_IMAGE_INCOMPLETE' });
  }
});

test('what does not fit or is empty is refused', () => {
  expect(() => planRawImage(image(513), { sizeBytes: 1023, sectorBytes: 512 })).toThrow(
    expect.objectContaining({ code: 'E_IMAGE_TOO_LARGE' }),
  );
  expect(() => planRawImage(image(0), { sizeBytes: MIB, sectorBytes: 512 })).toThrow(
    expect.objectContaining({ code: 'E_IMAGE_PLAN' }),
  );
});
