/**
 * Reads any range of a block device, whatever its alignment; file-system readers stand on it.
 * Trap: a drive reads only whole sectors into its own aligned memory, and that memory is one buffer here, so reads
 * queue up behind each other.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { KIB, roundUp } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';

const SCRATCH_BYTES = 256 * KIB;

export interface RangeReader {
  readonly name: string;
  /** undefined for a device that does not say. */
  readonly sizeBytes: number | undefined;
  /** Fills `target` from `offset`. @throws MediaError E_FORMAT_TRUNCATED when the device ends before. */
  read(offset: number, target: Uint8Array): Promise<void>;
  /** A new array of `length` bytes from `offset`. @throws as `read` */
  bytes(offset: number, length: number): Promise<Uint8Array>;
}

/** Wraps the device; it stays the caller's to close. */
export function rangeReader(device: BlockDevice): RangeReader {
  const unit = device.alignmentBytes;
  let scratch: Uint8Array | undefined;
  let queue: Promise<void> = Promise.resolve();

  const readAligned = async (offset: number, target: Uint8Array): Promise<void> => {
    scratch ??= device.allocate(roundUp(SCRATCH_BYTES, unit));
    let done = 0;
    while (done < target.length) {
      const position = offset + done;
      const start = position - (position % unit);
      const length = Math.min(scratch.length, roundUp(offset + target.length, unit) - start);
      const read = await device.read(start, scratch.subarray(0, length));
      const useful = Math.min(read - (position - start), target.length - done);
      if (useful <= 0) throw truncated(device, offset, target.length);
      target.set(scratch.subarray(position - start, position - start + useful), done);
      done += useful;
    }
  };
  const readPlain = async (offset: number, target: Uint8Array): Promise<void> => {
    let done = 0;
    while (done < target.length) {
      const read = await device.read(offset + done, target.subarray(done));
      if (read <= 0) throw truncated(device, offset, target.length);
      done += read;
    }
  };
  const read = async (offset: number, target: Uint8Array): Promise<void> => {
    // Offsets come from the medium and may be anything; Node's own range error would carry no code.
    const end = offset + target.length;
    if (
      !Number.isSafeInteger(end) ||
      offset < 0 ||
      (device.sizeBytes !== undefined && end > device.sizeBytes)
    ) {
      throw truncated(device, offset, target.length);
    }
    if (unit === 1) {
      await readPlain(offset, target);
      return;
    }
    const turn = queue.then(() => readAligned(offset, target));
    queue = turn.catch(() => {
      // The caller of this read has the error; the next one starts fresh.
    });
    await turn;
  };
  return {
    name: device.name,
    sizeBytes: device.sizeBytes,
    read,
    bytes: async (offset, length) => {
      const target = new Uint8Array(length);
      await read(offset, target);
      return target;
    },
  };
}

function truncated(device: BlockDevice, offset: number, length: number): MediaError {
  return new MediaError(
    'E_FORMAT_TRUNCATED',
    `${device.name} ends before byte ${offset + length} (a read of ${length} bytes from ${offset})`,
  );
}
