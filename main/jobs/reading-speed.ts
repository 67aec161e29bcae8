/**
 * Reads a few places of the drive before it is written, only to learn how long verifying will take: sticks read two to
 * five times as fast as they write, so no measure of writing can tell. 4 MiB cost a twentieth of a second on a common stick.
 * Trap: places that were never written may read faster than real ones on drives that know it; then the remaining time is
 * too short until verifying has begun.
 */
import type { ImagePlan } from '#base/extent.ts';
import { MIB } from '#base/units.ts';
import type { BlockDevice } from '#image/block-device.ts';
import type { RunRate } from './rate.ts';
import type { RunClock } from './run-clock.ts';

/** Media smaller than this are done before anybody has read a remaining time. */
const WORTHWHILE_BYTES = 256 * MIB;
const READ_BYTES = MIB;
const READS = 4;

/** Measures, when the medium is large enough to make it worth while. A failed read is left for the run itself to meet. */
export async function measureReading(
  plan: ImagePlan,
  device: BlockDevice,
  { clock, rate }: { readonly clock: RunClock; readonly rate: RunRate },
): Promise<void> {
  const coveredBytes = plan.extents.reduce((total, { length }) => total + length, 0);
  if (coveredBytes < WORTHWHILE_BYTES) return;
  const buffer = device.allocate(READ_BYTES);
  const step = Math.floor(coveredBytes / (READS + 1) / READ_BYTES) * READ_BYTES;
  try {
    // The first read wakes the drive and is not counted.
    await device.read(0, buffer.subarray(0, device.alignmentBytes * Math.ceil(4096 / device.alignmentBytes)));
    let bytes = 0;
    const startMs = clock.now();
    for (let index = 1; index <= READS; index += 1) bytes += await device.read(index * step, buffer);
    rate.noteReading(bytes, clock.now() - startMs);
  } catch {
    // Whatever it is, writing or verifying will meet it and say so.
  }
}
