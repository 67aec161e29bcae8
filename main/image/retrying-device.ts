/**
 * A drive whose passing troubles are ridden out: a call that fails for a reason that often goes away (a bad contact, a
 * controller that was reset) is made again after a growing pause. Every new try is reported. What stays broken gets the
 * error that tells the user what to do: E_DEVICE_GONE when the drive is no longer there, else E_DEVICE_MEDIA with the place.
 * Traps: a system's error does not say whether the drive is there. Linux gives EIO, ENXIO, and ENOSPC (the size is 0 all
 * of a sudden) for one that was pulled out; so after every error it is asked whether the drive is still attached.
 * A flush that fails and then succeeds proves little: the drive may have dropped what was in its own cache with the first
 * error, and where writes go through the system's cache, Linux forgets the failed pages and lets the second flush succeed.
 * Trying again is worth it all the same (the command itself may have been lost), because everything is read back
 * afterwards: what such a flush lost is found by `verifyWritten`.
 */
import { isMediaError, MediaError, type ErrorPlace } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import type { BlockDevice } from './block-device.ts';

export type RetriedOperation = 'read' | 'write' | 'flush';

/** One more try, told before its pause. */
export interface Retry {
  readonly operation: RetriedOperation;
  /** Undefined for a flush. */
  readonly offset: number | undefined;
  /** How often this call has failed, from 1. */
  readonly failures: number;
  readonly delayMs: number;
  readonly error: unknown;
}

export interface RetryOptions {
  /** Is this very drive still attached? */
  isPresent(): Promise<boolean>;
  /** Resolves after the time, or at once when the signal is aborted. */
  pause(delayMs: number, signal: AbortSignal | undefined): Promise<void>;
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /** Ends pauses and further tries. */
  readonly signal?: AbortSignal | undefined;
  /** The pauses; one more try than there are of them. */
  readonly delaysMs?: readonly number[] | undefined;
  /** Is it worth trying again? `isTransientError` unless told. */
  readonly isTransient?: ((error: unknown) => boolean) | undefined;
}

/** Five more tries within 3.1 s: longer than a bus reset takes, shorter than anybody's patience. */
export const RETRY_DELAYS_MS = [100, 200, 400, 800, 1600] as const;

const TRANSIENT_SYSTEM_CODES: readonly unknown[] = ['EIO', 'EAGAIN', 'EINTR', 'ETIMEDOUT', 'UNKNOWN'];

/** Errors that the operating system gives for a passing trouble, among others. */
export function isTransientError(error: unknown): boolean {
  if (isMediaError(error)) return error.code === 'E_DEVICE_IO';
  return error instanceof Error && 'code' in error && TRANSIENT_SYSTEM_CODES.includes(error.code);
}

/**
 * The device with retries. Reads, writes and flushes throw MediaError E_DEVICE_GONE, E_DEVICE_MEDIA (with a `place` for
 * reads and writes: what of the call failed), E_CANCELLED, and whatever is not transient as the device gave it.
 */
export function retryingDevice(device: BlockDevice, options: RetryOptions): BlockDevice {
  const { delaysMs = RETRY_DELAYS_MS, isTransient = isTransientError, signal } = options;

  const attempt = async <T>(call: DeviceCall, action: () => Promise<T>): Promise<T> => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await action();
      } catch (error) {
        if (isMediaError(error) && error.code === 'E_CANCELLED') throw error;
        if (!(await options.isPresent())) throw goneError(device.name, call, error);
        if (!isTransient(error)) throw error;
        throwIfCancelled(signal);
        const delayMs = delaysMs[failures - 1];
        if (delayMs === undefined) throw brokenError(device.name, { call, failures, error });
        const { operation, place } = call;
        options.onRetry?.({ operation, offset: place?.offset, failures, delayMs, error });
        await options.pause(delayMs, signal);
        throwIfCancelled(signal);
      }
    }
  };
  return {
    name: device.name,
    sizeBytes: device.sizeBytes,
    alignmentBytes: device.alignmentBytes,
    isZeroed: device.isZeroed,
    allocate: (sizeBytes) => device.allocate(sizeBytes),
    truncate: (sizeBytes) => device.truncate(sizeBytes),
    close: () => device.close(),
    read: (offset, target) =>
      attempt({ operation: 'read', place: { offset, badBytes: target.length } }, () =>
        device.read(offset, target),
      ),
    write: (offset, source) =>
      attempt({ operation: 'write', place: { offset, badBytes: source.length } }, () =>
        device.write(offset, source),
      ),
    flush: () => attempt({ operation: 'flush', place: undefined }, () => device.flush()),
  };
}

interface DeviceCall {
  readonly operation: RetriedOperation;
  readonly place: { readonly offset: number; readonly badBytes: number } | undefined;
}

function goneError(name: string, call: DeviceCall, cause: unknown): MediaError {
  return new MediaError('E_DEVICE_GONE', `${name} is no longer there: ${textOf(cause)}`, {
    cause,
    place: failedPart(call, cause),
  });
}

function brokenError(
  name: string,
  { call, failures, error }: { call: DeviceCall; failures: number; error: unknown },
): MediaError {
  const { operation, place } = call;
  const where =
    place === undefined ? '' : ` of bytes ${place.offset} to ${place.offset + place.badBytes - 1}`;
  const message = `${name}: ${operation}${where} failed ${failures} times: ${textOf(error)}`;
  return new MediaError('E_DEVICE_MEDIA', message, { cause: error, place: failedPart(call, error) });
}

/** All of the call, or what begins where the device says; the rest of the call was not done, whether it is bad or not. */
function failedPart({ place }: DeviceCall, error: unknown): ErrorPlace | undefined {
  const inner = isMediaError(error) ? error.place : undefined;
  if (inner === undefined || place === undefined) return inner ?? place;
  const restBytes = place.offset + place.badBytes - inner.offset;
  return { offset: inner.offset, badBytes: inner.badBytes ?? restBytes };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
