/**
 * A drive or file in memory that watches how it is used: alignment, size of writes, order, and a fault at the n-th call.
 * Trap: calls are counted when they begin; with several under way, the one that fails is not the last one begun.
 */
import type { BlockDevice } from '#image/block-device.ts';

export interface RamDeviceOptions {
  readonly sizeBytes: number;
  /** 1 behaves like a new, growing file (`isZeroed`, no size); more like a used drive. */
  readonly alignmentBytes?: number;
  /** What a used drive holds; a new file holds zeros. */
  readonly dirt?: number;
  /**
   * The memory to live in, as it is: sweeps of hundreds of drives, one after the other, need not fill fresh memory for each.
   * As long as `sizeBytes`.
   */
  readonly memory?: Uint8Array;
  /** The call (counted from 0) that fails. */
  readonly failAt?: number | undefined;
  /** A device that is pulled out: all later calls fail, too. */
  readonly staysBroken?: boolean;
  /** Called before every call with its number; for cancelling at any point. */
  readonly onCall?: (call: number) => void;
}

export type Call =
  | { readonly kind: 'read'; readonly offset: number; readonly length: number }
  | { readonly kind: 'write'; readonly offset: number; readonly length: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'truncate' };

export interface RamDevice extends BlockDevice {
  readonly bytes: Uint8Array;
  /** All so far; a test may empty it. */
  readonly calls: Call[];
}

export class BrokenDevice extends Error {}

export function ramDevice(options: RamDeviceOptions): RamDevice {
  const { sizeBytes, alignmentBytes = 1 } = options;
  const isFile = alignmentBytes === 1;
  const bytes = options.memory ?? new Uint8Array(sizeBytes).fill(isFile ? 0 : (options.dirt ?? 0));
  const calls: Call[] = [];
  const begin = async (call: Call): Promise<void> => {
    const number = calls.push(call) - 1;
    options.onCall?.(number);
    // Real devices answer later, never at once.
    await new Promise((resolve) => setImmediate(resolve));
    const { failAt, staysBroken } = options;
    if (failAt !== undefined && (number === failAt || (staysBroken === true && number > failAt))) {
      throw new BrokenDevice(`call ${number} (${call.kind}) failed`);
    }
  };
  const check = (offset: number, length: number): void => {
    if (offset % alignmentBytes !== 0 || length % alignmentBytes !== 0) {
      throw new Error(`EINVAL: ${offset}+${length} is not aligned to ${alignmentBytes}`);
    }
    if (offset + length > sizeBytes) throw new Error(`ENOSPC: ${offset}+${length} is behind ${sizeBytes}`);
  };
  return {
    name: 'ram',
    bytes,
    calls,
    sizeBytes: isFile ? undefined : sizeBytes,
    alignmentBytes,
    isZeroed: isFile,
    allocate: (size) => new Uint8Array(size).fill(0xaa),
    async read(offset, target) {
      check(offset, target.length);
      await begin({ kind: 'read', offset, length: target.length });
      target.set(bytes.subarray(offset, offset + target.length));
      return target.length;
    },
    async write(offset, source) {
      check(offset, source.length);
      await begin({ kind: 'write', offset, length: source.length });
      bytes.set(source, offset);
    },
    truncate: () => begin({ kind: 'truncate' }),
    flush: () => begin({ kind: 'flush' }),
    close: () => Promise.resolve(),
  };
}
