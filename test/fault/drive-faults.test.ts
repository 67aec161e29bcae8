/**
 * Every fault a tray of cheap sticks produces, at every place: a call that fails (once, for ever, because the drive is
 * gone, because it took too little), power that goes, bits that flip, capacity that is not there; written in full and
 * updated in place. What is left behind either is the planned medium or is called incomplete.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { executePlan, revokeBoot } from '#image/execute.ts';
import { openMedium } from '#image/open-medium.ts';
import { probeCapacity } from '#image/probe-capacity.ts';
import { retryingDevice } from '#image/retrying-device.ts';
import { verifyWritten, writeAndVerify } from '#image/verify.ts';
import {
  counterfeitDrive,
  driveFailingAt,
  drivePoweredUntil,
  PowerLost,
  type CallFault,
} from '../support/faulty-drives.ts';
import { ramDevice, type RamDevice } from '../support/ram-device.ts';
import { noiseFile, textFile } from '../support/trees.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const DISK = 36 * MIB;
const CHUNK = 512 * KIB;
const MODES = ['full', 'update'] as const;
type Mode = (typeof MODES)[number];

function stick(partitionStyle: 'gpt' | 'mbr', version = 1): ImagePlan {
  return planDiskImage({
    files: [
      textFile('SMS/data/TsmBootstrap.ini', `[Media]\r\nversion=${version}\r\n`),
      noiseFile('sources/boot.wim', 900_000),
      noiseFile('sources/other.wim', 400_000 * version),
    ],
    partitionStyle,
    sizeBytes: DISK,
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

/** A drive that holds version 1 for an update, or something else for a full write. */
async function usedDrive(mode: Mode, old: ImagePlan): Promise<Uint8Array> {
  const drive = ramDevice({ sizeBytes: DISK, alignmentBytes: 512, dirt: 0xee });
  if (mode === 'update') await executePlan(old, drive, { chunkBytes: CHUNK });
  return drive.bytes;
}

/** All drives of the sweeps, one after the other. */
const memory = new Uint8Array(DISK);

/** Ends the life of the drive made before. */
function driveHolding(bytes: Uint8Array): RamDevice {
  memory.set(bytes);
  return ramDevice({ sizeBytes: DISK, alignmentBytes: 512, memory });
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'none',
    (error: unknown) => (isMediaError(error) ? error.code : error),
  );
}

describe.each(MODES)('%s: power goes at every write', (mode) => {
  test.each(['gpt', 'mbr'] as const)('%s: what is left is called incomplete', async (style) => {
    const [old, next] = [stick(style, 1), stick(style, 2)];
    const before = await usedDrive(mode, old);
    const found: unknown[] = [];
    for (let write = 0; ; write += 1) {
      const drive = driveHolding(before);
      const powered = drivePoweredUntil(drive, write);
      const error = await codeOf(executePlan(next, powered, { chunkBytes: CHUNK, mode }));
      if (!powered.isDead()) {
        expect(error).toBe('none');
        expect(await codeOf(openMedium(drive))).toBe('none');
        break;
      }
      expect(error).toBeInstanceOf(PowerLost);
      expect(drive.bytes.subarray(0, 512).some((byte) => byte !== 0)).toBe(false);
      found.push(await codeOf(openMedium(drive)));
    }
    expect(found.length).toBeGreaterThan(8);
    expect(new Set(found)).toEqual(new Set(['E_IMAGE_INCOMPLETE']));
  });
});

const EXPECTED: Readonly<Record<CallFault, (code: unknown) => boolean>> = {
  once: (code) => code === 'none',
  'for ever': (code) => code === 'E_DEVICE_MEDIA',
  gone: (code) => code === 'E_DEVICE_GONE',
  'short write': (code) => code === 'E_DEVICE_SHORT_WRITE',
};

describe.each(MODES)('%s: every call fails', (mode) => {
  test.each(['once', 'for ever', 'gone', 'short write'] as const)('%s', async (fault) => {
    const [old, next] = [stick('gpt', 1), stick('gpt', 2)];
    const before = await usedDrive(mode, old);
    let points = 0;
    for (let at = 0; ; at += 1) {
      const drive = driveHolding(before);
      const failing = driveFailingAt(drive, at, fault);
      let retries = 0;
      const device = retryingDevice(failing.device, {
        isPresent: failing.isPresent,
        pause: () => Promise.resolve(),
        onRetry: () => {
          retries += 1;
        },
      });
      const code = await codeOf(writeAndVerify(next, device, { chunkBytes: CHUNK, mode }));
      if (failing.calls() <= at) break;
      points += 1;
      const opened = await codeOf(openMedium(drive));
      if (code === 'none') {
        // An update writes what it could not read to compare, and need not fail.
        const isWrittenInstead = mode === 'update' && fault === 'short write';
        expect([fault === 'once' || isWrittenInstead, opened]).toEqual([true, 'none']);
        expect(retries).toBe(fault === 'once' ? 1 : 0);
      } else {
        expect([at, code, EXPECTED[fault](code)]).toEqual([at, code, true]);
        // A drive that is gone in verify, or in the last calls, cannot be made unable to start any more.
        if (fault === 'gone') continue;
        const isUntouched = Buffer.compare(drive.bytes, before) === 0;
        if (isUntouched) expect(at).toBe(0);
        else expect([at, opened, gptHeaders(drive)]).toEqual([at, 'E_IMAGE_INCOMPLETE', []]);
      }
    }
    expect(points).toBeGreaterThan(20);
  });
});

/** Where a GPT header is; some systems believe the one at the end alone. */
function gptHeaders({ bytes }: RamDevice): readonly number[] {
  return [512, DISK - 512].filter(
    (at) => Buffer.from(bytes.subarray(at, at + 8)).toString('latin1') === 'EFI PART',
  );
}

test('a medium whose first sector takes no more writes loses everything else it could start by', async () => {
  const plan = stick('gpt');
  const drive = driveHolding(await usedDrive('update', plan));
  const worn: BlockDevice = {
    ...drive,
    write: (offset, source) =>
      offset === 0
        ? Promise.reject(new MediaError('E_DEVICE_MEDIA', 'worn out'))
        : drive.write(offset, source),
  };
  await expect(revokeBoot(plan, worn)).rejects.toMatchObject({ code: 'E_DEVICE_MEDIA' });
  const whole = plan.writtenLast.filter(({ offset, length }) =>
    drive.bytes.subarray(offset, offset + length).some((byte) => byte !== 0),
  );
  expect(whole).toEqual([{ offset: 0, length: 512 }]);
  expect(await codeOf(openMedium(drive))).toBe('E_DISK_TABLE_DAMAGED');
});

describe.each(MODES)('%s: a bit flips after it was written', (mode) => {
  test('wherever it is, it is found, with its chunk', async () => {
    const next = stick('gpt', 2);
    const drive = driveHolding(await usedDrive(mode, stick('gpt', 1)));
    const receipt = await executePlan(next, drive, { chunkBytes: CHUNK, mode });
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(7), async (which, within, bit) => {
        const chunk = receipt.chunks[which % receipt.chunks.length];
        if (chunk === undefined) throw new Error('no chunks');
        const at = chunk.offset + (within % chunk.length);
        const right = drive.bytes[at] ?? 0;
        drive.bytes[at] = right ^ (2 ** bit);
        try {
          await expect(verifyWritten(receipt, drive)).rejects.toMatchObject({
            code: 'E_IMAGE_VERIFY_MISMATCH',
            place: { offset: chunk.offset, badBytes: chunk.length },
          });
        } finally {
          drive.bytes[at] = right;
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** Random bytes in tests: the same in every run. */
function counting(seed = 1): (count: number) => Uint8Array {
  let state = seed;
  return (count) =>
    Uint8Array.from({ length: count }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % 256;
    });
}

/** A medium that fills most of a drive. */
function full(sizeBytes: number): ImagePlan {
  const bytes = createHash('shake128', { outputLength: sizeBytes }).update('full').digest();
  return {
    sizeBytes,
    extents: [{ offset: 0, length: sizeBytes, source: { kind: 'bytes', bytes } }],
    writtenLast: [{ offset: 0, length: 512 }],
  };
}

describe('counterfeit capacity', () => {
  test.each([
    ['wraps', 4, 32],
    ['wraps', 2, 64],
    ['wraps', 16, 32],
    ['forgets', 4, 32],
    ['forgets', 7, 33],
    ['forgets', 31.5, 32],
  ] as const)('%s behind %d of %d MiB: known before anything is written', async (fault, real, claimed) => {
    const drive = counterfeitDrive(claimed * MIB, real * MIB, fault);
    const work = probeCapacity(drive, { random: counting() });
    const message =
      fault === 'wraps' ? `holds ${(real * 1.048576).toFixed(real < 10 ? 2 : 1)} MB` : 'is lost';
    await expect(work).rejects.toMatchObject({
      code: 'E_DEVICE_COUNTERFEIT',
      message: expect.stringContaining(message) as unknown,
    });
    expect(await codeOf(openMedium(drive))).toBe('E_IMAGE_INCOMPLETE');
  });

  test.each([1, 2.5, 3, 8, 20, 32, 33.5])('an honest drive of %d MiB passes', async (size) => {
    const drive = ramDevice({ sizeBytes: size * MIB, alignmentBytes: 512, dirt: 0xee });
    await probeCapacity(drive, { random: counting() });
  });

  test.each([
    [3, 10],
    [4, 16],
    [2.5, 9],
    [2 + 3 / 2048, 11],
    [1.7333984375, 12],
  ])('wrapping behind %d of %d MiB is told from a broken drive by verify', async (real, claimed) => {
    const drive = counterfeitDrive(claimed * MIB, real * MIB);
    const work = writeAndVerify(full(claimed * MIB), drive, { chunkBytes: CHUNK, random: counting() });
    await expect(work).rejects.toMatchObject({
      code: 'E_DEVICE_COUNTERFEIT',
      message: expect.stringMatching(`\\(${real * MIB} bytes\\): its addresses wrap`) as unknown,
      place: { offset: real * MIB },
    });
    expect(drive.real.subarray(0, 512).some((byte) => byte !== 0)).toBe(false);
  });
});
