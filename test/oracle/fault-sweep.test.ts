/**
 * A whole run (open, probe, write, read back) on a real block device that fails: every read, every write and every flush
 * in turn, once or for ever; silent bit flips all over the medium; short and dropped writes; counterfeit capacity; a drive
 * that goes away at any moment. The drive held an older medium of ours before each run. What must hold afterwards: the
 * result names the right kind of error and the right place, and what is left either is the whole new medium, or does not
 * start and is inspected as incomplete (or is the untouched old one, when not a byte was taken).
 */
import { describe, expect } from 'vitest';
import { MIB } from '#base/units.ts';
import type { DriveResult } from '#jobs/drive-run.ts';
import { FaultBench, type Ordered, type Outcome } from '../support/fault-bench.ts';
import { faultTest, type Fault } from '../support/fault-device.ts';

let opened: Promise<FaultBench> | undefined;
const bench = (): Promise<FaultBench> => (opened ??= FaultBench.open());

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Runs once for every value; a failure says for which. */
async function sweep<T>(values: Iterable<T>, body: (value: T) => Promise<unknown>): Promise<void> {
  for (const value of values) {
    try {
      if ((await body(value)) === false) return;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`${JSON.stringify(value)}: ${message}`, { cause: error });
    }
  }
}

/** The n-th call of a kind, for every n up to the last that happens. */
async function sweepCalls(
  op: Fault['op'],
  faultsAt: (nth: number) => Ordered,
  body: (outcome: Outcome, nth: number) => void,
): Promise<void> {
  const drive = await bench();
  await sweep(numbers(10_000), async (nth) => {
    const outcome = await drive.run(faultsAt(nth));
    if (outcome.fired.length === 0) {
      expect({ op, nth, outcome }).toMatchObject({ outcome: { result: { outcome: 'verified' } } });
      expect(nth).toBeGreaterThan(2);
      return false;
    }
    body(outcome, nth);
    return true;
  });
}

const OPERATIONS = ['write', 'read', 'fsync'] as const;

faultTest('an error that passes is ridden out and counted, whichever call it hits', async () => {
  for (const op of OPERATIONS) {
    const faultsAt = (nth: number): Ordered => ({ faults: [{ op, nth, action: 'error' }] });
    await sweepCalls(op, faultsAt, ({ result, left }) => {
      expect(result).toMatchObject({ outcome: 'verified', retries: 1 });
      expect(left).toBe('the new medium');
    });
  }
});

faultTest('a drive that takes or gives nothing any more is given up, whenever that begins', async () => {
  for (const op of OPERATIONS) {
    const faultsAt = (nth: number): Ordered => ({ faults: [{ op, nth, times: null, action: 'error' }] });
    await sweepCalls(op, faultsAt, ({ result, left }, nth) => {
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_MEDIA' } });
      expect(left).toBe(op === 'write' && nth === 0 ? 'the old medium' : 'incomplete');
    });
  }
});

faultTest(
  'a drive that goes away, in the middle of a write or between calls, is said to be gone',
  async () => {
    const faultsAt = (nth: number): Ordered => ({
      faults: [
        { op: 'any', nth, action: 'tear', errno: 'ENODEV' },
        { op: 'any', nth: nth + 1, times: null, action: 'error', errno: 'ENODEV' },
      ],
      leavesBus: true,
    });
    await sweepCalls('any', faultsAt, ({ result, fired, left }) => {
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_GONE' } });
      // What goes away before its first write is the old medium; after its last one the new one, and nobody can take it back.
      if (fired[0]?.op === 'write') expect(left).toBe('incomplete');
    });
  },
);

faultTest('a place that cannot be written is named, wherever it is', async () => {
  const drive = await bench();
  await sweep(drive.places, async (offset) => {
    const nth = drive.touches('write', offset, true);
    const fault: Fault = { op: 'write', offset, nth, times: null, action: 'error' };
    const { result, left } = await drive.run({ faults: [fault] });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_MEDIA' } });
    expect(contains(result, offset)).toBe(true);
    expect(left).toBe('incomplete');
  });
});

describe.each([
  ['stored', 'write'],
  ['read', 'read'],
] as const)('a bit that is %s wrong', (_name, op) => {
  faultTest('is found with the chunk it is in', async () => {
    const drive = await bench();
    await sweep(drive.places, async (offset) => {
      // The last time the place is written is the one that counts, the last time it is read is to verify.
      const nth = drive.touches(op, offset) - 1;
      const { result, left } = await drive.run({
        faults: [{ op, offset, nth, action: 'flip', bit: offset % 8 }],
      });
      const chunk = drive.chunks.find((one) => offset >= one.offset && offset < one.offset + one.length);
      expect(result).toMatchObject({
        outcome: 'failed',
        error: { code: 'E_IMAGE_VERIFY_MISMATCH' },
        offset: chunk?.offset,
        badBytes: chunk?.length,
      });
      expect(left).toBe('incomplete');
    });
  });
});

faultTest('a write that is dropped or shortened without a word is found, or did not matter', async () => {
  const faultsAt = (nth: number): Ordered => ({
    faults: [{ op: 'write', nth, action: nth % 2 === 0 ? 'drop' : 'short', bytes: 512 }],
  });
  await sweepCalls('write', faultsAt, ({ result, left }) => {
    if (result.outcome === 'verified') expect(left).toBe('the new medium');
    else {
      // A mark of the probe that is not there looks like a missing end of the drive, or a damaged place.
      const code = expect.stringMatching(/^E_(IMAGE_VERIFY_MISMATCH|DEVICE_(COUNTERFEIT|MEDIA))$/) as unknown;
      expect(result).toMatchObject({ outcome: 'failed', error: { code } });
      expect(left).toBe('incomplete');
    }
  });
});

faultTest('a drive that is smaller than it claims is called a counterfeit', async () => {
  const drive = await bench();
  await sweep([4, 8, 16, 32, 24, 39, 12.5], async (realMib) => {
    const { result, left } = await drive.run({ faults: [], wrapAt: realMib * MIB });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_COUNTERFEIT' } });
    expect(left).toBe('incomplete');
  });
});

function contains(result: DriveResult, offset: number): boolean {
  if (result.outcome !== 'failed' || result.offset === null) return false;
  return offset >= result.offset && offset < result.offset + (result.badBytes ?? 0);
}
