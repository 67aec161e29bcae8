/**
 * Every point where writing a medium touches the world fails once: each device call, each content call; once with a
 * device that recovers and once with one that is gone for good. Each time there is a coded error or the device's own,
 * nothing stays open, and the medium does not boot: either its boot sector and table are zeros, or (device gone in the
 * very last calls) everything else is complete.
 */
import { describe, expect, test } from 'vitest';
import type { ImagePlan } from '#base/extent.ts';
import { isMediaError } from '#base/errors/media-error.ts';
import { executePlan } from '#image/execute.ts';
import { verifyWritten, writeAndVerify } from '#image/verify.ts';
import { BrokenDevice, ramDevice, type RamDevice, type RamDeviceOptions } from '../support/ram-device.ts';
import { watchedContent, type WatchedContent } from '../support/watched-content.ts';

const KIB = 1024;
const SIZE = 512 * KIB;
const CHUNK = 32 * KIB;

interface Scene {
  readonly plan: ImagePlan;
  readonly contents: readonly WatchedContent[];
}

function scene(onContentCall?: () => void): Scene {
  const watch = onContentCall === undefined ? {} : { onCall: onContentCall };
  const big = watchedContent(new Uint8Array(100 * KIB).fill(5), { ...watch, name: 'big', sha256: 'right' });
  const small = [1, 2, 3].map((value) =>
    watchedContent(new Uint8Array(700).fill(value), { ...watch, name: `small ${value}` }),
  );
  const plan: ImagePlan = {
    sizeBytes: SIZE,
    extents: [
      { offset: 0, length: 512, source: { kind: 'bytes', bytes: new Uint8Array(512).fill(0xb0) } },
      { offset: 512, length: 512, source: { kind: 'bytes', bytes: new Uint8Array(512).fill(0xb1) } },
      { offset: 4 * KIB, length: 20 * KIB, source: { kind: 'zero' } },
      ...small.map((content, index) => ({
        offset: 24 * KIB + index * 4096,
        length: 4096,
        source: { kind: 'content' as const, content },
      })),
      { offset: 200 * KIB, length: 120 * KIB, source: { kind: 'content', content: big } },
    ],
    writtenLast: [
      { offset: 512, length: 512 },
      { offset: 0, length: 512 },
    ],
  };
  return { plan, contents: [...small, big] };
}

const devices = {
  'a used drive': { sizeBytes: SIZE, alignmentBytes: 512, dirt: 0xee },
  'a new file': { sizeBytes: SIZE },
} satisfies Record<string, RamDeviceOptions>;

/** Boot sector and table as they are on the medium, and whether everything else is there. */
function stateOf(device: RamDevice): { readonly boots: boolean; readonly isComplete: boolean } {
  return {
    boots: device.bytes.subarray(0, 1024).some((byte) => byte !== 0),
    isComplete:
      device.bytes.subarray(200 * KIB, 300 * KIB).every((byte) => byte === 5) &&
      device.bytes.subarray(32 * KIB, 32 * KIB + 700).every((byte) => byte === 3),
  };
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.each(Object.entries(devices))('%s', (_, base) => {
  test.each([false, true])('every device call fails (for good: %s)', async (staysBroken) => {
    let points = 0;
    for (let failAt = 0; ; failAt += 1) {
      const { plan, contents } = scene();
      const device = ramDevice({ ...base, failAt, staysBroken });
      const error = await outcome(writeAndVerify(plan, device, { chunkBytes: CHUNK }));
      const state = stateOf(device);
      if (error === undefined) {
        expect(state).toEqual({ boots: true, isComplete: true });
        break;
      }
      points += 1;
      expect(error, `call ${failAt}`).toBeInstanceOf(BrokenDevice);
      expect(contents.map((one) => one.leftOpen())).toEqual([0, 0, 0, 0]);
      const writesBefore = device.calls.slice(0, failAt).filter(({ kind }) => kind !== 'truncate').length;
      const untouched = writesBefore === 0 || ('dirt' in base && device.bytes[0] === 0xee);
      if (state.boots && !untouched)
        expect([failAt, staysBroken, state.isComplete]).toEqual([failAt, true, true]);
    }
    expect(points).toBeGreaterThan(15);
  });

  test('every content call fails', async () => {
    let points = 0;
    for (let failAt = 0; ; failAt += 1) {
      let call = 0;
      const { plan, contents } = scene(() => {
        call += 1;
        if (call - 1 === failAt) throw new Error(`content call ${failAt} failed`);
      });
      const device = ramDevice(base);
      const error = await outcome(writeAndVerify(plan, device, { chunkBytes: CHUNK }));
      if (error === undefined) break;
      points += 1;
      expect(isMediaError(error) ? error.code : error).toBe('E_IMAGE_CONTENT_READ');
      expect(contents.map((one) => one.leftOpen())).toEqual([0, 0, 0, 0]);
      expect(stateOf(device).boots).toBe(false);
    }
    expect(points).toBeGreaterThan(12);
  });

  test('cancelled at every device call', async () => {
    let points = 0;
    for (let cancelAt = 0; ; cancelAt += 1) {
      const abort = new AbortController();
      const { plan, contents } = scene();
      let last = 0;
      const device = ramDevice({
        ...base,
        onCall: (call) => {
          last = call;
          if (call === cancelAt) abort.abort();
        },
      });
      const error = await outcome(writeAndVerify(plan, device, { chunkBytes: CHUNK, signal: abort.signal }));
      if (last < cancelAt) break;
      points += 1;
      expect(contents.map((one) => one.leftOpen())).toEqual([0, 0, 0, 0]);
      // Cancelled too late, the medium is complete; else it does not boot.
      if (error === undefined) expect(stateOf(device)).toEqual({ boots: true, isComplete: true });
      else {
        expect(isMediaError(error) ? error.code : error).toBe('E_CANCELLED');
        expect(stateOf(device).boots).toBe(false);
      }
    }
    expect(points).toBeGreaterThan(15);
  });
});

test('a drive that forgets what was written is found out, and does not boot afterwards', async () => {
  const { plan } = scene();
  const device = ramDevice({ ...devices['a used drive'] });
  const forgetful = {
    ...device,
    write: async (offset: number, source: Uint8Array) => {
      await device.write(offset, source);
      if (offset >= 224 * KIB) device.bytes[230 * KIB] = 0x99;
    },
  };
  const error = await outcome(writeAndVerify(plan, forgetful, { chunkBytes: CHUNK }));
  expect(error).toMatchObject({
    code: 'E_IMAGE_VERIFY_MISMATCH',
    message: expect.stringContaining(`the first one is bytes ${224 * KIB} to ${256 * KIB - 1}`) as unknown,
  });
  expect(stateOf(device).boots).toBe(false);
});

test('a drive that cannot read one place is given up at once, not after all the rest was read', async () => {
  const device = ramDevice({ sizeBytes: 4096 * KIB, alignmentBytes: 512 });
  const plan: ImagePlan = {
    sizeBytes: 4096 * KIB,
    extents: [
      { offset: 0, length: 4096 * KIB, source: { kind: 'bytes', bytes: new Uint8Array(4096 * KIB).fill(1) } },
    ],
    writtenLast: [{ offset: 0, length: 512 }],
  };
  const receipt = await executePlan(plan, device, { chunkBytes: CHUNK });
  expect(receipt.chunks).toHaveLength(128);
  let reads = 0;
  const bad = {
    ...device,
    read: async (offset: number, target: Uint8Array) => {
      reads += 1;
      if (offset === 4 * CHUNK) throw new BrokenDevice('EIO');
      return await device.read(offset, target);
    },
  };
  await expect(verifyWritten(receipt, bad)).rejects.toBeInstanceOf(BrokenDevice);
  expect(reads).toBeLessThan(10);
});
