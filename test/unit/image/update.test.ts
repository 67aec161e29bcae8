/** Update in place: what is there already is not written again, and that costs little when nothing is. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ContentFile, ImagePlan } from '#base/extent.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { planDiskImage, type DiskImagePlan } from '#image/disk-image.ts';
import { executePlan, type WriteReceipt } from '#image/execute.ts';
import { verifyWritten, writeAndVerify } from '#image/verify.ts';
import { counterfeitDrive } from '../../support/faulty-drives.ts';
import { ramDevice, type RamDevice } from '../../support/ram-device.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const CHUNK = 256 * KIB;
const BLOCK = 64 * KIB;
const SIZE = 8 * MIB;

const noises = new Map<number, Uint8Array>();

/** `SIZE` bytes without two blocks alike. */
function noise(seed: number): Uint8Array {
  const known = noises.get(seed);
  if (known !== undefined) return known;
  const bytes = createHash('shake128', { outputLength: SIZE }).update(`noise ${seed}`).digest();
  noises.set(seed, bytes);
  return bytes;
}

/** One content of `SIZE` bytes, made of `seed`. */
function plan(seed: number, change?: (bytes: Uint8Array) => unknown): ImagePlan {
  const bytes = noise(seed).slice();
  change?.(bytes);
  return {
    sizeBytes: SIZE,
    extents: [{ offset: 0, length: SIZE, source: { kind: 'bytes', bytes } }],
    writtenLast: [{ offset: 0, length: 512 }],
  };
}

async function written(first: ImagePlan): Promise<RamDevice> {
  const device = ramDevice({ sizeBytes: SIZE, alignmentBytes: 512, dirt: 0xee });
  await executePlan(first, device, { chunkBytes: CHUNK });
  const copy = ramDevice({ sizeBytes: SIZE, alignmentBytes: 512 });
  copy.bytes.set(device.bytes);
  return copy;
}

/** Stands in for random bytes. */
function patternedBytes(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => (index * 41 + 17) % 256);
}

function update(next: ImagePlan, device: RamDevice): Promise<WriteReceipt> {
  return executePlan(next, device, { chunkBytes: CHUNK, mode: 'update' });
}

function holds(device: RamDevice, next: ImagePlan): boolean {
  const source = next.extents[0]?.source;
  return source?.kind === 'bytes' && Buffer.compare(device.bytes, source.bytes) === 0;
}

/** Both ends are zeroed before anything else and so differ always; the first sector counts twice. */
const ENDS_BYTES = 2 * BLOCK + 512;

describe('an update', () => {
  test('with the same medium writes both ends only, and reads everything back', async () => {
    const device = await written(plan(1));
    const receipt = await update(plan(1), device);
    expect(receipt).toMatchObject({ bytesWritten: ENDS_BYTES, bytesKept: SIZE - 2 * BLOCK });
    const writes = device.calls.filter((call) => call.kind === 'write');
    // Zeros over both ends and the first sector, the two blocks they lie in, the first sector.
    expect(writes.map(({ offset }) => offset)).toEqual([0, SIZE - BLOCK, 0, 0, SIZE - BLOCK, 0]);
    expect(holds(device, plan(1))).toBe(true);
    expect(await verifyWritten(receipt, device)).toBe(SIZE);
  });

  test('of which a write lands on a block that was compared before, because addresses wrap, is not verified', async () => {
    const REAL = SIZE / 2;
    // Both halves are alike, so the drive seems to hold the medium; only the second half changes.
    const half = plan(1, (bytes) => bytes.copyWithin(REAL, 0, REAL));
    const next = plan(1, (bytes) => {
      bytes.copyWithin(REAL, 0, REAL);
      bytes.set(noise(2).subarray(0, MIB), REAL + MIB);
    });
    const drive = counterfeitDrive(SIZE, REAL);
    await executePlan(half, drive, { chunkBytes: CHUNK });
    const work = writeAndVerify(next, drive, { chunkBytes: CHUNK, mode: 'update', random: patternedBytes });
    await expect(work).rejects.toMatchObject({ code: 'E_DEVICE_COUNTERFEIT', place: { offset: REAL } });
  });

  test('writes one block for a changed bit, and neighbours that changed as one piece', async () => {
    const device = await written(plan(1));
    const next = plan(1, (bytes) => {
      bytes[3 * MIB + 5] = 0xff;
      bytes.fill(0xfe, 5 * MIB, 5 * MIB + 2 * BLOCK + 1);
    });
    const receipt = await update(next, device);
    const between = device.calls.flatMap((call) =>
      call.kind === 'write' && call.offset >= BLOCK && call.offset < SIZE - BLOCK
        ? [[call.offset, call.length]]
        : [],
    );
    expect(between).toEqual([
      [3 * MIB, BLOCK],
      [5 * MIB, 3 * BLOCK],
    ]);
    expect(receipt.bytesWritten).toBe(ENDS_BYTES + 4 * BLOCK);
    expect(holds(device, next)).toBe(true);
  });

  test('zeroes the boot sector first and writes it last', async () => {
    const device = await written(plan(1));
    await update(plan(1), device);
    const [, first] = device.calls;
    const lastWrite = device.calls.filter(({ kind }) => kind === 'write').at(-1);
    expect([first, lastWrite]).toEqual([
      { kind: 'write', offset: 0, length: BLOCK },
      { kind: 'write', offset: 0, length: 512 },
    ]);
  });

  test('of a medium of which all differs soon stops comparing', async () => {
    const device = await written(plan(1));
    const receipt = await update(plan(2), device);
    const reads = device.calls.filter(({ kind }) => kind === 'read').length;
    // 8 of 32 segments at first, then each 16th.
    expect(reads).toBe(8 + 1);
    expect(receipt).toMatchObject({ bytesWritten: SIZE + 512, bytesKept: 0 });
    expect(holds(device, plan(2))).toBe(true);
  });

  test('finds what is the same behind a long part that differs', async () => {
    const device = await written(plan(1));
    const next = plan(1, (bytes) => bytes.fill(0xfe, 0, 3 * MIB));
    const receipt = await update(next, device);
    // The sample is segment 23 of 32; from there on all is compared.
    expect(receipt.bytesKept).toBe(9 * CHUNK - BLOCK);
    expect(holds(device, next)).toBe(true);
  });

  test('writes what cannot be read', async () => {
    const device = await written(plan(1));
    const half: BlockDevice = {
      ...device,
      read: (offset, target) =>
        offset === MIB ? Promise.reject(new Error('EIO')) : device.read(offset, target),
    };
    const receipt = await executePlan(plan(1), half, { chunkBytes: CHUNK, mode: 'update' });
    expect(receipt.bytesKept).toBe(SIZE - 2 * BLOCK - CHUNK);
  });

  test('of a new file is a plain write', async () => {
    const device = ramDevice({ sizeBytes: SIZE });
    const receipt = await update(plan(1), device);
    expect(device.calls.some(({ kind }) => kind === 'read')).toBe(false);
    expect(receipt).toMatchObject({ bytesWritten: SIZE + 512, bytesKept: 0 });
  });
});

/** Bytes that depend on the position only, so that no memory holds them. */
function largeContent(name: string, sizeBytes: number): ContentFile {
  return {
    name,
    sizeBytes,
    open: () => {
      let position = 0;
      return Promise.resolve({
        readInto(target) {
          const length = Math.min(target.length, sizeBytes - position);
          pattern(position, target.subarray(0, length), name.length);
          position += length;
          return Promise.resolve(length);
        },
        close: () => Promise.resolve(),
      });
    },
  };
}

function pattern(from: number, target: Uint8Array, seed: number): void {
  for (let at = 0; at < target.length;) {
    const block = Math.floor((from + at) / 4096);
    const end = Math.min(target.length, (block + 1) * 4096 - from);
    target.fill((block * 31 + seed) % 256, at, end);
    at = end;
  }
}

/** A stick as it was written by `old`: reads give its bytes, writes are forgotten. */
function stickWith(old: ImagePlan): BlockDevice {
  return {
    name: 'stick',
    sizeBytes: old.sizeBytes,
    alignmentBytes: 512,
    isZeroed: false,
    allocate: (sizeBytes) => new Uint8Array(sizeBytes),
    read(offset, target) {
      target.fill(0);
      for (const extent of old.extents) {
        const from = Math.max(offset, extent.offset);
        const to = Math.min(offset + target.length, extent.offset + extent.length);
        if (from >= to) continue;
        const part = target.subarray(from - offset, to - offset);
        const { source } = extent;
        const within = from - extent.offset;
        if (source.kind === 'bytes') part.set(source.bytes.subarray(within, within + part.length));
        if (source.kind === 'generated') source.generate(within, part);
        if (source.kind === 'content') {
          const length = Math.max(0, Math.min(part.length, source.content.sizeBytes - within));
          pattern(within, part.subarray(0, length), source.content.name.length);
        }
      }
      return Promise.resolve(target.length);
    },
    write: () => Promise.resolve(),
    truncate: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function stick(variablesBytes: number, manifestBytes: number): DiskImagePlan {
  const file = (path: string, sizeBytes: number, name = path) => ({
    path,
    content: largeContent(name, sizeBytes),
  });
  return planDiskImage({
    files: [
      file('boot/x64/boot.img', 36 * MIB),
      file('EFI/BOOT/BOOTX64.EFI', 900 * KIB),
      ...Array.from({ length: 30 }, (_, index) => file(`EFI/grub/module-${index}.mod`, 9000)),
      file('MediaLabel.txt', 20),
      // Another name in the content: other bytes.
      file('SMS/data/Variables.dat', variablesBytes, `variables ${'x'.repeat(variablesBytes % 7)}`),
      file('SMS/data/manifest.json', manifestBytes, `manifest ${'x'.repeat(manifestBytes % 5)}`),
      file('sources/tools.wim', 20 * MIB),
    ],
    partitionStyle: 'gpt',
    sizeBytes: 2 * 1024 * MIB,
    sectorBytes: 512,
    label: 'MEDIA',
    ids: {
      diskGuid: '33333333-3333-4333-8333-333333333333',
      partitionGuids: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
      volumeId: 0x1234abcd,
    },
    modified: new Date('2026-11-20T12:00:00Z'),
  });
}

test.each([
  ['as large as before', 5001, 7002],
  ['one cluster larger', 13_000, 7002],
  ['much larger, the manifest, too', 300_000, 90_000],
])('boot variables %s cost at most a tenth of the bytes of a full write', async (_, variables, manifest) => {
  const before = stick(5000, 7000);
  const after = stick(variables, manifest);
  const receipt = await executePlan(after, stickWith(before), { mode: 'update' });
  const whole = receipt.bytesWritten + receipt.bytesKept;
  expect(whole).toBeGreaterThan(56 * MIB);
  expect(receipt.bytesWritten / whole).toBeLessThan(0.02);
});
