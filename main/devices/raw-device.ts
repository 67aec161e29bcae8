/**
 * An open handle of a whole drive as `BlockDevice`, the same for every operating system. It knows the drive's size, so a
 * transfer that ends early is an error with its place and not the end of a file; and it asks whether the drive is still
 * there before it says what an error means, since a drive that is pulled out gives any of a dozen codes, or none.
 * Trap: direct reads and writes demand aligned memory, and of all memory JavaScript can get, only that of
 * WebAssembly.Memory is; a Buffer gives EINVAL.
 */
import type { FileHandle } from 'node:fs/promises';
import { allocateAligned } from '#base/aligned-memory.ts';
import { isMediaError, MediaError, type ErrorPlace } from '#base/errors/media-error.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { openDriveError } from './device-errors.ts';
import { failedOffsetOf, readFully, writeFully } from './handle-io.ts';

export interface RawDeviceOptions {
  /** How messages name it: "/dev/sdb". */
  readonly name: string;
  readonly sizeBytes: number;
  /** What offsets, lengths and memory must be multiples of: the logical sector. */
  readonly alignmentBytes: number;
  /** Is what the handle was opened on still attached? Asked after errors only. Must not reject. */
  isPresent(): Promise<boolean>;
}

/** Takes over `handle`, opened for reading and writing. */
export function rawDevice(handle: FileHandle, options: RawDeviceOptions): BlockDevice {
  const { name, sizeBytes, alignmentBytes } = options;
  const run = async <T>(start: ErrorPlace | undefined, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      const place = placeOfFailure(error, start);
      throw openDriveError(error, { name, place, isPresent: await options.isPresent() });
    }
  };
  const read = async (offset: number, target: Uint8Array): Promise<number> => {
    const done = await readFully(handle, offset, target);
    const expected = Math.min(target.length, Math.max(0, sizeBytes - offset));
    if (done >= expected) return done;
    const place = { offset: offset + done, badBytes: expected - done };
    throw new MediaError('E_DEVICE_IO', `only ${done} of ${expected} bytes could be read`, { place });
  };
  let closing: Promise<void> | undefined;
  return {
    name,
    sizeBytes,
    alignmentBytes,
    isZeroed: false,
    allocate: allocateAligned,
    read: (offset, target) => run(placeOf(offset, target), () => read(offset, target)),
    write: (offset, source) => run(placeOf(offset, source), () => writeFully(handle, offset, source)),
    truncate: () => Promise.resolve(),
    flush: () => run(undefined, () => handle.sync()),
    close: () => (closing ??= run(undefined, () => handle.close())),
  };
}

/** A device for looking only, over a handle opened for reading through the cache: any offset and length will do. */
export function readOnlyDevice(handle: FileHandle, options: RawDeviceOptions): BlockDevice {
  const refuse = (): Promise<never> =>
    Promise.reject(new MediaError('E_DEVICE_READ_ONLY', `${options.name} was opened for reading`));
  return { ...rawDevice(handle, options), alignmentBytes: 1, write: refuse };
}

/** As far in as is known: a transfer of several MiB may have failed anywhere. How much is bad, nobody says. */
function placeOfFailure(error: unknown, start: ErrorPlace | undefined): ErrorPlace | undefined {
  if (isMediaError(error)) return error.place ?? start;
  const offset = failedOffsetOf(error);
  return offset === undefined ? start : { offset, badBytes: null };
}

function placeOf(offset: number, bytes: Uint8Array): ErrorPlace | undefined {
  return bytes.length === 0 ? undefined : { offset, badBytes: null };
}
