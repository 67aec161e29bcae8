/** How a plan gets onto a device: order, checks, cancelling, progress. Random plans are in test/property. */
import { describe, expect, test } from 'vitest';
import type { Extent, ImagePlan } from '#base/extent.ts';
import type { Progress } from '#base/progress.ts';
import { xxh3 } from '#base/xxh3/index.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { executePlan } from '#image/execute.ts';
import { findMismatches } from '#image/verify.ts';
import { BrokenDevice, ramDevice } from '../../support/ram-device.ts';
import { watchedContent, type WatchedContentOptions } from '../../support/watched-content.ts';

const KIB = 1024;
const CHUNK = 64 * KIB;

function bytesExtent(offset: number, length: number, value: number): Extent {
  return { offset, length, source: { kind: 'bytes', bytes: new Uint8Array(length).fill(value) } };
}

/** Boot sector and table at the start, a block in the middle, and one far away. */
const PLAN: ImagePlan = {
  sizeBytes: 1024 * KIB,
  extents: [
    bytesExtent(0, 512, 1),
    bytesExtent(512, 512, 2),
    bytesExtent(4096, 4096, 3),
    { offset: 200 * KIB, length: 8 * KIB, source: { kind: 'zero' } },
    bytesExtent(512 * KIB, 100 * KIB, 4),
  ],
  writtenLast: [
    { offset: 512, length: 512 },
    { offset: 0, length: 512 },
  ],
};

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** 16 chunks, no two alike. */
const FULL: ImagePlan = {
  sizeBytes: 1024 * KIB,
  extents: range(16).map((index) => bytesExtent(index * CHUNK, CHUNK, index + 1)),
  writtenLast: [{ offset: 0, length: 512 }],
};

function contentPlan(options: WatchedContentOptions, length = 100 * KIB) {
  const content = watchedContent(new Uint8Array(length).fill(5), options);
  const plan: ImagePlan = {
    sizeBytes: 512 * KIB,
    extents: [
      bytesExtent(0, 512, 1),
      { offset: 4096, length: 256 * KIB, source: { kind: 'content', content } },
    ],
    writtenLast: [{ offset: 0, length: 512 }],
  };
  return { plan, content };
}

describe('on a used drive', () => {
  test('old signatures go first, boot sector and table last, each behind a flush', async () => {
    const device = ramDevice({ sizeBytes: 2048 * KIB, alignmentBytes: 512, dirt: 0xee });
    await executePlan(PLAN, device, { chunkBytes: CHUNK });
    expect(
      device.calls.map((call) => ('offset' in call ? `${call.offset}+${call.length}` : call.kind)),
    ).toEqual([
      'truncate',
      '0+65536',
      `${(2048 - 64) * KIB}+65536`,
      '512+512',
      '0+512',
      'flush',
      '0+8192',
      `${200 * KIB}+8192`,
      `${512 * KIB}+65536`,
      `${576 * KIB}+${36 * KIB}`,
      'flush',
      '512+512',
      '0+512',
      'flush',
    ]);
  });

  test('zeros are written, and what is not planned stays as it was', async () => {
    const device = ramDevice({ sizeBytes: 2048 * KIB, alignmentBytes: 512, dirt: 0xee });
    await executePlan(PLAN, device, { chunkBytes: CHUNK });
    expect(device.bytes.subarray(200 * KIB, 208 * KIB).every((byte) => byte === 0)).toBe(true);
    expect(device.bytes.subarray(208 * KIB, 512 * KIB).every((byte) => byte === 0xee)).toBe(true);
    expect([0, 511, 512, 1023].map((at) => device.bytes[at])).toEqual([1, 1, 2, 2]);
  });

  test('boot sector and table that share a sector of 4096 bytes come one after the other', async () => {
    const device = ramDevice({ sizeBytes: 2048 * KIB, alignmentBytes: 4096, dirt: 0xee });
    const states: string[] = [];
    const watched = {
      ...device,
      write: async (offset: number, source: Uint8Array) => {
        await device.write(offset, source);
        states.push(`${device.bytes[0] ?? -1} ${device.bytes[512] ?? -1} ${device.bytes[4096] ?? -1}`);
      },
    };
    await executePlan(PLAN, watched, { chunkBytes: CHUNK });
    expect(states.slice(-3)).toEqual(['0 0 3', '0 2 3', '1 2 3']);
  });
});

describe('into a new file', () => {
  test('nothing is zeroed first, zeros are left out, the size is set', async () => {
    const device = ramDevice({ sizeBytes: 1024 * KIB });
    const receipt = await executePlan(PLAN, device, { chunkBytes: CHUNK });
    expect(
      device.calls.map((call) => ('offset' in call ? `${call.offset}+${call.length}` : call.kind)),
    ).toEqual([
      'truncate',
      '0+8192',
      `${512 * KIB}+65536`,
      `${576 * KIB}+${36 * KIB}`,
      'flush',
      '512+512',
      '0+512',
      'flush',
    ]);
    expect(receipt.bytesWritten).toBe(8192 + 100 * KIB + 1024);
    expect(receipt.chunks.map(({ offset }) => offset)).toEqual([0, 512 * KIB, 576 * KIB]);
  });

  test('content of zeros becomes a hole, but is still read back', async () => {
    const content = watchedContent(new Uint8Array(300 * KIB));
    const plan: ImagePlan = {
      sizeBytes: 300 * KIB,
      extents: [{ offset: 0, length: 300 * KIB, source: { kind: 'content', content } }],
      writtenLast: [],
    };
    const device = ramDevice({ sizeBytes: 300 * KIB });
    const receipt = await executePlan(plan, device, { chunkBytes: CHUNK });
    expect(receipt.bytesWritten).toBe(0);
    expect(receipt.chunks.reduce((sum, { length }) => sum + length, 0)).toBe(300 * KIB);
  });

  test('a generator needs to set only what is not zero, although buffers are reused', async () => {
    const generated: Extent = {
      offset: 512 * KIB,
      length: 512 * KIB,
      source: {
        kind: 'generated',
        generate: (offset, target) => {
          target[0] = offset / CHUNK + 1;
        },
      },
    };
    const plan: ImagePlan = {
      sizeBytes: 1024 * KIB,
      extents: [bytesExtent(0, 512 * KIB, 0xff), generated],
      writtenLast: [],
    };
    const device = ramDevice({ sizeBytes: 1024 * KIB });
    await executePlan(plan, device, { chunkBytes: CHUNK });
    const expected = new Uint8Array(1024 * KIB).fill(0xff, 0, 512 * KIB);
    for (let chunk = 0; chunk < 8; chunk += 1) expected[512 * KIB + chunk * CHUNK] = chunk + 1;
    expect(Buffer.compare(device.bytes, expected)).toBe(0);
  });

  test('a terabyte of planned zeros takes no time and no memory', async () => {
    const plan: ImagePlan = {
      sizeBytes: 2 ** 41,
      extents: [bytesExtent(0, 512, 1), { offset: 512, length: 2 ** 40, source: { kind: 'zero' } }],
      writtenLast: [],
    };
    const receipt = await executePlan(plan, ramDevice({ sizeBytes: 512 }));
    expect(receipt.chunks.map(({ offset, length }) => [offset, length])).toEqual([[0, 512]]);
  });

  test('the receipt has the checksum of every chunk as it is in the end', async () => {
    const device = ramDevice({ sizeBytes: 1024 * KIB });
    const { chunks } = await executePlan(PLAN, device, { chunkBytes: CHUNK });
    for (const { offset, length, xxh3: expected } of chunks) {
      expect(xxh3(device.bytes.subarray(offset, offset + length))).toBe(expected);
    }
    expect(chunks[0]?.offset).toBe(0);
  });
});

describe('buffers of several chunks', () => {
  const slotsOf = (device: BlockDevice) => [1, 2].map(() => device.allocate(3 * CHUNK));

  test('are written and read back by one call each; every chunk keeps its own checksum and place', async () => {
    const device = ramDevice({ sizeBytes: 1024 * KIB, alignmentBytes: 512 });
    const slots = slotsOf(device);
    const receipt = await executePlan(FULL, device, { chunkBytes: CHUNK, slots });
    expect(receipt.chunks.map(({ offset }) => offset)).toEqual(range(16).map((index) => index * CHUNK));
    device.calls.length = 0;
    device.bytes[7 * CHUNK + 5] = 99;
    device.bytes[8 * CHUNK + 5] = 99;
    const found = await findMismatches(receipt, device, { slots });
    expect(found.map(({ offset, length }) => [offset, length])).toEqual([
      [7 * CHUNK, CHUNK],
      [8 * CHUNK, CHUNK],
    ]);
    expect(device.calls.map((call) => ('offset' in call ? call.length / CHUNK : call.kind))).toEqual([
      3, 3, 3, 3, 3, 1,
    ]);
  });

  test('a device that ends within a read has read the chunks before its end', async () => {
    const device = ramDevice({ sizeBytes: 1024 * KIB, alignmentBytes: 512 });
    const slots = slotsOf(device);
    const receipt = await executePlan(FULL, device, { chunkBytes: CHUNK, slots });
    const end = 13 * CHUNK + 512;
    const shorter: BlockDevice = {
      ...device,
      read: (offset, target) => device.read(offset, target.subarray(0, Math.max(0, end - offset))),
    };
    const found = await findMismatches(receipt, shorter, { slots });
    expect(found.map(({ offset, readBytes }) => [offset / CHUNK, readBytes])).toEqual([
      [13, 512],
      [14, 0],
      [15, 0],
    ]);
  });

  test('a read that fails ends the reading of all', async () => {
    const device = ramDevice({ sizeBytes: 1024 * KIB, alignmentBytes: 512 });
    const slots = slotsOf(device);
    const receipt = await executePlan(FULL, device, { chunkBytes: CHUNK, slots });
    device.calls.length = 0;
    let reads = 0;
    const broken: BlockDevice = {
      ...device,
      read: async (offset, target) => {
        reads += 1;
        if (reads === 2) throw new BrokenDevice('read failed');
        return await device.read(offset, target);
      },
    };
    await expect(findMismatches(receipt, broken, { slots })).rejects.toBeInstanceOf(BrokenDevice);
    expect(reads).toBeLessThanOrEqual(3);
  });
});

describe('content against plan', () => {
  const check = async (options: WatchedContentOptions, code: string, text: RegExp): Promise<void> => {
    const { plan, content } = contentPlan(options);
    const device = ramDevice({ sizeBytes: 512 * KIB });
    await expect(executePlan(plan, device, { chunkBytes: CHUNK })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(text) as unknown,
    });
    expect(content.leftOpen()).toBe(0);
    expect(device.bytes[0]).toBe(0);
  };
  test('shorter than planned', () =>
    check({ plannedBytes: 100 * KIB + 1 }, 'E_IMAGE_CONTENT_CHANGED', /102401 bytes, it ended after 102400/));
  test('longer than planned', () =>
    check({ plannedBytes: 100 * KIB - 1 }, 'E_IMAGE_CONTENT_CHANGED', /102399 bytes, it goes on/));
  test('other bytes than planned', () =>
    check({ sha256: 'ab'.repeat(32) }, 'E_IMAGE_CONTENT_CHANGED', /SHA-256 abab.*, read was [0-9a-f]{64}/));
  test('unreadable', () =>
    check(
      {
        name: 'boot.wim',
        onCall: () => {
          throw new Error('EIO: i/o error');
        },
      },
      'E_IMAGE_CONTENT_READ',
      /"boot.wim": EIO/,
    ));
  test('handed out in small pieces, with the right hash, is read once', async () => {
    const { plan, content } = contentPlan({ sha256: 'right', pieceBytes: 777 });
    const device = ramDevice({ sizeBytes: 512 * KIB });
    await executePlan(plan, device, { chunkBytes: CHUNK });
    expect([content.opened(), content.handedOut(), content.leftOpen()]).toEqual([1, 100 * KIB, 0]);
    expect(device.bytes.subarray(4096, 4096 + 100 * KIB).every((byte) => byte === 5)).toBe(true);
    expect(device.bytes.subarray(4096 + 100 * KIB).every((byte) => byte === 0)).toBe(true);
  });
});

describe('before the first byte', () => {
  const refused = async (plan: ImagePlan, code: string): Promise<void> => {
    const device = ramDevice({ sizeBytes: 64 * KIB, alignmentBytes: 512 });
    await expect(executePlan(plan, device)).rejects.toMatchObject({ code });
    expect(device.calls).toEqual([]);
  };
  const plan = (extents: readonly Extent[], more: Partial<ImagePlan> = {}): ImagePlan => ({
    sizeBytes: 32 * KIB,
    extents,
    writtenLast: [],
    ...more,
  });
  test('a medium larger than the drive is refused', () =>
    refused(plan([], { sizeBytes: 65 * KIB }), 'E_IMAGE_TOO_LARGE'));
  test('overlapping extents are refused', () =>
    refused(plan([bytesExtent(0, 600, 1), bytesExtent(512, 512, 1)]), 'E_IMAGE_PLAN'));
  test('extents beyond the end are refused', () =>
    refused(plan([bytesExtent(32 * KIB - 1, 2, 1)]), 'E_IMAGE_PLAN'));
  test('bytes that do not fit their extent are refused', () =>
    refused(
      plan([{ offset: 0, length: 9, source: { kind: 'bytes', bytes: new Uint8Array(8) } }]),
      'E_IMAGE_PLAN',
    ));
  test('content larger than its extent is refused', () =>
    refused(
      plan([
        { offset: 0, length: 9, source: { kind: 'content', content: watchedContent(new Uint8Array(10)) } },
      ]),
      'E_IMAGE_PLAN',
    ));
  test('a last range beyond the end is refused', () =>
    refused(plan([], { writtenLast: [{ offset: 32 * KIB, length: 1 }] }), 'E_IMAGE_PLAN'));
});

describe('progress', () => {
  test('is whole, never goes back, and ends each phase at its total', async () => {
    const seen: Progress[] = [];
    const device = ramDevice({ sizeBytes: 2048 * KIB, alignmentBytes: 512 });
    await executePlan(PLAN, device, { chunkBytes: CHUNK, onProgress: (progress) => seen.push(progress) });
    const total = 8192 + 8 * KIB + 100 * KIB;
    expect(seen[0]).toEqual({ phase: 'write', done: 0, total });
    const phases = [...new Set(seen.map(({ phase }) => phase))];
    expect(phases).toEqual(['write', 'flush', 'finish']);
    const ends = phases.map((phase) => seen.filter((one) => one.phase === phase).at(-1));
    expect(ends).toEqual([
      { phase: 'write', done: total, total },
      { phase: 'flush', done: 1, total: 1, unit: 'steps' },
      { phase: 'finish', done: 1024, total: 1024 },
    ]);
    for (const phase of phases) {
      const dones = seen.filter((one) => one.phase === phase).map(({ done }) => done);
      expect(dones).toEqual([...dones].sort((a, b) => a - b));
    }
  });
});

describe('cancelling', () => {
  test('before the start touches nothing', async () => {
    const device = ramDevice({ sizeBytes: 1024 * KIB });
    await expect(executePlan(PLAN, device, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
    expect(device.calls).toEqual([]);
  });

  test('in the flush before the boot sector still leaves that one out', async () => {
    const abort = new AbortController();
    const device = ramDevice({ sizeBytes: 1024 * KIB });
    const flush = async (): Promise<void> => {
      await device.flush();
      abort.abort();
    };
    await expect(
      executePlan(PLAN, { ...device, flush }, { chunkBytes: CHUNK, signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(device.calls.at(-1)).toEqual({ kind: 'flush' });
    expect(device.bytes[0]).toBe(0);
  });

  test('stops within the chunks under way and closes the content', async () => {
    const abort = new AbortController();
    let calls = 0;
    const { plan, content } = contentPlan(
      {
        pieceBytes: 4096,
        onCall: () => {
          calls += 1;
          if (calls === 30) abort.abort();
        },
      },
      256 * KIB,
    );
    const device = ramDevice({ sizeBytes: 512 * KIB });
    await expect(
      executePlan(plan, device, { chunkBytes: CHUNK, signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(calls).toBeLessThanOrEqual(31);
    expect(content.leftOpen()).toBe(0);
    expect(device.bytes[0]).toBe(0);
  });
});
