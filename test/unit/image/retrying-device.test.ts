/** Which errors are tried again, how long, and what is said when it does not help. */
import { describe, expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { isTransientError, retryingDevice, type Retry, type RetryOptions } from '#image/retrying-device.ts';
import { ramDevice } from '../../support/ram-device.ts';

const SECTOR = 512;
const io = (): MediaError => new MediaError('E_DEVICE_IO', 'ram: EIO: i/o error');

interface Scene {
  readonly device: BlockDevice;
  readonly pauses: number[];
  readonly retries: Retry[];
  readonly calls: () => number;
}

/** A drive whose calls fail as long as `fails` says so, counted from 0. */
function scene(fails: (call: number) => unknown, options: Partial<RetryOptions> = {}): Scene {
  const ram = ramDevice({ sizeBytes: 8 * SECTOR, alignmentBytes: SECTOR });
  const pauses: number[] = [];
  const retries: Retry[] = [];
  let calls = 0;
  const meet = (): void => {
    calls += 1;
    const error = fails(calls - 1);
    if (error !== undefined) throw error as Error;
  };
  const failing: BlockDevice = {
    ...ram,
    read: async (offset, target) => {
      meet();
      return await ram.read(offset, target);
    },
    write: async (offset, source) => {
      meet();
      await ram.write(offset, source);
    },
    flush: async () => {
      meet();
      await ram.flush();
    },
  };
  const device = retryingDevice(failing, {
    isPresent: () => Promise.resolve(true),
    pause: (delayMs) => {
      pauses.push(delayMs);
      return Promise.resolve();
    },
    onRetry: (retry) => retries.push(retry),
    ...options,
  });
  return { device, pauses, retries, calls: () => calls };
}

const calls: readonly [string, (device: BlockDevice) => Promise<unknown>][] = [
  ['read', (device) => device.read(SECTOR, new Uint8Array(2 * SECTOR))],
  ['write', (device) => device.write(SECTOR, new Uint8Array(2 * SECTOR))],
  ['flush', (device) => device.flush()],
];

describe.each(calls)('a %s', (operation, call) => {
  test('that fails twice is made a third time, and both retries are told', async () => {
    const { device, pauses, retries } = scene((number) => (number < 2 ? io() : undefined));
    await call(device);
    expect(pauses).toEqual([100, 200]);
    expect(retries.map((retry) => [retry.operation, retry.offset, retry.failures])).toEqual([
      [operation, operation === 'flush' ? undefined : SECTOR, 1],
      [operation, operation === 'flush' ? undefined : SECTOR, 2],
    ]);
  });

  test('that never succeeds is a fault of the medium, with its place', async () => {
    const { device, pauses, calls: made } = scene(io);
    const place = operation === 'flush' ? undefined : { offset: SECTOR, badBytes: 2 * SECTOR };
    await expect(call(device)).rejects.toMatchObject({ code: 'E_DEVICE_MEDIA', place });
    expect([made(), pauses]).toEqual([6, [100, 200, 400, 800, 1600]]);
  });

  test('that never succeeds keeps the place the device gave', async () => {
    const restBytes = operation === 'flush' ? null : 3 * SECTOR - 700;
    for (const [badBytes, expected] of [
      [null, restBytes],
      [9, 9],
    ] as const) {
      const error = new MediaError('E_DEVICE_IO', 'EIO', { place: { offset: 700, badBytes } });
      const place = { offset: 700, badBytes: expected };
      await expect(call(scene(() => error).device)).rejects.toMatchObject({ code: 'E_DEVICE_MEDIA', place });
      const pulled = scene(() => error, { isPresent: () => Promise.resolve(false) });
      await expect(call(pulled.device)).rejects.toMatchObject({ code: 'E_DEVICE_GONE', place });
    }
  });

  test('of a drive that was pulled out says so at once, whatever the system said', async () => {
    for (const error of [io(), new MediaError('E_DEVICE_FULL', 'ENOSPC'), new Error('ENXIO')]) {
      const { device, pauses } = scene(() => error, { isPresent: () => Promise.resolve(false) });
      await expect(call(device)).rejects.toMatchObject({ code: 'E_DEVICE_GONE', cause: error });
      expect(pauses).toEqual([]);
    }
  });

  test('that fails for another reason is not tried again', async () => {
    const error = new MediaError('E_DEVICE_READ_ONLY', 'EROFS');
    const { device, calls: made } = scene(() => error);
    await expect(call(device)).rejects.toBe(error);
    expect(made()).toBe(1);
  });

  test('is not tried again once the run is cancelled in the pause', async () => {
    const abort = new AbortController();
    const { device, calls: made } = scene(io, {
      signal: abort.signal,
      pause: () => {
        abort.abort();
        return Promise.resolve();
      },
    });
    await expect(call(device)).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(made()).toBe(1);
  });
});

test('the drive pulled out between two tries is noticed at the next one', async () => {
  let asked = 0;
  const { device, pauses } = scene(io, {
    isPresent: () => {
      asked += 1;
      return Promise.resolve(asked < 3);
    },
  });
  await expect(device.flush()).rejects.toMatchObject({ code: 'E_DEVICE_GONE' });
  expect(pauses).toEqual([100, 200]);
});

test('reads give what the device gives, and the caller decides what is transient', async () => {
  const odd = new Error('odd');
  const { device } = scene((number) => (number === 0 ? odd : undefined), {
    isTransient: (error) => error === odd,
  });
  const target = new Uint8Array(SECTOR).fill(1);
  expect(await device.read(0, target)).toBe(SECTOR);
  expect(target.every((byte) => byte === 0)).toBe(true);
});

test.each([
  [io(), true],
  [Object.assign(new Error('x'), { code: 'EIO' }), true],
  [Object.assign(new Error('x'), { code: 'ETIMEDOUT' }), true],
  [Object.assign(new Error('x'), { code: 'ENOSPC' }), false],
  [new MediaError('E_DEVICE_FULL', 'x'), false],
  [new Error('x'), false],
  ['EIO', false],
])('%s: transient is %s', (error, expected) => {
  expect(isTransientError(error)).toBe(expected);
});
