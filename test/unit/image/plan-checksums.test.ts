/** Checksums shared by devices that get the same plan: computed once, and no device confirms a mistake of its own. */
import { expect, test } from 'vitest';
import { bytesContent, type ContentFile, type ImagePlan } from '#base/extent.ts';
import { executePlan } from '#image/execute.ts';
import { PlanChecksums } from '#image/plan-checksums.ts';
import { verifyWritten } from '#image/verify.ts';
import { ramDevice } from '../../support/ram-device.ts';

const SIZE = 64 * 1024;
const CHUNK = 4096;

function planOf(content: ContentFile): ImagePlan {
  return {
    sizeBytes: SIZE,
    extents: [{ offset: 0, length: SIZE, source: { kind: 'content', content } }],
    writtenLast: [{ offset: 0, length: 512 }],
  };
}

const bytes = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7 + (index >> 8)) % 251);
const drive = () => ramDevice({ sizeBytes: SIZE, alignmentBytes: 512, dirt: 0xee });

test('all devices get the same receipts and are right', async () => {
  const checksums = new PlanChecksums();
  const alone = await executePlan(planOf(bytesContent('image', bytes)), drive(), { chunkBytes: CHUNK });
  for (let count = 0; count < 3; count += 1) {
    const device = drive();
    const receipt = await executePlan(planOf(bytesContent('image', bytes)), device, {
      chunkBytes: CHUNK,
      checksums,
    });
    expect(receipt.chunks).toEqual(alone.chunks);
    expect(await verifyWritten(receipt, device)).toBe(SIZE);
  }
});

test('a device whose copy of the source went wrong on its way is found, with the place', async () => {
  const checksums = new PlanChecksums();
  await executePlan(planOf(bytesContent('image', bytes)), drive(), { chunkBytes: CHUNK, checksums });
  const wrong = bytes.slice();
  wrong[5 * CHUNK + 100] = 0xff;
  const device = drive();
  const receipt = await executePlan(planOf(bytesContent('image', wrong)), device, {
    chunkBytes: CHUNK,
    checksums,
  });
  await expect(verifyWritten(receipt, device)).rejects.toMatchObject({
    code: 'E_IMAGE_VERIFY_MISMATCH',
    place: { offset: 5 * CHUNK, badBytes: CHUNK },
  });
});

test('chunks of another size are computed anew', async () => {
  const checksums = new PlanChecksums();
  const plan = planOf(bytesContent('image', bytes));
  await executePlan(plan, drive(), { chunkBytes: CHUNK, checksums });
  const device = drive();
  const receipt = await executePlan(plan, device, { chunkBytes: 2 * CHUNK, checksums });
  expect(await verifyWritten(receipt, device)).toBe(SIZE);
});
