/**
 * A plan as a device, computed while it is read: nothing is written anywhere, so a 2 TB plan costs nothing.
 * Space that no extent covers reads as `dirt`, so a reader that looks at "do not care" space sees nonsense.
 */
import type { Extent, ImagePlan } from '#base/extent.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { memoryDevice } from './materialise.ts';

export interface PlanDevice extends BlockDevice {
  /** How many reads there were. */
  readonly reads: () => number;
}

export function planDevice(
  plan: Pick<ImagePlan, 'sizeBytes' | 'extents'>,
  options: { readonly dirt?: number; readonly patches?: readonly Patch[] } = {},
): PlanDevice {
  let reads = 0;
  return {
    ...memoryDevice(new Uint8Array(), 'plan'),
    sizeBytes: plan.sizeBytes,
    reads: () => reads,
    read: async (offset, target) => {
      reads += 1;
      const length = Math.max(0, Math.min(target.length, plan.sizeBytes - offset));
      const wanted = target.subarray(0, length).fill(options.dirt ?? 0xa5);
      for (let index = firstTouching(plan.extents, offset); ; index += 1) {
        const extent = plan.extents[index];
        if (extent === undefined || extent.offset >= offset + length) break;
        await copyFrom(extent, offset, wanted);
      }
      for (const { at, bytes } of options.patches ?? []) {
        bytes.forEach((byte, index) => {
          const place = at + index - offset;
          if (place >= 0 && place < length) wanted[place] = byte;
        });
      }
      return length;
    },
  };
}

/** Bytes that stand in place of the planned ones. */
export interface Patch {
  readonly at: number;
  readonly bytes: readonly number[];
}

async function copyFrom(extent: Extent, offset: number, target: Uint8Array): Promise<void> {
  const from = Math.max(offset, extent.offset);
  const to = Math.min(offset + target.length, extent.offset + extent.length);
  if (from >= to) return;
  const part = target.subarray(from - offset, to - offset).fill(0);
  const skip = from - extent.offset;
  const { source } = extent;
  if (source.kind === 'bytes') part.set(source.bytes.subarray(skip, skip + part.length));
  if (source.kind === 'generated') source.generate(skip, part);
  if (source.kind === 'content') {
    const whole = new Uint8Array(source.content.sizeBytes);
    const reader = await source.content.open(new AbortController().signal);
    await reader.readInto(whole);
    await reader.close();
    part.set(whole.subarray(skip, skip + part.length));
  }
}

function firstTouching(extents: readonly Extent[], offset: number): number {
  let low = 0;
  let high = extents.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const extent = extents[middle];
    if (extent !== undefined && extent.offset + extent.length <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
